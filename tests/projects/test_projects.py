"""Small projects of several modules: what is found in them, and what they do before and after.

A project of `cases/*.txt` is written as `tests/detect/programs.py` reads it: lines that end in
`# !AF201` must be found, and no others. `main.py` starts with a header as that of a behaviour case.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from asyncfix.model import Report
from asyncfix.pipeline import run
from asyncfix.settings import Settings
from asyncfix.testing import Outcome, run_program
from tests.behaviour.header import Header, parse_header
from tests.behaviour.server import Request, Server
from tests.detect.programs import marked, read_programs

PROJECTS = {
    f"{path.stem}-{name}": files
    for path in sorted((Path(__file__).parent / "cases").glob("*.txt"))
    for name, files in read_programs(path).items()
}
Files = Mapping[str, str]


def outcome(files: Files, header: Header, server: Server) -> tuple[Outcome, list[Request]]:
    """What the project's `main()` does, and the requests that it sends."""
    server.log.take()
    done = run_program(
        files["main.py"],
        modules={path: text for path, text in files.items() if path != "main.py"},
        files=header.files,
        environment={"SERVER": server.url, "no_proxy": "*"},
        watch=header.watch,
    )
    return done, server.log.take()


def rewritten(files: Files, header: Header, folder: Path) -> tuple[Report, Report, Files]:
    """The reports of `check` and `apply`, and the texts that `apply` leaves."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    options = dict(option.partition("=")[::2] for option in header.options)
    settings = Settings(
        root=folder,
        strategy=options.get("strategy", "auto"),
        unsafe_fixes="unsafe" in options,
    )
    checked = run(settings, [folder], apply=False)
    applied = run(settings, [folder], apply=True)
    again = run(settings, [folder], apply=True)
    assert not any(result.applied for result in again.results), "not idempotent"
    texts = {path: (folder / path).read_text(encoding="utf-8") for path in files}
    return checked, applied, texts


@pytest.mark.parametrize("name", PROJECTS)
def test_the_fixed_project_does_the_same_and_frees_the_loop(
    name: str, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = PROJECTS[name]
    header = parse_header(files["main.py"], "AF201", name)
    monkeypatch.chdir(tmp_path)

    before, sent = outcome(files, header, server)
    checked, applied, after_files = rewritten(files, header, tmp_path)
    shown = "\n".join(f"--- {path}\n{text}" for path, text in after_files.items())

    assert not checked.failures and not applied.failures
    found = {(x.finding.path, x.finding.span.line, x.finding.code) for x in checked.results}
    assert found == marked(files)
    reasons = [result.held_back for result in checked.results if result.held_back]
    if header.held_back is not None:
        assert any(header.held_back in reason for reason in reasons), reasons
    if not header.fixed:
        assert after_files == files, shown
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
