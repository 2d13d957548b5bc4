"""What only a process of its own shows: what it imports, and readers that leave."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join(
        [str(ROOT / "src"), str(ROOT / "codemods"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    ),
}
FAKE = """
import sys, types, asyncfix
from tests.output import sample
module = sys.modules["asyncfix.pipeline"] = asyncfix.pipeline = types.ModuleType("pipeline")
report = sample.CHECKED._replace(results=sample.RESULTS * 300, failures=())
module.run = lambda *_, **__: report
from asyncfix.cli import main
main()
"""


def test_version_imports_little() -> None:
    code = (
        "import sys; sys.argv = ['asyncfix', '--version']\n"
        "from asyncfix.cli import main\n"
        "try: main()\n"
        "finally: print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    heavy = {"typer", "rich", "libcst", "tomllib", "tomli", "pathspec", "asyncfix.settings"}
    assert done.stdout.startswith("asyncfix ")
    assert not heavy & set(done.stderr.split())


def test_a_reader_may_leave(tmp_path: Path) -> None:
    for arguments in (["check"], ["check", "--output-format", "json"]):
        process = subprocess.Popen(
            [sys.executable, "-c", FAKE, *arguments],
            env=ENVIRONMENT,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.read(10)
        process.stdout.close()
        errors = process.stderr.read().decode()
        process.stderr.close()
        assert process.wait() == 1
        assert errors.startswith("note: app/main.py:3")
        assert "Traceback" not in errors and "BrokenPipe" not in errors


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "asyncfix", "--version"],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("asyncfix ")
