"""Goes through a function with a slot that is set, or not, to see what runs and what is set then.

What an exception interrupts counts as not done: a handler that gives up lets the next call try
again, as it should.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from asyncfix.detect.once.scene import EMPTYING, FILLING, Scene, read_in_try
from asyncfix.detect.once.truth import runs, truth
from asyncfix.project.nodes import is_try, targets_of
from asyncfix.project.view import FunctionNode, walk_scope


class Way(NamedTuple):
    """How far one has come: whether the place was passed, and whether the slot is set."""

    passed: bool
    done: bool


Ways = frozenset[Way]
_NOWHERE: Ways = frozenset()
_NOTHING = ast.Constant(None)


class Asked(NamedTuple):
    """What is asked: about which slot and place (None: the whole function), and what is known.

    `gives` tells whether a value is something, `fills` whether a call sets the slot.
    """

    scene: Scene
    slot: str
    place: Sequence[ast.AST] | None
    gives: Callable[[ast.expr | None], bool]
    fills: Callable[[ast.Call], bool]


def exits(asked: Asked, done: bool) -> Ways:
    """The ways in which the function ends by itself, with the slot set or not at its start."""
    walk = _Walk(asked)
    start = frozenset({Way(asked.place is None, done)})
    return walk.block(asked.scene.node.body, start) | walk.left


def reached(asked: Asked) -> frozenset[tuple[int, int]]:
    """Where the statements start that run with the slot set."""
    walk = _Walk(asked)
    walk.block(asked.scene.node.body, frozenset({Way(False, True)}))
    return frozenset(walk.reached)


class _Walk:
    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._scene = asked.scene
        self._slot = asked.slot
        self._place = list(asked.place or ())
        self._on_way = {id(node) for node in self._place}
        self._out_of_loop: set[Way] = set()
        self.left: Ways = _NOWHERE
        self.reached: set[tuple[int, int]] = set()

    def block(self, statements: Sequence[ast.stmt], ways: Ways) -> Ways:
        """Where one is after the statements."""
        for statement in statements:
            if not ways:
                break
            ways = self._statement(statement, ways)
        return ways

    def _statement(self, node: ast.stmt, ways: Ways) -> Ways:
        self.reached.add((node.lineno, node.col_offset))
        if isinstance(node, FunctionNode | ast.ClassDef):
            return ways
        if isinstance(node, ast.If):
            return self._if(node, self._computed([node.test], ways))
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            return self._loop(node, ways)
        if isinstance(node, ast.With | ast.AsyncWith):
            given = [item.context_expr for item in node.items]
            targets = [item.optional_vars for item in node.items if item.optional_vars]
            ways = self._stored(targets, None, self._computed(given, ways))
            return self.block(node.body, ways)
        if is_try(node):
            return self._try(node, ways)
        if isinstance(node, ast.Match):
            ways = self._computed([node.subject], ways)
            return frozenset().union(ways, *(self.block(case.body, ways) for case in node.cases))
        return self._simple(node, ways)

    def _simple(self, node: ast.stmt, ways: Ways) -> Ways:
        ways = self._computed([node], ways)
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = targets_of(node)
            value = None if isinstance(node, ast.AugAssign) else node.value
            return self._stored(targets, value, ways) if node.value is not None else ways
        if isinstance(node, ast.Delete):
            return self._stored(node.targets, _NOTHING, ways)
        if isinstance(node, ast.Assert):
            return frozenset(way for way in ways if self._truth(node.test, way) is not False)
        if isinstance(node, ast.Return):
            self.left |= ways
        elif isinstance(node, ast.Break | ast.Continue):
            self._out_of_loop |= ways
        ends = isinstance(node, ast.Return | ast.Raise | ast.Break | ast.Continue)
        return _NOWHERE if ends else ways

    def _if(self, node: ast.If, ways: Ways) -> Ways:
        holding = frozenset(way for way in ways if self._truth(node.test, way) is not False)
        failing = frozenset(way for way in ways if self._truth(node.test, way) is not True)
        return self.block(node.body, holding) | self.block(node.orelse, failing)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, ways: Ways) -> Ways:
        header = node.test if isinstance(node, ast.While) else node.iter
        ways = self._computed([header], ways)
        if self._slot and self._scene.sought(node) == self._slot:
            found = frozenset(way for way in ways if way.done)
            self.left |= found
            return self.block(node.orelse, ways - found)
        outer, self._out_of_loop = self._out_of_loop, set()
        first = self._entering(node, ways)
        after = self.block(node.body, first) | frozenset(self._out_of_loop)
        after |= self.block(node.body, self._entering(node, after)) | frozenset(self._out_of_loop)
        self._out_of_loop = outer
        endless = isinstance(node, ast.While) and isinstance(node.test, ast.Constant)
        if endless or self._puts_in(node):
            return after
        return self.block(node.orelse, ways | after)

    def _entering(self, node: ast.For | ast.AsyncFor | ast.While, ways: Ways) -> Ways:
        if not isinstance(node, ast.While):
            return ways
        return frozenset(way for way in ways if self._truth(node.test, way) is not False)

    def _puts_in(self, node: ast.stmt) -> bool:
        """Whether a loop fills the container that the slot is: it is taken to find something."""
        return any(
            isinstance(part, ast.Subscript)
            and isinstance(part.ctx, ast.Store)
            and self._scene.path(part.value) == self._slot
            for part in walk_scope(node)
        )

    def _try(self, node: ast.Try, ways: Ways) -> Ways:
        read = read_in_try(node)
        if read is not None and self._scene.path(read) == self._slot:
            set_already = frozenset(way for way in ways if way.done)
            after = self.block(node.body, set_already)
            failed = ways - set_already
        else:
            after = self.block(node.body, ways)
            failed = frozenset(Way(False, way.done) for way in ways | after)
        caught = frozenset().union(*(self.block(item.body, failed) for item in node.handlers))
        return self.block(node.finalbody, self.block(node.orelse, after) | caught)

    # single steps

    def _truth(self, test: ast.expr, way: Way) -> bool | None:
        return truth(self._scene, test, self._slot, way.done)

    def _computed(self, nodes: Iterable[ast.AST], ways: Ways) -> Ways:
        """Where one is after parts of a statement were computed."""
        for node in nodes:
            if id(node) in self._on_way:
                at = next(i for i, item in enumerate(self._place) if item is node)
                ways = frozenset(self._passing(self._place[at:], ways))
            for call in self._scene.calls_in(node):
                ways = self._called(call, ways)
        return ways

    def _passing(self, place: list[ast.AST], ways: Ways) -> Iterator[Way]:
        for way in ways:
            runs_here = runs(self._scene, place, self._slot, way.done)
            yield way._replace(passed=True) if runs_here else way

    def _called(self, call: ast.Call, ways: Ways) -> Ways:
        func, slot = call.func, self._slot
        if isinstance(func, ast.Attribute) and func.attr in FILLING | EMPTYING:
            filling = func.attr in FILLING
            base = self._scene.path(func.value)
            if slot in (base, self._scene.put_in(call)):
                return _with(ways, filling)
            keyed = func.attr in ("setdefault", "pop") and bool(call.args)
            if keyed and self._scene.item(func.value, call.args[0]) == slot:
                return _with(ways, filling)
            if func.attr in ("clear", "popitem") and slot.startswith(f"{base}["):
                return _with(ways, False)
            return ways
        if isinstance(func, ast.Name) and func.id == "setattr" and len(call.args) == 3:
            name = call.args[1]
            text = name.value if isinstance(name, ast.Constant) else None
            named = isinstance(text, str) and f"{self._scene.path(call.args[0])}.{text}" == slot
            if named:
                return _with(ways, self._asked.gives(call.args[2]))
        return _with(ways, True) if self._asked.fills(call) else ways

    def _stored(self, targets: Iterable[ast.expr], value: ast.expr | None, ways: Ways) -> Ways:
        """Where one is after something was stored; without a value, it is taken for something."""
        for target in targets:
            if isinstance(target, ast.Tuple | ast.List | ast.Starred):
                inner = [target.value] if isinstance(target, ast.Starred) else target.elts
                ways = self._stored(inner, None, ways)
                continue
            if isinstance(target, ast.Name) and target.id in self._scene.copies:
                continue
            path = self._scene.path(target)
            if path == self._slot:
                ways = _with(ways, value is None or self._asked.gives(value))
            elif isinstance(target, ast.Subscript) and self._scene.path(target.value) == self._slot:
                ways = _with(ways, value is not _NOTHING)
            elif path and self._slot.startswith((f"{path}[", f"{path}.")):
                ways = _with(ways, False)
        return ways


def _with(ways: Ways, done: bool) -> Ways:
    return frozenset(Way(way.passed, done) for way in ways)
