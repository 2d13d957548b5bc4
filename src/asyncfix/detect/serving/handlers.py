"""Finds the functions that a web framework calls: routes and dependencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from asyncfix.detect.routing.registering import RegisteringNames, registering
from asyncfix.detect.routing.sources import owner_of
from asyncfix.detect.serving.hooks import hands_over, hooked_in, taken_off
from asyncfix.frameworks import Framework
from asyncfix.project.inference import Inference, Instance, Prepared, Ref, Value, object_name
from asyncfix.project.project import Definition
from asyncfix.project.resolution.hints import spelled_out
from asyncfix.project.summary import Call, Module, Parameter
from asyncfix.project.terms import Attr, Called, Either, Expr, Item, last_name, uncalled

_SERVING = ("route", "dependency")


class Handler(NamedTuple):
    """A function of the project that a framework calls.

    `role` is what it calls it as: `route`, `dependency`, or one of those that the catalogue names.
    """

    definition: Definition
    framework: Framework
    role: str

    @property
    def thread(self) -> bool:
        """Whether the framework runs a plain function in that role in a thread."""
        own = self.role in _SERVING
        return self.framework.thread if own else self.role in self.framework.threaded

    @property
    def on_loop(self) -> bool:
        """Whether a plain function in that role keeps others waiting that the loop serves."""
        serving = self.role in _SERVING or self.role in self.framework.on_loop
        return serving and not self.thread


Handlers = Mapping[tuple[str, int], Handler]


def find_handlers(
    inference: Inference, only: Iterable[str] | None = None, everywhere: bool = False
) -> Handlers:
    """The handlers of a project, by file and index of the function.

    With `only`, those that are registered in the given files. With `everywhere`, plain functions
    that a module without any coroutine function registers by decorators are among them.
    """
    found: dict[tuple[str, int], Handler] = {}
    modules = registering(inference, everywhere)
    if only is not None:
        modules = inference.project.modules(only)
    names = RegisteringNames.of(inference)
    for module in modules:
        for handler in _in_module(inference, module, names):
            key = (handler.definition.module.path, handler.definition.function.index)
            if key not in found or _goes_before(handler, found[key]):
                found[key] = handler
        inference.project.put_views_away()
    return found


def _goes_before(handler: Handler, other: Handler) -> bool:
    """Whether of two roles of a function the first says more: it ties it to the loop, or faces it
    to clients."""
    return (other.thread, handler.role == "route") > (handler.thread, other.role == "route")


def _in_module(inference: Inference, module: Module, names: RegisteringNames) -> Iterator[Handler]:
    for function in module.functions:
        for decorator in function.decorators:
            framework = route_framework(inference, module, decorator)
            given = decorator.keywords if isinstance(decorator, Called) else ()
            own = framework is not None and taken_off(framework, given) and not function.is_async
            if framework is not None and not own:
                yield Handler(Definition(module, function), framework, "route")
        for parameter in function.parameters:
            for marker in _markers(parameter.annotation):
                yield from _dependency(inference, module, marker)
    for call in module.calls:
        name = last_name(call.func)
        if name in names.markers:
            yield from _dependency(inference, module, _with_inner_calls(module, call))
        if name in names.adders:
            called = Called(call.func, call.args, call.keywords)
            yield from _added(inference, module, called)
    yield from _endpoints(inference, module)
    for hooked in hooked_in(inference, module, names.takers):
        yield Handler(hooked.definition, hooked.framework, hooked.role)


def route_framework(inference: Inference, module: Module, decorator: Expr) -> Framework | None:
    """The framework with which a decorator registers what it decorates, if it does."""
    func = uncalled(decorator)
    found = _method_of(inference, module, func, adding=False)
    if found is not None:
        return found
    name = object_name(inference.value(module, func))
    return next((x for x in inference.catalogue.frameworks if name in x.decorators), None)


def on_loop(handlers: Handlers, modules: Iterable[Module]) -> dict[str, frozenset[int]]:
    """The functions of each module that run on the event loop, by their index.

    Plain functions that run there before anybody is served, or afterwards, are left out.
    """
    plain: dict[str, list[int]] = defaultdict(list)
    for (path, index), handler in handlers.items():
        if handler.on_loop:
            plain[path].append(index)
    return {
        module.path: frozenset(
            (*plain[module.path], *(item.index for item in module.functions if item.is_async))
        )
        for module in modules
    }


def _method_of(inference: Inference, module: Module, func: Expr, adding: bool) -> Framework | None:
    """The framework of whose application or router the callee is a registering method."""
    if not isinstance(func, Attr) or not any(
        func.name in (item.adders if adding else item.routes)
        for item in inference.catalogue.frameworks
    ):
        return None
    owner = owner_of(inference, module, func.base)
    if not isinstance(owner, Instance):
        return None
    classes = inference.classes_of(owner.cls, module.path)
    for framework in inference.catalogue.frameworks:
        names = framework.adders if adding else framework.routes
        if func.name in names and framework.classes & classes:
            return framework
    return None


def _markers(annotation: Expr) -> Iterator[Called]:
    """The calls in an annotation, such as `Depends(f)` in `Annotated[T, Depends(f)]`."""
    if isinstance(annotation, Called):
        yield annotation
    elif isinstance(annotation, Item):
        for part in annotation.parts:
            yield from _markers(part)
    elif isinstance(annotation, Either):
        for part in annotation.options:
            yield from _markers(part)


def _with_inner_calls(module: Module, call: Call) -> Called:
    """A call with what is known of the calls among its arguments, such as `partial(f, 1)`."""
    if not any(isinstance(item, Called) for item in call.given):
        return Called(call.func, call.args, call.keywords)
    inner = {
        item.func: Called(item.func, item.args, item.keywords)
        for item in module.calls
        if item.span != call.span and call.span.contains(item.span)
    }

    def full(expr: Expr) -> Expr:
        return inner.get(expr.func, expr) if isinstance(expr, Called) else expr

    keywords = tuple((name, full(item)) for name, item in call.keywords)
    return Called(call.func, tuple(map(full, call.args)), keywords)


def _dependency(inference: Inference, module: Module, called: Called) -> Iterator[Handler]:
    framework = _marker_of(inference, module, called)
    if framework is not None:
        first = called.args[0] if called.args else dict(called.keywords).get("dependency")
        yield from _named(inference, module, first, framework, "dependency")


def registers(inference: Inference, module: Module, called: Called) -> Framework | None:
    """The framework to which a call hands a handler or a dependency, if it is such a call."""
    framework = adding_framework(inference, module, called)
    return framework if framework is not None else _marker_of(inference, module, called)


def runs_in_thread(inference: Inference, module: Module, called: Called) -> bool:
    """Whether a call hands a function to a framework that runs a plain one in a thread then."""
    framework = registers(inference, module, called)
    if framework is not None:
        return framework.thread
    handed = hands_over(inference, module, called)
    return handed is not None and handed[1] in handed[0].threaded


def is_dependency(inference: Inference, module: Module, parameter: Parameter) -> bool:
    """Whether a framework fills the parameter with what a dependency gives."""
    return any(
        _marker_of(inference, place, marker) is not None
        for place, marker in _parameter_markers(inference, module, parameter)
    )


def dependencies(
    inference: Inference, module: Module, parameter: Parameter
) -> Iterator[Definition]:
    """The functions of the project whose results a framework passes as the parameter."""
    for place, marker in _parameter_markers(inference, module, parameter):
        for handler in _dependency(inference, place, marker):
            yield handler.definition


def _parameter_markers(
    inference: Inference, module: Module, parameter: Parameter
) -> Iterator[tuple[Module, Called]]:
    place, annotation = spelled_out(inference, module, parameter.annotation)
    for marker in _markers(annotation):
        yield place, marker
    if isinstance(parameter.default, Called):
        yield module, parameter.default


def _marker_of(inference: Inference, module: Module, called: Called) -> Framework | None:
    name = object_name(inference.value(module, called.func))
    return next((item for item in inference.catalogue.frameworks if name in item.depends), None)


def adding_framework(inference: Inference, module: Module, called: Called) -> Framework | None:
    """The framework with which a call registers the route that it is given, if it does."""
    framework = _method_of(inference, module, called.func, adding=True)
    if framework is not None:
        return framework
    name = object_name(inference.value(module, called.func))
    known = (item for item in inference.catalogue.frameworks if name in item.constructors)
    return next(known, None)


def _added(inference: Inference, module: Module, called: Called) -> Iterator[Handler]:
    framework = adding_framework(inference, module, called)
    if framework is not None:
        for argument in (*called.args[1:2], dict(called.keywords).get("endpoint")):
            yield from _named(inference, module, argument, framework, "route")


def _named(
    inference: Inference, module: Module, expr: Expr, framework: Framework, role: str
) -> Iterator[Handler]:
    value: Value = inference.value(module, expr)
    if isinstance(value, Prepared):
        value = value.target
    if role == "dependency" and isinstance(value, Instance):
        found = inference.method(value.cls, "__call__", module.path)
    elif isinstance(value, Ref) and inference.class_named(value.name, module.path) is not None:
        found = inference.method(value.name, "__init__", module.path)
        found = found if role == "dependency" else []
    else:
        found = inference.functions(value, module.path)
    for definition in found:
        yield Handler(definition, framework, role)


def _endpoints(inference: Inference, module: Module) -> Iterator[Handler]:
    """The methods of endpoint classes that answer to an HTTP method."""
    for owner in module.classes:
        classes = inference.classes_of(f"{module.name}.{owner.qualname}", module.path)
        for framework in inference.catalogue.frameworks:
            if not framework.endpoint_classes & classes:
                continue
            for function in module.functions:
                if function.owner == owner.index and function.name in framework.routes:
                    yield Handler(Definition(module, function), framework, "route")
