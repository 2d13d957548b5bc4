"""The HTTP methods and paths of the handlers that are registered as routes."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from asyncfix.detect.handlers import Handler, adding_framework, route_framework
from asyncfix.detect.hooks import hands_over, hook_of
from asyncfix.detect.routing.sources import Place, argument, value_at
from asyncfix.detect.routing.texts import text_at, texts_at
from asyncfix.detect.routing.tree import Part, Tree
from asyncfix.inventory import Route
from asyncfix.project.inference import Bound, Inference, Prepared, Ref
from asyncfix.project.summary import Module
from asyncfix.project.terms import Attr, Called, Expr, Name

Key = tuple[str, int]
HTTP_METHODS = frozenset(
    {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"}
)
WEBSOCKET = "WEBSOCKET"
_SOCKET = "websocket"


class _Registration(NamedTuple):
    """A decorator or call that registers a route: the name of what does so, and its call."""

    name: str
    place: Place
    parts: tuple[Part, ...]
    endpoint: ast.expr | None


def find_routes(
    inference: Inference, handlers: Mapping[Key, Handler], modules: Iterable[Module]
) -> Mapping[Key, tuple[Route, ...]]:
    """The routes of handlers, by file and index of the function, as those modules register them."""
    tree = Tree(inference)
    found: dict[Key, list[Route]] = defaultdict(list)
    classes = _by_class(handlers)
    for module in modules:
        for key, registration in _decorated(inference, tree, module, handlers):
            found[key] += _routes(inference, tree, registration, ())
        for registration in _added(inference, tree, module):
            for key, own in _endpoints(inference, registration, classes):
                if key in handlers:
                    found[key] += _routes(inference, tree, registration, own)
    return {key: tuple(dict.fromkeys(routes)) for key, routes in found.items()}


def _decorated(
    inference: Inference, tree: Tree, module: Module, handlers: Mapping[Key, Handler]
) -> Iterator[tuple[Key, _Registration]]:
    for function in module.functions:
        key = (module.path, function.index)
        if key not in handlers:
            continue
        view = inference.project.view(module.path)
        nodes = view.function_node(function).decorator_list
        for node, decorator in zip(nodes, function.decorators, strict=True):
            if _registers(inference, module, decorator):
                place = Place(view, node, function.outer)
                func = node.func if isinstance(node, ast.Call) else node
                owner = func.value if isinstance(func, ast.Attribute) else func
                parts = tuple(tree.parts(place.at(owner)))
                yield key, _Registration(_last(decorator), place, parts, None)


def _registers(inference: Inference, module: Module, decorator: Expr) -> bool:
    """Whether a decorator registers what it decorates under a path."""
    handed = hook_of(inference, module, decorator)
    return (handed is not None and handed[1] == _SOCKET) or route_framework(
        inference, module, decorator
    ) is not None


def _added(inference: Inference, tree: Tree, module: Module) -> Iterator[_Registration]:
    for call in module.calls:
        called = Called(call.func, call.args, call.keywords)
        handed = hands_over(inference, module, called)
        socket = handed is not None and handed[1] == _SOCKET
        if not socket and adding_framework(inference, module, called) is None:
            continue
        view = inference.project.view(module.path)
        node = view.call(call.span)
        place = Place(view, node, call.scope)
        method = isinstance(node.func, ast.Attribute) and [*tree.parts(place.at(node.func.value))]
        parts = tuple(method or tree.parts(place))
        endpoint = argument(node, 1, "endpoint", "handler", "route")
        yield _Registration(_last(called), place, parts, endpoint)


def _last(expr: Expr) -> str:
    func = expr.func if isinstance(expr, Called) else expr
    return func.name if isinstance(func, Attr | Name) else ""


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
) -> Iterator[tuple[Key, tuple[str, ...]]]:
    """The handlers that are registered, with the methods that their names say."""
    if registration.endpoint is None:
        return
    value = value_at(inference, registration.place.at(registration.endpoint))
    if isinstance(value, Prepared):
        value = value.target
    if not isinstance(value, Ref | Bound):
        return
    importer = registration.place.module.path
    for definition in inference.functions_named(value.name, importer):
        yield (definition.module.path, definition.function.index), ()
    for cls in inference.classes_of(value.name, importer):
        for handler in classes.get(cls, ()):
            function = handler.definition.function
            named = function.name.upper()
            own = (named,) if named in HTTP_METHODS else (WEBSOCKET,)
            yield (handler.definition.module.path, function.index), own


def _routes(
    inference: Inference, tree: Tree, registration: _Registration, own: tuple[str, ...]
) -> Iterator[Route]:
    place, node = registration.place, registration.place.node
    methods = own or _methods(inference, registration)
    given = argument(node, 0, "path") if isinstance(node, ast.Call) else None
    path = text_at(inference, place.at(given)) if given is not None else ""
    if not registration.parts:
        yield Route(methods, path or "/", False)
    for part in registration.parts:
        for prefix in tree.prefixes(part):
            yield Route(methods, prefix.text + path or "/", prefix.served)


def _methods(inference: Inference, registration: _Registration) -> tuple[str, ...]:
    """The HTTP methods of a route of a function: by the name of what registers it, or as given."""
    name = registration.name.removeprefix("add_").upper()
    if name in HTTP_METHODS:
        return (name,)
    if WEBSOCKET in name:
        return (WEBSOCKET,)
    node = registration.place.node
    given = argument(node, -1, "methods") if isinstance(node, ast.Call) else None
    found = texts_at(inference, registration.place.at(given)) if given is not None else ()
    return tuple(item.upper() for item in found) or ("GET",)
