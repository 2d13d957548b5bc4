"""Finds the queries that an object, or those in a list, come from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.plan.context import Context
from asyncfix.plan.twins.chain_table import ChainTable
from asyncfix.plan.twins.chains import assigned, chain_from, is_start, method, starts_of
from asyncfix.plan.twins.homes import functions_called
from asyncfix.plan.twins.loading import Loading
from asyncfix.plan.twins.tables import Tables
from asyncfix.project.inference import Instance, Ref, object_name
from asyncfix.project.view import FunctionNode, View, walk_scope

_PASSING = frozenset({"list", "tuple", "set", "sorted", "reversed", "iter", "next"})
_DEEPEST = 12


class Source(NamedTuple):
    """Where objects come from: `node` is a call of that `kind`, and `entity` their class.

    `kind`: `chain` (the call that starts a query), `select`, `get` (one by its key), `refresh`
    (that loads an object anew) or `new`. `loaded` are the names of what is loaded with them.
    """

    kind: str
    view: View
    node: ast.Call
    entity: str
    loaded: frozenset[str] = frozenset()


class Unknown(Exception):
    """Raised where it is not known where an object comes from."""


class Tracer:
    """Follows expressions back to the queries that they come from."""

    def __init__(self, context: Context, tables: Tables, loading: Loading) -> None:
        self._context = context
        self._tables = tables
        self._loading = loading

    def sources(self, view: View, node: ast.expr, depth: int = 0) -> list[Source]:
        """The queries that an expression's objects come from. Raises Unknown."""
        if depth > _DEEPEST:
            raise Unknown
        if isinstance(node, ast.Await | ast.NamedExpr | ast.Subscript):
            return self.sources(view, node.value, depth + 1)
        if isinstance(node, ast.IfExp):
            return self._all(view, [node.body, node.orelse], depth)
        if isinstance(node, ast.BoolOp):
            return self._all(view, node.values, depth)
        if isinstance(node, ast.List | ast.Tuple):
            return self._all(view, node.elts, depth)
        if isinstance(node, ast.ListComp):
            return self.sources(view, node.elt, depth + 1)
        if isinstance(node, ast.Constant):
            return []
        if isinstance(node, ast.Name):
            found = self._all(view, list(self._given(view, node)), depth)
            return self._renewed(view, node, found)
        if isinstance(node, ast.Call):
            return self._called(view, node, depth)
        raise Unknown

    def is_loaded(self, view: View, node: ast.Name) -> bool:
        """Whether a local variable has an object that a session has loaded, or will write."""
        try:
            return bool(self._all(view, list(self._given(view, node)), 0))
        except Unknown:
            return False

    def returned(self, view: View, function: FunctionNode, depth: int = 0) -> list[Source]:
        """The queries that what a function returns comes from. Raises Unknown."""
        values = [
            node.value
            for node in walk_scope(function)
            if isinstance(node, ast.Return) and node.value is not None
        ]
        return self._all(view, values, depth)

    def _all(self, view: View, nodes: list[ast.expr], depth: int) -> list[Source]:
        return [item for node in nodes for item in self.sources(view, node, depth + 1)]

    def _given(self, view: View, node: ast.Name) -> Iterator[ast.expr]:
        """What a local variable is assigned, or what a loop that binds it goes through."""
        around = view.enclosing_function(node)
        scope = view.scope(node)
        for parent in view.ancestors(node):
            for generator in getattr(parent, "generators", ()):
                if isinstance(generator.target, ast.Name) and generator.target.id == node.id:
                    yield generator.iter
                    return
            if parent is around:
                break
        if around is None or node.id not in view.module.scopes[scope].bindings:
            raise Unknown
        found = 0
        for mention in view.mentions(node.id):
            parent = view.parents[mention]
            is_target = isinstance(parent, ast.For) and parent.target is mention
            if isinstance(parent, ast.For) and is_target and view.scope(mention) == scope:
                found += 1
                yield parent.iter
        for value in assigned(view, node.id, scope):
            found += 1
            yield value
        if found != len(view.module.scopes[scope].bindings[node.id]):
            raise Unknown

    def _renewed(self, view: View, node: ast.Name, found: list[Source]) -> list[Source]:
        """The sources of a variable; the call that loads its object anew, if there is one."""
        around = view.enclosing_function(node)
        calls = [
            call
            for call in (walk_scope(around) if around is not None else ())
            if isinstance(call, ast.Call)
            and method(call) in self._loading.renewed_by
            and (not call.args or ast.unparse(call.args[0]) == node.id)
        ]
        if not calls:
            return found
        last = calls[-1]
        if not self._is_last_word(view, node, last):
            raise Unknown
        return [Source("refresh", view, last, item.entity) for item in found]

    def _is_last_word(self, view: View, node: ast.Name, call: ast.Call) -> bool:
        """Whether a call that loads an object anew surely runs after all that give it."""
        statement = view.parents[call]
        if not isinstance(statement, ast.Expr) or method(call) != self._loading.renewer:
            return False
        block, after = view.block(statement), False
        for mention in view.mentions(node.id):
            is_stored = isinstance(mention, ast.Name) and isinstance(mention.ctx, ast.Store)
            if is_stored and view.scope(mention) == view.scope(node):
                giving = view.statement(mention)
                if giving not in block or giving.lineno > statement.lineno:
                    return False
                after = True
        return after and len(call.args) == 1 and not call.keywords

    # calls

    def _called(self, view: View, call: ast.Call, depth: int) -> list[Source]:
        func = call.func
        if isinstance(func, ast.Name) and func.id in _PASSING and call.args:
            return self.sources(view, call.args[0], depth + 1)
        chain = self._chain(view, call)
        if chain is not None:
            return chain
        if isinstance(func, ast.Attribute):
            session = self._tables.held(self._context, view, func.value)
            if session is not None and func.attr in self._loading.got_by and call.args:
                entity = self._class(view, call.args[0])
                return [Source("get", view, call, entity, self._given_options(call))]
            if session is not None and func.attr in self._loading.executed_by and call.args:
                return self._selected(view, call.args[0], frozenset(), depth)
            if session is None and func.attr in self._loading.passed_by:
                return self.sources(view, func.value, depth + 1)
        return self._of_project(view, call, depth)

    def _of_project(self, view: View, call: ast.Call, depth: int) -> list[Source]:
        value = self._context.value_in(view, call)
        made = self._context.value_in(view, call.func)
        if isinstance(made, Ref) and isinstance(value, Instance) and value.cls == made.name:
            return [Source("new", view, call, value.cls)]
        called = functions_called(self._context, view, call)
        if not called:
            raise Unknown
        found: list[Source] = []
        for definition in called:
            place = self._context.view(definition.module.path)
            found += self.returned(place, place.function_node(definition.function), depth + 1)
        return found

    def _chain(self, view: View, call: ast.Call) -> list[Source] | None:
        """The start of a query that an expression executes, goes through or is."""
        base, table = self._base(view, call)
        if table is None:
            return None
        starts = starts_of(self._context, table, view, base)
        if not starts or not all(start.entity for start in starts):
            raise Unknown
        found = []
        for start in starts:
            loaded = self._loaded(chain_from(table, view, start.call).steps)
            if base is not start.call:
                loaded |= self._loaded(chain_from(table, view, base).steps)
            entity = self._class(view, start.call.args[0])
            found.append(Source("chain", view, start.call, entity, loaded))
        return found

    def _base(self, view: View, call: ast.Call) -> tuple[ast.expr, ChainTable | None]:
        node: ast.expr = call
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            table = self._tables.chain(self._context, view, node)
            if table is not None and is_start(table, node):
                return node, table
            node = node.func.value
        table = self._tables.chain(self._context, view, node)
        return node, table

    def _selected(
        self, view: View, node: ast.expr, loaded: frozenset[str], depth: int
    ) -> list[Source]:
        """The source that a query, which is executed, is."""
        if depth > _DEEPEST:
            raise Unknown
        while isinstance(node, ast.Call):
            if object_name(self._context.value_in(view, node.func)) in self._loading.selects:
                if len(node.args) != 1:
                    raise Unknown
                entity = self._class(view, node.args[0])
                return [Source("select", view, node, entity, loaded)]
            if not isinstance(node.func, ast.Attribute):
                raise Unknown
            loaded |= self._loaded([node])
            node = node.func.value
        if not isinstance(node, ast.Name):
            raise Unknown
        values = list(assigned(view, node.id, view.scope(node)))
        found: list[Source] = []
        for given in values:
            if not _starts_with(given, node.id):
                found += self._selected(view, given, loaded, depth + 1)
        if not found:
            raise Unknown
        return found

    def _loaded(self, steps: tuple[ast.Call, ...] | list[ast.Call]) -> frozenset[str]:
        """The names of what the options of a query load."""
        return frozenset(
            argument.attr
            for step in steps
            if method(step) == self._loading.options
            for option in step.args
            for argument in _loaded_by(option, self._loading.loaders)
        )

    def _given_options(self, call: ast.Call) -> frozenset[str]:
        return frozenset(
            argument.attr
            for keyword in call.keywords
            if keyword.arg == self._loading.options
            for argument in _loaded_by(keyword.value, self._loading.loaders)
        )

    def _class(self, view: View, node: ast.expr) -> str:
        value = self._context.value_in(view, node)
        if not isinstance(value, Ref):
            raise Unknown
        return value.name


def _loaded_by(node: ast.expr, loaders: frozenset[str]) -> Iterator[ast.Attribute]:
    """What the loaders in an expression are given."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and call.args:
            name = call.func.id if isinstance(call.func, ast.Name) else method(call)
            if name in loaders and isinstance(call.args[0], ast.Attribute):
                yield call.args[0]


def _starts_with(node: ast.expr, name: str) -> bool:
    """Whether a chain of calls begins with a name."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return isinstance(node, ast.Name) and node.id == name
