"""Says which bindings of a name each of its uses in a function may see.

It is the usual analysis, forwards over the statements, with an exception possible anywhere.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from asyncfix.project.nodes import Comprehension, children, is_try
from asyncfix.project.view import FunctionNode

Seen = frozenset[ast.Name | None]
"""The bindings that may be seen; None where there may have been none yet."""
_NOTHING: Seen = frozenset()


def reaching(function: FunctionNode, name: str) -> Mapping[ast.Name, Seen]:
    """What each use of a local name may see; a name that a comprehension has itself is no use.

    The target of an augmented assignment is a use, too. Bindings are names that store or delete.
    """
    analysis = _Analysis(function, name)
    analysis.block(function.body, frozenset([None]), _Loop())
    return analysis.found


@dataclass(slots=True)
class _Loop:
    """What may be seen where a loop is left, or goes on, early."""

    broken: Seen = _NOTHING
    continued: Seen = _NOTHING


class _Analysis:
    """One pass over a function. A block that cannot be come by sees nothing."""

    def __init__(self, function: FunctionNode, name: str) -> None:
        self.name = name
        self.found: dict[ast.Name, Seen] = {}
        self.all = self._bound(function.body) | {None}
        generators = [item for item in ast.walk(function) if isinstance(item, ast.GeneratorExp)]
        self.late: Seen = self._bound(generators)

    def block(self, statements: Sequence[ast.stmt], seen: Seen, loop: _Loop) -> Seen:
        """What may be seen behind the statements."""
        for statement in statements:
            seen = self._statement(statement, seen, loop)
        return seen

    def _statement(self, node: ast.stmt, seen: Seen, loop: _Loop) -> Seen:
        if isinstance(node, ast.If):
            seen = self._value(node.test, seen)
            return self.block(node.body, seen, loop) | self.block(node.orelse, seen, loop)
        if isinstance(node, ast.While | ast.For | ast.AsyncFor):
            return self._loop(node, seen, loop)
        if isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                seen = self._value(item.context_expr, seen)
                seen = self._target(item.optional_vars, seen)
            # a context manager may swallow what is raised in its block
            return self.block(node.body, seen, loop) | seen | self._bound(node.body)
        if isinstance(node, ast.Match):
            return self._match(node, seen, loop)
        if is_try(node):
            return self._try(node, seen, loop)
        if isinstance(node, ast.Break):
            loop.broken |= seen
            return _NOTHING
        if isinstance(node, ast.Continue):
            loop.continued |= seen
            return _NOTHING
        seen = self._simple(node, seen)
        return _NOTHING if isinstance(node, ast.Return | ast.Raise) else seen

    def _simple(self, node: ast.stmt, seen: Seen) -> Seen:
        if isinstance(node, ast.Assign):
            seen = self._value(node.value, seen)
            for target in node.targets:
                seen = self._target(target, seen)
            return seen
        if isinstance(node, ast.AnnAssign):
            return self._target(node.target, self._value(node.value, seen)) if node.value else seen
        if isinstance(node, ast.AugAssign):
            if isinstance(node.target, ast.Name) and node.target.id == self.name:
                self._see(node.target, seen)
            return self._target(node.target, self._value(node.value, seen))
        if isinstance(node, ast.Delete):
            for target in node.targets:
                seen = self._target(target, seen)
            return seen
        return self._value(node, seen)

    def _loop(self, node: ast.While | ast.For | ast.AsyncFor, seen: Seen, outer: _Loop) -> Seen:
        if not isinstance(node, ast.While):
            seen = self._value(node.iter, seen)
        head, inner = seen, _Loop()
        while True:
            if isinstance(node, ast.While):
                start = done = self._value(node.test, head)
            else:
                start, done = self._target(node.target, head), head
            again = head | self.block(node.body, start, inner) | inner.continued
            if again == head:
                break
            head = again
        if isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and node.test.value:
            done = _NOTHING
        return self.block(node.orelse, done, outer) | inner.broken

    def _match(self, node: ast.Match, seen: Seen, loop: _Loop) -> Seen:
        seen = after = self._value(node.subject, seen)
        for case in node.cases:
            inside = self._value(case.pattern, seen)
            if case.guard is not None:
                inside = seen = self._value(case.guard, inside)
            after |= self.block(case.body, inside, loop)
        return after | seen

    def _try(self, node: ast.stmt, seen: Seen, loop: _Loop) -> Seen:
        body, handlers, orelse, final = (
            getattr(node, part) for part in ("body", "handlers", "orelse", "finalbody")
        )
        raised = seen | self._bound(body)
        after = self.block(orelse, self.block(body, seen, loop), loop)
        for handler in handlers:
            inside = self._value(handler.type, raised) if handler.type is not None else raised
            after |= self.block(handler.body, inside, loop)
        if not final:
            return after
        self.block(final, raised | self._bound([*handlers, *orelse]), loop)
        left = self._bound(final)
        if left:  # a `break` comes by here, too
            loop.broken |= left
            loop.continued |= left
        return self.block(final, after, loop) if after else after

    def _value(self, node: ast.AST, seen: Seen) -> Seen:
        """What may be seen behind an expression, each part of which may come first."""
        bound = self._bound([node])
        for part, later in self._names(node):
            self._see(part, self.all if later else seen | bound)
        return seen | bound

    def _target(self, node: ast.AST | None, seen: Seen) -> Seen:
        if node is None:
            return seen
        for part, later in self._names(node):
            self._see(part, self.all if later else seen)
        return self._bound([node]) or seen

    def _see(self, node: ast.Name, seen: Seen) -> None:
        self.found[node] = self.found.get(node, self.late) | seen

    def _names(self, node: ast.AST, later: bool = False) -> Iterator[tuple[ast.Name, bool]]:
        """The uses of the name; `later`: they may come after what follows."""
        if isinstance(node, ast.Name):
            if node.id == self.name and isinstance(node.ctx, ast.Load):
                yield node, later
            return
        if isinstance(node, Comprehension):
            yield from self._in_comprehension(node, later)
            return
        for part in children(node):
            yield from self._names(part, later or isinstance(node, FunctionNode | ast.Lambda))

    def _in_comprehension(
        self, node: Comprehension, later: bool
    ) -> Iterator[tuple[ast.Name, bool]]:
        first, *others = node.generators
        yield from self._names(first.iter, later)
        if any(
            isinstance(part, ast.Name) and part.id == self.name
            for item in node.generators
            for part in ast.walk(item.target)
        ):
            return
        values = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        for part in (*values, first.target, *first.ifs, *others):
            yield from self._names(part, later or isinstance(node, ast.GeneratorExp))

    def _bound(self, nodes: Iterable[ast.AST]) -> frozenset[ast.Name]:
        """The bindings of the name within nodes, but for those that a comprehension has itself."""
        return frozenset(part for node in nodes for part in _stores(node, self.name))


def _stores(node: ast.AST, name: str) -> Iterator[ast.Name]:
    if isinstance(node, ast.Name):
        if node.id == name and not isinstance(node.ctx, ast.Load):
            yield node
        return
    if isinstance(node, FunctionNode | ast.Lambda | ast.ClassDef):
        return
    for child in children(node):
        if isinstance(child, ast.comprehension):
            for part in (child.iter, *child.ifs):
                yield from _stores(part, name)
        else:
            yield from _stores(child, name)
