"""What a command does not need, it does not import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from asyncfix.pipeline import FEWEST_KEPT

PROBE = """
import sys
from asyncfix.cli import main
sys.argv = ["asyncfix", *{arguments!r}]
try:
    main()
except SystemExit as ending:
    status = ending.code
costly = {{
    "libcst", "rich", "pathspec", "asyncfix.plan", "asyncfix.detect",
    "asyncfix.plan.clients.planner", "asyncfix.plan.twins.move",
}}
print("STATUS", status, *sorted(costly & set(sys.modules)))
"""


def modules_after(folder: Path, *arguments: str) -> list[str]:
    """The exit status, and which of the costly modules are in memory in the end."""
    code = PROBE.format(arguments=arguments)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, check=True
    )
    return done.stdout.splitlines()[-1].split()[1:]


def test_a_clean_project_needs_no_libcst(tmp_path: Path) -> None:
    (tmp_path / "clean.py").write_text("async def f():\n    return 1\n")
    status, *modules = modules_after(tmp_path, "check", "--isolated", ".")
    assert status == "0"
    assert not {"libcst", "asyncfix.plan"} & {*modules}


def test_only_a_rewrite_needs_libcst(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("import time\n\n\nasync def f():\n    time.sleep(1)\n")
    status, *modules = modules_after(tmp_path, "check", "--isolated", ".")
    assert status == "1"
    assert modules == ["asyncfix.detect", "asyncfix.plan"]  # and no planner of clients or twins
    status, *modules = modules_after(tmp_path, "check", "--diff", "--isolated", ".")
    assert status == "1"
    assert "libcst" in modules


def test_the_version_needs_nothing(tmp_path: Path) -> None:
    assert modules_after(tmp_path, "--version") == ["0"]


def test_a_report_that_is_kept_needs_nothing_to_make_it(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("import time\n\n\nasync def f():\n    time.sleep(1)\n")
    for number in range(FEWEST_KEPT):
        (tmp_path / f"fine{number}.py").write_text("x = 1\n")
    for path in tmp_path.iterdir():
        os.utime(path, (1_700_000_000,) * 2)
    assert "asyncfix.plan" in modules_after(tmp_path, "check", "--isolated", ".")
    again = modules_after(tmp_path, "check", "--isolated", ".")
    assert not {"asyncfix.detect", "asyncfix.plan"} & {*again}
