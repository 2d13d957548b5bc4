"""Says what comes of a call of the project's functions, and what an `await` or `/` makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.project import decorators
from asyncfix.project.nodes import CLASS
from asyncfix.project.project import Definition
from asyncfix.project.resolution import (
    containers,
    entering,
    enumerations,
    generics,
    hints,
    libraries,
    matching,
    promised,
    supers,
    waiting,
)
from asyncfix.project.summary import Module
from asyncfix.project.terms import NONE, Attr, Called, Constant, Derived, Item, Name
from asyncfix.project.values import (
    NO_TYPES,
    Bound,
    Coroutine,
    Instance,
    Named,
    Prepared,
    Ref,
    Types,
    Value,
    merge,
    object_name,
)

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference


def called(inference: Inference, module: Module, expr: Called) -> Value:
    """What a call gives."""
    callee = inference.value(module, expr.func)
    if isinstance(callee, Prepared) and callee.manager:
        found = inference.functions(callee.target, module.path)
        return containers.holding(callee.manager, merge(yielded(inference, item) for item in found))
    if isinstance(callee, Prepared):
        return _prepared_called(inference, module, callee.target)
    if isinstance(callee, Instance):
        return _instance_called(inference, module, expr, callee)
    if not isinstance(callee, Named):
        return promised.called(inference, module, expr.func) if callee is None else None
    if callee.name == "builtins.super":
        return supers.parent(inference, module, expr)
    if callee.name == "builtins.type" and len(expr.args) == 1 and not expr.keywords:
        return inference.attribute(inference.value(module, expr.args[0]), CLASS, module.path)
    if callee.name == "builtins.getattr" and len(expr.args) > 1:
        return _named(inference, module, expr)
    if isinstance(callee, Ref):
        owner = inference.class_named(callee.name, module.path)
        if owner is not None:
            return generics.made(inference, module, expr, callee.name, owner)
    receiver = inference.value(module, expr.func.base) if isinstance(expr.func, Attr) else None
    if inference.functions(callee, module.path):
        return given(inference, callee, receiver, module.path, expr)
    return libraries.called(inference, module, expr, callee, receiver)


def _named(inference: Inference, module: Module, expr: Called) -> Value:
    """What `getattr(x, "name", None)` gives."""
    owner, name, *others = expr.args
    if not isinstance(name, Constant) or not isinstance(name.value, str):
        return None
    value = inference.value(module, owner)
    found = inference.attribute(value, name.value, module.path)
    known = (inference.value(module, item) for item in others if item not in (NONE, Constant(None)))
    return merge((found, *known))


def given(
    inference: Inference,
    callee: Named,
    receiver: Value,
    importer: str,
    call: Called | None = None,
) -> Value:
    """What calling functions of the project gives to the file that calls them."""
    found: list[Value] = []
    for item in inference.functions(callee, importer):
        types = matching.told(inference, item, receiver, importer, call)
        made = _made(inference, item, receiver, types)
        found.append(inference.across(made, item.module.path, importer))
    return merge(found)


def _made(inference: Inference, definition: Definition, receiver: Value, types: Types) -> Value:
    key = (definition.module.path, "call", definition.function.index, *types.items())
    made = inference.answer(key, lambda: _call_result(inference, definition, types))
    if isinstance(receiver, Instance | Ref) and _gives_itself(inference, definition):
        own = receiver if isinstance(receiver, Instance) else Instance(receiver.name)
        return Coroutine(own) if isinstance(made, Coroutine) else own
    return made


def _call_result(inference: Inference, definition: Definition, types: Types) -> Value:
    """What calling a function gives, its decorators included."""
    function = definition.function
    manager = _manager(inference, definition)
    if manager:
        return containers.holding(manager, yielded(inference, definition, types))
    if not decorators.gives_its_own(inference, definition):
        return None
    if function.is_generator:
        cls = "collections.abc.AsyncGenerator" if function.is_async else _GENERATOR
        return containers.holding(cls, yielded(inference, definition, types))
    made = result(inference, definition, types)
    return Coroutine(made) if function.is_async else made


_GENERATOR = "collections.abc.Generator"


def _manager(inference: Inference, definition: Definition) -> str:
    """The class of context managers that a function's only decorator makes of it; or empty."""
    if len(definition.function.decorators) != 1 or not definition.function.is_generator:
        return ""
    value = inference.value(definition.module, definition.function.decorators[0])
    return containers.MANAGERS.get(object_name(value), "")


