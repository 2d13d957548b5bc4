"""Says whether the project takes a slot back once it is set, so that all begins again.

What only tests do does not count, nor what a function does that nobody runs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asyncfix.detect.once.given import Given
from asyncfix.detect.once.guards import Guards
from asyncfix.detect.once.named import NamedCalls
from asyncfix.detect.once.run import Run
from asyncfix.detect.once.scene import EMPTYING, Scene
from asyncfix.detect.once.slot import base_of, last_of
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Ref, class_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import Attr, Expr, Name, chained
from asyncfix.project.tests import is_of_tests
from asyncfix.project.view import walk_scope

_MAKING = frozenset(
    {
        *("__init__", "__new__", "__post_init__", "__setstate__", "__getstate__", "__del__"),
        *("__copy__", "__deepcopy__", "__reduce__", "__init_subclass__"),
    }
)


class Resets:
    """Answers for the slots of functions; what was found out is kept."""

    def __init__(self, graph: CallGraph, guards: Guards, calls: NamedCalls) -> None:
        self._graph = graph
        self._inference = graph.inference
        self._guards = guards
        self._known: dict[tuple[Key, str], bool] = {}
        self._run = Run(graph, calls)

    def any(self, definition: Definition, slot: str) -> bool:
        """Whether code that runs takes back what the function sets."""
        key = (key_of(definition), slot)
        if key not in self._known:
            self._known[key] = any(self._taking_back(definition, slot))
        return self._known[key]

    def cleared(self, cached: Definition) -> bool:
        """Whether code that runs empties the cache that a decorator puts around a function."""
        return any(
            call.text.endswith(f"{cached.function.name}.cache_clear")
            and self._is_done(module, call.function)
            for module in self._inference.project.mentioning("cache_clear")
            if not is_of_tests(module)
            for call in module.calls
        )

    def _is_done(self, module: Module, index: int) -> bool:
        return index < 0 or self._run.by_others(Definition(module, module.functions[index]))

    def _taking_back(self, definition: Definition, slot: str) -> Iterator[bool]:
        word = last_of(slot)
        own = key_of(definition)
        for module in self._inference.project.mentioning(word):
            if is_of_tests(module):
                continue
            for other in _changing(module, word):
                if key_of(other) == own or not self._is_reset(definition, slot, other, word):
                    continue
                yield self._run.by_others(other)

    def _is_reset(self, definition: Definition, slot: str, other: Definition, word: str) -> bool:
        """Whether a function has a statement that takes the slot back."""
        scene = self._guards.scene(other)
        empty = not self._guards.scene(definition).asks_truth(slot)
        return any(
            self._is_same(definition, slot, other, target)
            for target in self._taken_back(scene, word, empty)
        )

    def _taken_back(self, scene: Scene, word: str, empty: bool) -> Iterator[ast.expr]:
        """What is set to nothing, deleted or emptied, where its last name is that word."""
        given = Given(self._graph, scene, empty)
        for node in walk_scope(scene.node):
            targets: list[ast.expr] = []
            if isinstance(node, ast.Assign | ast.AnnAssign):
                stored = [*node.targets] if isinstance(node, ast.Assign) else [node.target]
                if node.value is not None and not given.is_something(node.value):
                    targets += stored
            elif isinstance(node, ast.Delete):
                targets += [x.value if isinstance(x, ast.Subscript) else x for x in node.targets]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                targets += [node.func.value] if node.func.attr in EMPTYING else []
            for target in targets:
                bare = target.value if isinstance(target, ast.Subscript) else target
                named = bare.attr if isinstance(bare, ast.Attribute) else ""
                if word in (named, bare.id if isinstance(bare, ast.Name) else ""):
                    yield bare

    def _is_same(
        self, definition: Definition, slot: str, other: Definition, target: ast.expr
    ) -> bool:
        """Whether what a function changes can be the slot of another function."""
        expr = describe(target, other.function.scope)
        if not isinstance(expr, Name | Attr):
            return False
        base = base_of(slot)
        if not base:
            return self._is_global(definition.module, slot.partition("[")[0], other, expr)
        if isinstance(expr, Name):
            return False
        if other.function.name in _MAKING and isinstance(expr.base, Name):
            return False  # another object begins its life
        return self._meet(definition, base, other, expr.base)

    def _is_global(self, home: Module, name: str, other: Definition, expr: Name | Attr) -> bool:
        module = other.module
        if isinstance(expr, Attr):
            return self._inference.value(module, expr.base) == Ref(home.name)
        found = self._inference.scope_of(module, expr.scope, expr.name)
        if module is home:
            return found == 0
        bindings = module.scopes[found].bindings[expr.name] if found is not None else ()
        return any(item.target == f"{home.name}.{name}" for item in bindings)

    def _meet(self, definition: Definition, base: str, other: Definition, expr: Expr) -> bool:
        """Whether two objects can be the same: not if their classes have nothing in common."""
        ours = self._class_of(definition, chained(base, definition.function.scope))
        theirs = self._class_of(other, expr)
        if not ours or not theirs:
            return not ours or other.module is definition.module
        place = definition.module.path
        return ours in self._inference.classes_of(theirs, other.module.path) or (
            theirs in self._inference.classes_of(ours, place)
        )

    def _class_of(self, definition: Definition, expr: Expr) -> str:
        return class_name(self._inference.value(definition.module, expr))


def _changing(module: Module, word: str) -> Iterator[Definition]:
    """The functions of a module that change something of that name."""
    found = {
        function.index
        for function in module.functions
        for store in function.stores
        if re.sub(r"(\[\])+$", "", store.text).rpartition(".")[2] == word
    }
    for call in module.calls:
        owner, _, method = call.text.rpartition(".")
        if method in EMPTYING and owner.rpartition(".")[2] == word:
            found.add(call.function)
    if word in module.top:
        found |= {
            function.index
            for function in module.functions
            if word in module.scopes[function.scope].global_names
        }
    for index in sorted(found):
        if index >= 0:
            yield Definition(module, module.functions[index])
