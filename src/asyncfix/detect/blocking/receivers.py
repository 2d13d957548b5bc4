"""What the object is known to be whose method a call runs, and which methods it can have then."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from asyncfix.model import Span
from asyncfix.project.callgraph import CallGraph, Edge, Key, key_of
from asyncfix.project.expressions import describe
from asyncfix.project.implementations import is_of_protocol, is_stub
from asyncfix.project.inference import Bound, Ref
from asyncfix.project.known import mocks
from asyncfix.project.known.facts import UNKNOWN, Begun, Choice, Known, Names, Row, Table, Thing
from asyncfix.project.known.folded import Folded
from asyncfix.project.known.knowledge import Knowledge
from asyncfix.project.known.outlook import dotted, parsed_chain
from asyncfix.project.nodes import CLASS
from asyncfix.project.project import Definition
from asyncfix.project.properties import methods_named
from asyncfix.project.receivers import names_class
from asyncfix.project.resolution.members import methods
from asyncfix.project.resolution.supers import found_in
from asyncfix.project.summary import CONSTRUCTORS
from asyncfix.project.tests import is_among_tests

_WRITTEN_OUT = (str, int, float, Begun, Row, Table)


class Receivers:
    """Answers for the edges of a call graph."""

    def __init__(self, graph: CallGraph, knowledge: Knowledge) -> None:
        self._graph = graph
        self._inference = graph.inference
        self._knowledge = knowledge

    def receiver(
        self, caller: Definition, edge: Edge, call: ast.Call, here: Names
    ) -> tuple[Known, str] | None:
        """The object that a method gets where it is called, and its text.

        None if none can have it; nor can one of which nothing is known that of a class below.
        """
        called = describe(call.func, caller.function.scope)
        func = self._inference.value(caller.module, called)
        if isinstance(func, Ref) and edge.target.function.name in CONSTRUCTORS:
            made = self._own(caller, call.func, here) if _is_own_class(caller, call.func) else None
            if made and self.left(made, edge.target.function.name, edge) is None:
                return None
            exact = names_class(self._inference, caller.module, called, func.name)
            return Thing(func.name, caller.module.path, exact), ""
        if not isinstance(call.func, ast.Attribute):
            return self._by_name(caller, edge, here)
        if isinstance(func, Ref):
            return self._of_class(caller, edge, call.func, here)
        if _is_super(call.func.value):
            known, own = self._own(caller, call.func.value, here), caller.function.receiver
            return (known, own) if self._has_next(caller, call.func, known, edge) else None
        known = self._knowledge.outlook(caller).given(call.func.value, here)
        left = self.left(known, call.func.attr, edge)
        named = func.name if isinstance(func, Bound) else ""
        sure = isinstance(known, Thing) and known.exact
        if left is None or (named != edge.target.name and not sure and _is_double(caller, edge)):
            return None
        return left[0], dotted(call.func.value)

    def _by_name(self, caller: Definition, edge: Edge, here: Names) -> tuple[Known, str] | None:
        """The object of a method that has got a name: `step = self.step`."""
        node = parsed_chain(edge.on)
        if node is None:
            return None if edge.below else (UNKNOWN, "")
        left = self.left(self._own(caller, node, here), edge.target.function.name, edge)
        return (left[0], edge.on) if left else None

    def _of_class(
        self, caller: Definition, edge: Edge, func: ast.Attribute, here: Names
    ) -> tuple[Known, str] | None:
        """The class that a method of classes gets, told as its objects are."""
        if _is_own_class(caller, func.value):
            left = self.left(self._own(caller, func.value, here), func.attr, edge)
            return (left[0], caller.function.receiver) if left else None
        if edge.below:
            return None
        cls = self._inference.value(caller.module, describe(func.value, caller.function.scope))
        return Thing(cls.name, caller.module.path) if isinstance(cls, Ref) else UNKNOWN, ""

    def overriding(self, caller: Definition, folded: Folded) -> Iterator[Edge]:
        """The edges of a function to what classes below override that its objects have."""
        methods_at: dict[tuple[Span, str], frozenset[Key]] = {}
        for edge in self._graph.overriding(caller):
            place = (edge.span, edge.on)
            if place not in methods_at:
                methods_at[place] = frozenset(self._methods_at(caller, edge, folded))
            if key_of(edge.target) in methods_at[place]:
                yield edge

    def _methods_at(self, caller: Definition, edge: Edge, folded: Folded) -> Iterator[Key]:
        """What may run where an edge is, by what is known of the object there."""
        named = f"{edge.on}.{edge.target.function.name}" if edge.on else edge.text
        node, here = parsed_chain(named), folded.at(edge.span)
        if edge.how != "read" and not edge.on:
            call, here = folded.calls.get(edge.span, (None, {}))
            node = call.func if call is not None else None
        if not isinstance(node, ast.Attribute):
            return
        by_super = edge.how != "read" and _is_super(node.value)
        for item in _each(self._own(caller, node.value, here)):
            if by_super:
                yield from map(key_of, self._next(caller, node, item) or ())
            elif isinstance(item, Thing) and item.cls:
                yield from map(key_of, self._found(item, node.attr, edge))

    def _own(self, caller: Definition, node: ast.expr, here: Names) -> Known:
        """What the object is known to be of whose class an expression says what is called."""
        if _is_super(node) or _is_own_class(caller, node):
            return here.get(caller.function.receiver, UNKNOWN)
        return self._knowledge.outlook(caller).given(node, here)

    def _has_next(self, caller: Definition, func: ast.Attribute, own: Known, edge: Edge) -> bool:
        """Whether `super()` can find the target of an edge in an object."""
        found = (self._next(caller, func, item) for item in _each(own))
        target = key_of(edge.target)
        return any(not edge.below if x is None else target in map(key_of, x) for x in found)

    def _next(
        self, caller: Definition, func: ast.Attribute, own: Known
    ) -> Sequence[Definition] | None:
        """What `super()` finds in an object; None if that is not known."""
        if not isinstance(own, Thing) or not own.cls:
            return None
        named, module = describe(func, caller.function.scope), caller.module
        return found_in(self._inference, module, named, own.cls, own.home or module.path)

    def _found(self, own: Thing, name: str, edge: Edge) -> Sequence[Definition]:
        look_up = methods_named if edge.how == "read" or edge.on else methods
        return look_up(self._inference, own.cls, name, own.home)

    def decides(self, definition: Definition) -> bool:
        """Whether the class of a method's object decides which properties are read in it."""
        return any(edge.how == "read" for edge in self._graph.overriding(definition))

    def left(self, own: Known, name: str, edge: Edge) -> tuple[Known] | None:
        """What an object is that has the target of an edge, by all that is known of it.

        It stands in a tuple, for it may be known to be None; None itself if it can't have it.
        """
        if edge.on and (own is None or isinstance(own, _WRITTEN_OUT)):
            return None  # its operators are none of the project's
        if not isinstance(own, Choice):
            return (self._narrowed(own, edge.target),) if self._may(own, name, edge) else None
        kept = tuple(x for x in own.options if x is not None and self._may(x, name, edge))
        if not kept:
            return None
        return (kept[0] if len(kept) == 1 else Choice(kept),)

    def _narrowed(self, own: Known, target: Definition) -> Known:
        """The same object, of the target's class if that is below the one that is known."""
        if not isinstance(own, Thing) or not own.cls or own.exact or target.function.owner < 0:
            return own
        cls = target.cls
        below = cls != own.cls and own.cls in self._inference.classes_of(cls, target.module.path)
        return replace(own, cls=cls, home=target.module.path) if below else own

    def _may(self, own: Known, name: str, edge: Edge) -> bool:
        if not isinstance(own, Thing) or not own.cls:
            return not edge.below
        if mocks.runs_nothing(self._inference, own, name):
            return False
        found = self._found(own, name, edge)
        if any(key_of(item) == key_of(edge.target) for item in found):
            return True
        if edge.below or (found and own.exact):
            return False
        return not found or self._may_be_below(own, found, edge.target)

    def _may_be_below(self, own: Thing, found: Sequence[Definition], target: Definition) -> bool:
        """Whether an object whose class only declares a method can have that of a class below."""
        is_below = own.cls in self._inference.classes_of(target.cls, target.module.path)
        declared = all(is_stub(self._graph, item) for item in found)
        return declared and (is_below or is_of_protocol(self._graph, found[0]))


def _each(own: Known) -> Sequence[Known]:
    """What something may be."""
    return own.options if isinstance(own, Choice) else (own,)


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) == "super"


def _is_own_class(caller: Definition, node: ast.expr) -> bool:
    """Whether an expression is the class of a method's own object: `type(self)`, or `cls`."""
    own = caller.function.receiver
    if isinstance(node, ast.Call) and dotted(node.func) == "type" and len(node.args) == 1:
        return bool(own) and dotted(node.args[0]) == own
    return bool(own) and dotted(node) in (own, f"{own}.{CLASS}")


def is_by_attribute(edge: Edge, call: ast.Call) -> bool:
    """Whether an edge is a call of a method that an attribute is, which is that of the object."""
    return edge.target.function.owner >= 0 and isinstance(call.func, ast.Attribute)


def _is_double(caller: Definition, edge: Edge) -> bool:
    """Whether a method is one that only tests put in the place of that which is called."""
    return is_among_tests(edge.target.module) and not is_among_tests(caller.module)
