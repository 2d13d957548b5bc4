"""What may go to a thread and what may not, in many small programs that run in one process.

A line of a program that ends in `# safe` has a safe fix; after `# held:` are words of the reason
why it has none; `# thread` and `# def` are the strategies of safe fixes.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from asyncfix.model import Result
from asyncfix.pipeline import run
from asyncfix.settings import Settings
from tests.detect.programs import read_programs

_EXPECTED = re.compile(r"# (safe|thread|def|held: .*)$")
PROGRAMS = read_programs(Path(__file__).with_name("threads.txt"))


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_stands_against_a_thread(name: str, tmp_path: Path) -> None:
    files = PROGRAMS[name]
    for path, text in files.items():
        compile(text, path, "exec")
        (tmp_path / path).write_text(text, encoding="utf-8")

    report = run(Settings(root=tmp_path), [tmp_path])
    answers = {(Path(x.finding.path).name, x.finding.span.line): x for x in report.results}

    for path, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            if expected := _EXPECTED.search(line):
                _compare(answers[path, number], expected[1])


def _compare(result: Result, expected: str) -> None:
    fix = result.fix
    safe = fix is not None and fix.applicability.value == "safe"
    if expected.startswith("held: "):
        assert not safe
        assert expected.removeprefix("held: ") in (result.held_back or "")
    else:
        assert safe and fix is not None, result.held_back
        assert expected in ("safe", fix.strategy.value)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="`except*` is new in Python 3.11")
def test_what_stands_in_a_try_with_a_star(tmp_path: Path) -> None:
    text = "try:\n        {}\n    except* {}:\n        {}\n    finally:\n        {}"
    pause, wait = "time.sleep(1)", "await trio.sleep(1)"
    tries = {
        "a cancellation would end": text.format(pause, "BaseException", "print()", "print()"),
        "cancel it at once in the `finally`": text.format(wait, "OSError", "print()", pause),
        "cancel it at once in the `except`": text.format(wait, "BaseException", pause, "print()"),
    }
    for reason, body in tries.items():
        (tmp_path / "a.py").write_text(f"import time, trio\n\nasync def main():\n    {body}\n")
        (result,) = run(Settings(root=tmp_path), [tmp_path]).results
        assert reason in (result.held_back or "")


_STARRED = """
import asyncio, time

async def pause(n):
    time.sleep(n)

async def above(n):
    try:
        await pause(n)
    except* {above}:
        print()

async def here(n):
    try:
        time.sleep(n)
    except* {here}:
        print()

def loop(path):
    try:
        asyncio.get_running_loop()
    except* {asking}:
        print()
    open(path)

async def asks(path):
    loop(path)
"""


@pytest.mark.skipif(sys.version_info < (3, 11), reason="`except*` is new in Python 3.11")
def test_what_an_except_with_a_star_catches(tmp_path: Path) -> None:
    caught = {"above": "ValueError", "here": "ValueError", "asking": "RuntimeError"}
    other = dict.fromkeys(caught, "OSError")
    reasons = []
    for names in (caught, other):
        (tmp_path / "a.py").write_text(_STARRED.format(**names), encoding="utf-8")
        results = run(Settings(root=tmp_path), [tmp_path]).results
        reasons.append([item.held_back for item in results])
    negative = "a negative delay raises ValueError in the blocking call, and not in its twin"
    asks = "`loop` asks for the running loop, and goes another way where none runs"
    needs = "`loop` uses `asyncio.get_running_loop`, which needs the event loop's thread"
    assert reasons == [[negative, negative, asks], ["", "", needs]]


@pytest.mark.parametrize("base", ["StreamingResponse", "Response"])
def test_a_response_of_the_project_may_be_a_scope(base: str, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(
        f"from starlette.responses import {base} as Base\n\nclass Rows(Base):\n    pass\n"
    )
    pause = "async def main():\n    try:\n        await f()\n    finally:\n        time.sleep(1)\n"
    (tmp_path / "a.py").write_text(f"import time\n\n{pause}")
    (result,) = run(Settings(root=tmp_path), [tmp_path]).results
    assert ("a cancelled scope of `starlette`" in (result.held_back or "")) is ("S" in base)
