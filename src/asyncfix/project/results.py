"""Says what comes of a call, an `await`, or entering a context manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.project.project import Definition
from asyncfix.project.summary import NONE, Attr, Called, Derived, Expr, Item, Module
from asyncfix.project.values import Bound, Coroutine, Instance, Ref, Value, merge

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_CONTEXT_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
_PLAIN_DECORATORS = frozenset(
    {"builtins.staticmethod", "builtins.classmethod", "abc.abstractmethod"}
)
_ITERATED = frozenset(
    {
        *("typing.Iterator", "typing.Generator", "typing.AsyncIterator", "typing.AsyncGenerator"),
        *("collections.abc.Iterator", "collections.abc.Generator"),
        *("collections.abc.AsyncIterator", "collections.abc.AsyncGenerator"),
        *("typing.Iterable", "collections.abc.Iterable"),
    }
)
_ARGUMENT = "@argument"


def called(inference: Inference, module: Module, expr: Called) -> Value:
    """What a call gives."""
    callee = inference.value(module, expr.func)
    if isinstance(callee, Instance):
        known = inference.catalogue.classes.get(callee.cls)
        return Instance(known.call) if known is not None and known.call else None
    if not isinstance(callee, Ref | Bound):
        return None
    if isinstance(callee, Ref) and inference.class_named(callee.name, module.path) is not None:
        return Instance(callee.name)
    definitions = inference.functions_named(callee.name, module.path)
    if definitions:
        return merge(_call_result(inference, item) for item in definitions)
    return _library_call(inference, module, expr, callee)


def _library_call(
    inference: Inference, module: Module, expr: Called, callee: Ref | Bound
) -> Value:
    catalogue, name = inference.catalogue, callee.name
    made = catalogue.returns.get(name)
    if made is None:
        owner, _, method = name.rpartition(".")
        known = catalogue.classes.get(owner)
        if known is not None:
            made = known.returns.get(method, known.returns.get("*"))
    if made == _ARGUMENT:
        return _argument_result(inference, module, expr)
    if made is not None:
        return Instance(made)
    if isinstance(callee, Ref) and (
        name in catalogue.classes or name.rpartition(".")[2][:1].isupper()
    ):
        return Instance(name)
    return None


def _argument_result(inference: Inference, module: Module, expr: Called) -> Value:
    """What a dependency gives: what its function returns, yields or constructs."""
    first = expr.args[0] if expr.args else dict(expr.keywords).get("dependency")
    if first is None:
        return None
    value = called(inference, module, Called(first, (), ()))
    if isinstance(value, Coroutine):
        value = value.result
    target = inference.value(module, first)
    if value is None and isinstance(target, Ref):
        for definition in inference.functions_named(target.name, module.path):
            value = yielded(inference, definition)
    return value


def _call_result(inference: Inference, definition: Definition) -> Value:
    function, module = definition.function, definition.module
    for decorator in function.decorators:
        value = inference.value(module, decorator)
        known = isinstance(value, Ref) and value.name in _PLAIN_DECORATORS
        if not known and not is_route(inference, module, decorator):
            return None
    if function.is_generator:
        return None
    made = result(inference, definition)
    return Coroutine(made) if function.is_async else made


def is_route(inference: Inference, module: Module, decorator: Expr) -> bool:
    """Whether a decorator registers a handler and gives the function back as it is."""
    func = decorator.func if isinstance(decorator, Called) else decorator
    if not isinstance(func, Attr):
        return False
    owner = inference.value(module, func.base)
    if not isinstance(owner, Instance):
        return False
    return any(
        framework.classes & inference.classes_of(owner.cls, module.path)
        and (func.name in framework.routes or func.name in framework.adders)
        for framework in inference.catalogue.frameworks
    )


def result(inference: Inference, definition: Definition) -> Value:
    """What a function returns, or, of a coroutine function, what awaiting it gives."""
    function, module = definition.function, definition.module
    declared = inference.annotation(module, function.returns)
    if declared is not None:
        return declared
    if not function.returned:
        return None
    with inference.asking((module.path, "result", function.index)) as open_question:
        if not open_question:
            return None
        values = [inference.value(module, item) for item in function.returned if item != NONE]
        return merge(values)


def yielded(inference: Inference, definition: Definition) -> Value:
    """What a generator function yields."""
    function, module = definition.function, definition.module
    if not function.is_generator:
        return None
    returns = function.returns
    if isinstance(returns, Item) and returns.index:
        base = inference.value(module, returns.base)
        if isinstance(base, Ref) and base.name in _ITERATED:
            declared = inference.annotation(module, returns.index[0])
            if declared is not None:
                return declared
    return merge(inference.value(module, item) for item in function.yielded if item != NONE)


def derived(inference: Inference, module: Module, expr: Derived) -> Value:
    """What `await`, `with` or `/` makes of an expression."""
    if expr.how == "enter" or expr.how == "aenter":
        return _entered(inference, module, expr)
    value = inference.value(module, expr.base)
    if expr.how == "await":
        return value.result if isinstance(value, Coroutine) else None
    if expr.how == "div" and isinstance(value, Instance):
        known = inference.catalogue.classes.get(value.cls)
        return Instance(known.div) if known is not None and known.div else None
    return None


def _entered(inference: Inference, module: Module, expr: Derived) -> Value:
    if isinstance(expr.base, Called):
        callee = inference.value(module, expr.base.func)
        if isinstance(callee, Ref | Bound):
            for definition in inference.functions_named(callee.name, module.path):
                if _decorated_with(inference, definition, _CONTEXT_MANAGERS):
                    return yielded(inference, definition)
    value = inference.value(module, expr.base)
    if not isinstance(value, Instance):
        return None
    known = inference.catalogue.classes.get(value.cls)
    if known is not None:
        return Instance(known.enter) if known.enter else value
    return None


def _decorated_with(inference: Inference, definition: Definition, names: frozenset[str]) -> bool:
    return any(
        isinstance(value := inference.value(definition.module, item), Ref) and value.name in names
        for item in definition.function.decorators
    )
