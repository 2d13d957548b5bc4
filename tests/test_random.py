"""Random programs: nothing crashes, and what has no finding keeps every byte."""

from __future__ import annotations

import ast
import warnings

import pytest

pytest.importorskip("hypothesis")
pytest.importorskip("hypothesmith")

import hypothesmith
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from asyncfix.model import Report
from asyncfix.testing import fixed_text, report_source

bounded = settings(
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

STATEMENTS = (
    "time.sleep(1)",
    "nap(n)",
    "x = time.sleep(0), n",
    "x = json.loads(open('a').read())",
    "x = [Path(p).read_text() for p in 'ab']",
    "subprocess.run(['true'], check=True)",
    "x = f'{input()!r} {n}'",
    "work(n)",
    "x = (work(n)).real",
    "task = work(n)",
    "await task",
    "await asyncio.gather(work(1), work(2))",
    "return x",
    "raise ValueError(n)",
    "x = lambda: time.sleep(n)",
    "x = (time.sleep(i) for i in range(n))",
    "global g; g = open('b', 'w').write('c')",
    "yield n",
    "pass  # a comment",
)
HEADERS = (
    "with open('a') as f:",
    "with open('a') as f, open('b', 'w') as g2:",
    "async with lock:",
    "with suppress(OSError):",
    "for i in range(n):",
    "async for i in rows():",
    "while x:",
    "if n:",
    "else_of if x:",
    "try:",
    "def inner(n=time.sleep(0)):",
    "async def inner(n):",
    "class Inner:",
)
PRELUDE = """\
import asyncio, json, subprocess, time
from contextlib import suppress
from pathlib import Path
from time import sleep as nap


async def work(n):
    return n


async def main(n, x=None, task=None):
"""


def _block(header: str, body: list[str], other: list[str]) -> list[str]:
    """A compound statement; what may follow its first part follows it."""
    tail = {
        "try:": ["except ValueError as x:", "finally:"],
        "else_of if x:": ["elif n:", "else:"],
    }.get(header, [])
    lines = [header.removeprefix("else_of "), *(f"    {line}" for line in body)]
    for part in tail:
        lines += [part, *(f"    {line}" for line in other)]
    return lines


def _join(blocks: list[list[str]]) -> list[str]:
    return [line for block in blocks for line in block]


blocks = st.recursive(
    st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=3),
    lambda inner: st.lists(
        st.builds(_block, st.sampled_from(HEADERS), inner, inner) | inner, min_size=1, max_size=3
    ).map(_join),
    max_leaves=6,
)


def valid(source: str) -> bool:
    """Whether Python compiles the text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, "case.py", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return False
    return True


def check(source: str) -> None:
    """The text stays valid, changes only with a finding, and settles after one run."""
    report: Report = report_source(source)
    assert not report.failures
    fixed = fixed_text(source, report)
    assert fixed == source or any(result.fixable for result in report.results)
    assert valid(fixed), fixed
    again = report_source(fixed)
    assert fixed_text(fixed, again) == fixed
    assert not any(result.fixable for result in again.results)


@bounded
@given(blocks)
@example(["with open('a') as f:", "    for i in f:", "        return i"])
def test_random_blocking_functions(lines: list[str]) -> None:
    source = PRELUDE + "".join(f"    {line}\n" for line in lines)
    if valid(source):
        check(source)


@bounded
@given(hypothesmith.from_grammar())
def test_random_modules_without_findings_are_left_alone(source: str) -> None:
    if valid(source) and "async" not in source:
        assert fixed_text(source, report_source(source)) == source


def test_the_random_statements_are_not_all_invalid() -> None:
    sound = [s for s in STATEMENTS if valid(f"{PRELUDE}    {s}\n")]
    assert len(sound) >= len(STATEMENTS) - 1
    ast.parse(PRELUDE + "    pass\n")
