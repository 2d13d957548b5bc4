"""Says what may show where several threads use one object at once that is made for that.

Its makers promise that its calls may overlap. What is set on it, and closing it, they do not mean.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.entries import Entry
from asyncfix.plan.proofs.state.owned import MUTATORS
from asyncfix.plan.proofs.state.ownership import makes, path_of
from asyncfix.plan.proofs.threads.hindrance import Hindrance
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Function, Module
from asyncfix.project.terms import Attr, Expr

_SETTERS = MUTATORS | {"set", "delete"}
_CLOSING = "close"


def overlap(module: Module, receiver: Expr, entry: Entry) -> Hindrance:
    """What stands against calls of an object in threads, by how it is used in that module."""
    path = path_of(receiver)
    changed = next(_changed(module, path, entry.settings), "") if path else ""
    if changed:
        reason = f"`{changed}` is set here, and would hold for requests of other tasks as well"
        return Hindrance(reason, True)
    closed = next(_closed(module, path), "") if path else ""
    if closed:
        return Hindrance(f"`{closed}` closes `{path}`, which threads may be using then", False)
    return Hindrance(entry.overlap, False)


def _changed(module: Module, path: str, settings: tuple[str, ...]) -> Iterator[str]:
    """The settings of what is written so that functions change after it was made."""
    texts = {f"{path}.{name}" for name in settings}
    for function in module.functions:
        if not makes(Definition(module, function)):
            stored = (item.text.removesuffix("[]") for item in function.stores)
            yield from (text for text in stored if text in texts)
    for call, _ in _calls(module):
        func = call.func
        if isinstance(func, Attr) and func.name in _SETTERS and path_of(func.base) in texts:
            yield path_of(func.base)


def _closed(module: Module, path: str) -> Iterator[str]:
    for call, function in _calls(module):
        func = call.func
        if isinstance(func, Attr) and func.name == _CLOSING and path_of(func.base) == path:
            yield function.name


def _calls(module: Module) -> Iterator[tuple[Call, Function]]:
    """The calls in functions that work with an object, not in those that make it."""
    for call in module.calls:
        if call.function >= 0 and not makes(Definition(module, module.functions[call.function])):
            yield call, module.functions[call.function]
