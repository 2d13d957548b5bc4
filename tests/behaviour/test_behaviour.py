"""Runs every case before and after its fix, and lets nobody see a difference but a free loop."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.model import Report
from asyncfix.testing import Outcome, fixed_text, report_source, run_program
from tests.behaviour.header import CASES, Header, read_header
from tests.behaviour.naive import assert_differs, in_threads, unsafe
from tests.behaviour.server import Request, Server

PATHS = sorted(CASES.glob("*/*.py"))
# Watching means nothing on trio, which has no running loop of asyncio.
SEEN_ON = ("asyncio", "anyio")


def run(
    source: str, header: Header, server: Server, timeout: float = 60.0
) -> tuple[Outcome, list[Request]]:
    """The outcome of one run and the requests that it sent."""
    server.log.take()
    outcome = run_program(
        source,
        loop=header.loop,
        files=header.files,
        stdin=header.stdin,
        environment={"SERVER": server.url, "no_proxy": "*"},
        watch=header.watch,
        timeout=timeout,
    )
    return outcome, server.log.take()


def all_the_same(source: str, header: Header, report: Report) -> str:
    """The program with what is held back in it."""
    fixed = fixed_text(source, report_source(source, options=unsafe(header).options))
    return (
        fixed
        if fixed != source
        else in_threads(header, {"case.py": source}, report.results)["case.py"]
    )


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_fixed_program_does_the_same_and_frees_the_loop(path: Path, server: Server) -> None:
    header = read_header(path)
    source = path.read_text(encoding="utf-8")

    before, sent = run(source, header, server)
    if header.result:
        assert before.result != header.result
        assert before.never_awaited or header.rule != "AF301"
    elif header.fixed and not header.blind and header.loop in SEEN_ON:
        assert before.blocking, "the watcher saw nothing to fix"

    report = report_source(source, options=header.options)
    fixed = fixed_text(source, report)
    mine = [result for result in report.results if result.finding.code == header.rule]
    if header.unchanged:
        assert not mine
    if header.held_back is not None:
        assert any(result.held_back and header.held_back in result.held_back for result in mine)
    if not header.fixed:
        assert fixed == source
        if header.differs is not None:
            tried = all_the_same(source, header, report)
            assert_differs(header, before, lambda timeout: run(tried, header, server, timeout)[0])
        return

    made = [result for result in report.results if result.fixable and result.fix is not None]
    assert {result.finding.code for result in made} == header.rules
    strategies = {result.fix.strategy.value for result in made if result.fix is not None}
    assert strategies == (header.strategies or strategies)
    assert fixed != source

    after, sent_after = run(fixed, header, server)
    if header.result:
        assert (after.result, after.errors) == (header.result, ()), fixed
    else:
        assert after == before, fixed
    assert sent_after == sent, fixed
    assert not after.never_awaited, fixed
    if not header.leaves:
        assert not after.blocking, fixed


def test_there_are_cases_for_each_rule() -> None:
    assert {path.parent.name for path in PATHS} >= {
        *("AF101", "AF103", "AF104", "AF105", "AF109", "AF110", "AF301", "AF302", "AF303"),
        *("AF304", "AF305", "AF306", "AF307", "AF402", "AF403", "AF502", "AF503", "AF601"),
    }
