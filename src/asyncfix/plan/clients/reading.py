"""Reads the table of a client library.

It checks the table's shape; what it says is the packs' knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def client(catalogue: Catalogue, library: str, doubts: bool = False) -> Client | None:
    """The table of that name; None if no pack has it. CatalogueError if it cannot be used.

    `doubts`: what is not proved to be the same may be doubted in place of being refused.
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
    return table if doubts else certain(table)


def certain(client: Client) -> Client:
    """The table without what is doubtful."""
    arguments = {name: replace(item, doubtful={}) for name, item in client.arguments.items()}
    members = {name: replace(item, doubtful=False) for name, item in client.members.items()}
    body = frozenset[str]()
    return replace(client, arguments=arguments, members=members, body_doubtful=body, doubts=False)


def _inner(table: Table, key: str) -> Table:
    """A table in a table; empty if there is none."""
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _client(library: str, table: Reader) -> Client:
    return Client(
        library=library,
        targets=table.texts("targets"),
        cls=table.text("class"),
        result=table.text("result"),
        truth=table.text("truth"),
        falsehood=table.text("falsehood"),
        shared=table.text("shared"),
        shared_argument=table.text("shared_argument"),
        shared_name=table.text("shared_name"),
        shared_unless=frozenset(table.texts("shared_unless")),
        forget=table.text("forget"),
        constructor=table.map("constructor"),
        repeated=table.map("repeated"),
        session=_session(table.tables("session")),
        arguments=_arguments(table),
        operations={
            name: Operation(
                name,
                item.text("method") or name,
                item.text("verb"),
                item.texts("positional"),
                item.map("add"),
                item.flag("streams"),
            )
            for name, item in table.tables("operation").items()
        },
        members=_members(table),
        streams=_streams(table.inner("streams")),
        exceptions={
            name: Mapped(
                item.texts("to"), item.flag("response"), item.text("needs"), item.flag("text")
            )
            for name, item in table.tables("exception").items()
        },
        overlapping=frozenset(table.texts("overlapping")),
        body_verbs=frozenset(table.texts("body_verbs")),
        body_doubtful=frozenset(table.texts("body_doubtful")),
        body_refusal=table.text("body_refusal"),
        mocks=table.texts("mocks"),
        mock_reason=table.text("mock_reason"),
        instead=table.text("instead"),
        doubt=table.text("doubt"),
        variable=table.text("variable") or "client",
        finish=table.text("finish"),
        bodied=frozenset(table.texts("bodied")),
        bodied_refusal=table.text("bodied_refusal"),
        doubts=True,
        response=table.text("response"),
    )


def _session(tables: Mapping[str, Reader]) -> Session:
    if not tables:
        return Session("", {}, {})
    ((cls, table),) = tables.items()
    members = {
        name: State(*(item.text(key) for key in State.__slots__))
        for name, item in table.tables("member").items()
    }
    return Session(cls, _arguments(table), members)


def _streams(table: Reader) -> Streams:
    sinks = frozenset(table.texts("sinks"))
    return Streams(table.text("keyword"), table.text("method"), _members(table), sinks)


def _members(table: Reader) -> Mapping[str, Member]:
    return {name: _member(name, item) for name, item in table.tables("member").items()}


def _arguments(table: Reader) -> Mapping[str, Argument]:
    return {name: _argument(name, item) for name, item in table.tables("argument").items()}


def _argument(name: str, item: Reader) -> Argument:
    return Argument(
        name,
        item.map("accept"),
        item.text("refuse"),
        item.flag("body"),
        item.flag("replaces_query"),
        item.map("doubtful"),
    )


def _member(name: str, item: Reader) -> Member:
    return Member(
        name=name,
        to=item.text("to"),
        negated=item.text("negated"),
        call=item.flag("call"),
        then=item.texts("then"),
        guard=item.text("guard"),
        needs=item.text("needs"),
        unlike=item.texts("unlike"),
        refuse=item.text("refuse"),
        keys=item.texts("keys"),
        iterated=item.text("iterated"),
        pieces=item.flag("pieces"),
        awaited=item.text("awaited"),
        doubtful=item.flag("doubtful"),
    )
