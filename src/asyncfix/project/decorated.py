"""Says when the body of a function runs: when it is called, iterated over, entered, or read.

It depends on the decorators; one that is not known makes it unknown.
"""

from __future__ import annotations

import ast
from enum import Enum
from typing import NamedTuple

from asyncfix.project.decorators import PROPERTIES, is_route
from asyncfix.project.inference import Bound, Inference, Ref, Value, object_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Function, Module
from asyncfix.project.terms import Attr, Called, Expr, Name, uncalled

_ENTERED = frozenset({"contextlib.contextmanager"})
_CALLING = frozenset(
    {
        *("functools.wraps", "functools.lru_cache", "functools.cache", "functools.singledispatch"),
        *("builtins.staticmethod", "builtins.classmethod", "abc.abstractmethod"),
        *("typing.override", "typing.final"),
    }
)
_STUBS = frozenset({"typing.overload", "typing_extensions.overload"})
_ACCESSORS = frozenset({"setter", "deleter", "getter"})


class Runs(Enum):
    """When a function's body runs. NEVER: it is a stub; UNKNOWN: a decorator decides."""

    CALLED = "called"
    ITERATED = "iterated"
    ENTERED = "entered"
    READ = "read"
    AWAITED = "awaited"
    NEVER = "never"
    UNKNOWN = "unknown"


class Decorated(NamedTuple):
    """When a function's body runs, and the wrappers of the project that run with it."""

    runs: Runs
    wrappers: tuple[Definition, ...] = ()


def decorated(inference: Inference, definition: Definition) -> Decorated:
    """When the function's body runs."""
    function, module = definition.function, definition.module
    if function.is_async:
        return Decorated(Runs.AWAITED)
    runs = Runs.ITERATED if function.is_generator else Runs.CALLED
    wrappers: list[Definition] = []
    for decorator in function.decorators:
        bare = uncalled(decorator)
        if isinstance(bare, Attr) and bare.name in _ACCESSORS:
            return Decorated(Runs.NEVER)
        value = inference.value(module, bare)
        name = object_name(value)
        if name in PROPERTIES:
            runs = Runs.READ
        elif name in _ENTERED and function.is_generator:
            runs = Runs.ENTERED
        elif name in _STUBS:
            return Decorated(Runs.NEVER)
        elif not _calls(inference, module, decorator, name):
            wrapper = _wrapper(inference, module, decorator, value)
            if wrapper is None:
                return Decorated(Runs.UNKNOWN)
            wrappers += wrapper
    return Decorated(runs, tuple(wrappers))


def _calls(inference: Inference, module: Module, decorator: Expr, name: str) -> bool:
    """Whether the decorated function is called as it is, in the thread of its caller."""
    catalogue = inference.catalogue
    known = name in _CALLING or name in catalogue.transparent_decorators
    return known or name in catalogue.calling_decorators or is_route(inference, module, decorator)


def gives_back(inference: Inference, module: Module, decorator: Expr) -> bool:
    """Whether a decorator of the project gives the function back, and does not keep or call it."""
    value = inference.value(module, uncalled(decorator))
    found = inference.functions(value, module.path) if isinstance(value, Ref) else []
    if len(found) != 1:
        return False
    if isinstance(decorator, Called):
        inner = _returned_functions(found[0])
        return inner is not None and len(inner) == 1 and _only_returns(inference, inner[0])
    return _only_returns(inference, found[0])


def _only_returns(inference: Inference, decorator: Definition) -> bool:
    """Whether all that a decorator does with the function is to return it, or to mark it."""
    if (
        not decorator.function.parameters
        or decorator.function.is_async
        or _made_by(decorator) != ()
    ):
        return False
    given = decorator.function.first
    view = inference.project.view_around(decorator.module, decorator.function)
    return all(
        isinstance(node.ctx, ast.Load)
        and isinstance(view.parents[node], ast.Return | ast.Attribute)
        for node in ast.walk(view.function_node(decorator.function))
        if isinstance(node, ast.Name) and node.id == given
    )


def _wrapper(
    inference: Inference, module: Module, decorator: Expr, value: Value
) -> tuple[Definition, ...] | None:
    """The functions that a decorator of the project puts around a plain function.

    None if that is not known, or if they do not call it themselves.
    """
    found = inference.functions(value, module.path)
    if len(found) != 1:
        return None
    if isinstance(decorator, Called):
        return _made_by_factory(found[0])
    return _made_by(found[0], int(isinstance(value, Bound)))


def _made_by_factory(factory: Definition) -> tuple[Definition, ...] | None:
    """What a call such as `retry(3)` gives is the decorator."""
    inner = _returned_functions(factory)
    if inner is None or len(inner) != 1:
        return None
    return _made_by(inner[0])


def _made_by(decorator: Definition, bound: int = 0) -> tuple[Definition, ...] | None:
    """What a decorator gives; `bound` is how many arguments Python gives a method before."""
    parameters = decorator.function.parameters[bound:]
    if not parameters:
        return None
    if all(_is_name(item, parameters[0].name) for item in decorator.function.returned):
        return () if decorator.function.returned else None
    inner = _returned_functions(decorator)
    if inner is None:
        return None
    # one of two wrappers is for coroutine functions
    plain = tuple(item for item in inner if not item.function.is_async)
    if not plain or any(item.function.is_generator for item in plain):
        return None
    given = parameters[0].name
    calls = all(_calls_given(item, decorator.function, given) for item in plain)
    return plain if calls else None


def _returned_functions(definition: Definition) -> list[Definition] | None:
    """The nested functions that a function returns; None if it returns anything else."""
    module, function = definition.module, definition.function
    bindings = module.scopes[function.scope].bindings
    found = []
    for expr in function.returned:
        if not isinstance(expr, Name):
            return None
        bound = bindings.get(expr.name, [])
        if not bound or any(item.kind != "function" for item in bound):
            return None
        found += [Definition(module, module.functions[int(item.target)]) for item in bound]
    return found or None


def _is_name(expr: Expr, name: str) -> bool:
    return isinstance(expr, Name) and expr.name == name


def _calls_given(wrapper: Definition, decorator: Function, name: str) -> bool:
    """Whether the wrapper calls what the decorator was given."""
    module = wrapper.module
    return any(
        call.function == wrapper.function.index
        and not call.deferred
        and _is_name(call.func, name)
        and name not in module.scopes[wrapper.function.scope].bindings
        and name in module.scopes[decorator.scope].bindings
        for call in module.calls
    )
