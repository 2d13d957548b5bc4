"""A bad file or option is told of in one line, and everything else is still done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SLOW = "import time\n\n\nasync def f():\n    time.sleep(1)\n"
FAST = "import asyncio\n\n\nasync def f():\n    await asyncio.sleep(1)\n"

BAD = {
    "syntax.py": (b"x = (\n", "syntax.py:1: parse: '(' was never closed"),
    "nul.py": (b"x\0 = 1\n", "nul.py:1: read: contains a NUL byte"),
    "ascii.py": (
        b'# coding: ascii\nx = "\xe9"\n',
        "ascii.py:2: read: is not valid ASCII: byte 0xe9",
    ),
    "klingon.py": (b"# coding: klingon\n", "klingon.py:1: read: declares an unknown encoding"),
    "utf8.py": (b"\n# \xff\n", "utf8.py:2: read: is not valid UTF-8: byte 0xff"),
}


def asyncfix(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in the folder."""
    command = [sys.executable, "-m", "asyncfix", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_the_others_are_repaired(tmp_path: Path, name: str) -> None:
    content, message = BAD[name]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "slow.py").write_text(SLOW)
    done = asyncfix(tmp_path, "apply", "--isolated", ".")
    assert done.returncode == 2
    assert [line for line in done.stderr.splitlines() if line.startswith(message)]
    assert (tmp_path / "slow.py").read_text() == FAST
    assert (tmp_path / name).read_bytes() == content
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "slow.py"])


def test_a_read_only_file_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "locked.py").write_text(SLOW)
    (tmp_path / "locked.py").chmod(0o444)
    (tmp_path / "slow.py").write_text(SLOW)
    done = asyncfix(tmp_path, "apply", "--isolated", ".")
    assert done.returncode == 2
    assert "locked.py:1: write: the file is read-only" in done.stderr
    assert "held back: its file could not be written: the file is read-only" in done.stdout
    assert (tmp_path / "locked.py").read_text() == SLOW
    assert (tmp_path / "slow.py").read_text() == FAST


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "nowhere.py"], "no such file or folder: nowhere.py"),
        (["check", "--select", "AF999", "."], "unknown rule 'AF999'"),
        (["check", "--ignore", "sleep", "."], "unknown rule 'sleep'"),
        (["check", "--config", "nowhere.toml", "."], "nowhere.toml: cannot be read"),
        (["explain", "AF999"], "unknown rule 'AF999'"),
    ],
)
def test_a_wrong_option_is_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = asyncfix(tmp_path, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"asyncfix: error: {message}")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[tool.asyncfix\n", "not valid TOML"),
        ("[tool.asyncfix]\nselct = []\n", "unknown setting 'selct'; did you mean 'select'?"),
        ("[tool.asyncfix]\njobs = 'all'\n", "jobs must be a whole number, 0 or more, not 'all'"),
    ],
)
def test_a_broken_configuration_is_one_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "pyproject.toml").write_text(content)
    (tmp_path / "slow.py").write_text(SLOW)
    done = asyncfix(tmp_path, "apply", ".")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "pyproject.toml: " in line
    assert message in line
    assert (tmp_path / "slow.py").read_text() == SLOW
