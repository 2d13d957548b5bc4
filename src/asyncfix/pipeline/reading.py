"""Reads what a run looks at: files, or one module that comes by standard input."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.model import Failure
from asyncfix.project.sources.files import ReadError, SourceFile, decode, read, shown

if TYPE_CHECKING:
    from asyncfix.project.sources.beyond import Beyond
    from asyncfix.project.sources.shelf import Shelf

_MANY = 1000
"""As many files take more memory than it takes time to read them again."""


class Read(NamedTuple):
    """Files as they were read, what could not be read, and what else lies beside them."""

    files: Sequence[SourceFile]
    failures: Sequence[Failure]
    beyond: Beyond | None = None


def read_all(
    paths: Sequence[str], stdin: tuple[str, bytes] | None, beyond: Beyond | None = None
) -> Read:
    """The files, or the one module in `stdin` (name, bytes); `beyond` are those beside them."""
    folder = Path.cwd()
    files: list[SourceFile] = []
    failures: list[Failure] = []
    if stdin is not None:
        name, data = stdin
        try:
            files.append(decode(folder / name, data, name))
        except ReadError as error:
            failures.append(Failure(name, "read", error.message, error.line))
        return Read(files, failures, beyond)
    shelf = _shelf() if len(paths) >= _MANY else None
    for path in map(Path, paths):
        try:
            files.append(read(path, folder, shelf))
        except ReadError as error:
            failures.append(Failure(shown(path, folder), "read", error.message, error.line))
    return Read(files, failures, beyond)


def _shelf() -> Shelf | None:
    from asyncfix.project.sources.shelf import shelf  # which takes long, for what few projects need

    return shelf()
