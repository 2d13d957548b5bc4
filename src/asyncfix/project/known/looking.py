"""Notes the calls of statements, with what is known there, and what of them cannot run."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from asyncfix.project.known.constants import holds
from asyncfix.project.known.facts import UNKNOWN, Names
from asyncfix.project.known.folded import Folded
from asyncfix.project.known.forgetting import own_names, steady
from asyncfix.project.known.narrowing import narrow, parts
from asyncfix.project.known.outlook import Outlook
from asyncfix.project.nodes import Comprehension, children
from asyncfix.project.sketch import Sketch


class Looking:
    """Goes through the expressions of a function, and writes down what is `found`."""

    def __init__(self, sketch: Sketch, outlook: Outlook, found: Folded) -> None:
        self._sketch = sketch
        self._outlook = outlook
        self._found = found

    def kill(self, nodes: Iterable[ast.stmt | ast.expr]) -> None:
        """Notes code that cannot run."""
        self._found.dead += [self._sketch.positions.span(node) for node in nodes]

    def at(self, node: ast.stmt, names: Names) -> None:
        """Looks at a statement itself."""
        header = self._sketch.header(node)
        here = steady(header.effects, names, self._outlook)
        self._found.lines.setdefault(node.lineno, []).append(here)
        for span, call in header.calls:
            self._found.calls[span] = (call, here)
        for item in header.expressions:
            self._look(item, here)

    def _look(self, node: ast.AST, names: Names) -> None:
        if isinstance(node, ast.Call):
            self._found.calls[self._sketch.positions.span(node)] = (node, names)
        if isinstance(node, ast.BoolOp):
            self._look_at_choice(node, names)
        elif isinstance(node, ast.IfExp):
            self._look_at_condition(node, names)
        elif isinstance(node, Comprehension | ast.Lambda):
            inside = {**names, **dict.fromkeys(own_names(node), UNKNOWN)}
            for child in children(node):
                self._look(child, inside if not isinstance(node, ast.Lambda) else {})
        else:
            for child in children(node):
                self._look(child, names)

    def _look_at_choice(self, node: ast.BoolOp, names: Names) -> None:
        stops = isinstance(node.op, ast.Or)
        known = parts(node, dict(names), self._outlook)
        for index, (item, here) in enumerate(zip(node.values, known, strict=True)):
            self._look(item, here)
            if holds(item, here, self._outlook) is stops:
                self.kill(node.values[index + 1 :])
                return

    def _look_at_condition(self, node: ast.IfExp, names: Names) -> None:
        self._look(node.test, names)
        truth = holds(node.test, names, self._outlook)
        for branch, wanted in ((node.body, True), (node.orelse, False)):
            if truth is (not wanted):
                self.kill([branch])
                continue
            here = dict(names)
            narrow(node.test, here, wanted, self._outlook)
            self._look(branch, here)
