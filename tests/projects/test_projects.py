"""Small projects of several modules: what is found in them, and what they do before and after.

A project of `cases/*.txt` is written as `tests/detect/programs.py` reads it: lines that end in
`# !AF201` must be found, and no others. `main.py` starts with a header as that of a behaviour case.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.behaviour.header import parse_header
from tests.behaviour.naive import assert_differs, in_threads, unsafe
from tests.behaviour.server import Server
from tests.detect.programs import marked
from tests.projects.kit import outcome, read_cases, rewritten

PROJECTS = read_cases(Path(__file__).with_name("cases"))


@pytest.mark.parametrize("name", PROJECTS)
def test_the_fixed_project_does_the_same_and_frees_the_loop(
    name: str, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = PROJECTS[name]
    header = parse_header(files["main.py"], "AF201", name)
    monkeypatch.chdir(tmp_path)

    before, sent = outcome(files, header, server)
    checked, applied, after_files = rewritten(
        files, header, tmp_path, strategy="auto", rewrite=False
    )
    shown = "\n".join(f"--- {path}\n{text}" for path, text in after_files.items())

    assert not checked.failures and not applied.failures
    found = {(x.finding.path, x.finding.span.line, x.finding.code) for x in checked.results}
    assert found == marked(files)
    reasons = [result.held_back for result in checked.results if result.held_back]
    if header.held_back is not None:
        assert any(header.held_back in reason for reason in reasons), reasons
    if not header.fixed:
        assert after_files == files, shown
        if header.differs is not None:
            _, _, tried = rewritten(
                files, unsafe(header), tmp_path / "tried", strategy="auto", rewrite=False
            )
            tried = tried if tried != files else in_threads(header, files, checked.results)
            assert_differs(
                header, before, lambda timeout: outcome(tried, header, server, timeout)[0]
            )
        return
    if not header.held_back and not header.leaves:
        assert not reasons
    strategies = {
        result.fix.strategy.value for result in applied.results if result.applied and result.fix
    }
    assert strategies == (header.strategies or strategies) and strategies
    if not header.blind:
        assert before.blocking, "the watcher saw nothing to fix"

    after, sent_after = outcome(after_files, header, server)
    assert after == before, shown
    assert sent_after == sent, shown
    assert not after.never_awaited, shown
    if not header.leaves:
        assert not after.blocking, shown
