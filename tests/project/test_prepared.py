"""A function that has got some of its arguments already is called as it is, or in a thread."""

from __future__ import annotations

from asyncfix.testing import fix_source
from tests.project.test_spelling import result_of

NATIVE = ("unsafe", "strategy=native")
SOURCE = """\
import asyncio
import time
from functools import partial


def get_user(x, y):
    time.sleep(0.01)
    return x + y


async def aget_user(x, y):
    await asyncio.sleep(0.01)
    return x + y


prepared = partial(get_user, 1)


async def main():
    return CALL
"""


def test_a_prepared_function_runs_in_a_thread() -> None:
    source = SOURCE.replace("CALL", "prepared(2)")
    fixed = fix_source(source)

    assert "await asyncio.to_thread(prepared, 2)" in fixed
    assert result_of(fixed) == result_of(source) == 3


def test_its_arguments_are_not_lost_to_a_counterpart() -> None:
    source = SOURCE.replace("CALL", "prepared(2)")
    assert fix_source(source, options=NATIVE) == source
    plain = SOURCE.replace("CALL", "get_user(1, 2)")
    fixed = fix_source(plain, options=NATIVE)
    assert "await aget_user(1, 2)" in fixed
    assert result_of(fixed) == 3
