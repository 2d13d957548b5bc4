"""Says what type variables stand for in a call, by what it is made on and what it is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from asyncfix.kinds import AWAITED
from asyncfix.project import decorators
from asyncfix.project.project import Definition
from asyncfix.project.resolution import containers, generics, hints, promised, results
from asyncfix.project.summary import Module
from asyncfix.project.terms import (
    NONE,
    STARRED,
    Attr,
    Called,
    Constant,
    Derived,
    Either,
    Expr,
    Item,
    Name,
    Text,
)
from asyncfix.project.values import (
    NO_TYPES,
    Coroutine,
    Instance,
    Named,
    Ref,
    Types,
    TypeVariable,
    Union,
    Value,
    class_name,
    merge,
    object_name,
)

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_Told = Iterator[tuple[TypeVariable, Value]]


def told(
    inference: Inference,
    definition: Definition,
    receiver: Value,
    importer: str,
    call: Called | None,
) -> Types:
    """What type variables stand for in a function that is called on something, in that call."""
    found: Types = NO_TYPES
    if call is not None and (call.args or call.keywords) and _given(inference, definition):
        module = inference.project.module(importer)
        skipped = int(_is_bound(inference, definition, receiver))
        if module is not None:
            found = matched(inference, module, call, definition, skipped)
    here = _of_class(inference, definition, receiver, importer)
    return {**found, **here} if found and here else here or found


def _of_class(
    inference: Inference, definition: Definition, receiver: Value, importer: str
) -> Types:
    """What the variables of the class around a method stand for in what it is called on."""
    module, index = definition.module, definition.function.owner
    if index < 0 or not generics.parameters(inference, (module, module.classes[index])):
        return NO_TYPES
    owner = inference.class_named(class_name(receiver), importer)
    if owner is None:
        return NO_TYPES
    args = receiver.args if isinstance(receiver, Instance) else ()
    return generics.known(inference, owner, args).get((module.path, index), NO_TYPES)


def _given(inference: Inference, definition: Definition) -> bool:
    """Whether what a function gives has a type variable in it that a parameter has, too."""
    key = (definition.module.path, definition.function.index)
    return inference.kept(inference.generic, key, lambda: _shares(inference, definition))


def _shares(inference: Inference, definition: Definition) -> bool:
    function, module = definition.function, definition.module
    annotated = [item.annotation for item in function.parameters if item.annotation]
    names = set(hints.names_in(function.returns)) if annotated else set()
    shared = names and names.intersection(x for each in annotated for x in hints.names_in(each))
    return any(hints.variable(inference, module, item) for item in shared)


def _is_bound(inference: Inference, definition: Definition, receiver: Value) -> bool:
    """Whether Python itself gives the first argument."""
    function, module = definition.function, definition.module
    if function.owner < 0 or decorators.has(inference, module, function, "builtins.staticmethod"):
        return False
    by_class = isinstance(receiver, Ref)
    return not by_class or decorators.is_of_class(inference, module, function)


def matched(
    inference: Inference, module: Module, call: Called, definition: Definition, skipped: int
) -> Types:
    """What the arguments of a call tell of the variables in what parameters are annotated with."""
    parameters = definition.function.parameters[skipped:]
    placed = [(item.name, item.annotation) for item in parameters if not item.keyword_only]
    named = [(item.name, item.annotation) for item in parameters]
    return told_by(inference, module, call, definition.module, placed, named)


def told_by(
    inference: Inference,
    module: Module,
    call: Called,
    home: Module,
    placed: Sequence[tuple[str, Expr]],
    named: Sequence[tuple[str, Expr]],
) -> Types:
    """The same by what takes an argument by its place, and by its name, each with its annotation,
    which stands in the module `home`."""
    if STARRED in call.args:
        return NO_TYPES
    by_name = dict(call.keywords)
    given = [
        *((annotation, item) for (_, annotation), item in zip(placed, call.args, strict=False)),
        *((annotation, by_name[name]) for name, annotation in named if name in by_name),
    ]
    found: dict[TypeVariable, list[Value]] = {}
    for annotation, argument in given:
        if annotation is None or argument in (NONE, Constant(None)):
            continue
        value = inference.across(inference.value(module, argument), module.path, home.path)
        for variable, meant in _match(inference, home, annotation, value):
            found.setdefault(variable, []).append(meant)
    return {item: value for item, each in found.items() if (value := merge(each)) is not None}


def _match(inference: Inference, module: Module, expr: Expr, value: Value) -> _Told:
    """What type variables of an annotation stand for if what it is of is that value."""
    if isinstance(expr, Text):
        expr = hints.written(expr)
    if isinstance(expr, Either):
        yield from _one_of(inference, module, expr.options, value)
    elif isinstance(expr, Item):
        yield from _match_item(inference, module, expr, value)
    elif (found := hints.variable(inference, module, expr)) is not None:
        yield found, value if isinstance(value, Instance | Union) else None


def _one_of(inference: Inference, module: Module, options: Iterable[Expr], value: Value) -> _Told:
    """The same of one of several: which of them it is, is not known."""
    told = [x for x in options if x != NONE and any(generics.mentioned(inference, module, x))]
    for option in told:
        yield from _match(inference, module, option, value if len(told) == 1 else None)


def _match_item(inference: Inference, module: Module, expr: Item, value: Value) -> _Told:
    kind = containers.standard(object_name(inference.value(module, expr.base)))
    if kind in hints.WRAPPERS:
        yield from _one_of(inference, module, expr.parts, value)
        return
    held: Sequence[Value] = ()
    if kind == "builtins.type":
        held = (Instance(value.name) if isinstance(value, Ref) else None,)
    elif kind in promised.CALLABLE:
        held = (None, _result(inference, module, value))
    elif kind in AWAITED and isinstance(value, Coroutine):
        held = (*[None] * AWAITED[kind], value.result)
    elif isinstance(value, Instance):
        held = _held(inference, module, kind, value, len(expr.parts))
    for index, part in enumerate(expr.parts):
        meant = held[index] if index < len(held) else None
        yield from _match(inference, module, part, meant)


def _result(inference: Inference, module: Module, value: Value) -> Value:
    """What calling a function or a class of the project gives."""
    if isinstance(value, Ref) and inference.class_named(value.name, module.path) is not None:
        return Instance(value.name)
    return results.given(inference, value, None, module.path) if isinstance(value, Named) else None


def _held(
    inference: Inference, module: Module, kind: str, value: Instance, size: int
) -> Sequence[Value]:
    """What something holds, seen as a container or a class of that name."""
    owner = inference.class_named(kind, module.path)
    if owner is None:
        same = value.cls == kind or size == len(value.args) == 2
        return value.args if same else (containers.element(value),)
    below = inference.class_named(value.cls, module.path)
    types = generics.known(inference, below, value.args) if below is not None else {}
    here = types.get((owner[0].path, owner[1].index), NO_TYPES)
    return [here.get(item) for item in generics.parameters(inference, owner)]


def seen(inference: Inference, definition: Definition, expr: Expr, types: Types) -> Value:
    """What an expression in a function gives where type variables stand for those."""
    function, module = definition.function, definition.module
    bindings = module.scopes[function.scope].bindings.get(function.receiver, ())
    if not types or len(bindings) != 1 or not _is_bound(inference, definition, None):
        return inference.value(module, expr)
    if decorators.is_of_class(inference, module, function):
        return inference.value(module, expr)
    owner = (module, module.classes[function.owner])
    args = [types.get(item) for item in generics.parameters(inference, owner)]
    own = containers.holding(f"{module.name}.{owner[1].qualname}", *args)
    return _seen(inference, module, expr, Name(function.receiver, function.scope), own)


def _seen(inference: Inference, module: Module, expr: Expr, name: Name, own: Instance) -> Value:
    if expr == name:
        return own
    if isinstance(expr, Attr):
        base = _seen(inference, module, expr.base, name, own)
        return inference.attribute(base, expr.name, module.path)
    if isinstance(expr, Called) and isinstance(expr.func, Attr):
        base = _seen(inference, module, expr.func.base, name, own)
        callee = inference.attribute(base, expr.func.name, module.path)
        if isinstance(callee, Named) and inference.functions(callee, module.path):
            return results.given(inference, callee, base, module.path, expr)
    if isinstance(expr, Derived) and expr.how == "await":
        value = _seen(inference, module, expr.base, name, own)
        if isinstance(value, Coroutine):
            return value.result
    return inference.value(module, expr)
