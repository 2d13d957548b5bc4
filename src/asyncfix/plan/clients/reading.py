"""Reads the table of a client library.

It checks the table's shape; what it says is the packs' knowledge.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from asyncfix.catalogue import Catalogue, Table
from asyncfix.plan.clients.table import (
    Argument,
    Client,
    Mapped,
    Member,
    Operation,
    Session,
    State,
    Streams,
)
from asyncfix.reader import Reader


def client(catalogue: Catalogue, library: str, doubts: Collection[str] = ()) -> Client | None:
    """The table of that name; None if no pack has it. CatalogueError if it cannot be used.

    What is not proved to be the same is refused, or a doubt, if that has one of these names.
    """
    found = catalogue.clients.get(library)
    if found is None:
        return None
    base = Reader(f"client {library}", found).text("like")
    whole = found
    if base:
        whole = {**catalogue.clients.get(base, {}), **found}
        for key in ("argument", "exception"):
            known, own = _inner(catalogue.clients.get(base, {}), key), _inner(found, key)
            whole[key] = {**known, **own}
    table = _client(base or library, Reader(f"client {library}", whole))
    return allowing(table, doubts)


def allowing(client: Client, doubts: Collection[str] = ()) -> Client:
    """The table without what is doubtful, but for the doubts of these names."""
    names = frozenset(doubts)
    arguments = {
        name: item if item.doubt_name in names else replace(item, doubtful={})
        for name, item in client.arguments.items()
    }
    members = {
        name: item if item.doubt_name in names else replace(item, doubt_name="")
        for name, item in client.members.items()
    }
    body = client.body_doubtful if client.body_doubt_name in names else frozenset()
    return replace(client, arguments=arguments, members=members, body_doubtful=body, doubts=names)


def _inner(table: Table, key: str) -> Table:
    """A table in a table; empty if there is none."""
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _client(library: str, table: Reader) -> Client:
    exceptions = table.tables("exception").items()
    return table.record(
        Client,
        library=library,
        cls=table.text("class"),
        session=_session(table.tables("session")),
        arguments=_arguments(table),
        operations={name: _operation(name, it) for name, it in table.tables("operation").items()},
        members=_members(table),
        streams=_streams(table.inner("streams")),
        exceptions={name: item.record(Mapped) for name, item in exceptions},
        variable=table.text("variable") or "client",
        doubts=frozenset(),
    )


def _session(tables: Mapping[str, Reader]) -> Session:
    if not tables:
        return Session("", {}, {})
    ((cls, table),) = tables.items()
    members = {name: item.record(State) for name, item in table.tables("member").items()}
    return Session(cls, _arguments(table), members)


def _operation(name: str, table: Reader) -> Operation:
    return table.record(Operation, name=name, method=table.text("method") or name)


def _streams(table: Reader) -> Streams:
    return table.record(Streams, members=_members(table))


def _members(table: Reader) -> Mapping[str, Member]:
    members = table.tables("member").items()
    return {name: item.record(Member, name=name) for name, item in members}


def _arguments(table: Reader) -> Mapping[str, Argument]:
    arguments = table.tables("argument").items()
    return {name: item.record(Argument, name=name) for name, item in arguments}
