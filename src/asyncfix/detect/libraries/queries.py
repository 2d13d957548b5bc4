"""Says of which class the objects are that a query of a function asks for."""

from __future__ import annotations

import ast
from typing import NamedTuple

from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Ref
from asyncfix.project.nodes import targets_of
from asyncfix.project.summary import Function
from asyncfix.project.view import View, walk_scope
from asyncfix.remedies import LazyLoading


class Source(NamedTuple):
    """Where objects come from: the statement, or the call that takes their class by itself.

    `model` is their class as it is written, `known` what that is.
    """

    node: ast.Call
    model: str
    known: Ref
    is_statement: bool


class Queries:
    """The queries of one function."""

    def __init__(
        self, inference: Inference, loading: LazyLoading, view: View, function: Function
    ) -> None:
        self.inference = inference
        self.loading = loading
        self.view = view
        self.function = function
        self.node = view.function_node(function)

    def value(self, node: ast.expr) -> object:
        """What an expression of the function is."""
        scope = self.function.scope
        return self.inference.value(self.view.module, describe(node, scope))

    def source(self, query: ast.Call) -> Source | None:
        """Where what a query gives comes from; None if it isn't told for sure."""
        if not query.args or isinstance(query.args[0], ast.Starred):
            return None
        first: ast.expr | None = query.args[0]
        if isinstance(first, ast.Name) and not self.is_model(first):
            first = self._only_value(first.id)
        if first is None:
            return None
        if self.is_model(first):
            given = {item.arg for item in query.keywords}
            if {None, self.loading.option} & given:
                return None
            return self._source_of(query, first, is_statement=False)
        return self._of_statement(first)

    def _of_statement(self, statement: ast.expr) -> Source | None:
        current, mentioned = statement, list[ast.expr]()
        while isinstance(current, ast.Call) and isinstance(current.func, ast.Attribute):
            if self.value(current.func) in self._queries():
                break
            if current.func.attr not in self.loading.chained:
                return None
            if current.func.attr == self.loading.option:
                mentioned += current.args
            current = current.func.value
        if not isinstance(current, ast.Call) or self.value(current.func) not in self._queries():
            return None
        if len(current.args) != 1 or current.keywords or not self.is_model(current.args[0]):
            return None
        if not all(isinstance(item, ast.Call) for item in mentioned):
            return None
        assert isinstance(statement, ast.Call)
        return self._source_of(statement, current.args[0], is_statement=True)

    def _queries(self) -> frozenset[object]:
        return frozenset(Ref(name) for name in self.loading.queries)

    def is_model(self, node: ast.expr) -> bool:
        """Whether an expression is a class of the project."""
        value = self.value(node) if isinstance(node, ast.Name | ast.Attribute) else None
        path = self.view.module.path
        return isinstance(value, Ref) and self.inference.class_named(value.name, path) is not None

    def _source_of(self, node: ast.Call, model: ast.expr, *, is_statement: bool) -> Source | None:
        known = self.value(model)
        if not isinstance(known, Ref):
            return None
        return Source(node, ast.unparse(model), known, is_statement)

    def _only_value(self, name: str) -> ast.expr | None:
        """What a local name is assigned, if only once."""
        if not self.is_bound_once(name):
            return None
        for node in walk_scope(self.node):
            if isinstance(node, ast.Assign) and targets(node) == [name]:
                return node.value
        return None

    def is_bound_once(self, name: str) -> bool:
        """Whether a name of the function is bound in one place only."""
        bindings = self.view.module.scopes[self.function.scope].bindings
        return len(bindings.get(name, ())) == 1


def targets(node: ast.Assign | ast.AnnAssign | ast.NamedExpr) -> list[str]:
    """The names that a statement binds."""
    stored = targets_of(node)
    return [item.id for item in stored if isinstance(item, ast.Name)]
