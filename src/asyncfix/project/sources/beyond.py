"""Knows which names Python files use that lie beside those of a run, in the same project.

They are looked for, and read, when a name is asked for: few runs ask.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from asyncfix.project.sources.declarations import DECLARATIONS
from asyncfix.project.sources.discovery import discover
from asyncfix.project.sources.files import ReadError, SourceFile, read


class Beyond:
    """The files of a project that a run was not given.

    `asked` are the paths that were asked for, `given` the files that were found there; of these,
    `filtered` says, the settings may have left some out.
    """

    def __init__(self, asked: Sequence[Path], given: Collection[str], filtered: bool) -> None:
        self._asked = [os.path.abspath(path) for path in asked]
        self._given = given
        self._filtered = filtered

    @cached_property
    def paths(self) -> Sequence[str]:
        """Where they are."""
        home = _home(self._asked)
        if home is None:
            return ()
        around = _repository(Path(home))
        if str(around) in self._asked and not self._filtered:
            return ()
        given = {os.path.realpath(path) for path in self._given}
        found = [path for path in discover([around]) if os.path.realpath(path) not in given]
        folders = {folder: _is_of(folder, Path(home)) for folder in {Path(x).parent for x in found}}
        return [path for path in found if folders[Path(path).parent]]

    @cached_property
    def files(self) -> Sequence[SourceFile]:
        """What is in those of them that can be read."""
        return list(_read(self.paths))

    def using(self, name: str) -> str:
        """The first of them that uses a function or variable of that name; empty if none does."""
        from asyncfix.project.sources.uses import uses

        return next((file.display for file in self.files if uses(file.text, name)), "")


def _read(paths: Sequence[str]) -> Iterator[SourceFile]:
    for path in paths:
        try:
            yield read(Path(path))
        except ReadError:
            continue  # Python does not read it either


def _repository(home: Path) -> Path:
    """The repository that a project lies in, or its own folder: its tests may stand above it."""
    for each in (home, *home.parents):
        if _is_too_far(each):
            break
        if os.path.exists(each / ".git"):
            return each
    return home


def _is_of(folder: Path, home: Path) -> bool:
    """Whether a folder is one of a project's, or lies above it and in no other one beside it."""
    for each in (folder, *folder.parents):
        if each == home or each in home.parents:
            return True
        if home not in each.parents and _declares(each):
            return False
    return False


def _is_too_far(folder: Path) -> bool:
    """Whether far more than one project may lie there: a user's home, the whole file system."""
    homes = (os.path.realpath(os.path.expanduser("~")), folder.anchor)
    return os.path.realpath(folder) in homes


def _declares(folder: Path) -> bool:
    return any(any(folder.glob(name)) for name in DECLARATIONS)


def _home(paths: Sequence[str]) -> str | None:
    """The nearest folder around all the paths that a project or a repository begins in.

    It is no user's home and no whole file system, where far more than one project may lie.
    """
    try:
        folder = Path(os.path.commonpath(paths))
    except ValueError:
        return None
    for each in (folder, *folder.parents):
        if _is_too_far(each):
            break
        if os.path.exists(each / ".git") or _declares(each):
            return str(each)
    return None
