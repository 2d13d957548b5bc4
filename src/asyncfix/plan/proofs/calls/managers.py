"""Says what a function enters and leaves, and where: by `with`, or by way of a stack."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.plan.proofs.calls.passed import Passed
from asyncfix.plan.proofs.state.accesses import nodes_of
from asyncfix.project.alone import parsed_alone
from asyncfix.project.callgraph import CallGraph
from asyncfix.project.calling import ENTERING, LEAVING
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Instance, name_of
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call
from asyncfix.project.terms import Attr, Called, Expr, Name

_STACKS = frozenset(name.rpartition(".")[2] for name in (*ENTERING, *LEAVING))
_ENTERING_LATER = "enter_async_context"


class Run(NamedTuple):
    """That a function runs: what has the same `place` runs at the same time; what it is given."""

    place: object
    line: int
    target: Definition
    given: Passed


class Managers:
    """Answers for the functions of a call graph."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._inference = graph.inference

    def of(self, definition: Definition) -> Mapping[Span, tuple[Expr, int]]:
        """What a function enters, by where that is said, and the last line before it is left."""
        found = {
            item.span: (item.value, block.span.end_line)
            for block in self._graph.body(definition).withs
            for item in block.items
        }
        for call in self._by_stacks(definition, ENTERING):
            found[call.span] = (call.args[0], self._left(definition, call))
        return found

    def beside(self, definition: Definition) -> Iterator[Run]:
        """What runs where stacks are left, and what `async with` runs."""
        for call in self._by_stacks(definition, LEAVING):
            yield from self._left_later(definition, call)
        for expr, line, end in self._asynchronous(definition):
            yield from self._of_asynchronous(definition, expr, line, end)

    def _by_stacks(self, definition: Definition, names: frozenset[str]) -> Iterator[Call]:
        """The calls of such methods of stacks."""
        if _STACKS.isdisjoint(definition.function.reads):
            return
        for call in self._graph.body(definition).calls:
            if call.args and name_of(self._inference.value(definition.module, call.func)) in names:
                yield call

    def _left(self, definition: Definition, call: Call) -> int:
        """The last line before a stack is left; the function's if that is not told."""
        stack = call.func.base if isinstance(call.func, Attr) else None
        name = stack.name if isinstance(stack, Name) else ""
        ends = [
            block.span.end_line
            for block in self._graph.body(definition).withs
            if block.span.line <= call.span.line <= block.span.end_line
            and any(name in item.names for item in block.items)
        ]
        return max(ends, default=definition.function.span.end_line)

    def _left_later(self, definition: Definition, call: Call) -> Iterator[Run]:
        """What a stack calls, of what it is handed, where it is left."""
        module, given = definition.module, call.args[0]
        value = self._inference.value(module, given)
        receiver = given.base if isinstance(given, Attr) else None
        found = self._inference.functions(value, module.path)
        if isinstance(value, Instance):
            receiver = given
            for name in ("__exit__", "__aexit__"):
                found += self._inference.method(value.cls, name, module.path)
        for target in found:
            passed = Passed(receiver, None, receiver is not None)
            yield Run((call.span, "end"), self._left(definition, call), target, passed)

    def _asynchronous(self, definition: Definition) -> Iterator[tuple[Expr, int, int]]:
        """What an `async with` or a stack enters, where, and the last line before it is left."""
        function = definition.function
        if not function.is_async:
            return
        tree, _ = parsed_alone(self._inference.project, definition)
        for node in nodes_of(tree):
            if isinstance(node, ast.AsyncWith):
                for item in node.items:
                    entered = item.context_expr
                    end = node.end_lineno or node.lineno
                    yield describe(entered, function.scope), entered.lineno, end
        for call in self._graph.body(definition).calls:
            if isinstance(call.func, Attr) and call.func.name == _ENTERING_LATER and call.args:
                yield call.args[0], call.span.line, self._left(definition, call)

    def _of_asynchronous(
        self, definition: Definition, expr: Expr, line: int, end: int
    ) -> Iterator[Run]:
        """What of the project runs where something is entered by `async with`, and left."""
        module = definition.module
        value = self._inference.value(module, expr)
        if isinstance(value, Instance):
            for name, at in (("__aenter__", line), ("__aexit__", end)):
                for target in self._inference.method(value.cls, name, module.path):
                    yield Run((line, name), at, target, Passed(expr, None, True))
        if isinstance(expr, Called):
            # What runs at the start counts as called there.
            made = self._inference.value(module, expr.func)
            for target in self._inference.functions(made, module.path):
                if target.function.is_async and target.function.is_generator:
                    yield Run((line, "end"), end, target, Passed(None, None, False))


def is_made_by(call: Call, made: Expr) -> bool:
    """Whether an expression is what a call gives."""
    return isinstance(made, Called) and (call.func, call.args) == (made.func, made.args)
