"""What makes the fix of a nested event loop doubtful."""

from __future__ import annotations

from asyncfix.model import Applicability
from asyncfix.testing import fix_source, report_source

PROGRAM = """\
import asyncio


async def fetch():
    return 1


async def main():
    return asyncio.run(fetch())
"""
NESTING = "import nest_asyncio\n\nnest_asyncio.apply()\n"


def test_it_is_safe_where_the_call_could_only_fail() -> None:
    (result,) = report_source(PROGRAM).results
    assert result.fix is not None and result.fix.applicability is Applicability.SAFE


def test_it_is_unsafe_where_loops_may_nest() -> None:
    (result,) = report_source(NESTING + PROGRAM).results
    assert result.fix is not None and result.fix.applicability is Applicability.UNSAFE
    assert "`nest_asyncio.apply` makes the call work as it is" in result.held_back


def test_its_handler_stays_asynchronous_whatever_else_blocks_in_it() -> None:
    handler = """\
import asyncio
import os

from fastapi import FastAPI

app = FastAPI()


async def fetch():
    return 1


@app.get("/")
async def show():
    os.system("true")
    return asyncio.run(fetch())
"""
    fixed = fix_source(handler)
    assert "async def show" in fixed
    assert 'await asyncio.to_thread(os.system, "true")\n    return await fetch()' in fixed
