"""The lending library passes its tests as it is and after each strategy, and blocks no more."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

GUARD = """
from blockbuster import BlockBuster


def pytest_configure():
    BlockBuster().activate()
"""


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Runs a Python module in a folder."""
    path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )


def pytest_says(folder: Path, guarded: bool) -> str:
    """The last line of what pytest says; `guarded`: what blocks the loop raises an error."""
    (folder / "guard.py").write_text(GUARD)
    plugins = ["-p", "guard"] if guarded else []
    done = run(folder, "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", *plugins, "tests")
    return done.stdout.splitlines()[-1]


@pytest.fixture
def lending(root: Path, tmp_path: Path) -> Path:
    """A copy of the application to work on."""
    skip = shutil.ignore_patterns("__pycache__", "*.db")
    return Path(shutil.copytree(root / "examples" / "lending", tmp_path / "it", ignore=skip))


def test_its_tests_pass_and_it_blocks(lending: Path) -> None:
    assert pytest_says(lending, guarded=False).startswith("10 passed")
    assert "errors" in pytest_says(lending, guarded=True)


def test_the_safe_fixes_leave_what_awaits(lending: Path) -> None:
    done = run(lending, "asyncfix", "apply", "--isolated", ".")
    assert "Fixed 9 of 13 findings" in done.stderr
    assert pytest_says(lending, guarded=False).startswith("10 passed")
    assert "await notify" in (lending / "lending" / "routers" / "loans.py").read_text()


@pytest.mark.parametrize("strategy", ["auto", "thread", "native"])
def test_nothing_blocks_after_all_fixes(lending: Path, strategy: str) -> None:
    options = ["--isolated", "--unsafe-fixes", "--strategy", strategy]
    done = run(lending, "asyncfix", "apply", *options, ".")
    assert "Fixed 13 of 13 findings" in done.stderr, done.stderr
    assert pytest_says(lending, guarded=True).startswith("10 passed")
    again = run(lending, "asyncfix", "check", "--isolated", ".")
    assert again.returncode == 0, again.stdout
