"""An application with tests of its own: they pass before and after the move."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from asyncfix.pipeline import run
from asyncfix.settings import Settings
from tests.detect.programs import read_programs

PROJECTS = read_programs(Path(__file__).with_name("tested.txt"))


def passes(folder: Path) -> None:
    """Runs the tests of the project in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    for path in folder.rglob("*.db"):
        path.unlink()


@pytest.mark.parametrize("name", PROJECTS)
def test_its_tests_pass_before_and_after(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for path, text in PROJECTS[name].items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    passes(tmp_path)
    settings = Settings(root=tmp_path, strategy="native", unsafe_fixes=True)
    report = run(settings, [tmp_path], apply=True)
    assert not report.failures and report.results
    assert all(result.applied for result in report.results), report.results
    passes(tmp_path)
    again = run(settings, [tmp_path], apply=True)
    assert not again.results and not again.changes
