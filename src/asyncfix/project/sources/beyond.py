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
        if home is None or (home in self._asked and not self._filtered):
            return ()
        given = {os.path.realpath(path) for path in self._given}
        return [path for path in discover([Path(home)]) if os.path.realpath(path) not in given]

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


def _home(paths: Sequence[str]) -> str | None:
    """The nearest folder around all the paths that a project or a repository begins in.

    It is no user's home and no whole file system, where far more than one project may lie.
    """
    try:
        folder = Path(os.path.commonpath(paths))
    except ValueError:
        return None
    too_far = {os.path.realpath(os.path.expanduser("~")), folder.anchor}
    for each in (folder, *folder.parents):
        if os.path.realpath(each) in too_far:
            break
        if os.path.exists(each / ".git") or any(any(each.glob(name)) for name in DECLARATIONS):
            return str(each)
    return None
