"""Finds the slots that keep a place of a function from running again once they are set."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from asyncfix.detect.once.given import Given
from asyncfix.detect.once.hints import Hints
from asyncfix.detect.once.scene import Scene, scene_of, with_names
from asyncfix.detect.once.slot import last_of, root_of
from asyncfix.detect.once.walk import Asked, exits, reached
from asyncfix.model import Span
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.inference import Instance
from asyncfix.project.known.enumerations import ENUMS
from asyncfix.project.known.facts import Constant as Known
from asyncfix.project.nodes import children
from asyncfix.project.project import Definition

_MOST_SCENES = 400
_DEEPEST = 3

Names = tuple[tuple[str, Known], ...]


class Guards:
    """Answers for places of functions; what was found out is kept."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._hints = Hints(graph)
        self._scenes: dict[Key, Scene] = {}
        self._named: dict[tuple[Key, Names], Scene] = {}
        self._places: dict[Key, dict[Span, list[ast.AST]]] = {}
        self._slots: dict[tuple[Key, Names], tuple[str, ...]] = {}
        self._known: dict[tuple[Key, Names, str, Span], bool] = {}
        self._run_when_set: dict[tuple[Key, Names, str], frozenset[tuple[int, int]]] = {}
        self._filled: dict[tuple[Key, str], bool] = {}

    def slots(self, definition: Definition, names: Names, own: bool) -> tuple[str, ...]:
        """What a function both tests and sets, itself or by what it calls.

        `own`: its object lasts; else what it keeps there is of no interest.
        """
        if not self._hints.may_keep(definition, own):
            return ()
        keys = self.scene(definition).keys if names else ()
        key = (key_of(definition), tuple(item for item in names if item[0] in keys))
        if key not in self._slots:
            self._slots[key] = tuple(self._tested_and_set(definition, key[1]))
        return self._slots[key]

    def guards(self, definition: Definition, names: Names, slot: str, span: Span) -> bool:
        """Whether a place does not run with the slot set, and leaves it set where it does."""
        key = (key_of(definition), self._relevant(definition, names), slot, span)
        if key not in self._known:
            place = self.place(definition, span)
            asked = self._asked(self._seen(definition, key[1]), slot, place, 0)
            self._known[key] = self._may_be_left_out(key[:3], asked) and self._ends(asked)
        return self._known[key]

    def _may_be_left_out(self, key: tuple[Key, Names, str], asked: Asked) -> bool:
        """Whether the statement of the place does not run with the slot set, or not all of it."""
        if not asked.place:
            return False
        if any(isinstance(item, ast.IfExp | ast.BoolOp) for item in asked.place):
            return True
        if key not in self._run_when_set:
            self._run_when_set[key] = reached(asked)
        statement = [item for item in asked.place if isinstance(item, ast.stmt)][-1]
        return (statement.lineno, statement.col_offset) not in self._run_when_set[key]

    def _relevant(self, definition: Definition, names: Names) -> Names:
        keys = self.scene(definition).keys if names else frozenset()
        wanted = keys.union(definition.function.tested)
        return tuple(item for item in names if item[0] in wanted)

    def fills(self, definition: Definition, slot: str, depth: int = 0) -> bool:
        """Whether a function that ends by itself has set the slot."""
        key = (key_of(definition), slot)
        if key not in self._filled:
            self._filled[key] = False  # of one that calls itself, the other ways decide
            self._filled[key] = depth < _DEEPEST and self._surely(definition, slot, depth)
        return self._filled[key]

    def scene(self, definition: Definition) -> Scene:
        """A function seen closely, with nothing known of its parameters."""
        key = key_of(definition)
        if key not in self._scenes:
            if len(self._scenes) >= _MOST_SCENES:
                self._scenes.clear()
                self._places.clear()
                self._named.clear()
            has_few = partial(self._has_few, definition)
            self._scenes[key] = scene_of(self._graph.inference.project, definition, has_few)
        return self._scenes[key]

    def _has_few(self, definition: Definition, name: str) -> bool:
        """Whether a parameter is a member of an enumeration, and is not bound again."""
        module, inference = definition.module, self._graph.inference
        bindings = module.scopes[definition.function.scope].bindings.get(name, ())
        if len(bindings) != 1 or bindings[0].kind != "parameter":
            return False
        value = inference.annotation(module, bindings[0].annotation)
        cls = value.cls if isinstance(value, Instance) else ""
        return cls == "builtins.bool" or bool(
            cls and inference.classes_of(cls, module.path) & ENUMS
        )

    def _seen(self, definition: Definition, names: Names) -> Scene:
        """A function seen closely, with these of its parameters known."""
        key, scene = (key_of(definition), names), self.scene(definition)
        if not names:
            return scene
        if key not in self._named:
            self._named[key] = with_names(scene, dict(names))
        return self._named[key]

    def place(self, definition: Definition, span: Span) -> list[ast.AST]:
        """The nodes from a function down to the expression at a span; empty if there is none."""
        key = key_of(definition)
        scene = self.scene(definition)
        if key not in self._places:
            self._places[key] = _expressions(scene)
        return self._places[key].get(span, [])

    def _tested_and_set(self, definition: Definition, names: Names) -> Iterator[str]:
        seen = self._seen(definition, names)
        own = definition.module.scopes[definition.function.scope].bindings
        stored, filled = seen.stored(), self._hints.set_below(definition)
        for slot in dict.fromkeys(slot for slot, _, _ in seen.tests()):
            if slot and slot not in own and (slot in stored or last_of(slot) in filled):
                yield slot

    def _ends(self, asked: Asked) -> bool:
        when_set = exits(asked, True)
        if any(way.passed or not way.done for way in when_set):
            return False
        when_not = exits(asked, False)
        passed = [way for way in when_not if way.passed]
        return bool(passed) and all(way.done for way in passed)

    def _surely(self, definition: Definition, slot: str, depth: int) -> bool:
        function = definition.function
        if function.is_async or function.is_generator:
            return False
        left = exits(self._asked(self.scene(definition), slot, None, depth), False)
        return bool(left) and all(way.done for way in left)

    def _asked(self, scene: Scene, slot: str, place: list[ast.AST] | None, depth: int) -> Asked:
        return Asked(
            scene,
            slot,
            place,
            Given(self._graph, scene, not scene.asks_truth(slot, place or ())).is_something,
            lambda call: self._call_fills(scene, call, slot, depth),
        )

    def _call_fills(self, scene: Scene, call: ast.Call, slot: str, depth: int) -> bool:
        """Whether a call of a function beside this one, or of the same object, sets the slot."""
        func = call.func
        root = root_of(slot)
        of_object = isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name)
        if not of_object and not isinstance(func, ast.Name):
            return False
        span = scene.positions.span(call)
        edges = [x for x in self._graph.edges(scene.definition) if x.span == span]
        if not edges or any(edge.how != "call" for edge in edges):
            return False
        targets = [edge.target for edge in edges]
        by_object = isinstance(func, ast.Attribute) and ast.unparse(func.value) == root
        return all(
            self.fills(target, renamed, depth + 1)
            if (renamed := _renamed(scene.definition, target, slot, root, by_object))
            else False
            for target in targets
        )


def _renamed(caller: Definition, target: Definition, slot: str, root: str, by_object: bool) -> str:
    """The slot as the function that is called writes it."""
    scope = caller.module.scopes[caller.function.scope]
    if by_object and root in scope.bindings:
        own = target.function.receiver
        return f"{own}{slot[len(root) :]}" if own else ""
    is_global = root not in scope.bindings or root in scope.global_names
    return slot if is_global and target.module is caller.module else ""


def _expressions(scene: Scene) -> dict[Span, list[ast.AST]]:
    """The nodes from the function down to each expression of it that runs with it."""
    found: dict[Span, list[ast.AST]] = {}
    pending: list[tuple[ast.AST, list[ast.AST]]] = [(item, []) for item in scene.node.body]
    while pending:
        node, above = pending.pop()
        here = [*above, node]
        if isinstance(node, ast.Call | ast.Attribute | ast.Name):
            found.setdefault(scene.positions.span(node), here)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            pending += [(child, here) for child in children(node)]
    return found
