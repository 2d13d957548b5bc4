"""Says what a call of Python's own functions gives, or of those that the catalogue knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from asyncfix.project.arguments import is_waived, waiver_of
from asyncfix.project.resolution import (
    containers,
    entering,
    enumerations,
    fields,
    results,
    waiting,
)
from asyncfix.project.summary import Module
from asyncfix.project.terms import NONE, Called, Constant, Expr, Name
from asyncfix.project.values import (
    Bound,
    Coroutine,
    Instance,
    Named,
    Prepared,
    Ref,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_CASTS = frozenset({"typing.cast", "typing_extensions.cast"})
_STREAMS = (Instance("io.TextIOWrapper"),)
"""What an annotation as a stream is taken for."""
_PARTIALS = frozenset({"functools.partial"})
_CLOSING = {
    "contextlib.closing": "contextlib.AbstractContextManager",
    "contextlib.nullcontext": "contextlib.AbstractContextManager",
    "contextlib.aclosing": "contextlib.AbstractAsyncContextManager",
}
_ENTERING = {
    "contextlib.ExitStack.enter_context": False,
    "contextlib.AsyncExitStack.enter_context": False,
    "contextlib.AsyncExitStack.enter_async_context": True,
}
_ARGUMENT = "@argument"


def called(
    inference: Inference, module: Module, expr: Called, callee: Named, receiver: Value
) -> Value:
    """What a call gives whose callee is not the project's."""
    name = callee.name
    if name in _CASTS and expr.args:
        cast = inference.annotation(module, expr.args[0])
        return None if cast in _STREAMS and _is_given(inference, module, expr) else cast
    if isinstance(callee, Ref) and name in containers.MANAGERS:
        return _managing(inference, module, expr.args, containers.MANAGERS[name])
    if isinstance(callee, Ref) and name in _PARTIALS:
        return _prepared(inference, module, expr.args)
    if name in _CLOSING and expr.args:
        return containers.holding(_CLOSING[name], inference.value(module, expr.args[0]))
    if name in _ENTERING and expr.args:
        given = inference.value(module, expr.args[0])
        value = entering.entered(inference, module, given, _ENTERING[name])
        return Coroutine(value) if _ENTERING[name] else value
    if isinstance(callee, Bound) and isinstance(receiver, Instance) and receiver.args:
        args = _values(inference, module, expr.args)
        held = containers.given(receiver, name.rpartition(".")[2], args)
        if held is not None:
            return held
    if name in containers.FUNCTIONS:
        values = _values(inference, module, expr.args)
        each = [enumerations.members(inference, module, item) or item for item in values]
        known = containers.made(name, each)
        if known is not None:
            return known
    if (started := waiting.started(inference, module, expr, name)) is not None:
        return started
    return _from_catalogue(inference, module, expr, callee)


def _is_given(inference: Inference, module: Module, expr: Called) -> bool:
    """Whether a `cast` is of a parameter, which may be any stream that its caller has."""
    name = expr.args[1] if len(expr.args) > 1 else None
    bindings = inference.lookup(module, name.scope, name.name) if isinstance(name, Name) else None
    return any(item.kind == "parameter" for item in bindings or ())


def _values(inference: Inference, module: Module, args: Sequence[Expr]) -> Sequence[Value]:
    """What the arguments are, without those that are None."""
    given = [item for item in args if item not in (NONE, Constant(None))]
    return [inference.value(module, item) for item in given]


def _managing(inference: Inference, module: Module, args: Sequence[Expr], manager: str) -> Value:
    """What `contextmanager` makes of a generator function of the project, where it is called."""
    value = inference.value(module, args[0]) if args else None
    if isinstance(value, Named) and inference.functions(value, module.path):
        return Prepared(value, manager)
    return None


def _prepared(inference: Inference, module: Module, args: Sequence[Expr]) -> Value:
    """What `partial` makes of a function."""
    value = inference.value(module, args[0]) if args else None
    if isinstance(value, Prepared):
        return value
    return Prepared(value) if isinstance(value, Named) else None


