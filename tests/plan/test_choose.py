"""What is chosen, and what a run says of what it did not choose."""

from __future__ import annotations

from importlib import import_module

import pytest

from asyncfix.model import Result
from asyncfix.plan.alone import PLANNERS
from asyncfix.testing import report_source

OPEN = "async def f(path):\n    with open(path) as file:\n        return file.read()\n"
WAIT = "import time\n\n\nasync def f(limit, used):\n    time.sleep(limit - used)\n"
LIVE = "import sqlite3\n\n\nasync def f(c: sqlite3.Connection):\n    c.commit()\n"


def only(source: str, *options: str) -> Result:
    """The one result for a module."""
    (result,) = report_source(source, options=options).results
    return result


def test_a_strategy_that_stands_in_the_way_is_named() -> None:
    result = only(OPEN, "strategy=native")
    assert result.fix is None
    assert (result.held_back, result.release) == ("it has no async twin", "--strategy auto")


def test_what_no_strategy_repairs_names_none() -> None:
    assert only(LIVE, "strategy=native").release == ""
    assert only(LIVE).release == ""


def test_an_unsafe_fix_names_its_option() -> None:
    result = only(WAIT)
    assert result.fix is not None
    assert result.release == "--unsafe-fixes"
    assert "a negative delay" in result.held_back
    assert only(WAIT, "unsafe").fixable


@pytest.mark.parametrize(("strategy", "expected"), [("thread", "thread"), ("auto", "native")])
def test_the_strategy_decides(strategy: str, expected: str) -> None:
    source = "import time\n\n\nasync def f():\n    time.sleep(1)\n"
    result = only(source, f"strategy={strategy}")
    assert result.fix is not None
    assert result.fix.strategy.value == expected


@pytest.mark.parametrize("kind", PLANNERS)
def test_what_plans_for_each_kind_exists(kind: str) -> None:
    module, _, name = PLANNERS[kind].partition(".")
    assert callable(getattr(import_module(f"asyncfix.plan.repairs.{module}"), name))
