"""Notes the loops over a `range` whose bound is a name."""

from __future__ import annotations

import ast

from asyncfix.project.expressions import dotted_text
from asyncfix.project.nodes import Comprehension, walk
from asyncfix.project.summary import Loop
from asyncfix.project.walk.walker import Walker

_YIELDING = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)


def note_loop(walker: Walker, node: ast.For | Comprehension, over: ast.expr) -> None:
    """Notes a loop or comprehension if what it goes over is such a range."""
    if walker.function < 0 or walker.deferred or walker.dead or not isinstance(over, ast.Call):
        return
    if over.keywords or not over.args:
        return
    bound = over.args[0] if len(over.args) == 1 else over.args[1]
    if not isinstance(bound, ast.Name | ast.Attribute) or dotted_text(over.func) != "range":
        return
    walker.module.loops.append(
        Loop(
            span=walker.positions.span(node),
            bound=walker.describe(bound),
            function=walker.function,
            scope=walker.scope,
            comprehension=not isinstance(node, ast.For),
            busy=not any(isinstance(item, _YIELDING) for item in walk(node)),
        )
    )
