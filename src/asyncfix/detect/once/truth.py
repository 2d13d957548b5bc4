"""Says how tests turn out while a slot is set, or while it is not."""

from __future__ import annotations

import ast
from itertools import pairwise

from asyncfix.detect.once.scene import Scene
from asyncfix.project.known.constants import holds


def truth(scene: Scene, test: ast.expr, slot: str, done: bool) -> bool | None:
    """Whether a test holds; None if that depends on other things than the slot."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = truth(scene, test.operand, slot, done)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        return _of_choice(scene, test, slot, done)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        known = _of_comparison(scene, test, slot, done)
        return holds(test, scene.names) if known is None else known
    if slot in (scene.slot(test), scene.asked_for(test)):
        return done
    return holds(test, scene.names)


def _of_choice(scene: Scene, test: ast.BoolOp, slot: str, done: bool) -> bool | None:
    decides = isinstance(test.op, ast.Or)
    parts = [truth(scene, item, slot, done) for item in test.values]
    if decides in parts:
        return decides
    return None if None in parts else not decides


def _of_comparison(scene: Scene, test: ast.Compare, slot: str, done: bool) -> bool | None:
    operator, right = test.ops[0], test.comparators[0]
    if isinstance(operator, ast.In | ast.NotIn):
        if scene.item(right, test.left) != slot:
            return None
        return done is isinstance(operator, ast.In)
    if scene.slot(test.left) != slot or not isinstance(right, ast.Constant):
        return None
    same = isinstance(operator, ast.Is | ast.Eq)
    if right.value is None or right.value is False:
        return done is not same
    return done is same if right.value is True else None


def runs(scene: Scene, place: list[ast.AST], slot: str, done: bool) -> bool:
    """Whether an expression is computed, given the nodes from its statement down to it."""
    for parent, child in pairwise(place):
        if isinstance(parent, ast.IfExp) and child is not parent.test:
            holding = truth(scene, parent.test, slot, done)
            if holding is not None and holding is not (child is parent.body):
                return False
        elif isinstance(parent, ast.BoolOp):
            stops = isinstance(parent.op, ast.Or)
            before = parent.values[: next(i for i, x in enumerate(parent.values) if x is child)]
            if any(truth(scene, item, slot, done) is stops for item in before):
                return False
    return True
