"""Says which class an annotation promises, through aliases, strings and `Annotated`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from asyncfix.project.expressions import describe
from asyncfix.project.resolution import containers, scoping
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import NONE, Attr, Called, Either, Expr, Item, Literal, Name, Text
from asyncfix.project.values import REST, Instance, Ref, Value, merge, object_name

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_ELLIPSIS = Literal("builtins.ellipsis")
_TYPING = ("typing", "typing_extensions")


def _of_typing(*names: str) -> frozenset[str]:
    return frozenset(f"{module}.{name}" for module in _TYPING for name in names)


_WRAPPERS = _of_typing(
    *("Optional", "Union", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly")
)
# Annotations that promise nothing of a value.
_EMPTY = _of_typing("Any", "TypeAlias", "Never", "NoReturn", "Final", "ClassVar") | {
    "builtins.object"
}
_NO_END = _of_typing("Never", "NoReturn")
_LONGEST_ALIAS = 8
_TYPE_VARIABLES = _of_typing("TypeVar")
NEW_TYPES = _of_typing("NewType")
"""What makes a name for a class that only type checkers tell from it."""
SELF = _of_typing("Self")
"""The class of what a method is called on."""


def annotation(inference: Inference, module: Module, expr: Expr) -> Value:
    """The instance that an annotation promises; None for what promises nothing."""
    if isinstance(expr, Text):
        return _text(inference, module, expr)
    if isinstance(expr, Either):
        return merge(annotation(inference, module, item) for item in expr.options if item != NONE)
    if isinstance(expr, Item):
        return _item(inference, module, expr)
    if isinstance(expr, Name | Attr):
        return _name(inference, module, expr)
    return REST if expr == _ELLIPSIS else None


def promises_no_end(inference: Inference, module: Module, expr: Expr) -> bool:
    """Whether what is annotated so gives nothing, because it does not come to an end."""
    value = inference.value(module, expr) if isinstance(expr, Name | Attr) else None
    return object_name(value) in _NO_END


def _name(inference: Inference, module: Module, expr: Name | Attr) -> Value:
    place, meant = spelled_out(inference, module, expr)
    if isinstance(meant, Item | Either | Text | Called):
        with inference.asking((place.path, "alias", meant)) as open_question:
            value = _alias(inference, place, meant) if open_question else None
        if open_question or not _keeps_its_name(inference, module, expr):
            return inference.across(value, place.path, module.path)
    value = inference.value(module, expr)
    if not isinstance(value, Ref) or value.name in _EMPTY:
        return None
    if value.name in SELF:
        return _own_class(module, expr)
    return Instance(containers.standard(value.name))


def _alias(inference: Inference, module: Module, meant: Expr) -> Value:
    """What an alias promises, or a name for another class, or a variable with a bound."""
    if not isinstance(meant, Called):
        return annotation(inference, module, meant)
    maker = inference.value(module, meant.func)
    if not isinstance(maker, Ref):
        return None
    if maker.name in NEW_TYPES:
        return annotation(inference, module, meant.args[1]) if len(meant.args) == 2 else None
    if maker.name in _TYPE_VARIABLES:
        bound = dict(meant.keywords).get("bound")
        if bound is not None:
            return annotation(inference, module, bound)
        return merge(annotation(inference, module, item) for item in meant.args[1:])
    return None


def _own_class(module: Module, expr: Expr) -> Value:
    """The class around an annotation."""
    scope = module.scopes[expr.scope] if isinstance(expr, Name) else None
    while scope is not None and scope.kind != "class":
        owner = module.functions[scope.function].owner if scope.function >= 0 else -1
        if owner >= 0:
            return Instance(f"{module.name}.{module.classes[owner].qualname}")
        scope = module.scopes[scope.parent] if scope.parent >= 0 else None
    if scope is None:
        return None
    return Instance(f"{module.name}.{module.classes[scope.owner].qualname}")


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
        if _keeps_its_name(inference, module, expr):
            bindings = bindings[1:]
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


def _keeps_its_name(inference: Inference, module: Module, expr: Expr) -> bool:
    """Whether a name is a class first, and then an alias for that: `Db = Annotated[Db, x]`."""
    if not isinstance(expr, Name):
        return False
    bindings = inference.lookup(module, expr.scope, expr.name) or ()
    return len(bindings) == 2 and scoping.annotates_itself(
        inference, module, expr.name, bindings[1]
    )


def _text(inference: Inference, module: Module, expr: Text) -> Value:
    return annotation(inference, module, written(expr))


def written(expr: Text) -> Expr:
    """The annotation that is written in a string."""
    try:
        tree = ast.parse(expr.value.strip(), mode="eval")
    except SyntaxError:
        return None
    return None if isinstance(tree.body, ast.Constant) else describe(tree.body, expr.scope)


def _item(inference: Inference, module: Module, expr: Item) -> Value:
    base = inference.value(module, expr.base)
    if not isinstance(base, Ref):
        return None
    name = containers.standard(base.name)
    if name in scoping.ANNOTATED and expr.parts:
        declared = annotation(inference, module, expr.parts[0])
        return declared or _marker(inference, module, expr.parts[1:])
    if name in _WRAPPERS:
        return merge(annotation(inference, module, item) for item in expr.parts if item != NONE)
    if name == "builtins.type":
        inner = annotation(inference, module, expr.parts[0]) if expr.parts else None
        return Ref(inner.cls) if isinstance(inner, Instance) else None
    if name in containers.GENERIC:
        return containers.holding(
            name, *(annotation(inference, module, item) for item in expr.parts)
        )
    if name.startswith(("typing.", "typing_extensions.", "collections.abc.")):
        return None
    return Instance(name)


def _marker(inference: Inference, module: Module, markers: Iterable[Expr]) -> Value:
    for marker in markers:
        if isinstance(marker, Called) and (value := inference.value(module, marker)) is not None:
            return value
    return None
