"""Says which class an annotation promises, through aliases, strings and `Annotated`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from asyncfix.project.expressions import describe
from asyncfix.project.summary import (
    NONE,
    Attr,
    Binding,
    Called,
    Either,
    Expr,
    Item,
    Module,
    Name,
    Text,
)
from asyncfix.project.values import Instance, Ref, Value, merge

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_OPTIONAL = frozenset({"typing.Optional", "typing.Union", "typing.Final", "typing.ClassVar"})
# Annotations that promise nothing of a value.
_EMPTY = frozenset(
    {"builtins.object", "typing.Any", "typing.TypeAlias", "typing_extensions.TypeAlias"}
)
_LONGEST_ALIAS = 8
_ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})


def annotation(inference: Inference, module: Module, expr: Expr) -> Value:
    """The instance that an annotation promises; None for what is not one plain class."""
    if isinstance(expr, Text):
        return _text(inference, module, expr)
    if isinstance(expr, Either):
        return merge(annotation(inference, module, item) for item in expr.options if item != NONE)
    if isinstance(expr, Item):
        return _item(inference, module, expr)
    if isinstance(expr, Name | Attr):
        place, meant = spelled_out(inference, module, expr)
        if isinstance(meant, Item | Either | Text):
            with inference.asking((place.path, "alias", meant)) as open_question:
                return annotation(inference, place, meant) if open_question else None
        value = inference.value(module, expr)
        if isinstance(value, Ref) and value.name not in _EMPTY:
            return Instance(value.name)
    return None


def spelled_out(inference: Inference, module: Module, expr: Expr) -> tuple[Module, Expr]:
    """What an alias such as `Db = Annotated[Session, Depends(get_db)]` stands for, and where.

    An expression that is no alias stands for itself.
    """
    place, current = module, expr
    for _ in range(_LONGEST_ALIAS):
        found = _binding_of(inference, place, current)
        if found is None:
            return place, current
        place, binding = found
        if binding.kind != "value" or binding.value is None:
            return place, current
        current = binding.value
    return module, expr


def _binding_of(inference: Inference, module: Module, expr: Expr) -> tuple[Module, Binding] | None:
    """The one binding of a name, or of an attribute of a module of the project."""
    if isinstance(expr, Name):
        bindings: Sequence[Binding] = inference.lookup(module, expr.scope, expr.name) or ()
        place: Module | None = module
    elif isinstance(expr, Attr) and isinstance(base := inference.value(module, expr.base), Ref):
        place = inference.project.find(base.name, module.path)
        bindings = place.top.get(expr.name, ()) if place is not None else ()
    else:
        return None
    for _ in range(_LONGEST_ALIAS):
        if place is None or len(bindings) != 1:
            return None
        if bindings[0].kind != "import":
            return place, bindings[0]
        head, _, name = bindings[0].target.rpartition(".")
        place = inference.project.find(head, place.path)
        bindings = place.top.get(name, ()) if place is not None else ()
    return None


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
    if base.name in _ANNOTATED and expr.parts:
        declared = annotation(inference, module, expr.parts[0])
        return declared or _marker(inference, module, expr.parts[1:])
    if base.name in _OPTIONAL:
        return merge(annotation(inference, module, item) for item in expr.parts if item != NONE)
    if base.name.startswith("typing.") or base.name.startswith("collections.abc."):
        return None
    return Instance(base.name)


def _marker(inference: Inference, module: Module, markers: Iterable[Expr]) -> Value:
    for marker in markers:
        if isinstance(marker, Called) and (value := inference.value(module, marker)) is not None:
            return value
    return None
