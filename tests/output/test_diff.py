"""The diff is what `git apply` turns into exactly the bytes that `apply` would write."""

from __future__ import annotations

import subprocess
from io import StringIO
from pathlib import Path

import pytest

from asyncfix.model import Change, Report
from asyncfix.output import Color
from asyncfix.output.console import console
from asyncfix.output.diff import patch, render

BODY = b"import time\n\nasync def f():\n    time.sleep(1)\n"
BODY_AFTER = b"import asyncio\n\nasync def f():\n    await asyncio.sleep(1)\n"
CASES = {
    "plain": (BODY, BODY_AFTER),
    "crlf": (BODY.replace(b"\n", b"\r\n"), BODY_AFTER.replace(b"\n", b"\r\n")),
    "mixed": (BODY.replace(b"\n", b"\r\n", 2), BODY_AFTER.replace(b"\n", b"\r\n", 2)),
    "lone-cr": (b"x = 1\ry = 2\r" + BODY, b"x = 1\ry = 2\r" + BODY_AFTER),
    "no-final-newline": (BODY[:-1], BODY_AFTER[:-1]),
    "crlf-no-final-newline": (BODY.replace(b"\n", b"\r\n")[:-2], b"import asyncio\r\nx"),
    "final-newline-comes": (BODY[:-1], BODY_AFTER),
    "bom": (b"\xef\xbb\xbf" + BODY, b"\xef\xbb\xbf" + BODY_AFTER),
    "latin-1": (b"# coding: latin-1\n# caf\xe9\n" + BODY, b"# coding: latin-1\n# caf\xe9\n"),
    "form-feed": (b"a = 1\x0c\n\x0c" + BODY, b"a = 1\x0c\n\x0c" + BODY_AFTER),
    "trailing-blanks": (b"a  \n\t\n" + BODY, b"a  \n\t\n" + BODY_AFTER),
    "diff-like": (b"-- a\n++ b\n@@ c\n" + BODY, b"-- b\n++ c\n@@ d\n" + BODY_AFTER),
}


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> None:
    done = subprocess.run(
        ["git", "-c", "core.autocrlf=false", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def applied(folder: Path, changes: tuple[Change, ...]) -> None:
    """Writes the files, applies the diff with git, and compares."""
    for change in changes:
        (folder / change.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / change.path).write_bytes(change.before)
    git(folder, "apply", stdin=patch(Report(False, changes=changes), folder))
    for change in changes:
        assert (folder / change.path).read_bytes() == change.after


@pytest.mark.parametrize("case", CASES)
def test_git_applies_the_diff_byte_for_byte(case: str, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    applied(tmp_path, (Change("app/main.py", *CASES[case]),))


@pytest.mark.parametrize(
    "path", ["a.py", "with space.py", "my app/a b.py", "é/日本.py", 'q"uote.py', "back\\slash.py"]
)
def test_git_finds_the_file(path: str, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    applied(tmp_path, (Change(path, BODY, BODY_AFTER),))


def test_git_makes_a_new_file(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    diff = patch(Report(False, changes=(Change("app/new.py", b"", BODY),)), tmp_path)
    git(tmp_path, "apply", stdin=diff)
    assert (tmp_path / "app" / "new.py").read_bytes() == BODY


def test_git_applies_several_files_at_once(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    applied(tmp_path, tuple(Change(f"{case}.py", *CASES[case]) for case in CASES))


@pytest.mark.parametrize("names", [["views.py"], ["app/views.py"], ["manage.py", "site/views.py"]])
@pytest.mark.parametrize("folder", ["site", "services/site"])
def test_git_applies_it_in_a_subfolder(folder: str, names: list[str], tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    applied(tmp_path / folder, tuple(Change(name, BODY, BODY_AFTER) for name in names))


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path) -> None:
    (tmp_path / "services/site").mkdir(parents=True)
    (tmp_path / "site").mkdir()


def test_paths_are_relative_to_the_working_folder(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    report = Report(False, changes=(Change("app/a.py", BODY, BODY_AFTER),))
    assert patch(report, tmp_path / "site").startswith(b"--- a/app/a.py\n+++ b/app/a.py\n@@ ")


def test_without_changes_there_is_no_diff(tmp_path: Path) -> None:
    assert patch(Report(False), tmp_path) == b""


def test_a_person_sees_colours_and_no_control_characters(tmp_path: Path) -> None:
    change = Change("a.py", b"x = '[int]'\x1b\n", b"y\xff\r\n")
    stream = StringIO()
    render(patch(Report(False, changes=(change,)), tmp_path), console(stream, Color.ALWAYS))
    assert "\x1b[31m-x = '[int]'␛\x1b[0m\n" in stream.getvalue()
    assert "\x1b[32m+y\ufffd\x1b[0m\n" in stream.getvalue()
