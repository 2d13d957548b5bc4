"""What a command is asked for, whoever has read its options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from asyncfix.output import Color

HERE = (Path(),)
STDIN_FILENAME = "<stdin>"


class Request(NamedTuple):
    """What commands that look at files have in common.

    `overrides` are the options that were given, by the name of their setting.
    """

    paths: tuple[Path, ...] = HERE
    config: Path | None = None
    isolated: bool = False
    overrides: Mapping[str, object] = {}
    color: Color = Color.AUTO
    stdin_filename: str = STDIN_FILENAME
    cache: bool = True

    @property
    def reads_stdin(self) -> bool:
        """Whether the one path is `-`."""
        return self.paths == (Path("-"),)


def codes(values: Iterable[str] | None) -> tuple[str, ...] | None:
    """The rules' codes in the values of an option, each of which may hold several."""
    if not values:
        return None
    return tuple(code.strip() for value in values for code in value.split(",") if code.strip())
