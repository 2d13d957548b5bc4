"""Says whether asking a container for an item may put it there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, class_name, object_name
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import Called

_KEEPING = "collections.defaultdict"
_MayBe = Callable[[str, str], bool]


def is_filled_by_reading(inference: Inference, place: str, may_be: _MayBe) -> bool:
    """Whether functions ask a `defaultdict` at that place for items, which it then keeps.

    `may_be` says of an attribute whether it may be meant by that of a class, seen from a file.
    """
    project, (owner, _, name) = inference.project, place.rpartition(".")
    if not name or "#" in owner:  # what a function has for itself
        return False
    makers = {*project.with_word(_KEEPING.rpartition(".")[2])} & {*project.with_word(name)}
    modules = [project.module(path) for path in sorted(makers)]
    if not any(item is not None and _makes(inference, item, place, may_be) for item in modules):
        return False
    return any(_asks(inference, item, place, may_be) for item in project.mentioning(name))


def _makes(inference: Inference, module: Module, place: str, may_be: _MayBe) -> bool:
    made = (x.value.func for x in _bound(module, place, may_be) if isinstance(x.value, Called))
    return any(object_name(inference.value(module, item)) == _KEEPING for item in made)


def _bound(module: Module, place: str, may_be: _MayBe) -> Iterator[Binding]:
    owner, _, name = place.rpartition(".")
    if owner:
        yield from module.top.get(name, ()) if module.name == owner else ()
        return
    for cls in module.classes:
        bindings = (*cls.attributes.get(name, ()), *module.scopes[cls.scope].bindings.get(name, ()))
        if bindings and may_be(f"{module.name}.{cls.qualname}", module.path):
            yield from bindings


def _asks(inference: Inference, module: Module, place: str, may_be: _MayBe) -> bool:
    view = inference.project.view(module.path)
    for node in view.mentions(place.rpartition(".")[2]):
        parent = view.parents[node]
        asked = isinstance(parent, ast.Subscript) and parent.value is node
        if asked and view.enclosing_function(node) is not None:
            if not place.startswith(".") or not isinstance(node, ast.Attribute):
                return True
            whose = inference.value(module, describe(node.value, view.scope(node)))
            if may_be(class_name(whose), module.path):
                return True
    return False
