"""Follows a function with some of its names known: which of its code cannot run then.

Only what is certain is decided: a test of what is known, and what comes after a `return`. A name
that is bound to anything that is not known is not known any more.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence

from asyncfix.project.known.cases import test_of
from asyncfix.project.known.constants import holds, value_of
from asyncfix.project.known.errors import caught
from asyncfix.project.known.facts import UNKNOWN, Known, Names, Row
from asyncfix.project.known.folded import REST, Folded
from asyncfix.project.known.forgetting import forget, settled
from asyncfix.project.known.joining import in_common
from asyncfix.project.known.looking import Looking
from asyncfix.project.known.narrowing import narrow
from asyncfix.project.known.outlook import (
    RUNNING,
    Outlook,
    dotted,
    is_for_no_loop,
    only_asks_for_loop,
)
from asyncfix.project.known.tables import changed
from asyncfix.project.nodes import bodies, targets_of
from asyncfix.project.sketch import Sketch
from asyncfix.project.view import walk_scope

_With = ast.With | ast.AsyncWith
_Names = dict[str, Known]


def fold(function: Sketch, names: Names, outlook: Outlook, last: int = sys.maxsize) -> Folded:
    """Follows the function from its start, with these names known.

    Nothing is said of what begins behind the line `last`, nor of how the function ends then.
    """
    node, known = function.node, dict(names)
    if node.args.kwarg is not None and REST in known:
        known[node.args.kwarg.arg] = known.pop(REST)
    folder = _Folder(function, outlook, last)
    folder.found.ends = folder.block(node.body, known)
    if not folder.found.ends and not folder.found.returns:
        folder.found.last = known
    return folder.found


class _Folder:
    def __init__(self, sketch: Sketch, outlook: Outlook, last: int) -> None:
        self._sketch = sketch
        self._outlook = outlook
        self._last = last
        self._raising: set[ast.AST] = set()
        self.found = Folded()
        self._looking = Looking(sketch, outlook, self.found)
        self._kill = self._looking.kill

    def block(self, statements: Sequence[ast.stmt], names: _Names) -> bool:
        """Follows statements, and keeps `names` up to date. Whether they surely end the block."""
        for index, statement in enumerate(statements):
            if statement.lineno > self._last:
                return False
            self._looking.at(statement, names)
            rest = statements[index + 1 :]
            before = dict(names) if isinstance(statement, _With) and rest else None
            if not self._statement(statement, names):
                continue
            if before is None:
                self._kill(rest)
                return True
            # what stands behind it has a reason: its manager swallows what comes up in it
            names.clear()
            names.update(before)
            self._forget(names, statement)
        return False

    def _forget(self, names: _Names, node: ast.AST) -> None:
        if names:
            forget(names, self._sketch.effects(node), self._outlook)

    def _run(self, names: _Names, node: ast.stmt) -> None:
        """Forgets what a statement changes, but for a dict of which it is known how."""
        kept = changed(node, names, lambda item: self._value(item, names)) if names else {}
        self._forget(names, node)
        for name in kept.keys() - self._sketch.shared:
            names[name] = kept[name]

    def _value(self, node: ast.expr, names: _Names) -> Known:
        return value_of(node, names, self._outlook)

    # statements

    def _statement(self, node: ast.stmt, names: _Names) -> bool:
        if isinstance(node, ast.If):
            return self._if(node, names)
        if isinstance(node, ast.Return):
            self.found.returns.append((node.value, dict(names)))
            return True
        if isinstance(node, ast.Raise | ast.Continue | ast.Break):
            return True
        if isinstance(node, ast.Match):
            return self._match(node, names)
        if isinstance(node, _With):
            for item in node.items:
                self._enter(item, names)
            return self.block(node.body, names) and not self._may_suppress(node)
        if isinstance(node, ast.Assign | ast.AnnAssign):
            self._assign(node, names)
        elif isinstance(node, ast.AugAssign) and dotted(node.target) in names:
            value = self._value(ast.BinOp(node.target, node.op, node.value), names)
            self._forget(names, node)
            if value != UNKNOWN:
                self._bind(node.target, value, names)
        elif isinstance(node, ast.Try):
            return self._try(node, names)
        elif isinstance(node, ast.Expr):
            self._run(names, node)
            return self._never_returns(node)
        elif isinstance(node, ast.While):
            return self._while(node, names)
        elif isinstance(node, ast.Assert):
            self._forget(names, node)
            narrow(node.test, names, True, self._outlook)
        else:
            self._run(names, node)
            for body in bodies(node):
                self.block(body, dict(names))
        return False

    def _enter(self, item: ast.withitem, names: _Names) -> None:
        value: Known = UNKNOWN
        if isinstance(item.optional_vars, ast.Name):
            value = self._outlook.entered(self._value(item.context_expr, names))
        self._forget(names, item)
        if item.optional_vars is not None and value != UNKNOWN:
            self._bind(item.optional_vars, value, names)

    def _never_returns(self, node: ast.Expr) -> bool:
        awaited = isinstance(node.value, ast.Await)
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if not isinstance(call, ast.Call) or not self._outlook.never_returns(call, awaited):
            return False
        self._raising.add(node)
        return True

    def _may_suppress(self, node: ast.With | ast.AsyncWith) -> bool:
        """Whether the code after a `with` may run although its body is left by an exception."""
        makers = (item.context_expr for item in node.items)
        named = {dotted(item.func) for item in makers if isinstance(item, ast.Call)}
        return "suppress" in {name.rpartition(".")[2] for name in named} or any(
            isinstance(item, ast.Raise) or item in self._raising for item in walk_scope(node)
        )

    def _if(self, node: ast.If, names: _Names) -> bool:
        truth = holds(node.test, names, self._outlook)
        self._forget(names, node.test)
        first, second = dict(names), dict(names)
        narrow(node.test, first, True, self._outlook)
        narrow(node.test, second, False, self._outlook)
        if truth is not None:
            self._kill(node.orelse if truth else node.body)
            names.clear()
            names.update(first if truth else second)
            return self.block(node.body if truth else node.orelse, names)
        ends, other_ends = self.block(node.body, first), self.block(node.orelse, second)
        after = [each for each, ended in ((first, ends), (second, other_ends)) if not ended]
        names.clear()
        names.update(in_common(after))
        return not after

    def _match(self, node: ast.Match, names: _Names) -> bool:
        self._forget(names, node.subject)
        after: list[_Names] = []
        for index, case in enumerate(node.cases):
            self._forget(names, case.pattern)
            test = test_of(node.subject, case)
            truth = holds(test, names, self._outlook)
            if truth is False:
                self._kill(case.body)
                continue
            inside = dict(names)
            narrow(test, inside, True, self._outlook)
            if not self.block(case.body, inside):
                after.append(inside)
            if truth:
                self._kill(item for rest in node.cases[index + 1 :] for item in rest.body)
                break
            narrow(test, names, False, self._outlook)
        else:
            after.append(dict(names))
        names.clear()
        names.update(in_common(after))
        return not after

    def _while(self, node: ast.While, names: _Names) -> bool:
        truth = holds(node.test, names, self._outlook)
        if truth is False:
            self._kill(node.body)
            return self.block(node.orelse, names)
        self._forget(names, node)
        inside = dict(names)
        narrow(node.test, inside, True, self._outlook)
        self.block(node.body, inside)
        ends = self.block(node.orelse, dict(names))
        leaves = any(isinstance(item, ast.Break) for item in walk_scope(node))
        return not leaves and (ends or holds(node.test, {}) is True)

    def _try(self, node: ast.Try, names: _Names) -> bool:
        # one runs, so that nothing is raised
        if only_asks_for_loop(node.body, lambda item: self._value(item, names) == RUNNING):
            for handler in node.handlers:
                self._kill(handler.body)
            ends = self.block(node.body, names) or self.block(node.orelse, names)
            return self.block(node.finalbody, names) or ends
        done = dict(names)
        ends = self.block(node.body, done)
        if not ends:
            ends = self.block(node.orelse, done)
        else:
            self._kill(node.orelse)
        self._forget(names, node)
        caught = [self._handler(node, handler, names) for handler in node.handlers]
        left = self.block(node.finalbody, dict(names))
        if all(caught) and not ends:  # what comes after is reached by the body alone
            for item in node.finalbody:
                self._forget(done, item)
            names.clear()
            names.update(done)
        return left or (ends and all(caught))

    def _handler(self, node: ast.Try, handler: ast.ExceptHandler, names: _Names) -> bool:
        if is_for_no_loop(node, handler, self._outlook):
            self._kill(handler.body)
            return True
        inside = dict(names)
        error = caught(node.body, names, self._outlook) if handler.name else UNKNOWN
        if handler.name and error != UNKNOWN:
            inside[handler.name] = error
        return self.block(handler.body, inside)

    def _assign(self, node: ast.Assign | ast.AnnAssign, names: _Names) -> None:
        value = self._value(node.value, names) if node.value is not None else UNKNOWN
        self._run(names, node)
        targets = targets_of(node)
        if len(targets) == 1 and node.value is not None:
            alias = isinstance(node.value, ast.Name | ast.Attribute | ast.Subscript)
            value = settled(value) if alias else value
            self._bind(targets[0], value, names)
            if isinstance(node.value, ast.Name) and isinstance(targets[0], ast.Name):
                self._bind(node.value, value, names)

    def _bind(self, target: ast.expr, value: Known, names: _Names) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, Row):
            if len(target.elts) == len(value.items):
                for item, part in zip(target.elts, value.items, strict=True):
                    self._bind(item, part, names)
            return
        text = dotted(target)
        if text and text.partition(".")[0] not in self._sketch.shared:
            names[text] = value
