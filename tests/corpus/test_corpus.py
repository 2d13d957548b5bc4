"""Real code: nothing crashes, everything still compiles, and a second run changes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from tests.corpus.projects import PROJECTS, Project, copy, tree

pytestmark = pytest.mark.corpus


def compiles(text: bytes, path: str) -> bool:
    """Whether this interpreter can compile the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            return False
    return True


def apply(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Rewrites the folder and returns the report; fails on a traceback."""
    command = [sys.executable, "-m", "asyncfix", "apply", "--isolated", "--jobs", "1"]
    done = subprocess.run(
        [*command, "--output-format", "json", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode in (0, 1, 2), done.stderr[-4000:]
    assert "Traceback" not in done.stderr, done.stderr[-4000:]
    report: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    assert (done.returncode == 2) == bool(report["errors"]), done.stderr[-4000:]
    return report


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_a_published_project_survives(project: Project, tmp_path: Path) -> None:
    folder = copy(project, tmp_path)
    before = tree(folder)

    first = apply(folder)
    after = tree(folder)

    failed = before.keys() & {str(error["path"]) for error in first["errors"]}
    assert not [path for path in failed if compiles(before[path], path)], first["errors"]
    assert after.keys() == before.keys()
    changed = {path for path in before if after[path] != before[path]}
    sound = {path for path in changed if compiles(before[path], path)}
    assert not [path for path in sound if not compiles(after[path], path)]
    assert changed == {str(item["path"]) for item in first["findings"] if _applied(item)}

    second = apply(folder)
    again = tree(folder)
    assert [path for path in after if again[path] != after[path]] == []
    assert not any(_applied(finding) for finding in second["findings"])


def _applied(finding: dict[str, object]) -> bool:
    fix = finding["fix"]
    return isinstance(fix, dict) and fix["applied"] is True
