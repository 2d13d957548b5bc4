"""What every planner needs: views of modules, types, and how to spell a name at a place."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Mapping
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from asyncfix.catalogue import Catalogue
from asyncfix.detect.blocking.reach import Reach
from asyncfix.model import Rule
from asyncfix.plan.code.inner import is_bound_within
from asyncfix.plan.code.spelling import Spelling, fresh, spell
from asyncfix.plan.proofs.calls.dispatch import Dispatch
from asyncfix.plan.proofs.calls.dynamic import Dynamic
from asyncfix.plan.proofs.calls.effects import Effects
from asyncfix.plan.proofs.calls.patched import Patches
from asyncfix.plan.proofs.calls.suspension import Suspension
from asyncfix.plan.proofs.state.remade import Remade
from asyncfix.plan.proofs.state.stateful import Stateful
from asyncfix.plan.proofs.threads.off_loop import OffLoop
from asyncfix.plan.proofs.threads.updates import FileUses
from asyncfix.plan.site import Site
from asyncfix.project.edges import Key
from asyncfix.project.expressions import describe
from asyncfix.project.implicit import Implicits
from asyncfix.project.inference import Ref, Value
from asyncfix.project.nodes import root_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Module
from asyncfix.project.view import View
from asyncfix.settings import Settings

if TYPE_CHECKING:
    from asyncfix.plan.clients.pool import Pools
    from asyncfix.plan.clients.table import Client
    from asyncfix.plan.twins.move import Moves

__all__ = ["Context", "Site", "Spelling"]


class Context:
    """The project as planners see it. It decides nothing.

    `rules` are those that a blocking call counts for, wherever it stands; `whole` has what
    planners have found out of the project as a whole, by question; `moves` are those of objects
    to their twins, `pools` what clients share, `clients` the tables of HTTP libraries, and `calls`
    the places where functions are called, once they have been asked for. `supposed`: some
    of the coroutine functions are plain ones in the project as it is.
    """

    def __init__(
        self,
        reach: Reach,
        rules: Mapping[str, Rule],
        settings: Settings,
        supposed: bool = False,
    ) -> None:
        self.reach = reach
        self.supposed = supposed
        self.rules = rules
        self.graph = reach.graph
        self.inference = self.graph.inference
        self.project = self.inference.project
        self.settings = settings
        self.whole: dict[Hashable, str] = {}
        self.moves: Moves | None = None
        self.pools: Pools | None = None
        self.clients: dict[str, Client | None] = {}
        self.calls: dict[Key, tuple[tuple[Module, Call], ...]] = {}
        self.implicits = Implicits(self.inference)
        self.stateful = Stateful(self.inference)
        self.suspension = Suspension(self.graph)
        self.dispatch = Dispatch(self.graph)
        self.patches = Patches(self.inference)
        remade = Remade(self.graph)
        known = (self.graph, self.implicits, self.stateful, self.dispatch, remade)
        self.effects = Effects(*known)
        self.off_loop = OffLoop(*known, self.effects, self.patches)
        self.file_uses = FileUses(self.graph, self.dispatch)
        self.dynamic = Dynamic(self.inference)

    @cached_property
    def with_any_strategy(self) -> Context:
        """The same project, planned for as if no strategy had been asked for."""
        other = copy(self)
        other.settings = replace(self.settings, strategy="auto")
        other.whole, other.moves, other.pools = {}, None, None
        return other

    @property
    def catalogue(self) -> Catalogue:
        """What is known of libraries."""
        return self.inference.catalogue

    def counts(self, name: str) -> bool:
        """Whether a callable of that name blocks, by one of the rules that count."""
        entry = self.catalogue.entry(name)
        return entry is not None and entry.rule in self.rules

    def view(self, path: str) -> View:
        """The close view of a file that parses."""
        return self.project.view(path)

    def value(self, site: Site, node: ast.expr | None = None) -> Value:
        """What an expression in the function of a site is; names resolve from the site's scope."""
        target = node if node is not None else site.node
        if not isinstance(target, ast.expr):
            return None
        return self.inference.value(site.module, describe(target, site.scope))

    def value_in(self, view: View, node: ast.expr) -> Value:
        """What an expression of a module is; names resolve from the function around it.

        What a comprehension or a lambda binds is not known.
        """
        root = root_name(node)
        if root is not None and is_bound_within(view, root):
            return None
        return self.inference.value(view.module, describe(node, view.scope(node)))

    def definition(self, site: Site) -> Definition:
        """The function around a site, as others see it."""
        return Definition(site.module, site.function)

    def loop_library(self, site: Site) -> str:
        """The event-loop library that the function around a site runs on."""
        known = self.catalogue.loops
        called = {
            name
            for call in site.module.calls
            if call.function == site.function.index
            and isinstance(value := self.inference.value(site.module, call.func), Ref)
            and (name := value.name.partition(".")[0]) in known
        }
        for candidates in (called, site.module.packages):
            for name in known:
                if name in candidates:
                    return name
        return "asyncio"

    def offload(self, site: Site) -> tuple[Spelling, Spelling]:
        """How to run a callable in a thread at a site, and how to bind keyword arguments to it.

        The second text is empty where the first takes keyword arguments itself.
        """
        name = self.catalogue.loops[self.loop_library(site)]
        partial = Spelling("")
        if name in self.catalogue.positional_offloads:
            partial = self.spell(site, "functools.partial")
        return self.spell(site, name), partial

    def spell(self, site: Site, dotted: str) -> Spelling:
        """How a dotted name of a library is written at a site."""
        return spell(self.inference, site, dotted)

    def fresh(self, site: Site, name: str) -> str:
        """A name like the one given that nothing in the module uses."""
        return fresh(site.view, name)
