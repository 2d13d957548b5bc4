"""Writes a file so that it holds the old bytes or the new ones, never anything between."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import ExitStack
from pathlib import Path


class WriteError(Exception):
    """A file that could not be written and is as it was; the text is one line."""


def write(path: Path, before: bytes, after: bytes) -> None:
    """Replaces the file's bytes `before` by `after`, with its mode and owner kept.

    A symbolic link stays one. Raises WriteError, also if the file has changed meanwhile or
    nobody may write it.
    """
    try:
        target = path.resolve(strict=True)
        status = target.stat()
        writable = status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
        if not writable or not os.access(target, os.W_OK):
            raise WriteError("the file is read-only")
        _replace(target, status, before, after)
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise WriteError(f"{reason or error}") from error


def create(path: Path, data: bytes) -> None:
    """Writes a new file. Raises WriteError if there is one, or if it cannot be written.

    Nothing is left of a file that could not be written whole.
    """
    try:
        with ExitStack() as undone:
            file = path.open("xb")
            undone.callback(path.unlink, missing_ok=True)
            with file:
                file.write(data)
            undone.pop_all()
    except OSError as error:
        raise WriteError(f"{error.strerror or error}") from error


def remove(path: Path, data: bytes) -> None:
    """Takes a file away that was created, if it is there and still holds that. Raises OSError."""
    if path.exists() and path.read_bytes() == data:
        path.unlink()


def _replace(target: Path, status: os.stat_result, before: bytes, after: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            _copy_owner(temporary, status)
            temporary.chmod(stat.S_IMODE(status.st_mode))
            os.fsync(file.fileno())
        if target.read_bytes() != before:
            raise WriteError("the file has changed since it was read")
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _copy_owner(path: Path, status: os.stat_result) -> None:
    if not hasattr(os, "chown"):
        return
    try:
        os.chown(path, status.st_uid, status.st_gid)
    except PermissionError:
        # somebody else's file in a folder of ours: its mode is kept, its owner cannot be
        return
