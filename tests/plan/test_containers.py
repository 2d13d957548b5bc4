"""Whoever changes a container while a thread goes through it is found, however the code says so.

All ways are in one program: each has an attribute of its own that a function goes through.
"""

from __future__ import annotations

import pytest

from asyncfix.model import Result
from asyncfix.pipeline import run
from asyncfix.settings import Settings

# `NAME` is the attribute of `shop: Shop`.
CHANGING = {
    "item": "shop.NAME['x'] = 1",
    "del": "del shop.NAME['x']",
    "method": "shop.NAME.update(x=1)",
    "in place": "shop.NAME |= given",
    "vars": "vars(shop)['NAME']['x'] = 1",
    "__dict__": "shop.__dict__['NAME'].update(x=1)",
    "getattr": "getattr(shop, 'NAME')['x'] = 1",
    "getattr, method": "getattr(shop, 'NAME', None).update(x=1)",
    "attrgetter": "operator.attrgetter('NAME')(shop)['x'] = 1",
    "operator": "operator.setitem(shop.NAME, 'x', 1)",
    "dict": "dict.update(shop.NAME, x=1)",
    "heapq": "heapq.heappush(shop.NAME, 1)",
    "local name": "rows = shop.NAME\n    rows['x'] = 1",
    "two local names": "mine = shop\n    rows = mine.NAME\n    more = rows\n    more['x'] = 1",
    "local name of getattr": "rows = getattr(shop, 'NAME')\n    rows.update(x=1)",
    "one of several": "for rows in (shop.NAME, shop.other):\n        rows['x'] = 1",
    "one of two": "(shop.NAME if given else shop.other)['x'] = 1",
    "item of an item": "shop.NAME['x']['y'] = 1",
    "items, one after the other": "for row in shop.NAME:\n        row['x'] = 1",
    "items of pairs": "for key, row in shop.NAME.items():\n        row['x'] = key",
    "an object in a list": "[shop][0].NAME['x'] = 1",
    "handed over": "fill(shop.NAME)",
    "handed over by name": "fill_with(1, rows=shop.NAME)",
    "handed on": "hand_on(shop.NAME)",
    "local name, handed over": "rows = shop.NAME\n    fill(rows)",
    "two local names, handed over": "rows = shop.NAME\n    more = rows\n    fill(more)",
    "handed over as it is given": "rows = shop.give_NAME()\n    fill(rows)",
    "handed to a method": "Filler().fill(shop.NAME)",
    "partial": "partial(fill, shop.NAME)()",
    "given by a method": "shop.give_NAME()['x'] = 1",
    "given by a method, named": "rows = shop.give_NAME()\n    rows['x'] = 1",
    "given by a property": "shop.show_NAME['x'] = 1",
    "method with a name": "put = shop.NAME.update\n    put(x=1)",
    "method handed over": "list(map(shop.NAME.pop, given))",
}
LEAVING = {
    "another one": "shop.NAME = {'x': 1}",
    "a copy": "rows = dict(shop.NAME)\n    rows['x'] = 1",
    "handed over to be read": "look(shop.NAME)",
    "own object": "mine = Shop()\n    mine.NAME['x'] = 1",
    "another class": "till.NAME['x'] = 1",
    "read": "return shop.NAME['x']",
}
HEAD = """
import heapq
import operator
from functools import partial


class Till:
    def __init__(self):
        self.other, {tills} = {{}}, {empty}


class Shop:
    def __init__(self):
        self.other = {{}}
{attributes}
{getters}

def fill(rows):
    rows["x"] = 1


def fill_with(value, rows):
    rows.update(x=value)


def hand_on(rows):
    fill(rows)


def look(rows):
    return rows["x"]


class Filler:
    def fill(self, rows):
        rows["x"] = 1
"""
GETTERS = """
    def give_NAME(self):
        return self.NAME

    @property
    def show_NAME(self):
        return self.NAME
"""
WAY = """

def change_NAME(shop: Shop, till: Till, given):
    HOW


def report_NAME(shop: Shop, path):
    with open(path, "w") as file:
        for row in shop.NAME:
            file.write(row)


async def main_NAME(shop: Shop, path):
    report_NAME(shop, path)  # NAME
"""
WAYS = {**CHANGING, **LEAVING}
NAMES = {way: f"rows_{number}" for number, way in enumerate(WAYS)}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    folder = tmp_path_factory.mktemp("ways")
    names = NAMES.values()
    program = HEAD.format(
        attributes="\n".join(f"        self.{name} = {{}}" for name in names),
        getters="".join(GETTERS.replace("NAME", name) for name in names),
        tills=", ".join(f"self.{name}" for name in names),
        empty=", ".join("{}" for _ in names),
    )
    for way, name in NAMES.items():
        program += WAY.replace("HOW", WAYS[way]).replace("NAME", name)
    (folder / "shop.py").write_text(program, encoding="utf-8")
    lines = program.splitlines()
    report = run(Settings(root=folder), [folder])
    return {lines[x.finding.span.line - 1].rpartition("# ")[2]: x for x in report.results}


@pytest.mark.parametrize("way", CHANGING)
def test_what_is_changed_while_a_thread_goes_through_it(
    way: str, answers: dict[str, Result]
) -> None:
    result = answers[NAMES[way]]
    assert result.fix is not None and result.fix.applicability.value == "unsafe"
    assert result.held_back is not None and f"may change `{NAMES[way]}` while" in result.held_back


@pytest.mark.parametrize("way", LEAVING)
def test_what_stays_as_it_is_goes_to_a_thread(way: str, answers: dict[str, Result]) -> None:
    result = answers[NAMES[way]]
    assert result.fix is not None and result.fix.applicability.value == "safe", result.held_back
