"""Writes all changes of a run or none, so that no fix is made in a part of its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from asyncfix.model import Change, Failure
from asyncfix.project.project import Project


def write_all(project: Project, changes: Sequence[Change]) -> list[Failure]:
    """Writes the files; what is in the way of some. Then, or if interrupted, all is as it was."""
    failures: list[Failure] = []
    begun: list[Change] = []
    is_done = False
    try:
        for change in changes:
            begun.append(change)
            if message := _write(project, change):
                begun.pop()
                failures.append(Failure(change.path, "write", message))
        is_done = not failures
    finally:
        if not is_done:
            failures += _put_back(project, begun)
    return failures


def _write(project: Project, change: Change) -> str:
    """Writes one file; why that is not possible, empty if it was done."""
    from asyncfix.rewrite.write import WriteError, create, write

    try:
        if project.has(change.path):
            write(project.file(change.path).path, change.before, change.after)
        else:
            create(Path.cwd() / change.path, change.after)
    except WriteError as error:
        return str(error)
    return ""


def _put_back(project: Project, changes: Sequence[Change]) -> list[Failure]:
    """Gives files back what they held before, and takes new ones away."""
    from asyncfix.rewrite.write import WriteError, remove, write

    failures: list[Failure] = []
    for change in changes:
        try:
            if not project.has(change.path):
                remove(Path.cwd() / change.path, change.after)
            elif project.file(change.path).path.read_bytes() == change.after:
                write(project.file(change.path).path, change.after, change.before)
        except (OSError, WriteError) as error:
            failures.append(Failure(change.path, "write", f"could not be put back: {error}"))
    return failures
