"""The tables of twins, asked about places in the code."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from asyncfix.catalogue import Catalogue
from asyncfix.plan.context import Context
from asyncfix.plan.twins.chain_table import ChainTable, chains
from asyncfix.plan.twins.table import Twin, twins
from asyncfix.plan.twins.takers import Taker, takers
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Instance, Ref
from asyncfix.project.libraries import is_marker
from asyncfix.project.view import View

_MANAGERS = frozenset({"contextlib.AbstractContextManager"})


@dataclass(frozen=True, slots=True)
class Tables:
    """`twins` by the name of a class or function; `takers` by that of what takes an object, and
    `chains` by that of a class of queries.
    """

    twins: Mapping[str, Twin]
    takers: Mapping[str, Taker]
    chains: Mapping[str, ChainTable]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Tables:
        """The tables of a catalogue. CatalogueError for a wrong one."""
        return cls(twins(catalogue), takers(catalogue), chains(catalogue))

    def held(self, context: Context, view: View, node: ast.expr) -> Twin | None:
        """The twin of the class whose object an expression gives."""
        value = context.value_in(view, node)
        return self.twins.get(value.cls) if isinstance(value, Instance) else None

    def managed(self, context: Context, view: View, node: ast.expr) -> Twin | None:
        """The twin of the class whose object is entered where an expression gives its manager."""
        value = context.value_in(view, node)
        if not isinstance(value, Instance) or value.cls not in _MANAGERS or not value.args:
            return None
        given = value.args[0]
        return self.twins.get(given.cls) if isinstance(given, Instance) else None

    def chain(self, context: Context, view: View, node: ast.expr) -> ChainTable | None:
        """The table of the query that an expression gives."""
        value = context.value_in(view, node)
        return self.chains.get(value.cls) if isinstance(value, Instance) else None

    def starts_chain(self, name: str) -> bool:
        """Whether a member of that name starts a query."""
        return any(name in chain.starts for chain in self.chains.values())

    def maker(self, context: Context, view: View, call: ast.Call) -> Twin | None:
        """The twin of what is called, if that is a class or function that has one."""
        value = context.value_in(view, call.func)
        return self.twins.get(value.name) if isinstance(value, Ref) else None

    def taker(self, context: Context, view: View, call: ast.Call) -> Taker | None:
        """What is known of a callable that is handed an object."""
        return self.takers.get(self.name(context, view, call.func))

    def is_marker(self, context: Context, view: View, call: ast.Call) -> bool:
        """Whether a call says where a parameter comes from, as a dependency does."""
        return is_marker(context.inference, view.module, describe(call, view.scope(call)))

    def name(self, context: Context, view: View, node: ast.expr) -> str:
        """The dotted name of what an expression is."""
        value = context.value_in(view, node)
        return value.name if isinstance(value, Ref | Bound) else ""

    def is_entered(self, context: Context, view: View, node: ast.expr) -> bool:
        """Whether `async with` enters what an expression gives after the move."""
        held = self.held(context, view, node)
        if held is not None:
            return held.context
        if self.managed(context, view, node) is not None:
            return True
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return False
        owner = self.held(context, view, node.func.value)
        return owner is not None and node.func.attr in owner.entered
