"""Says whether a call that the catalogue knows blocks with the arguments that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.entries import Entry, Waiver
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Attr, Called, Constant, Derived, Either, Expr, Joined, Name, Text
from asyncfix.project.values import Instance, Ref

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference


def may_block(inference: Inference, module: Module, entry: Entry, call: Call | Called) -> bool:
    """Whether a call of what the entry is about can block; an argument not known may be any."""
    if entry.needs_argument and not (call.args or call.keywords):
        return False
    return not is_waived(inference, module, entry, call)


def is_waived(inference: Inference, module: Module, entry: Entry, call: Call | Called) -> bool:
    """Whether one of the arguments says that the call does not block."""
    return (
        _is_no_file(inference, module, call)
        or waiver_of(inference, module, entry, call) is not None
    )


def waiver_of(
    inference: Inference, module: Module, entry: Entry, call: Call | Called
) -> Waiver | None:
    """The argument that says of itself that the call does not block."""
    return next(
        (
            waiver
            for waiver in entry.nonblocking
            if _matches(inference, module, _given(waiver, call), waiver)
        ),
        None,
    )


def _given(waiver: Waiver, call: Call | Called) -> Expr:
    if 0 < waiver.position <= len(call.args):
        return call.args[waiver.position - 1]
    return next((item for name, item in call.keywords if name == waiver.keyword), None)


def _matches(inference: Inference, module: Module, expr: Expr, waiver: Waiver) -> bool:
    if waiver.begins and _start(inference, module, expr, _FARTHEST).startswith(waiver.begins):
        return True
    if isinstance(expr, Constant | Text):
        return expr.value in waiver.values
    if isinstance(expr, Either):
        return any(_matches(inference, module, item, waiver) for item in expr.options)
    value = inference.value(module, expr)
    if isinstance(value, Ref):
        return value.name in waiver.values
    return isinstance(value, Instance) and value.cls in waiver.values


_FARTHEST = 4
"""How many names a path is looked for through."""


def _is_no_file(inference: Inference, module: Module, call: Call | Called) -> bool:
    """Whether what is opened, or the path that a method is called on, is the kernel's."""
    prefixes = tuple(inference.catalogue.no_files)
    path = call.args[0] if call.args else None
    if isinstance(call.func, Attr):
        start = _start(inference, module, call.func.base, _FARTHEST)
        if start.startswith(prefixes):
            return True
    return _start(inference, module, path, _FARTHEST).startswith(prefixes)


def _start(inference: Inference, module: Module, expr: Expr, depth: int) -> str:
    """How a text starts, or the text that a path is made of; empty if that is not known."""
    if isinstance(expr, Constant | Text):
        return expr.value if isinstance(expr.value, str) else ""
    if isinstance(expr, Joined):
        return _start(inference, module, expr.parts[0], depth) if expr.parts else ""
    if isinstance(expr, Derived) and expr.how == "div":
        start = _start(inference, module, expr.base, depth)
        return start and f"{start.rstrip('/')}/"
    if isinstance(expr, Called) and expr.args and not isinstance(expr.func, Attr):
        return _start(inference, module, expr.args[0], depth)
    if isinstance(expr, Name) and depth:
        bindings = inference.lookup(module, expr.scope, expr.name) or ()
        if len(bindings) == 1 and bindings[0].kind == "value":
            return _start(inference, module, bindings[0].value, depth - 1)
    return ""
