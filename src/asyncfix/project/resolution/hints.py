"""Says which class an annotation promises, through aliases, strings and `Annotated`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from asyncfix.kinds import GENERIC
from asyncfix.project.expressions import describe
from asyncfix.project.resolution import containers, generics, scoping
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import (
    NONE,
    Attr,
    Called,
    Display,
    Either,
    Expr,
    Item,
    Literal,
    Name,
    Text,
)
from asyncfix.project.values import (
    NO_TYPES,
    REST,
    Instance,
    Ref,
    Types,
    TypeVariable,
    Value,
    class_name,
    merge,
    object_name,
)

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_ELLIPSIS = Literal("builtins.ellipsis")
_TYPING = ("typing", "typing_extensions")


def _of_typing(*names: str) -> frozenset[str]:
    return frozenset(f"{module}.{name}" for module in _TYPING for name in names)


WRAPPERS = _of_typing(
    *("Optional", "Union", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly")
)
# Annotations that promise nothing of a value.
_EMPTY = _of_typing("Any", "TypeAlias", "Never", "NoReturn", "Final", "ClassVar") | {
    "builtins.object"
}
_NO_END = _of_typing("Never", "NoReturn")
_LONGEST_ALIAS = 8
_TYPE_VARIABLES = _of_typing("TypeVar")
_VARIABLES = _TYPE_VARIABLES | _of_typing("ParamSpec", "TypeVarTuple")
NEW_TYPES = _of_typing("NewType")
"""What makes a name for a class that only type checkers tell from it."""
SELF = _of_typing("Self")
"""The class of what a method is called on."""


def annotation(inference: Inference, module: Module, expr: Expr, types: Types = NO_TYPES) -> Value:
    """The instance that an annotation promises; None for what promises nothing.

    A type variable promises what it stands for, or else what it is bound to.
    """
    if isinstance(expr, Text):
        return annotation(inference, module, written(expr), types)
    if isinstance(expr, Either):
        return _merged(inference, module, expr.options, types)
    if isinstance(expr, Item):
        return _item(inference, module, expr, types)
    if isinstance(expr, Name | Attr):
        return _name(inference, module, expr, types)
    return REST if expr == _ELLIPSIS else None


def _merged(inference: Inference, module: Module, parts: Sequence[Expr], types: Types) -> Value:
    return merge(annotation(inference, module, x, types) for x in parts if x != NONE)


def promises_no_end(inference: Inference, module: Module, expr: Expr) -> bool:
    """Whether what is annotated so gives nothing, because it does not come to an end."""
    value = inference.value(module, expr) if isinstance(expr, Name | Attr) else None
    return object_name(value) in _NO_END


def _name(inference: Inference, module: Module, expr: Name | Attr, types: Types) -> Value:
    place, meant = spelled_out(inference, module, expr)
    if isinstance(meant, Item | Either | Text | Called):
        with inference.asking((place.path, "alias", meant)) as open_question:
            value = _alias(inference, place, meant, types) if open_question else None
        if open_question or not _keeps_its_name(inference, module, expr):
            return inference.across(value, place.path, module.path)
    value = inference.value(module, expr)
    if not isinstance(value, Ref) or value.name in _EMPTY:
        return None
    if value.name in SELF:
        return _own_class(module, expr)
    return Instance(containers.standard(value.name))


def _alias(inference: Inference, module: Module, meant: Expr, types: Types) -> Value:
    """What an alias promises, or a name for another class, or a variable with a bound."""
    if not isinstance(meant, Called):
        return annotation(inference, module, meant, types)
    maker = class_name(inference.value(module, meant.func))
    if maker in NEW_TYPES:
        return annotation(inference, module, meant.args[1]) if len(meant.args) == 2 else None
    if maker in _TYPE_VARIABLES:
        if (module.path, meant) in types:
            return types[module.path, meant]
        bound = dict(meant.keywords).get("bound")
        if bound is not None:
            return annotation(inference, module, bound)
        return _merged(inference, module, meant.args[1:], NO_TYPES)
    return None


def names_in(expr: Expr) -> Iterator[Expr]:
    """The names in an annotation that may be type variables, in their order."""
    if isinstance(expr, Text):
        expr = written(expr)
    if isinstance(expr, Name | Attr):
        yield expr
    elif isinstance(expr, Item | Either):
        for part in expr.parts if isinstance(expr, Item) else expr.options:
            yield from names_in(part)
    elif isinstance(expr, Display):
        for part in expr.items:
            yield from names_in(part)


def variable(inference: Inference, module: Module, expr: Expr) -> TypeVariable | None:
    """The type variable that an expression in an annotation is, if it is one."""
    if not isinstance(expr, Name | Attr):
        return None
    place, meant = spelled_out(inference, module, expr)
    made = inference.value(place, meant.func) if isinstance(meant, Called) else None
    return (place.path, meant) if class_name(made) in _VARIABLES else None


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


def written(expr: Text) -> Expr:
    """The annotation that is written in a string."""
    try:
        tree = ast.parse(expr.value.strip(), mode="eval")
    except SyntaxError:
        return None
    return None if isinstance(tree.body, ast.Constant) else describe(tree.body, expr.scope)


def _item(inference: Inference, module: Module, expr: Item, types: Types) -> Value:
    base = inference.value(module, expr.base)
    if not isinstance(base, Ref):
        return None
    name = containers.standard(base.name)
    if name in scoping.ANNOTATED and expr.parts:
        declared = annotation(inference, module, expr.parts[0], types)
        return declared or _marker(inference, module, expr.parts[1:])
    if name in WRAPPERS:
        return _merged(inference, module, expr.parts, types)
    if name == "builtins.type":
        inner = annotation(inference, module, expr.parts[0], types) if expr.parts else None
        return Ref(inner.cls) if isinstance(inner, Instance) else None
    if name in GENERIC:
        return containers.holding(
            name, *(annotation(inference, module, item, types) for item in expr.parts)
        )
    if name.startswith(("typing.", "typing_extensions.", "collections.abc.")):
        return None
    return generics.filled(inference, module, name, expr.parts, types)


def _marker(inference: Inference, module: Module, markers: Iterable[Expr]) -> Value:
    for marker in markers:
        if isinstance(marker, Called) and (value := inference.value(module, marker)) is not None:
            return value
    return None