def _from_catalogue(inference: Inference, module: Module, expr: Called, callee: Named) -> Value:
    catalogue, name = inference.catalogue, callee.name
    entry = catalogue.entry(name)
    if entry is not None and is_waived(inference, module, entry, expr):
        waiver = waiver_of(inference, module, entry, expr)
        return Instance(waiver.gives) if waiver is not None and waiver.gives else None
    made = catalogue.returns.get(name)
    if made is None:
        owner, _, method = name.rpartition(".")
        known = catalogue.classes.get(owner)
        if known is not None:
            made = known.returns.get(method, known.returns.get("*"))
    if name in catalogue.fields or name in catalogue.factories:
        return fields.told(inference, module, expr)
    if made == _ARGUMENT:
        return _argument_result(inference, module, expr)
    if made is not None:
        given = containers.told(made)
        return Coroutine(given) if catalogue.makes_coroutine(name) else given
    if catalogue.makes_coroutine(name):
        return Coroutine(_result_elsewhere(inference, module, expr, name))
    if isinstance(callee, Ref) and _is_told_its_class(inference, module, expr, name):
        return None
    if isinstance(callee, Ref) and (
        name in catalogue.classes or name.rpartition(".")[2][:1].isupper()
    ):
        return Instance(name)
    return None


def _result_elsewhere(inference: Inference, module: Module, expr: Called, name: str) -> Value:
    """The object of a class of the project that comes out of a thread: of `to_thread(Shop)`."""
    offload = inference.catalogue.offloads.get(name)
    if offload is None or not offload.passes or len(expr.args) < offload.position:
        return None
    run = expr.args[offload.position - 1]
    made = inference.value(module, Called(run, (), ())) if run is not None else None
    known = isinstance(made, Instance) and inference.class_named(made.cls, module.path) is not None
    return made if known else None


def _is_told_its_class(inference: Inference, module: Module, expr: Called, name: str) -> bool:
    """Whether a factory is given the class to make by keyword, so that it makes another one."""
    known = inference.catalogue.classes.get(name)
    return (
        known is not None
        and bool(known.call)
        and any(
            isinstance(value := inference.value(module, argument), Ref) and value.name != known.call
            for _, argument in expr.keywords
        )
    )


def is_marker(inference: Inference, module: Module, expr: Expr) -> bool:
    """Whether a call marks a parameter as what its argument gives."""
    callee = inference.value(module, expr.func) if isinstance(expr, Called) else None
    return isinstance(callee, Ref) and inference.catalogue.returns.get(callee.name) == _ARGUMENT


def provided(inference: Inference, module: Module, expr: Expr) -> Instance | None:
    """The asynchronous object that a framework gives a parameter which is marked so."""
    if not isinstance(expr, Called) or not is_marker(inference, module, expr):
        return None
    value = inference.value(module, expr)
    known = inference.class_entry(value)
    asynchronous = known is not None and bool(known.awaitable) and not known.blocking
    return value if asynchronous and isinstance(value, Instance) else None


def is_blocking(inference: Inference, value: Value) -> bool:
    """Whether something is of a class of a library with methods that block."""
    known = inference.class_entry(value)
    return known is not None and bool(known.blocking)


def _argument_result(inference: Inference, module: Module, expr: Called) -> Value:
    """What a dependency gives: what its function returns, yields or constructs."""
    first = expr.args[0] if expr.args else dict(expr.keywords).get("dependency")
    if first is None:
        return None
    value = inference.value(module, Called(first, (), ()))
    if isinstance(value, Coroutine):
        return value.result
    target = inference.value(module, first)
    if isinstance(target, Ref):
        for definition in inference.functions(target, module.path):
            if definition.function.is_generator:
                return inference.across(
                    results.yielded(inference, definition), definition.module.path, module.path
                )
    return value
