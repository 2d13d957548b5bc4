"""Which router is part of which, up to the applications, and with what prefix."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asyncfix.detect.routing.contexts import Contexts
from asyncfix.detect.routing.places import Frame, Place, agree, argument, frame_of, value_at
from asyncfix.detect.routing.sources import elements, sources
from asyncfix.detect.routing.texts import returned, text_at
from asyncfix.frameworks import Framework
from asyncfix.model import Span
from asyncfix.project.inference import Inference, Instance, object_name
from asyncfix.project.summary import Class, Module
from asyncfix.project.terms import last_name

_DEEPEST = 12
_LISTS = ("routes", "app")
"""What constructors call what is put into them."""
_ROUTERS = ("router", "blueprint")
"""What methods call what is put into what they belong to."""


class Part(NamedTuple):
    """An application, a router, a group or a route: by the call that makes it, or, of `self` in
    the methods of a class of the project, or an `attribute` of it, by that class.

    `frame` is for which calls of the functions around it, and turns of loops, it is made.
    """

    path: str
    span: Span
    attribute: str = ""
    frame: Frame = ()

    def is_a(self, other: Part) -> bool:
        """Whether both can be one thing."""
        return self.base == other.base and agree(self.frame, other.frame)

    @property
    def base(self) -> Part:
        """The part, for whatever calls it is made."""
        return self._replace(frame=())


class Prefix(NamedTuple):
    """The path that leads to a part; `served`: it starts at an application."""

    text: str
    served: bool


class Link(NamedTuple):
    """That one part is put into another one, with the prefix between them.

    `replaces`: it takes the place of the prefix that the inner one has itself.
    """

    inner: Part
    outer: Part
    text: str
    replaces: bool = False


class Tree:
    """The routers and applications of a project."""

    def __init__(self, inference: Inference, contexts: Contexts) -> None:
        self._inference = inference
        self._contexts = contexts
        self._frameworks = inference.catalogue.frameworks
        self._parents: dict[Part, list[Link]] = defaultdict(list)
        self._own: dict[Part, Prefix] = {}
        for module in _building(inference):
            for link in self._links(module):
                self._parents[link.inner.base].append(link)

    def prefixes(self, part: Part, above: frozenset[Part] = frozenset()) -> tuple[Prefix, ...]:
        """The paths under which a part is reached: one for each place where it is included."""
        own = self._own.get(part, Prefix("", False))
        found = [
            Prefix(
                outer.text + link.text + ("" if link.replaces else own.text),
                outer.served or own.served,
            )
            for link in self._parents.get(part.base, ())
            if link.inner.is_a(part) and not any(link.outer.is_a(item) for item in (part, *above))
            for outer in self.prefixes(link.outer, above | {part})
        ]
        return tuple(dict.fromkeys(found)) or (own,)

    def parts(self, place: Place, depth: int = _DEEPEST) -> Iterator[Part]:
        """The parts that an expression stands for."""
        node = place.node
        if depth == 0:
            return
        if isinstance(node, ast.Call):
            yield from self._made(place, node, depth)
        elif isinstance(node, ast.IfExp | ast.BoolOp):
            for option in node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse):
                yield from self.parts(place.at(option), depth - 1)
        elif isinstance(node, ast.NamedExpr | ast.Await):
            yield from self.parts(place.at(node.value), depth - 1)
        elif isinstance(node, ast.Name | ast.Attribute):
            yield from self._of_self(place)
            bound = [*sources(self._inference, place)]
            found = [part for source in bound for part in self.parts(source, depth - 1)]
            yield from found
            if not found and isinstance(node, ast.Attribute) and self._is_part(place):
                yield from self._of_attribute(place.at(node.value), node.attr, depth)

    def _made(self, place: Place, node: ast.Call, depth: int) -> Iterator[Part]:
        name = object_name(value_at(self._inference, place.at(node.func)))
        classes = self._inference.classes_of(name, place.module.path) if name else frozenset()
        framework = next((x for x in self._frameworks if _kinds(x) & classes), None)
        if framework is None:
            for inner in returned(self._inference, place):
                yield from self.parts(inner, depth - 1)
            return
        part = Part(place.module.path, place.view.span(node), "", frame_of(place))
        if part not in self._own:
            self._own[part] = self._prefix(place, node, framework, classes)
            for cls in classes:
                own_class = self._inference.class_named(cls, place.module.path)
                if own_class is not None:
                    link = Link(_of_class(*own_class), part, "")
                    self._parents[link.inner].append(link)
        yield part

    def _of_attribute(self, owner: Place, name: str, depth: int) -> Iterator[Part]:
        """A router of which is only known that objects of a class have one in that attribute.

        An application's own router is the application.
        """
        if self._is_part(owner):
            yield from self.parts(owner, depth - 1)
            return
        own = _own_class(owner)
        if own is not None:
            yield _of_class(owner.module, own)._replace(attribute=name)
            return
        value = value_at(self._inference, owner)
        classes = value.cls if isinstance(value, Instance) else ""
        for cls in sorted(self._inference.classes_of(classes, owner.module.path)):
            found = self._inference.class_named(cls, owner.module.path)
            if found is not None:
                yield _of_class(*found)._replace(attribute=name)

    def _of_self(self, place: Place) -> Iterator[Part]:
        """The part that a method of a router's or an application's subclass is called on."""
        own = _own_class(place)
        if own is not None and self._is_part(place):
            yield _of_class(place.module, own)

    def _is_part(self, place: Place) -> bool:
        value = value_at(self._inference, place)
        if not isinstance(value, Instance):
            return False
        classes = self._inference.classes_of(value.cls, place.module.path)
        return any(item.classes & classes for item in self._frameworks)

    def _prefix(
        self, place: Place, node: ast.Call, framework: Framework, classes: frozenset[str]
    ) -> Prefix:
        """The prefix that a constructor is given; a group's is its first argument."""
        group = framework.groups & classes
        given = argument(node, 0 if group else -1, *(("path",) if group else framework.prefixes))
        text = text_at(self._inference, place.at(given)) if given is not None else ""
        return Prefix(text.rstrip("/") if group else text, bool(framework.applications & classes))

    def _links(self, module: Module) -> Iterator[Link]:
        """What a module puts into what: the inner part, the outer one, and the prefix between."""
        view = self._inference.project.view(module.path)
        methods = frozenset(x for item in self._frameworks for x in item.includes | item.mounts)
        makers = {
            name.rpartition(".")[2]
            for item in self._frameworks
            for name in item.groups | item.classes
        }
        for call in module.calls:
            name = last_name(call.func)
            listed = name in makers or any(key in _LISTS for key, _ in call.keywords)
            if name not in methods and not listed:
                continue
            node = view.call(call.span)
            found = self._listed if name not in methods else self._included
            if next(found(Place(view, node, call.scope), node), None) is None:
                continue
            for place in self._contexts.places(Place(view, node, call.scope), node, [node]):
                yield from found(place, node)

    def _included(self, place: Place, node: ast.Call) -> Iterator[Link]:
        """What `include_router`, `mount` and their like say."""
        func = node.func
        outer = [*self.parts(place.at(func.value))] if isinstance(func, ast.Attribute) else []
        if not isinstance(func, ast.Attribute) or not outer:
            return
        mounting = any(func.attr in item.mounts for item in self._frameworks)
        prefixes = {name for item in self._frameworks for name in item.prefixes}
        where = argument(node, 0, "path") if mounting else argument(node, -1, *prefixes)
        what = argument(node, 1, "app") if mounting else argument(node, 0, *_ROUTERS)
        if what is None:
            return
        text = text_at(self._inference, place.at(where)) if where is not None else ""
        text = text.rstrip("/") if mounting else text
        replaces = where is not None and any(
            func.attr in item.includes for item in self._frameworks if item.replaces
        )
        for inner in self._inner(place.at(what)):
            yield from (Link(inner, each, text, replaces) for each in outer)

    def _listed(self, place: Place, node: ast.Call) -> Iterator[Link]:
        """What constructors are given: lists of routes, or the application of a group."""
        given = [item.value for item in node.keywords if item.arg in _LISTS]
        for outer in self._made(place, node, 1) if given or node.args else ():
            for item in (*given, *node.args):
                for inner in self._inner(place.at(item)):
                    if inner != outer:
                        yield Link(inner, outer, "")

    def _inner(self, place: Place) -> Iterable[Part]:
        found = [*self.parts(place)]
        if not found:
            listed = elements(self._inference, place)
            found = [part for item in listed for part in self.parts(item)]
        return dict.fromkeys(found)


def _own_class(place: Place) -> Class | None:
    """The class of a method, where an expression is what the method is called on."""
    function = place.module.scopes[place.scope].function
    method = place.module.functions[function] if function >= 0 else None
    if method is None or not isinstance(place.node, ast.Name):
        return None
    return place.module.classes[method.owner] if place.node.id == method.receiver else None


def _of_class(module: Module, definition: Class) -> Part:
    return Part(module.path, Span(-1, definition.index, -1, definition.index))


def _kinds(framework: Framework) -> frozenset[str]:
    return framework.classes.union(framework.groups, framework.constructors, *framework.positions)


def _building(inference: Inference) -> Iterator[Module]:
    """The modules that may put routers together."""
    words = {
        word.rpartition(".")[2]
        for item in inference.catalogue.frameworks
        for word in (*item.includes, *item.mounts, *item.groups, *item.applications)
    }
    seen: set[str] = set()
    for word in sorted(words):
        for module in inference.project.mentioning(word):
            if module.path not in seen:
                seen.add(module.path)
                yield module
