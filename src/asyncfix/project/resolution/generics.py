"""Says what the type variables of classes stand for: `T` of `class Repo(Base[User])`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from asyncfix.project.known import fields
from asyncfix.project.lineage import lineage
from asyncfix.project.resolution import containers, hints, matching
from asyncfix.project.summary import Class, Module
from asyncfix.project.terms import Called, Expr, Item
from asyncfix.project.values import NO_TYPES, Instance, Types, TypeVariable, Value, object_name

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

Owner = tuple[Module, Class]
Place = tuple[str, int]
"""A class by module path and index."""

_TELLING = frozenset(
    f"{module}.{name}"
    for module in ("typing", "typing_extensions")
    for name in ("Generic", "Protocol")
)
_NOTHING: Mapping[Place, Types] = MappingProxyType({})


def mentioned(inference: Inference, module: Module, expr: Expr) -> Iterator[TypeVariable]:
    """The type variables in an annotation, in their order."""
    found = (hints.variable(inference, module, item) for item in hints.names_in(expr))
    yield from (item for item in found if item is not None)


def parameters(inference: Inference, owner: Owner) -> Sequence[TypeVariable]:
    """The type variables of a class, in the order of what it is given in brackets."""
    place = (owner[0].path, owner[1].index)
    return inference.kept(inference.variables, place, lambda: _asked(inference, owner))


def _asked(inference: Inference, owner: Owner) -> tuple[TypeVariable, ...]:
    module, cls = owner
    with inference.asking((module.path, "variables", cls.index)) as open_question:
        return tuple(dict.fromkeys(_parameters(inference, module, cls)) if open_question else ())


def _parameters(inference: Inference, module: Module, cls: Class) -> Iterator[TypeVariable]:
    around = module.scopes[module.scopes[cls.scope].parent]
    if around.kind == "types":
        yield from ((module.path, items[0].value) for items in around.bindings.values())
        return
    bases = [base for base in cls.bases if isinstance(base, Item)]
    telling = (x for x in bases if object_name(inference.value(module, x.base)) in _TELLING)
    for base in [item] if (item := next(telling, None)) is not None else bases:
        yield from mentioned(inference, module, base)


def _may_be_generic(inference: Inference, owner: Owner) -> bool:
    """Whether a class, or one above it, is given anything in brackets."""
    for ancestor in lineage(inference, *owner):
        module = None if isinstance(ancestor, str) else inference.project.module(ancestor[0])
        if module is None or isinstance(ancestor, str):
            continue
        cls = module.classes[ancestor[1]]
        if any(isinstance(base, Item) for base in cls.bases):
            return True
        if module.scopes[module.scopes[cls.scope].parent].kind == "types":
            return True
    return False


def known(inference: Inference, owner: Owner, args: Sequence[Value]) -> Mapping[Place, Types]:
    """What the variables of a class and of those above it stand for where it has those arguments.

    Empty where no class has any.
    """
    key = (owner[0].path, owner[1].index, *args)
    return inference.kept(inference.types, key, lambda: _found(inference, owner, args))


def _found(inference: Inference, owner: Owner, args: Sequence[Value]) -> Mapping[Place, Types]:
    return dict(_known(inference, owner, args)) if _may_be_generic(inference, owner) else _NOTHING


def _known(
    inference: Inference, owner: Owner, args: Sequence[Value]
) -> Iterator[tuple[Place, Types]]:
    pending, seen = [(owner, args)], set[Place]()
    while pending:
        (module, cls), args = pending.pop()
        place = (module.path, cls.index)
        if place in seen:
            continue
        seen.add(place)
        pairs = zip(parameters(inference, (module, cls)), args, strict=False)
        types = {item: value for item, value in pairs if value is not None}
        if types:
            yield place, types
        for base in cls.bases:
            value = inference.value(module, base)
            name = object_name(value)
            above = inference.class_named(name, module.path) if name else None
            if above is not None:
                promised = inference.annotation(module, base, types)
                given = promised.args if isinstance(promised, Instance) else ()
                path = above[0].path
                pending.append((above, [inference.across(x, module.path, path) for x in given]))


def filled(
    inference: Inference, module: Module, name: str, parts: Sequence[Expr], types: Types
) -> Instance:
    """An instance of a class that is given something in brackets."""
    owner = inference.class_named(name, module.path)
    if owner is None or not parameters(inference, owner):
        return Instance(name)
    return containers.holding(name, *(inference.annotation(module, x, types) for x in parts))


def made(inference: Inference, module: Module, expr: Called, name: str, owner: Owner) -> Instance:
    """What calling a class of the project gives: `Base[User]()`, or `Base(User())`."""
    variables = parameters(inference, owner)
    if not variables:
        return Instance(name)
    promised = inference.annotation(module, expr.func)
    if isinstance(promised, Instance) and promised.cls == name and promised.args:
        return promised
    makers = inference.method(name, "__init__", module.path)
    types: Types = NO_TYPES if makers else _by_fields(inference, module, expr, owner)
    for item in makers:
        if (item.module.path, item.function.owner) == (owner[0].path, owner[1].index):
            types = matching.matched(inference, module, expr, item, skipped=1)
    return containers.holding(name, *(types.get(item) for item in variables))


def _by_fields(inference: Inference, module: Module, expr: Called, owner: Owner) -> Types:
    """What the variables of a class stand for whose constructor sets its fields."""
    home, cls = owner
    bindings = home.scopes[cls.scope].bindings.items()
    own = {name: items[0].annotation for name, items in bindings if items[0].annotation}
    placed = [(name, own.get(name)) for name in fields.in_order(inference, owner) or ()]
    return matching.told_by(inference, module, expr, home, placed, list(own.items()))


def above(inference: Inference, module: Module, name: str, below: Owner) -> Value:
    """An object of a class as one of another, of that name, which it inherits from."""
    owner = inference.class_named(name, module.path)
    if owner is None:
        return Instance(name)
    types = known(inference, below, ()).get((owner[0].path, owner[1].index), NO_TYPES)
    args = (types.get(item) for item in parameters(inference, owner)) if types else ()
    return containers.holding(name, *args)
