"""Outside of what is repaired, not a byte of a file changes, nor its mode."""

from __future__ import annotations

import codecs
import os
import stat
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

BEFORE = """\
# -*- coding: {encoding} -*-
'''Naïve “text”.'''
import asyncio
import  time


async def wait ( x ):
{indent}name = 'é'   # keep   this
{indent}time.sleep( 1 )  # and this
{indent}return  {{ 'a':x,
{indent}{indent}'b' : name }}
{indent}
\x0c
async def other():  await wait(1)
LATER = time.time"""
AFTER = BEFORE.replace("time.sleep( 1 )", "await asyncio.sleep( 1 )")


def apply(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Runs `asyncfix apply` in the folder."""
    command = [sys.executable, "-m", "asyncfix", "apply", "--isolated", *arguments]
    return subprocess.run(command, capture_output=True, cwd=folder, check=False)


def test_layout_stays(tmp_path: Path) -> None:
    layouts = list(product(("\n", "\r\n"), ("    ", "\t", "  "), ("", "\n", "\n\n")))

    def text(template: str, newline: str, indent: str, ending: str) -> bytes:
        filled = template.format(indent=indent, encoding="utf-8") + ending
        return filled.replace("\n", newline).encode()

    for number, layout in enumerate(layouts):
        (tmp_path / f"module{number}.py").write_bytes(text(BEFORE, *layout))
    assert apply(tmp_path, ".").returncode == 0
    for number, layout in enumerate(layouts):
        assert (tmp_path / f"module{number}.py").read_bytes() == text(AFTER, *layout), layout


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", codecs.BOM_UTF8), ("latin-1", b""), ("cp1252", b"")]
)
def test_encoding_stays(tmp_path: Path, encoding: str, mark: bytes) -> None:
    def data(template: str) -> bytes:
        text = template.format(indent="    ", encoding=encoding).replace("“text”", "text")
        return mark + text.encode(encoding)

    file = tmp_path / "module.py"
    file.write_bytes(data(BEFORE))
    assert apply(tmp_path, ".").returncode == 0
    assert file.read_bytes() == data(AFTER)


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
def test_mode_stays_and_a_link_stays_a_link(tmp_path: Path, mode: int) -> None:
    file, link = tmp_path / "real.py", tmp_path / "link.py"
    file.write_text(BEFORE.format(indent="    ", encoding="utf-8"), encoding="utf-8")
    file.chmod(mode)
    link.symlink_to(file)
    assert apply(tmp_path, "link.py").returncode == 0
    assert link.is_symlink()
    assert "await asyncio.sleep" in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert sorted(os.listdir(tmp_path)) == ["link.py", "real.py"]


def test_a_file_without_findings_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "clean.py"
    file.write_text("async def f():\n    return 1\n")
    os.utime(file, (1, 1))
    assert apply(tmp_path, ".").returncode == 0
    assert file.stat().st_mtime == 1


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(
        "import json\nimport time\nimport requests\n\n\n"
        "async def f(path, items=[]):\n"
        "    for item in items:\n"
        "        with open(path) as file:\n"
        "            if not json.load(file):\n"
        "                break\n"
        "        time.sleep(1)\n"
        "    return requests.get('http://localhost:1/a', timeout=1).json()\n"
    )
    assert apply(tmp_path, ".").returncode == 0
    once = file.read_bytes()
    assert apply(tmp_path, ".").returncode == 0
    assert file.read_bytes() == once
    assert b"AsyncClient" in once
    assert b"to_thread" in once
