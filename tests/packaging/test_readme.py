"""The commands that the README shows are the ones that CI runs, and they need Python alone."""

from __future__ import annotations

from pathlib import Path

VENV = "python3 -m venv .venv && "
RUN = VENV + ".venv/bin/pip install -q . && .venv/bin/asyncfix check --diff"
TEST = VENV + ".venv/bin/pip install -q -e '.[dev]' && .venv/bin/pytest -q -n auto"


def test_the_readme_shows_the_two_commands(root: Path) -> None:
    lines = (root / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(RUN)] == [f"{RUN} examples"]
    assert TEST in lines


def test_ci_runs_the_second_one(root: Path) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    assert "pip install -q -e '.[dev]'" in script
    assert "pytest -q -n auto" in script
