"""Finds what is handed to a web framework beside routes and dependencies: middleware, background
tasks, handlers of exceptions and events, WebSocket routes."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from asyncfix.detect.routing.places import Place, argument, value_at
from asyncfix.detect.routing.sources import elements, owner_of
from asyncfix.frameworks import Framework
from asyncfix.project.inference import Inference, Instance, Prepared, Ref, Value, name_of
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Attr, Called, Constant, Expr, last_name

_BY_ARGUMENT = "@argument"


class Handing(NamedTuple):
    """That a call hands over what it is given at a position, and what as."""

    framework: Framework
    role: str
    position: int


class Hooked(NamedTuple):
    """A function that is handed over, and what it is handed over as."""

    definition: Definition
    framework: Framework
    role: str


class Takers(NamedTuple):
    """What can take something over: callables by the last part of their name, and keywords."""

    names: frozenset[str]
    keywords: frozenset[str]

    @classmethod
    def of(cls, frameworks: Iterable[Framework]) -> Takers:
        """Those of some frameworks."""
        known = tuple(frameworks)
        dotted = (name for item in known for roles in item.positions for name in roles)
        keywords = frozenset(name for item in known for name in item.keywords)
        return cls(frozenset(name.rpartition(".")[2] for name in dotted), keywords)


def hooked_in(inference: Inference, module: Module, takers: Takers) -> Iterator[Hooked]:
    """What a module hands over."""
    for function in module.functions:
        for decorator in function.decorators:
            found = hook_of(inference, module, decorator)
            if found is not None:
                yield Hooked(Definition(module, function), *found)
    for call in module.calls:
        named = last_name(call.func) in takers.names
        if named or any(key in takers.keywords for key, _ in call.keywords):
            yield from _handed(inference, module, call)
    yield from _inherited(inference, module)


def hook_of(inference: Inference, module: Module, decorator: Expr) -> tuple[Framework, str] | None:
    """The framework to which a decorator hands what it decorates, and in which role."""
    called = decorator if isinstance(decorator, Called) else None
    func = called.func if called is not None else decorator
    if not isinstance(func, Attr):
        return None
    for framework in inference.catalogue.frameworks:
        role = framework.hooks.get(func.name)
        if role and _is_method(inference, module, func, framework):
            return framework, _spelled(role, called.args if called is not None else ())
    return None


def hands_over(inference: Inference, module: Module, called: Called) -> Handing | None:
    """The framework to which a call hands the function that it is given, and in which role."""
    func = called.func
    last = last_name(func)
    for framework in inference.catalogue.frameworks:
        for position, names in enumerate(framework.positions):
            role = _role(inference, module, func, last, framework, names)
            if role:
                return Handing(framework, _spelled(role, called.args), position)
    return None


def _is_method(inference: Inference, module: Module, func: Attr, framework: Framework) -> bool:
    """Whether an attribute is a method of one of the framework's applications or routers."""
    owner = owner_of(inference, module, func.base)
    return isinstance(owner, Instance) and bool(
        framework.classes & inference.classes_of(owner.cls, module.path)
    )


def _spelled(role: str, args: tuple[Expr, ...]) -> str:
    if role != _BY_ARGUMENT:
        return role
    given = args[0] if args else None
    return given.value if isinstance(given, Constant) and isinstance(given.value, str) else "event"


def _role(
    inference: Inference,
    module: Module,
    func: Expr,
    last: str,
    framework: Framework,
    names: Mapping[str, str],
) -> str:
    """The role that a framework's table gives to a callee: a method by name, others by dotted."""
    if last in names and isinstance(func, Attr) and _is_method(inference, module, func, framework):
        return names[last]
    value = inference.value(module, func)
    return names.get(name_of(value), "")


def _handed(inference: Inference, module: Module, call: Call) -> Iterator[Hooked]:
    """What a call hands over: a function, several of them, or the class of a middleware."""
    last = last_name(call.func)
    for framework in inference.catalogue.frameworks:
        for position, names in enumerate(framework.positions):
            role = _role(inference, module, call.func, last, framework, names)
            if role and not taken_off(framework, call.keywords):
                role = _spelled(role, call.args)
                for definition in _given(inference, module, call, position, _KEYWORDS):
                    yield Hooked(definition, framework, role)
        made = inference.value(module, call.func) if framework.keywords else None
        if not isinstance(made, Ref) or not call.keywords:
            continue
        if framework.classes & inference.classes_of(made.name, module.path):
            for name in sorted({key for key, _ in call.keywords} & framework.keywords.keys()):
                for definition in _given(inference, module, call, -1, (name,)):
                    yield Hooked(definition, framework, framework.keywords[name])


_KEYWORDS = ("func", "handler", "endpoint", "route", "dispatch", "view_func", "dependency", "task")
"""What frameworks call the parameter that takes a function."""


def taken_off(framework: Framework, keywords: Iterable[tuple[str, Expr]]) -> bool:
    """Whether a plain function is registered with the wish that it runs in a thread."""
    return dict(keywords).get(framework.in_thread) == Constant(True)


def _given(
    inference: Inference, module: Module, call: Call, position: int, keywords: tuple[str, ...]
) -> Iterator[Definition]:
    """The functions that an argument stands for."""
    view = inference.project.view(module.path)
    node = argument(view.call(call.span), position, *keywords)
    if node is None:
        return
    place = Place(view, node, call.scope)
    values = node.values if isinstance(node, ast.Dict) else [node]
    for value in values:
        found = [*_functions(inference, module, value_at(inference, place.at(value)))]
        for item in elements(inference, place.at(value)) if not found else ():
            found += _functions(inference, item.module, value_at(inference, item))
        yield from found


def _functions(inference: Inference, module: Module, value: Value) -> Iterator[Definition]:
    if isinstance(value, Prepared):
        value = value.target
    if isinstance(value, Ref) and inference.class_named(value.name, module.path) is not None:
        yield from inference.method(value.name, "__call__", module.path)
    else:
        yield from inference.functions(value, module.path)


def _inherited(inference: Inference, module: Module) -> Iterator[Hooked]:
    """The methods of the module's classes that a framework calls because of what they inherit."""
    for framework in inference.catalogue.frameworks:
        for name, role in framework.inherited.items():
            base, _, method = name.rpartition(".")
            for owner in module.classes:
                found = module.functions_named(f"{owner.qualname}.{method}")
                cls = f"{module.name}.{owner.qualname}"
                if found and base in inference.classes_of(cls, module.path):
                    yield from (Hooked(Definition(module, x), framework, role) for x in found)
