"""What is looked for in the new text of files: what was repaired, and what has come."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.detect.blocking.ways import Ways
from asyncfix.model import Applicability, Change, Fix, HeldBack, Plan, Strategy
from asyncfix.pipeline.repair import verify
from asyncfix.pipeline.work import Found, Work
from asyncfix.project.project import Project
from asyncfix.project.sources.files import decode
from asyncfix.settings import Settings

HELPERS = """\
import time


def pause():
    time.sleep(1)


def rarely(wanted=False):
    if wanted:
        time.sleep(1)


def quick():
    return 1
"""
APP = """\
import asyncio

import helpers

TIMES = 2


def above():
    return helpers.quick()


async def one():
    helpers.pause()


async def other():
    helpers.rarely()
    return above()


async def bare():
    return TIMES


async def handing():
    wanted = False
    live = False
    helpers.rarely(wanted)
    if live:
        helpers.rarely(True)
    helpers.rarely("yes")  # asyncfix: ignore
"""
BARE = "    return TIMES\n"
HANDED = "    wanted = False\n    live = False\n"
FIRST, SECOND = "    helpers.pause()\n", "    helpers.rarely()\n"


@pytest.fixture(scope="module")
def work() -> Work:
    return Work.load(Settings(root=Path("/nowhere"), jobs=1))


@pytest.fixture(scope="module")
def before(work: Work) -> Found:
    texts = {"app.py": APP, "helpers.py": HELPERS}
    files = [decode(Path("/nowhere") / path, text.encode(), path) for path, text in texts.items()]
    found = work.detect(Project.of(Path("/nowhere"), files))
    assert [item.finding.call for item in found.detections] == ["helpers.pause"]
    return found


def held(before: Found) -> Plan:
    return Plan((), tuple(HeldBack(item.finding, "for a test") for item in before.detections))


def repaired(before: Found) -> Plan:
    findings = tuple(item.finding for item in before.detections)
    return Plan((Fix(findings, Strategy.THREAD, Applicability.SAFE, "", ()),))


def lines(work: Work, before: Found, plan: Plan, **changes: tuple[str, str]) -> list[int]:
    """The lines of the application that fail, with a text of each of the files replaced."""
    made = []
    for name, (old, new) in changes.items():
        text = before.inference.project.file(f"{name}.py").text
        assert text.count(old) == 1
        made.append(Change(f"{name}.py", text.encode(), text.replace(old, new).encode()))
    assert all(item.path == "app.py" for item in verify(work, before, plan, made))
    return [item.line for item in verify(work, before, plan, made)]


def test_what_is_held_back_may_stay_and_move(work: Work, before: Found) -> None:
    plan = held(before)
    assert lines(work, before, plan, app=(BARE, "    await asyncio.sleep(0)\n")) == []
    assert lines(work, before, plan, app=("TIMES = 2\n", "TIMES = 2\nMORE = 3\n")) == []
    assert lines(work, before, plan, app=(FIRST, f"    await asyncio.sleep(0)\n{FIRST}")) == []


def test_what_was_repaired_must_be_gone(work: Work, before: Found) -> None:
    plan = repaired(before)
    assert lines(work, before, plan, app=(BARE, "    await asyncio.sleep(0)\n")) == [13]
    assert lines(work, before, plan, app=(FIRST, f"    await asyncio.sleep(0)\n{FIRST}")) == [14]
    offloaded = "    await asyncio.to_thread(helpers.pause)\n"
    assert lines(work, before, plan, app=(FIRST, offloaded)) == []


def test_nothing_new_may_have_come(work: Work, before: Found) -> None:
    plan = held(before)
    assert lines(work, before, plan, app=(FIRST, FIRST + FIRST)) != []
    assert lines(work, before, plan, app=(BARE, FIRST)) != []
    assert lines(work, before, plan, app=(SECOND, "    helpers.rarely(wanted=True)\n")) == [17]
    assert lines(work, before, plan, app=("helpers.quick()", "helpers.pause()")) == [18]


def test_what_a_function_calls_may_have_changed(work: Work, before: Found) -> None:
    plan, bare = held(before), (BARE, "    await asyncio.sleep(0)\n")
    wanted = ("wanted=False", "wanted=True")
    assert lines(work, before, plan, app=bare, helpers=wanted) == [17]
    quick = ("    return 1\n", "    return pause()\n")
    assert lines(work, before, plan, app=bare, helpers=quick) == [18]


def test_calls_that_a_changed_function_makes_as_before(
    work: Work, before: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = held(before)
    with monkeypatch.context() as patched:
        patched.delattr(Ways, "shortest")
        assert (
            lines(work, before, plan, app=(HANDED, f"    await asyncio.sleep(0)\n{HANDED}")) == []
        )
    others = "    wanted = True\n    live = False\n", "    wanted = False\n    live = True\n"
    assert lines(work, before, plan, app=(HANDED, others[0])) == [28]
    assert lines(work, before, plan, app=(HANDED, others[1])) == [30]
    assert lines(work, before, plan, app=("  # asyncfix: ignore", "")) == [31]
    below = ("    if wanted:\n", "    if not wanted:\n")
    assert lines(work, before, plan, app=(HANDED, HANDED + "    live = 0\n"), helpers=below) != []
