"""Lets the clients of an application share what is slow to open, for as long as it runs.

A table `[pool.…]` has the text of a module that does so: its function `client` makes a client,
and its `opener` is what the application's lifespan enters.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import NamedTuple

from asyncfix.catalogue import Catalogue
from asyncfix.model import Edit, Import, Span
from asyncfix.plan.clients.application import Application, application
from asyncfix.plan.clients.siblings import name_of_sibling
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Refusal
from asyncfix.reader import Reader

PER_USE = "per-use"


@dataclass(frozen=True, slots=True)
class Pool:
    """What the table of a library says. With one of `unless`, a client shares nothing."""

    module: str
    client: str
    opener: str
    unless: frozenset[str]
    text: str


class Shared(NamedTuple):
    """How a client that shares is made at a site: the callee, its import, and edits elsewhere."""

    callee: str
    needed: Import
    edits: tuple[Edit, ...]


class Pools:
    """What the clients of each library share in one project, each looked at once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._found: dict[str, tuple[Pool, Application] | Refusal] = {}

    def shared(self, target: str, site: Site, given: frozenset[str]) -> Shared | Refusal:
        """How a client of the library is made with these arguments, or why it shares nothing."""
        if target not in self._found:
            self._found[target] = self._look(target)
        found = self._found[target]
        if isinstance(found, Refusal):
            return found
        pool, owner = found
        if self._context.loop_library(site) != "asyncio":
            return Refusal("its loop is not asyncio's")
        alone = sorted(given & pool.unless)
        if alone:
            return Refusal(f"a client with `{alone[0]}` needs connections of its own")
        return self._at(pool, owner, site)

    def _look(self, target: str) -> tuple[Pool, Application] | Refusal:
        pool = _pool(self._context.catalogue, target)
        if pool is None:
            return Refusal(f"no way is known in which clients of {target} share connections")
        found = application(self._context)
        return found if isinstance(found, Refusal) else (pool, found)

    def _at(self, pool: Pool, owner: Application, site: Site) -> Shared | Refusal:
        project, folder = self._context.project, posixpath.dirname(owner.path)
        path = posixpath.join(folder, f"{pool.module}.py")
        opened_in = owner.around[0] if owner.around is not None else owner.view
        imported = name_of_sibling(self._context, site.view, owner.path, pool.module)
        opener = name_of_sibling(self._context, opened_in, owner.path, pool.module)
        if not imported or not opener:
            reason = f"it is not seen how the modules beside {owner.path} are imported"
            return Refusal(reason)
        edits: list[Edit] = []
        if not project.has(path):
            edits.append(Edit(path, Span(1, 0, 1, 0), "", {"text": pool.text}))
        elif project.file(path).text != pool.text:
            return Refusal(f"{path} is another module")
        if pool.opener not in opened_in.module.top:
            edits.append(owner.opening(pool.opener, Import(opener, pool.opener)))
        name = pool.client
        bindings = site.module.top.get(name, ())
        if not all(item.kind == "import" and item.target.endswith(name) for item in bindings):
            name = self._context.fresh(site, name)
        alias = name if name != pool.client else ""
        return Shared(name, Import(imported, pool.client, alias), tuple(edits))


def shared_client(
    context: Context, target: str, site: Site, given: frozenset[str]
) -> Shared | Refusal | None:
    """How a client is made at a site that shares the application's connections.

    None if nobody wants that.
    """
    if context.settings.http_client_scope == PER_USE:
        return None
    if context.pools is None:
        context.pools = Pools(context)
    return context.pools.shared(target, site, given)


def _pool(catalogue: Catalogue, library: str) -> Pool | None:
    found = catalogue.pools.get(library)
    if found is None:
        return None
    return Reader(f"pool {library}", found).whole(Pool)
