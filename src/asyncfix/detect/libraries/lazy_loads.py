"""Finds relations that are read, without an await, from what an asynchronous session has loaded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.detect.detection import Detection, Reporter
from asyncfix.detect.libraries.queries import Queries, Source, targets
from asyncfix.detect.libraries.relations import declares, relation
from asyncfix.model import Confidence
from asyncfix.project.inference import Bound, Inference, Ref
from asyncfix.project.summary import Call, Function, Module
from asyncfix.project.terms import Attr
from asyncfix.project.view import ScopeNode, View, walk_scope
from asyncfix.remedies import LazyLoading

CODE = "AF503"
KIND = "lazy-load"
_DEEPEST = 12


class Read(NamedTuple):
    """A relation that is read. `expired`: something in between makes the session forget it."""

    node: ast.Attribute
    source: Source
    expired: bool


def lazy_loads(inference: Inference, reporter: Reporter, module: Module) -> Iterator[Detection]:
    """The first read of each relation of what each query of an `async def` gives."""
    if not reporter.wants(CODE):
        return
    for loading in inference.catalogue.lazy_loading:
        if not any(declares(inference, loading)):
            continue
        querying = {call.function for call in module.calls if _may_query(call, loading)}
        for function in (module.functions[index] for index in sorted(querying)):
            if any(_queries(inference, loading, module, function)):
                view = inference.project.view_around(module, function)
                for read in lazy_reads(inference, loading, view, function):
                    yield _detection(reporter, view, function, read)


def _may_query(call: Call, loading: LazyLoading) -> bool:
    return (
        call.awaited
        and call.function >= 0
        and not call.deferred
        and isinstance(call.func, Attr)
        and f"session.{call.func.name}" in loading.steps
    )


def lazy_reads(
    inference: Inference, loading: LazyLoading, view: View, function: Function
) -> list[Read]:
    """The reads that fail: each relation once for each query."""
    found: dict[tuple[ast.Call, str], Read] = {}
    for call, method in _queries(inference, loading, view.module, function):
        tracer = _Tracer(inference, loading, view, function, view.call(call.span))
        for read in tracer.reads(loading.steps[f"session.{method}"]):
            found.setdefault((read.source.node, read.node.attr), read)
    return list(found.values())


def _queries(
    inference: Inference, loading: LazyLoading, module: Module, function: Function
) -> Iterator[tuple[Call, str]]:
    """The calls of a function that query a session, and by which method."""
    for call in module.calls:
        if call.function != function.index or not _may_query(call, loading):
            continue
        value = inference.value(module, call.func)
        owner, _, method = value.name.rpartition(".") if isinstance(value, Bound) else ("", "", "")
        if owner in loading.sessions:
            yield call, method


class _Tracer:
    """Follows what one query of a function gives to where its relations are read."""

    def __init__(
        self,
        inference: Inference,
        loading: LazyLoading,
        view: View,
        function: Function,
        query: ast.Call,
    ) -> None:
        self.inference = inference
        self.loading = loading
        self.view = view
        self.node = view.function_node(function)
        self.query = query
        self.queries = Queries(inference, loading, view, function)

    def reads(self, gives: str) -> list[Read]:
        """The reads of lazy relations, in their order."""
        source = self.queries.source(self.query)
        if source is None:
            return []
        read = self._followed(self.view.parents[self.query], gives, _DEEPEST)
        nodes = [node for node in read if self._is_lazy(source, node)]
        if not nodes or self._loads_otherwise():
            return []
        nodes.sort(key=lambda item: (item.lineno, item.col_offset))
        return [Read(node, source, self._is_expired(node)) for node in nodes]

    # what becomes of it

    def _followed(self, node: ast.AST, kind: str, depth: int) -> Iterator[ast.Attribute]:
        """The attributes that are read of an object of that kind, which a node gives."""
        parent = self.view.parents.get(node)
        if depth == 0 or parent is None:
            return
        if isinstance(parent, ast.Attribute):
            outer = self.view.parents[parent]
            called = isinstance(outer, ast.Call) and outer.func is parent
            step = self.loading.steps.get(f"{kind}.{parent.attr}") if called else None
            if kind == "object" and isinstance(parent.ctx, ast.Load):
                yield parent
            elif step is not None:
                yield from self._followed(outer, step, depth - 1)
        elif isinstance(parent, ast.Subscript) and parent.value is node and kind == "list":
            if not isinstance(parent.slice, ast.Slice):
                yield from self._followed(parent, "object", depth - 1)
        elif isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            yield from self._named(parent, kind, depth - 1)
        elif isinstance(parent, ast.For) and parent.iter is node and kind in ("list", "objects"):
            if isinstance(parent.target, ast.Name) and self.queries.is_bound_once(parent.target.id):
                yield from self._uses(self.node, parent.target.id, "object", depth - 1)
        elif (
            isinstance(parent, ast.comprehension)
            and parent.iter is node
            and kind in ("list", "objects")
            and isinstance(parent.target, ast.Name)
        ):
            around = self.view.parents[parent]
            yield from self._uses(around, parent.target.id, "object", depth - 1)

    def _named(
        self, statement: ast.Assign | ast.AnnAssign | ast.NamedExpr, kind: str, depth: int
    ) -> Iterator[ast.Attribute]:
        names = targets(statement)
        if len(names) == 1 and self.queries.is_bound_once(names[0]):
            yield from self._uses(self.node, names[0], kind, depth)

    def _uses(self, within: ast.AST, name: str, kind: str, depth: int) -> Iterator[ast.Attribute]:
        for node in self.view.mentions(name):
            read = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            if read and self._runs_within(node, within):
                yield from self._followed(node, kind, depth)

    def _runs_within(self, node: ast.AST, within: ast.AST) -> bool:
        """Whether a node is part of another one, and of no function within that."""
        for parent in self.view.ancestors(node):
            if parent is within:
                return True
            if isinstance(parent, ScopeNode):
                return False
        return False

    # what is known of it

    def _is_lazy(self, source: Source, node: ast.Attribute) -> bool:
        path = self.view.module.path
        found = relation(self.inference, self.loading, source.known, node.attr, path)
        if found is None or self._is_named(node.attr) or self._is_expected(node):
            return False
        return found.many or self._is_alone()

    def _loads_otherwise(self) -> bool:
        """Whether the function has relations loaded in a way that is not followed."""
        return any(
            isinstance(node, ast.Attribute) and node.attr in self.loading.loading
            for node in ast.walk(self.node)
        )

    def _is_named(self, name: str) -> bool:
        """Whether the function names the relation where it says what is to be loaded."""
        asking = self.loading.expiring | {self.loading.option}
        for node in ast.walk(self.node):
            if not isinstance(node, ast.Call):
                continue
            method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if method in asking and _has_text(node, (name, "*")):
                return True
            joins = method in self.loading.chained and method not in asking
            if not joins and any(self._is_relation(item, name) for item in node.args):
                return True
        return False

    def _is_relation(self, node: ast.expr, name: str) -> bool:
        """Whether an expression is the relation itself, as an attribute of a class."""
        return (
            isinstance(node, ast.Attribute)
            and node.attr == name
            and self.queries.is_model(node.value)
        )

    def _is_expected(self, node: ast.AST) -> bool:
        """Whether code around it is meant to fail."""
        blocks = (item for item in self.view.ancestors(node) if isinstance(item, ast.With))
        return any(
            isinstance(item.context_expr, ast.Call)
            and isinstance(value := self.queries.value(item.context_expr.func), Ref)
            and value.name in self.inference.catalogue.expects_errors
            for block in blocks
            for item in block.items
        )

    def _is_alone(self) -> bool:
        """Whether the session was made here, and has loaded nothing but what this query gives."""
        session = self.query.func.value if isinstance(self.query.func, ast.Attribute) else None
        if not isinstance(session, ast.Name):
            return False
        made = any(
            isinstance(item, ast.withitem)
            and isinstance(item.optional_vars, ast.Name)
            and item.optional_vars.id == session.id
            for item in ast.walk(self.node)
        )
        uses = [
            node
            for node in ast.walk(self.node)
            if isinstance(node, ast.Name)
            and node.id == session.id
            and isinstance(node.ctx, ast.Load)
        ]
        return made and len(uses) == 1

    def _is_expired(self, node: ast.expr) -> bool:
        start, end = _place(self.query), _place(node)
        return any(
            isinstance(item, ast.Attribute)
            and item.attr in self.loading.expiring
            and start < _place(item) < end
            for item in walk_scope(self.node)
        )


def _place(node: ast.expr) -> tuple[int, int]:
    """Where an expression ends, which is after all that it takes."""
    return node.end_lineno or node.lineno, node.end_col_offset or 0


def _has_text(node: ast.Call, texts: tuple[str, ...]) -> bool:
    return any(isinstance(item, ast.Constant) and item.value in texts for item in ast.walk(node))


def _detection(reporter: Reporter, view: View, function: Function, read: Read) -> Detection:
    module, span, text = view.module, view.span(read.node), ast.unparse(read.node)
    name = f"{read.source.model}.{read.node.attr}"
    message = f"`{text}` is not loaded: `{name}` would be read from the database, without an await"
    finding = reporter.finding(CODE, message, module, function, span, text, Confidence.INFERRED)
    return Detection(finding, module, function, span, function.scope, KIND)
