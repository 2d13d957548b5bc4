"""Small applications that move to asynchronous twins: what they do before and after.

An application of `cases/*.txt` is written as `tests/detect/programs.py` reads it. `main.py` starts
with a header as that of a behaviour case.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from asyncfix.testing import Outcome
from tests.behaviour.header import Header, parse_header
from tests.behaviour.server import Request, Server
from tests.projects.kit import Files, read_cases, rewritten
from tests.projects.kit import outcome as whole_outcome

APPLICATIONS = read_cases(Path(__file__).with_name("cases"))


def outcome(files: Files, header: Header, server: Server) -> tuple[Outcome, list[Request]]:
    """What the application's `main()` does, and what it asks the server.

    The bytes of its database are not compared.
    """
    done, sent = whole_outcome(files, header, server)
    kept = {path: data for path, data in done.files.items() if not path.endswith(".db")}
    # What shows a warning looks for the file that it is about.
    blocking = tuple(item for item in done.blocking if not item.startswith("os.stat "))
    return replace(done, files=kept, blocking=blocking), sent


@pytest.mark.parametrize("name", APPLICATIONS)
def test_the_moved_application_does_the_same_and_frees_the_loop(
    name: str, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = APPLICATIONS[name]
    header = parse_header(files["main.py"], "AF105", name)
    monkeypatch.chdir(tmp_path)

    checked, applied, after_files = rewritten(
        files, header, tmp_path, strategy="native", rewrite=True
    )
    shown = "\n".join(f"--- {path}\n{text}" for path, text in after_files.items())
    reasons = [result.held_back for result in checked.results if result.held_back]

    assert not checked.failures and not applied.failures, checked.failures
    if header.held_back is not None:
        assert any(header.held_back in reason for reason in reasons), reasons
    if not header.fixed:
        assert after_files == files, shown
        return
    if header.held_back is None:
        assert not reasons
    assert any(result.applied for result in applied.results)

    before, sent = outcome(files, header, server)
    assert not before.errors, before.stderr
    assert header.blind or before.blocking, "the watcher saw nothing to fix"
    after, sent_after = outcome(after_files, header, server)
    assert after == before, f"{shown}\n{after.stderr}"
    assert sent_after == sent, shown
    assert not after.never_awaited, shown
    assert not after.blocking, shown
