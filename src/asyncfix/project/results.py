"""Says what comes of a call, an `await`, or entering a context manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.project.arguments import is_waived
from asyncfix.project.project import Definition
from asyncfix.project.summary import NONE, Attr, Called, Derived, Expr, Item, Module, Name
from asyncfix.project.values import Bound, Coroutine, Instance, Ref, Value, merge

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_CONTEXT_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
_PLAIN_DECORATORS = frozenset(
    {"builtins.staticmethod", "builtins.classmethod", "abc.abstractmethod"}
)
_CACHES = frozenset({"functools.lru_cache", "functools.cache"})
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
        known = inference.class_entry(callee)
        return Instance(known.call) if known is not None and known.call else None
    if not isinstance(callee, Ref | Bound):
        return None
    if callee.name == "builtins.super":
        return _parent(inference, module, expr)
    if isinstance(callee, Ref) and inference.class_named(callee.name, module.path) is not None:
        return Instance(callee.name)
    definitions = inference.functions_named(callee.name, module.path)
    if definitions:
        return merge(_call_result(inference, item) for item in definitions)
    return _library_call(inference, module, expr, callee)


def _parent(inference: Inference, module: Module, expr: Called) -> Value:
    """What `super()` gives in a method of a class with one base: an instance of that base."""
    if expr.args or not isinstance(expr.func, Name):
        return None
    index = module.scopes[expr.func.scope].function
    function = module.functions[index] if index >= 0 else None
    if function is None or function.owner < 0:
        return None
    bases = module.classes[function.owner].bases
    base = inference.value(module, bases[0]) if len(bases) == 1 else None
    return Instance(base.name) if isinstance(base, Ref) else None


def _library_call(inference: Inference, module: Module, expr: Called, callee: Ref | Bound) -> Value:
    catalogue, name = inference.catalogue, callee.name
    entry = catalogue.entry(name)
    if entry is not None and is_waived(inference, module, entry, expr):
        return None
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
    if isinstance(callee, Ref) and _is_told_its_class(inference, module, expr, name):
        return None
    if isinstance(callee, Ref) and (
        name in catalogue.classes or name.rpartition(".")[2][:1].isupper()
    ):
        return Instance(name)
    return None


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
    plain = _PLAIN_DECORATORS if function.is_async else _PLAIN_DECORATORS | _CACHES
    for decorator in function.decorators:
        bare = decorator.func if isinstance(decorator, Called) else decorator
        value = inference.value(module, bare)
        known = isinstance(value, Ref) and value.name in plain
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
    if isinstance(returns, Item) and returns.parts:
        base = inference.value(module, returns.base)
        if isinstance(base, Ref) and base.name in _ITERATED:
            declared = inference.annotation(module, returns.parts[0])
            if declared is not None:
                return declared
    return merge(inference.value(module, item) for item in function.yielded if item != NONE)


def derived(inference: Inference, module: Module, expr: Derived) -> Value:
    """What `await`, `with` or `/` makes of an expression."""
    if expr.how in ("enter", "aenter"):
        return _entered(inference, module, expr)
    value = inference.value(module, expr.base)
    if expr.how == "await":
        return value.result if isinstance(value, Coroutine) else None
    if expr.how == "div":
        known = inference.class_entry(value)
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
    known = inference.class_entry(value)
    if known is None:
        return None
    return Instance(known.enter) if known.enter else value


def _decorated_with(inference: Inference, definition: Definition, names: frozenset[str]) -> bool:
    return any(
        isinstance(value := inference.value(definition.module, item), Ref) and value.name in names
        for item in definition.function.decorators
    )
