"""The tables of twins, asked about places in the code."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace

from asyncfix.plan.clients.doubts import NAMELESS
from asyncfix.plan.clients.reading import client
from asyncfix.plan.clients.table import Client
from asyncfix.plan.clients.target import target_of
from asyncfix.plan.context import Context
from asyncfix.plan.proposal import Refusal
from asyncfix.plan.twins.chain_table import ChainTable, chains
from asyncfix.plan.twins.facts import Key, expression_key
from asyncfix.plan.twins.held import closing_of
from asyncfix.plan.twins.takers import Taker, takers
from asyncfix.plan.twins.twin import Twin, twins
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Instance, name_of, object_name
from asyncfix.project.resolution.libraries import is_marker
from asyncfix.project.view import View

_MANAGERS = frozenset({"contextlib.AbstractContextManager"})


@dataclass(frozen=True, slots=True)
class Tables:
    """`twins` by the name of a class or function; `clients` by the word that twins have for them;
    `takers` by the name of what takes an object, and `chains` by that of a class of queries.
    """

    twins: Mapping[str, Twin]
    clients: Mapping[str, Client]
    takers: Mapping[str, Taker]
    chains: Mapping[str, ChainTable]

    @classmethod
    def of(cls, context: Context) -> Tables:
        """The tables of a catalogue, for this project. CatalogueError for a wrong one."""
        catalogue = context.catalogue
        known = twins(catalogue)
        names = {item.client for item in known.values() if item.client}
        found = {name: client(catalogue, name, {*catalogue.acceptable, NAMELESS}) for name in names}
        clients = {name: table for name, table in found.items() if table is not None}
        aimed = {name: _aimed(context, clients, twin) for name, twin in known.items()}
        return cls(aimed, clients, takers(catalogue), chains(catalogue))

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
        return self.twins.get(object_name(value))

    def taker(self, context: Context, view: View, call: ast.Call) -> Taker | None:
        """What is known of a callable that is handed an object."""
        return self.takers.get(self.name(context, view, call.func))

    def is_marker(self, context: Context, view: View, call: ast.Call) -> bool:
        """Whether a call says where a parameter comes from, as a dependency does."""
        return is_marker(context.inference, view.module, describe(call, view.scope(call)))

    def name(self, context: Context, view: View, node: ast.expr) -> str:
        """The dotted name of what an expression is."""
        return name_of(context.value_in(view, node))

    def _is_closable(self, context: Context, view: View, node: ast.expr) -> bool:
        """Whether `async with` enters, and closes, what a call makes."""
        held = self.held(context, view, node) if isinstance(node, ast.Call) else None
        maker = self.maker(context, view, node) if isinstance(node, ast.Call) else None
        return held is not None and (held.context or (maker is not None and maker.opens))

    def is_entered(self, context: Context, view: View, node: ast.expr) -> bool:
        """Whether `async with` enters what an expression gives after the move."""
        held = self.held(context, view, node)
        if held is not None:
            return held.context
        if isinstance(node, ast.Call) and node.args and closing_of(context, view, node.args[0]):
            return self._is_closable(context, view, node.args[0])
        if self.managed(context, view, node) is not None:
            return True
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return False
        owner = self.held(context, view, node.func.value)
        return owner is not None and node.func.attr in owner.entered

    def entered_key(self, context: Context, view: View, node: ast.expr) -> Key:
        """The key of what such an expression enters: it, what it closes, or whose method it is."""
        if isinstance(node, ast.Call):
            if node.args and closing_of(context, view, node.args[0]):
                return expression_key(view, node.args[0])
            if self.held(context, view, node) or self.managed(context, view, node):
                return expression_key(view, node)
            if isinstance(node.func, ast.Attribute):
                return expression_key(view, node.func.value)
        return expression_key(view, node)


def _aimed(context: Context, clients: Mapping[str, Client], twin: Twin) -> Twin:
    """The twin in the library that takes the place of its own in this project."""
    if not twin.client:
        return twin
    library = clients[twin.client]
    target = target_of(context, library, ())
    if isinstance(target, Refusal):
        return replace(twin, refuse=target.reason)
    if library.result:
        return twin
    return replace(twin, to=f"{target}.{library.cls}", requires=(target,))
