"""Every row of the clients' tables that refuses something has a call that stays, and says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from asyncfix.plan.clients.reading import client
from asyncfix.plan.clients.table import Client, Member
from asyncfix.testing import report_source
from tests.catalogue import CATALOGUE
from tests.http.both import functions

LIBRARIES: dict[str, list[str]] = {
    "requests": [],
    "httpx": [],
    "requests_aiohttp": ["http-client=aiohttp"],
}
# What a parameter of unknown kind is not refused for.
WRONG = {"url": "b'https://api.example.com'"}


def _table(library: str) -> Client:
    found = client(CATALOGUE, library)
    assert found is not None
    return found


def _arguments(table: Client) -> Iterator[tuple[str, str]]:
    """A call for each argument that may be refused, and the reason."""
    name = table.library
    for argument in table.arguments.values():
        value = WRONG.get(argument.name, "x")
        if argument.name == "method" and argument.refuse and "request" in table.operations:
            yield f"{name}.request(x, URL)", argument.refuse
        elif argument.name != "method" and argument.refuse:
            method = "post" if argument.body else "get"
            url = "" if argument.name == "url" else "URL, "
            yield f"{name}.{method}({url}{argument.name}={value})", argument.refuse


def _members(table: Client, members: Mapping[str, Member], call: str) -> Iterator[tuple[str, str]]:
    for member in members.values():
        if member.refuse:
            read = f"r.{member.name}" + ("()" if member.call else "")
            yield f"{call}return {read}", f"`.{member.name}` {member.refuse}"


def _streamed(table: Client) -> Mapping[str, Member]:
    return table.streams.members if table.streams.keyword else {}


def _session(table: Client) -> Iterator[tuple[str, str]]:
    for argument in table.session.arguments.values():
        if argument.refuse:
            made = f"s = {table.session.cls}({argument.name}=x)\n"
            yield f"{made}return s.get(URL).status_code", argument.refuse
    for name, state in table.session.members.items():
        if state.refuse:
            made = f"s = {table.session.cls}()\ns.{name} = x\n"
            yield f"{made}return s.get(URL).status_code", f"`s.{name}` {state.refuse}"


def _exceptions(table: Client) -> Iterator[tuple[str, str]]:
    for name, mapped in table.exceptions.items():
        if not mapped.to and not table.result:
            body = f"try:\n    {table.library}.get(URL)\nexcept {table.library}.exceptions.{name}:"
            yield f"{body}\n    pass", f"`{name}` is divided up in another way there"
    for name in table.overlapping:
        if name.startswith("builtins."):
            name = name.removeprefix("builtins.")
            body = f"try:\n    {table.library}.get(URL)\nexcept {name}:\n    pass"
            yield body, f"`except {name}` would not catch the same"


def rows(table: Client) -> list[tuple[str, str]]:
    """A body for each row that refuses, and what is said of it."""
    get = f"{table.library}.get(URL)"
    return [
        *_arguments(table),
        *_members(table, table.members, f"r = {get}\n"),
        *_members(table, _streamed(table), f"r = {table.library}.get(URL, stream=True)\n"),
        *_session(table),
        *_exceptions(table),
    ]


@pytest.mark.parametrize("library", LIBRARIES)
def test_each_row_that_refuses_says_so_and_the_call_runs_in_a_thread(library: str) -> None:
    table = _table(library)
    shown = rows(table)
    head = "import requests, httpx\nURL = 'https://api.example.com/a'\n"
    source = head + functions((body for body, _ in shown), "x")
    unsafe = ["unsafe=yes"] if table.doubt else []
    report = report_source(source, options=[*LIBRARIES[library], *unsafe])
    found = {item.finding.function.rpartition(".")[2]: item for item in report.results}
    for index, (body, reason) in enumerate(shown):
        item = found[f"f{index}"]
        said = f"{item.fix.reason if item.fix else ''} {item.held_back}"
        assert reason in said, (body, said)
        assert item.fix is None or item.fix.strategy.value == "thread", body
    assert len(shown) > 3
