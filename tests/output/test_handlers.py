"""Both forms of the inventory of handlers, on one with one of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from asyncfix.inventory import Inventory, Pool, Route
from asyncfix.output import Color, handlers_json
from asyncfix.output.console import console
from asyncfix.output.handlers import summary, table
from tests.output import sample
from tests.output.test_console import Terminal

SNAPSHOTS = Path(__file__).parent / "snapshots"
NONE = Inventory((), Pool(40, (), 0, 0), files=3)


def drawn(
    draw: Callable[[Inventory, Console], None],
    inventory: Inventory = sample.INVENTORY,
    color: Color = Color.NEVER,
) -> str:
    stream = StringIO()
    draw(inventory, console(stream, color))
    return stream.getvalue()


@pytest.mark.parametrize(("name", "draw"), [("table", table), ("json", handlers_json.render)])
def test_a_form_is_as_it_was(name: str, draw: Callable[[Inventory, Console], None]) -> None:
    expected = (SNAPSHOTS / f"handlers_{name}.txt").read_text("utf-8")
    assert drawn(draw) == expected


@pytest.mark.parametrize("stream", [StringIO(), Terminal()])
def test_the_table_fits_80_columns(stream: StringIO) -> None:
    table(sample.INVENTORY, console(stream, Color.NEVER))
    lines = stream.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert not any(line != line.rstrip() for line in lines)


def test_a_pipe_gets_no_colour_and_what_markup_would_eat() -> None:
    text = drawn(table)
    assert "\x1b" not in text
    assert "GET /wait/{[id]}" in text
    assert "GET /wait/{[id]}" in drawn(table, color=Color.ALWAYS)


def test_the_summary_counts_verdicts_and_names_failures() -> None:
    lines = drawn(summary).splitlines()
    assert lines[:2] == [
        "app/broken.py:4: parse: invalid syntax",
        "app/latin.py:1: read: is not valid UTF-8: byte 0xe9",
    ]
    assert lines[2:] == ["2 handlers in 40 files: 1 fine, 1 needs a person."]


def test_without_handlers_there_is_no_table() -> None:
    assert drawn(table, NONE) == ""
    assert drawn(summary, NONE) == "No handlers found in 3 files.\n"
    assert json.loads(drawn(handlers_json.render, NONE))["handlers"] == []


def test_a_pool_of_unknown_size_has_no_number() -> None:
    pool = replace(sample.INVENTORY.pool, size=0)
    inventory = replace(sample.INVENTORY, pool=pool)
    assert "a number of threads at once (set at app/main.py:5)" in drawn(table, inventory)
    assert json.loads(drawn(handlers_json.render, inventory))["thread_pool"]["size"] is None


def test_paths_that_differ_in_how_they_begin_share_a_row() -> None:
    def shown(*paths: str) -> list[str]:
        routes = tuple(Route(("GET",), path, True) for path in paths)
        handler = replace(sample.INVENTORY.handlers[0], routes=routes, awaits=(), noted=())
        lines = drawn(table, replace(NONE, handlers=(handler,))).splitlines()
        return [line[23:].partition("async def")[0].rstrip() for line in lines[3:-3]]

    assert shown("/user/day/keys", "/team/day/keys", "/day/keys", "/v2/{x}/day/keys") == [
        "GET /user/day/keys",
        "  also under /team, /, /v2/{x}",
    ]
    assert shown("/v1/x", "/v1/x/", "/v2/x", "/v2/x/") == ["GET /v1/x[/]", "GET /v2/x[/]"]
    assert shown("/a/x", "/b/x") == ["GET /a/x", "GET /b/x"]
    assert shown("/a", "/b", "/") == ["GET /a", "GET /b", "GET /"]
    assert shown("/a/x", "/b/x", "/b/y") == ["GET /a/x", "GET /b/x", "GET /b/y"]
