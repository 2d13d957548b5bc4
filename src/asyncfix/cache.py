"""Keeps files in a folder of the project from one run to the next.

Whatever is wrong with that folder, a run only takes longer.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

FOLDER = ".asyncfix_cache"

_LONG_AGO = 60 * 60
"""Seconds after which nobody goes on with a file that was begun."""

_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder holds what asyncfix keeps from one run to the next. It may be deleted.\n"
)


class Cache:
    """A folder of files, each of which is replaced as a whole."""

    def __init__(self, root: Path) -> None:
        self._folder = root / FOLDER

    def size(self, name: str) -> int:
        """How many bytes a file has, 0 if there is none."""
        try:
            return (self._folder / name).stat().st_size
        except OSError:
            return 0

    def read(self, name: str) -> bytes:
        """What was written under that name, nothing if that is not to be had."""
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return b""

    def write(self, name: str, *parts: bytes) -> None:
        """Puts the parts in the place of what is there under that name."""
        with contextlib.suppress(OSError):
            self._prepare()
            replace(self._folder / name, *parts)

    def opened(self, name: str) -> BinaryIO | None:
        """What was written under that name, to be read in parts; None if that is not to be had."""
        try:
            return (self._folder / name).open("rb")
        except OSError:
            return None

    def begun(self, name: str) -> Begun:
        """What is to take the place of what is there under that name. OSError if it cannot be."""
        self._prepare()
        for path in self._folder.glob(f"{name}?*"):  # begun by a run that came to a bad end
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < time.time() - _LONG_AGO:
                    path.unlink()
        return Begun(self._folder / name)

    def clear(self, prefix: str, kept: Collection[str]) -> None:
        """Takes the files away whose names begin so, but for some."""
        with contextlib.suppress(OSError):
            for name in os.listdir(self._folder):
                if name.startswith(prefix) and name not in kept:
                    (self._folder / name).unlink()

    def _prepare(self) -> None:
        self._folder.mkdir(exist_ok=True)
        for name, text in ((".gitignore", "*\n"), ("CACHEDIR.TAG", _TAG)):
            if not (self._folder / name).exists():
                (self._folder / name).write_text(text, encoding="utf-8")


class Begun:
    """A file that takes the place of another one as soon as it is whole."""

    def __init__(self, path: Path) -> None:
        import tempfile  # which takes long; most runs write nothing

        handle, self._temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        self._path = path
        self._file = os.fdopen(handle, "wb")

    def write(self, data: bytes) -> None:
        """Adds to the file. OSError if that cannot be."""
        self._file.write(data)

    def finish(self) -> None:
        """Puts the file in the place of the other one, at once. OSError if that cannot be."""
        self._file.close()
        os.replace(self._temporary, self._path)

    def give_up(self) -> None:
        """Takes the file away."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            os.unlink(self._temporary)


def replace(path: Path, *parts: bytes) -> None:
    """Puts the parts in the place of what a file holds, at once. OSError if that cannot be."""
    begun = Begun(path)
    try:
        for part in parts:
            begun.write(part)
        begun.finish()
    except OSError:
        begun.give_up()
        raise
