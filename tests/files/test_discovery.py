"""Which files are found; what git ignores is compared with git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from pathspec import GitIgnoreSpec

from asyncfix.errors import UsageError
from asyncfix.project.sources.discovery import discover


def tree(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def found(folder: Path, *paths: str, exclude: Sequence[str] = ()) -> list[str]:
    files = discover([folder / path for path in paths or ("",)], root=folder, exclude=exclude)
    return [Path(path).relative_to(folder).as_posix() for path in files]


def test_python_files_are_found_sorted_and_once(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a.py", "c.pyi", "d.txt", "py", "pkg/z.py", "pkg/sub/y.py")
    everything = ["a.py", "b.py", "pkg/sub/y.py", "pkg/z.py"]
    assert found(tmp_path) == everything
    assert found(tmp_path, "pkg", "", "a.py", "pkg/../a.py") == everything


def test_what_is_not_the_projects_is_left_out(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "a.py",
        ".hidden/b.py",
        "env/pyvenv.cfg",
        "env/lib/c.py",
        "committed/lib/python3.12/site-packages/c.py",
        "root/usr/lib/python3/dist-packages/c.py",
        "node_modules/d.py",
        "pkg/__pycache__/e.py",
        "build/kept.py",
    )
    (tmp_path / "folder.py").mkdir()
    assert found(tmp_path) == ["a.py", "build/kept.py"]


@pytest.mark.parametrize(
    "path", [".hidden", "env", "node_modules", "site-packages", ".hidden/b.py", "d.txt"]
)
def test_what_is_named_is_taken(path: str, tmp_path: Path) -> None:
    tree(tmp_path, ".hidden/b.py", "env/pyvenv.cfg", "env/b.py", "node_modules/b.py", "d.txt")
    tree(tmp_path, "site-packages/b.py")
    assert found(tmp_path, path) == [path if "." in path[1:] else f"{path}/b.py"]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no such file or folder: .*missing"):
        found(tmp_path, "missing")


def test_links_are_not_followed_but_taken_by_name(tmp_path: Path) -> None:
    tree(tmp_path, "pkg/a.py")
    (tmp_path / "pkg/loop").symlink_to(tmp_path)
    (tmp_path / "pkg/b.py").symlink_to(tmp_path / "pkg/a.py")
    (tmp_path / "pkg/broken.py").symlink_to(tmp_path / "nothing")
    (tmp_path / "link").symlink_to(tmp_path / "pkg")
    assert found(tmp_path) == ["pkg/a.py"]
    assert found(tmp_path, "pkg/b.py") == ["pkg/b.py"]
    assert found(tmp_path, "link") == ["link/a.py"]
    assert found(tmp_path, "pkg", "link", "pkg/b.py") == ["pkg/a.py"]


def test_a_folder_that_cannot_be_listed_is_in_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, "a.py", "locked/b.py")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert found(tmp_path) == ["a.py", "locked"]


def test_exclude_is_relative_to_the_root(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "gen/b.py", "pkg/gen/c.py", "pkg/d_pb2.py", "pkg/e.py")
    assert found(tmp_path, exclude=["/gen", "*_pb2.py"]) == ["a.py", "pkg/e.py", "pkg/gen/c.py"]
    assert found(tmp_path, "pkg", exclude=["gen"]) == ["pkg/d_pb2.py", "pkg/e.py"]


def test_exclude_does_not_reach_what_is_named(tmp_path: Path) -> None:
    tree(tmp_path, "gen/b.py", "a.py")
    assert found(tmp_path, "gen/b.py", "gen", "a.py", exclude=["gen", "a.py"]) == [
        "a.py",
        "gen/b.py",
    ]


NAMES = (
    *("a.py", "keep.py", "x/a.py", "x/keep.py", "x/y/a.py", "x/y/keep.py", "foo/a.py"),
    *("foo/keep.py", "foo/bar/a.py", "foo/bar/keep.py", "build/a.py", "x/build/a.py"),
    *("sp ace.py", "#a.py", "x/z.py", "x/foo/a.py", "x/foo/keep.py"),
)
IGNORED: list[dict[str, str]] = [
    {"": "a.py\n"},
    {"": "/a.py\n"},
    {"": "build/\n"},
    {"": "/build\n"},
    {"": "build\n!keep.py\n"},
    {"": "*.py\n!keep.py\n"},
    {"": "*\n!*/\n!keep.py\n"},
    {"": "foo/\n!foo/keep.py\n"},
    {"": "foo/*\n!foo/keep.py\n"},
    {"": "foo/**\n!foo/keep.py\n"},
    {"": "**/foo/**\n!**/foo/keep.py\n"},
    {"": "/*\n!/x\n"},
    {"": "/*\n!/x/\n/x/*\n!/x/y\n"},
    {"": "x/**/a.py\n"},
    {"": "\\#a.py\n# comment\n\nsp ace.py   \n"},
    {"": "[ak]*.py\r\nx/?\r\n"},
    {"": "!\nfoo\\\n[z-a]\na.py\n"},
    {"": "\ufeffa.py\n"},
    {"": "*.py\n", "x": "!a.py\n"},
    {"": "!a.py\n", "x": "a.py\n"},
    {"x": "/a.py\n", "x/y": "!a.py\nkeep.py\n"},
    {"": "x/\n", "x": "!*\n"},
    {"": "foo\n", "x": "!foo\n!foo/a.py\n"},
    {"": "*.py\n!foo/\n"},
]


@pytest.mark.parametrize("ignored", IGNORED)
def test_gitignore_means_what_it_means_to_git(ignored: dict[str, str], tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    tree(tmp_path, *NAMES)
    for folder, text in ignored.items():
        (tmp_path / folder / ".gitignore").write_bytes(text.encode())
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    names = os.fsdecode(listed.stdout).split("\0")
    assert found(tmp_path) == sorted(name for name in names if name.endswith(".py"))


def test_only_what_a_pattern_fits_is_looked_at_closely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    check = GitIgnoreSpec.check_file

    def note(self: GitIgnoreSpec, name: str) -> object:
        asked.append(name)
        return check(self, name)

    monkeypatch.setattr(GitIgnoreSpec, "check_file", note)
    tree(tmp_path, *NAMES)
    (tmp_path / ".gitignore").write_text("build/\n*.py[cod]\n/x/y\nfoo/**/b\n[ak]eep.py\n")
    names = [name for name in sorted(NAMES) if "build" not in name and "/y/" not in name]
    assert found(tmp_path) == [name for name in names if "keep" not in name]
    assert sorted(asked) == [name for name in names if "keep" in name]


def test_gitignore_above_counts_up_to_the_repository(tmp_path: Path) -> None:
    tree(tmp_path, "repo/pkg/a.py", "repo/pkg/b.py", "repo/pkg/c.py")
    (tmp_path / "repo/.git").mkdir()
    (tmp_path / ".gitignore").write_text("a.py\n")
    (tmp_path / "repo/.gitignore").write_text("/pkg/b.py\n")
    assert found(tmp_path, "repo/pkg") == ["repo/pkg/a.py", "repo/pkg/c.py"]


def test_gitignore_counts_without_a_repository(tmp_path: Path) -> None:
    tree(tmp_path, "pkg/a.py", "pkg/b.py")
    (tmp_path / "pkg/.gitignore").write_text("a.py\n")
    assert found(tmp_path) == ["pkg/b.py"]


def test_gitignore_does_not_reach_what_is_named(tmp_path: Path) -> None:
    tree(tmp_path, "build/gen/a.py", "build/b.py")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("build/\n")
    assert found(tmp_path) == []
    assert found(tmp_path, "build/b.py") == ["build/b.py"]
    assert found(tmp_path, "build/gen") == ["build/gen/a.py"]


def test_gitignore_ends_at_a_repository_inside(tmp_path: Path) -> None:
    tree(tmp_path, "vendor/a.py", "vendor/b.py")
    (tmp_path / ".gitignore").write_text("a.py\n")
    (tmp_path / "vendor/.git").mkdir()
    (tmp_path / "vendor/.gitignore").write_text("b.py\n")
    assert found(tmp_path) == ["vendor/a.py"]
