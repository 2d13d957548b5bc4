"""Says which class an annotation promises, through aliases, strings and `Annotated`."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from asyncfix.project.expressions import describe
from asyncfix.project.summary import NONE, Attr, Called, Either, Expr, Item, Module, Name, Text
from asyncfix.project.values import Instance, Ref, Value, merge

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_OPTIONAL = frozenset({"typing.Optional", "typing.Union", "typing.Final", "typing.ClassVar"})
_ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})


def annotation(inference: Inference, module: Module, expr: Expr) -> Value:
    """The instance that an annotation promises; None for what is not one plain class."""
    if isinstance(expr, Text):
        return _text(inference, module, expr)
    if isinstance(expr, Either):
        return merge(
            annotation(inference, module, item) for item in expr.options if item != NONE
        )
    if isinstance(expr, Item):
        return _item(inference, module, expr)
    if isinstance(expr, Name | Attr):
        value = inference.value(module, expr)
        return Instance(value.name) if isinstance(value, Ref) else _alias(inference, module, expr)
    return None


def _alias(inference: Inference, module: Module, expr: Name | Attr) -> Value:
    """A module-level alias such as `Db = Annotated[Session, Depends(get_db)]`."""
    if not isinstance(expr, Name):
        return None
    place: Module | None = module
    bindings = inference.lookup(module, expr.scope, expr.name) or ()
    if len(bindings) == 1 and bindings[0].kind == "import":
        head, _, name = bindings[0].target.rpartition(".")
        place = inference.project.find(head, module.path)
        bindings = place.top.get(name, ()) if place is not None else ()
    if place is None or len(bindings) != 1 or not isinstance(bindings[0].value, Item):
        return None
    return _item(inference, place, bindings[0].value)


def _text(inference: Inference, module: Module, expr: Text) -> Value:
    try:
        tree = ast.parse(expr.value.strip(), mode="eval")
    except SyntaxError:
        return None
    if isinstance(tree.body, ast.Constant):
        return None
    return annotation(inference, module, describe(tree.body, expr.scope))


def _item(inference: Inference, module: Module, expr: Item) -> Value:
    base = inference.value(module, expr.base)
    if not isinstance(base, Ref):
        return None
    if base.name in _ANNOTATED and expr.index:
        declared = annotation(inference, module, expr.index[0])
        return declared or _marker(inference, module, expr.index[1:])
    if base.name in _OPTIONAL:
        return merge(annotation(inference, module, item) for item in expr.index if item != NONE)
    if base.name.startswith("typing.") or base.name.startswith("collections.abc."):
        return None
    return Instance(base.name)


def _marker(inference: Inference, module: Module, markers: Iterable[Expr]) -> Value:
    for marker in markers:
        if isinstance(marker, Called) and (value := inference.value(module, marker)) is not None:
            return value
    return None
