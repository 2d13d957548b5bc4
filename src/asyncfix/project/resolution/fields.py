"""Says what fields of classes are: items of `NamedTuple`s, and what `field(…)` tells of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.project.lineage import lineage
from asyncfix.project.summary import Module
from asyncfix.project.terms import Called, Constant, Expr
from asyncfix.project.values import Instance, Ref, Value, name_of

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_TUPLES = frozenset({"typing.NamedTuple", "typing_extensions.NamedTuple"})
FACTORIES = frozenset({"factory", "default_factory"})
"""Arguments that are called to make what a field holds."""
_DICTS = frozenset({"typing.TypedDict", "typing_extensions.TypedDict"})


def named(
    inference: Inference, module: Module, value: Instance, key: str | int, size: int = 0
) -> str | None:
    """The field under a key, or at a place of a tuple that is unpacked into `size` names, if any.

    None for what has no fields, or is found otherwise.
    """
    owner = inference.class_named(value.cls, module.path)
    found = lineage(inference, *owner) if owner is not None else ()
    kinds = {item for item in found if isinstance(item, str)}
    names = [name for item in reversed(found) for name in _declared(inference, item)]
    if kinds & _DICTS:
        return key if isinstance(key, str) and key in names else None
    if not kinds & _TUPLES or isinstance(key, str) or (size and len(names) != size):
        return None
    return names[key] if 0 <= key < len(names) else None


def is_field(inference: Inference, module: Module, expr: Expr) -> bool:
    """Whether an expression is such a call, that says how a field is filled."""
    name, catalogue = _maker(inference, module, expr), inference.catalogue
    return name in catalogue.fields or name in catalogue.factories


def _maker(inference: Inference, module: Module, expr: Expr) -> str:
    return name_of(inference.value(module, expr.func)) if isinstance(expr, Called) else ""


def told(inference: Inference, module: Module, expr: Called) -> Value:
    """What `field(default_factory=Store)` and its like say that a field is."""
    if _maker(inference, module, expr) in inference.catalogue.factories:
        # with a keyword, it may be given the object
        made = expr.args[0] if len(expr.args) == 1 and not expr.keywords else None
        return inference.value(module, Called(made, (), ()))
    given = dict(expr.keywords)
    declared = inference.value(module, given.get("type"))
    if isinstance(declared, Ref):
        return Instance(declared.name)
    for name in FACTORIES & given.keys():
        return inference.value(module, Called(given[name], (), ()))
    default = given.get("default")
    return None if default in (None, Constant(None)) else inference.value(module, default)


def _declared(inference: Inference, ancestor: tuple[str, int] | str) -> list[str]:
    """The names that the body of a class annotates."""
    module = None if isinstance(ancestor, str) else inference.project.module(ancestor[0])
    if module is None or isinstance(ancestor, str):
        return []
    bindings = module.scopes[module.classes[ancestor[1]].scope].bindings
    return [
        name
        for name, items in bindings.items()
        if any(item.annotation is not None for item in items)
    ]
