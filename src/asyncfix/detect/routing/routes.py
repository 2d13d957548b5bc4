"""The HTTP methods and paths of the handlers that are registered as routes."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple, TypeGuard

from asyncfix.detect.routing.contexts import Contexts
from asyncfix.detect.routing.overrides import paths
from asyncfix.detect.routing.places import Place, argument, value_at
from asyncfix.detect.routing.sources import owner_of, sources
from asyncfix.detect.routing.texts import returned, text_at, texts_at
from asyncfix.detect.routing.tree import Part, Tree
from asyncfix.detect.serving.handlers import Handler, adding_framework, route_framework
from asyncfix.detect.serving.hooks import hands_over, hook_of
from asyncfix.frameworks import Framework
from asyncfix.inventory import Route
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Instance, Named, Prepared, object_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import Called, Expr, Name, last_name, uncalled

Key = tuple[str, int]
HTTP_METHODS = frozenset(
    {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"}
)
WEBSOCKET = "WEBSOCKET"
_SOCKET = "websocket"
_ROUTED = (_SOCKET, "route")
_PATHS = ("path", "rule", "uri")
_ENDPOINTS = (("handler",), ("endpoint", "handler", "route"), ("view_func", "handler"))
"""What the parameter that takes the function is called, by its position."""


class _Registration(NamedTuple):
    """A decorator or call that registers a route: the name of what does so, and its call."""

    name: str
    place: Place
    parts: tuple[Part, ...]
    endpoint: ast.expr | None
    framework: Framework

    @property
    def is_by_method(self) -> bool:
        """Whether the HTTP method is the first argument, and not the path."""
        return self.name in {item.rpartition(".")[2] for item in self.framework.by_method}

    @property
    def first(self) -> int:
        """The position of the path."""
        handlers = self.framework.first
        return int(self.is_by_method or self.name in handlers)


class Routes(NamedTuple):
    """The routes by file and index of their function; and handlers that only they lead to."""

    found: Mapping[Key, tuple[Route, ...]]
    more: Mapping[Key, Handler]


def find_routes(
    inference: Inference, handlers: Mapping[Key, Handler], modules: Iterable[Module]
) -> Routes:
    """The routes of handlers, by file and index of the function, as those modules register them."""
    contexts = Contexts(inference)
    tree = Tree(inference, contexts)
    found: dict[Key, list[Route]] = defaultdict(list)
    more: dict[Key, Handler] = {}
    classes = _by_class(handlers)
    for module in modules:
        for key, registration in _decorated(inference, tree, contexts, module, handlers):
            found[key] += _routes(inference, tree, registration, ())
        for registration in _added(inference, tree, contexts, module):
            for key, own, definition in _endpoints(inference, registration, classes):
                if key not in handlers:
                    role = _SOCKET if _methods(inference, registration) == (WEBSOCKET,) else "route"
                    more[key] = Handler(definition, registration.framework, role)
                found[key] += _routes(inference, tree, registration, own)
    routes = {key: tuple(dict.fromkeys(routes)) for key, routes in found.items()}
    return Routes(routes, more)


def _decorated(
    inference: Inference,
    tree: Tree,
    contexts: Contexts,
    module: Module,
    handlers: Mapping[Key, Handler],
) -> Iterator[tuple[Key, _Registration]]:
    for function in module.functions:
        key = (module.path, function.index)
        if key not in handlers:
            continue
        view = inference.project.view(module.path)
        definition = view.function_node(function)
        pairs = zip(definition.decorator_list, function.decorators, strict=True)
        for node, decorator in pairs:
            framework = _registers(inference, module, decorator)
            if framework is None:
                continue
            func = node.func if isinstance(node, ast.Call) else node
            owner = func.value if isinstance(func, ast.Attribute) else func
            for place in contexts.places(Place(view, node, function.outer), definition, [node]):
                parts = tuple(tree.parts(place.at(owner)))
                named = last_name(uncalled(decorator))
                yield key, _Registration(named, place, parts, None, framework)


def _registers(inference: Inference, module: Module, decorator: Expr) -> Framework | None:
    """The framework with which a decorator registers what it decorates under a path."""
    handed = hook_of(inference, module, decorator)
    if handed is not None and handed[1] == _SOCKET:
        return handed[0]
    return route_framework(inference, module, decorator)


def _added(
    inference: Inference, tree: Tree, contexts: Contexts, module: Module
) -> Iterator[_Registration]:
    dotted = {
        name
        for item in inference.catalogue.frameworks
        for name in chain(item.adders, item.constructors, *item.positions)
    }
    words = {name.rpartition(".")[2] for name in dotted}
    for call in module.calls:
        value = inference.value(module, call.func) if isinstance(call.func, Name) else None
        named = object_name(value)
        if last_name(uncalled(call.func)) not in words and named not in dotted:
            continue
        called = Called(call.func, call.args, call.keywords)
        handed = hands_over(inference, module, called)
        if handed is not None and handed.role in _ROUTED:
            framework, position = handed.framework, handed.position
        else:
            found, position = adding_framework(inference, module, called), 1
            if found is None:
                continue
            framework = found
        view = inference.project.view(module.path)
        node = view.call(call.span)
        for place in contexts.places(Place(view, node, call.scope), node, [node]):
            method = isinstance(node.func, ast.Attribute) and [
                *tree.parts(place.at(node.func.value))
            ]
            parts = tuple(method or tree.parts(place))
            endpoint = argument(node, position, *_ENDPOINTS[position])
            yield _Registration(last_name(call.func), place, parts, endpoint, framework)


def _by_class(handlers: Mapping[Key, Handler]) -> Mapping[str, list[Handler]]:
    """The handlers that are methods, by the dotted name of their class."""
    found: dict[str, list[Handler]] = defaultdict(list)
    for handler in handlers.values():
        module, function = handler.definition.module, handler.definition.function
        if function.owner >= 0:
            found[f"{module.name}.{module.classes[function.owner].qualname}"].append(handler)
    return found


def _endpoints(
    inference: Inference, registration: _Registration, classes: Mapping[str, list[Handler]]
) -> Iterator[tuple[Key, tuple[str, ...], Definition]]:
    """The handlers that are registered, with the methods that their names say."""
    if registration.endpoint is None:
        return
    for importer, name in _named(inference, registration.place.at(registration.endpoint)):
        for definition in inference.functions_named(name, importer):
            yield (definition.module.path, definition.function.index), (), definition
        for cls in inference.classes_of(name, importer):
            for handler in classes.get(cls, ()):
                function = handler.definition.function
                named = function.name.upper()
                own = (named,) if named in HTTP_METHODS else _own_methods(handler)
                key = (handler.definition.module.path, function.index)
                yield key, own, handler.definition


def _own_methods(handler: Handler) -> tuple[str, ...]:
    return (WEBSOCKET,) if handler.role == _SOCKET else ()


def _named(inference: Inference, place: Place, depth: int = 8) -> Iterator[tuple[str, str]]:
    """The functions and classes that an expression stands for: file, and dotted name there."""
    value = value_at(inference, place)
    if isinstance(value, Prepared):
        value = value.target
    if isinstance(value, Named):
        yield place.module.path, value.name
    elif depth > 0:
        node = place.node
        made = isinstance(node, ast.Call)
        if isinstance(node, ast.Call) and _is_view(node.func, inference):
            yield from _named(inference, place.at(node.func.value), depth - 1)
        for item in (returned if made else sources)(inference, place):
            yield from _named(inference, item, depth - 1)


def _is_view(func: ast.expr, inference: Inference) -> TypeGuard[ast.Attribute]:
    """Whether a callee makes a handler of the class that it is a method of."""
    return isinstance(func, ast.Attribute) and any(
        func.attr in item.views for item in inference.catalogue.frameworks
    )


def _routes(
    inference: Inference, tree: Tree, registration: _Registration, own: tuple[str, ...]
) -> Iterator[Route]:
    place, node = registration.place, registration.place.node
    methods = own or _methods(inference, registration)
    given = argument(node, registration.first, *_PATHS) if isinstance(node, ast.Call) else None
    path = text_at(inference, place.at(given)) if given is not None else ""
    for each in _own_paths(inference, registration, path):
        if not registration.parts:
            yield Route(methods, each or "/", False)
        for part in registration.parts:
            for prefix in tree.prefixes(part):
                yield Route(methods, prefix.text + each or "/", prefix.served)


def _own_paths(inference: Inference, registration: _Registration, path: str) -> tuple[str, ...]:
    """The paths under which the router itself registers what it is given a path for."""
    place, node = registration.place, registration.place.node
    func = node.func if isinstance(node, ast.Call) else node
    if not isinstance(func, ast.Attribute):
        return (path,)
    owner = owner_of(inference, place.module, describe(func.value, place.scope))
    if not isinstance(owner, Instance):
        return (path,)
    framework, file = registration.framework, place.module.path
    return paths(inference, framework, owner.cls, file, func.attr, path)


def _methods(inference: Inference, registration: _Registration) -> tuple[str, ...]:
    """The HTTP methods of a route of a function: by the name of what registers it, or as given."""
    name = registration.name.removeprefix("add_").upper()
    if name in HTTP_METHODS:
        return (name,)
    if WEBSOCKET in name:
        return (WEBSOCKET,)
    node = registration.place.node
    if registration.is_by_method and isinstance(node, ast.Call):
        given = argument(node, 0, "method")
        text = text_at(inference, registration.place.at(given)) if given is not None else ""
        return (text.upper(),)
    given = argument(node, -1, "methods") if isinstance(node, ast.Call) else None
    found = texts_at(inference, registration.place.at(given)) if given is not None else ()
    return tuple(item.upper() for item in found) or ("GET",)