def _gives_itself(inference: Inference, definition: Definition) -> bool:
    """Whether a method gives what it is called on, or a new instance of the class it is got by."""
    function, module = definition.function, definition.module
    first = function.receiver
    if not first or function.is_generator:
        return False
    if not decorators.gives_its_own(inference, definition):
        return False
    if function.returns is not None:
        return object_name(inference.value(module, function.returns)) in hints.SELF
    if len(module.scopes[function.scope].bindings[first]) != 1 or not function.returned:
        return False
    own = Name(first, function.scope)
    makes = isinstance(inference.value(module, own), Ref)
    return all(
        isinstance(item, Called) and item.func == own if makes else item == own
        for item in function.returned
    )


def _prepared_called(inference: Inference, module: Module, target: Named) -> Value:
    """What a call gives of a function that has got arguments; those are not known here."""
    if isinstance(target, Ref) and inference.class_named(target.name, module.path) is not None:
        return Instance(target.name)
    return given(inference, target, None, module.path)


def _instance_called(inference: Inference, module: Module, expr: Called, callee: Instance) -> Value:
    if callee.cls in hints.NEW_TYPES:
        return inference.annotation(module, expr.func)
    if inference.class_named(callee.cls, module.path) is not None:
        found = inference.attribute(callee, "__call__", module.path)
        return (
            given(inference, found, callee, module.path, expr) if isinstance(found, Bound) else None
        )
    known = inference.class_entry(callee)
    return containers.told(known.call) if known is not None and known.call else None


def result(inference: Inference, definition: Definition, types: Types = NO_TYPES) -> Value:
    """What a function returns, or, of a coroutine function, what awaiting it gives."""
    function, module = definition.function, definition.module
    declared = inference.annotation(module, function.returns, types)
    if declared is not None:
        return declared
    if not function.returned:
        return None
    with inference.asking((module.path, "result", function.index)) as open_question:
        if not open_question:
            return None
        returned = [item for item in function.returned if item != NONE]
        return merge([matching.seen(inference, definition, item, types) for item in returned])


def yielded(inference: Inference, definition: Definition, types: Types = NO_TYPES) -> Value:
    """What a generator function yields."""
    function, module = definition.function, definition.module
    if not function.is_generator:
        return None
    declared = inference.annotation(module, function.returns, types)
    for asynchronous in (False, True):
        known = containers.element(declared, asynchronous)
        if known is not None:
            return known
    return merge(inference.value(module, item) for item in function.yielded if item != NONE)


def derived(inference: Inference, module: Module, expr: Derived) -> Value:
    """What `await`, `with`, a loop or `/` makes of an expression."""
    value = inference.value(module, expr.base)
    if expr.how in ("enter", "aenter"):
        return entering.entered(inference, module, value, expr.how == "aenter")
    if expr.how in ("iter", "aiter"):
        return entering.iterated(inference, module, value, expr.how == "aiter")
    if expr.how == "await":
        return waiting.waited_for(inference, module, expr.base)
    if expr.how == "div":
        known = inference.class_entry(value)
        return containers.told(known.div) if known is not None and known.div else None
    return None


def subscribed(inference: Inference, module: Module, expr: Item) -> Value:
    """What a subscription gives: of an enumeration a member, of a generic class that class."""
    value = inference.value(module, expr.base)
    if isinstance(value, Ref):
        return enumerations.member(inference, module, value) or value
    return entering.item(inference, module, value, expr.parts)
