"""Says which methods a call can run: also those of classes below, where it may be their object."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.model import Span
from asyncfix.plan.proofs.calls.registered import registered
from asyncfix.plan.proofs.state.promised import rests_on_promise
from asyncfix.project.callgraph import CallGraph, Edge, Key, key_of
from asyncfix.project.implementations import implementations
from asyncfix.project.inference import Instance, object_name
from asyncfix.project.overriding import SUPER
from asyncfix.project.project import Definition
from asyncfix.project.receivers import typed
from asyncfix.project.resolution.supers import beside
from asyncfix.project.terms import Attr, Expr, Name, chained

_MAKING = frozenset({"__init__", "__new__", "__post_init__", "__init_subclass__"})

Run = tuple[Definition, str]
"""A function, and the class of the object that it is a method of; "" where that may be another."""


class Dispatch:
    """Answers for the edges of functions; what was found out about a method is kept."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._inference = graph.inference
        self._below: dict[Key, tuple[Definition, ...]] = {}
        self._callees: dict[Key, dict[Span, Expr]] = {}
        self._registered: dict[Key, tuple[Definition, ...]] = {}

    def runs(self, caller: Definition, edge: Edge, cls: str) -> Iterator[Run]:
        """What runs at a place in a method of an object of that class."""
        root, _, rest = edge.text.partition(".")
        if edge.on:
            on = chained(edge.on, edge.scope)
            yield from self.started(edge.target, self.received(caller, on, cls))
            return
        if edge.text.startswith(SUPER):
            yield edge.target, cls
            yield from ((item, cls) for item in self._beside(caller, edge, cls))
        elif root == caller.function.receiver and rest and "." not in rest:
            yield from self.started(edge.target, cls)
        else:
            yield from self.started(edge.target, self._class_at(caller, edge))

    def _beside(self, caller: Definition, edge: Edge, cls: str) -> Iterator[Definition]:
        """What `super()` may find as well, in an object of that class or of any."""
        known = self._inference.classes_of(cls, caller.module.path) if cls else frozenset()
        for item in beside(self._inference, caller.module, self._called_at(caller).get(edge.span)):
            if key_of(item) != key_of(edge.target) and (not cls or item.cls in known):
                yield item

    def started(self, target: Definition, cls: str) -> Iterator[Run]:
        """A function, and the methods that override it in that class, or anywhere below."""
        yield target, cls
        for item in self._chosen(target):
            yield item, cls
        known = self._inference.classes_of(cls, target.module.path) if cls else frozenset()
        for item in self._overriding(target):
            if not cls or item.cls in known:
                yield item, cls

    def received(self, caller: Definition, receiver: Expr, cls: str) -> str:
        """The class of an object, if it can be no other; `type(x)` is told as `x` is."""
        receiver = typed(receiver)
        if isinstance(receiver, Name) and receiver.name == caller.function.receiver:
            return cls
        value = self._inference.value(caller.module, receiver)
        if not isinstance(value, Instance):
            return object_name(value)
        promised = rests_on_promise(self._inference, caller.module, receiver)
        return "" if promised or self._is_handed(caller, receiver) else value.cls

    def _chosen(self, target: Definition) -> tuple[Definition, ...]:
        if not target.function.decorators:
            return ()
        key = key_of(target)
        if key not in self._registered:
            self._registered[key] = tuple(registered(self._inference, target))
        return self._registered[key]

    def _is_handed(self, caller: Definition, receiver: Expr) -> bool:
        """Whether it is a parameter: a framework, too, may hand over one of a class below."""
        if not isinstance(receiver, Name):
            return False
        bindings = self._inference.lookup(caller.module, receiver.scope, receiver.name) or ()
        return any(item.kind == "parameter" for item in bindings)

    def _class_at(self, caller: Definition, edge: Edge) -> str:
        func = self._called_at(caller).get(edge.span)
        if isinstance(func, Attr):
            return self.received(caller, func.base, "")
        name = Name(edge.text.partition(".")[0], edge.scope)
        return self.received(caller, func if func is not None else name, "")

    def _called_at(self, caller: Definition) -> dict[Span, Expr]:
        key = key_of(caller)
        if key not in self._callees:
            calls = self._graph.body(caller).calls
            self._callees[key] = {call.span: call.func for call in calls}
        return self._callees[key]

    def _overriding(self, definition: Definition) -> tuple[Definition, ...]:
        function, key = definition.function, key_of(definition)
        if function.owner < 0 or function.name in _MAKING:
            return ()
        if key not in self._below:
            found = implementations(self._graph, definition)
            self._below[key] = tuple(item for item in found if not item.function.is_async)
        return self._below[key]
