"""Reads the options of `check` as they are mostly written.

That spares Typer, which takes longer to import than a small file to check. What is not known here,
or is wrong, is left to Typer, which has the help and the messages.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from asyncfix.cli.request import HERE, STDIN_FILENAME, Request, codes
from asyncfix.output import Color, Format

_FLAGS = frozenset({"--diff", "--exit-zero", "--isolated", "--no-cache", "--unsafe-fixes"})
_CHOICES: Mapping[str, Sequence[str]] = {
    "--output-format": [item.value for item in Format],
    "--color": [item.value for item in Color],
}
_LISTS = ("--select", "--extend-select", "--ignore")
_OTHERS = ("--config", "--http-client", "--stdin-filename", "--strategy", "--jobs")
_SETTINGS = ("--strategy", "--http-client", "--exit-zero", "--unsafe-fixes")
_WITH_VALUE = frozenset({*_CHOICES, *_LISTS, *_OTHERS})


class Check(NamedTuple):
    """A `check` that is asked for, as `run.check` takes it."""

    request: Request
    form: Format
    diff: bool


class _Given(NamedTuple):
    """What stands on a command line: its paths and flags, and the values of each option."""

    paths: Sequence[str]
    flags: frozenset[str]
    values: Mapping[str, Sequence[str]]

    def last(self, name: str, default: str) -> str:
        """The value that counts."""
        return self.values[name][-1] if name in self.values else default


def read(arguments: Sequence[str]) -> Check | None:
    """The `check` that is asked for by what follows that word; None if Typer has to look at it."""
    # On Windows, Typer expands patterns; and where a shell asks what may follow, it answers.
    if os.name == "nt" or "_ASYNCFIX_COMPLETE" in os.environ:
        return None
    given = _given(arguments)
    return _check(given) if given is not None and _is_right(given) else None


def _given(arguments: Sequence[str]) -> _Given | None:
    paths: list[str] = []
    flags: set[str] = set()
    values: dict[str, list[str]] = {}
    rest = iter(arguments)
    for item in rest:
        if item in _FLAGS:
            flags.add(item)
        elif item == "-" or not item.startswith("-"):
            paths.append(item)
        else:
            name, sign, value = item.partition("=")
            value = value if sign else next(rest, "")
            if name not in _WITH_VALUE or not value or value.startswith("-"):
                return None
            values.setdefault(name, []).append(value)
    return _Given(paths, frozenset(flags), values)


def _is_right(given: _Given) -> bool:
    jobs = given.last("--jobs", "0")
    return (
        all(given.paths)
        and all(given.last(name, known[0]) in known for name, known in _CHOICES.items())
        and jobs.isdecimal()
        and str(int(jobs)) == jobs
    )


def _check(given: _Given) -> Check:
    flags, values = given.flags, given.values
    overrides: dict[str, object] = {
        **{_setting(name): codes(values[name]) for name in _LISTS if name in values},
        **{_setting(name): values[name][-1] for name in _SETTINGS if name in values},
        **{_setting(name): True for name in _SETTINGS if name in flags},
    }
    if "--jobs" in values:
        overrides["jobs"] = int(values["--jobs"][-1])
    request = Request(
        paths=tuple(map(Path, given.paths)) or HERE,
        config=Path(values["--config"][-1]) if "--config" in values else None,
        isolated="--isolated" in flags,
        overrides=overrides,
        color=Color(given.last("--color", Color.AUTO.value)),
        stdin_filename=given.last("--stdin-filename", STDIN_FILENAME),
        cache="--no-cache" not in flags,
    )
    form = Format(given.last("--output-format", Format.FULL.value))
    return Check(request, form, "--diff" in flags)


def _setting(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")
