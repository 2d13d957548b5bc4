"""What `apply` would change, as a unified diff that `git apply` turns into the very same bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from asyncfix.model import Change, Report
from asyncfix.output.lines import visible
from asyncfix.output.matching import Matcher

_CONTEXT = 3
_NO_NEWLINE = b"\\ No newline at end of file\n"
_STYLES = {"---": "bold", "+++": "bold", "@@ ": "cyan", "+": "green", "-": "red"}
_QUOTED = {chr(code): f"\\{code:03o}" for code in range(0x20)} | {'"': '\\"', "\\": "\\\\"}


def patch(report: Report, folder: Path) -> bytes:
    """The diff of all changes, for `git apply` in this working folder."""
    changes = sorted(report.changes, key=lambda change: change.path)
    prefix = _prefix(folder, changes)
    return b"".join(line for change in changes for line in _lines(change, prefix))


def render(diff: bytes, console: Console) -> None:
    """Draws the diff for a person."""
    for line in diff.decode("utf-8", "replace").split("\n")[:-1]:
        style = next((style for mark, style in _STYLES.items() if line.startswith(mark)), "")
        shown = visible(line.removesuffix("\r").replace("\t", "    "))
        console.print(Text(shown, style), soft_wrap=True)


def _lines(change: Change, prefix: str) -> Iterator[bytes]:
    old, new = (_name(f"{side}/{prefix}{change.path.lstrip('/')}") for side in "ab")
    if not change.before:  # only files with findings are changed, so this one is new
        old = b"/dev/null"
    before, after = _split(change.before), _split(change.after)
    hunks = list(Matcher(before, after).get_grouped_opcodes(_CONTEXT))
    yield from (b"--- " + old + b"\n", b"+++ " + new + b"\n") if hunks else ()
    for hunk in hunks:
        ours, theirs = _range(hunk[0][1], hunk[-1][2]), _range(hunk[0][3], hunk[-1][4])
        yield f"@@ -{ours} +{theirs} @@\n".encode()
        for tag, begin, end, begin_after, end_after in hunk:
            sides = [(b" ", before[begin:end])]
            if tag != "equal":
                sides = [(b"-", before[begin:end]), (b"+", after[begin_after:end_after])]
            for mark, lines in sides:
                yield from (mark + line for line in map(_ended, lines))


def _ended(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\n" + _NO_NEWLINE


def _range(begin: int, end: int) -> str:
    """Lines as a hunk's header has them: an empty range is named by the line before it."""
    size = end - begin
    return f"{begin + 1}" if size == 1 else f"{begin + (size > 0)},{size}"


def _split(data: bytes) -> list[bytes]:
    """The lines with their ends as git sees them: only a line feed ends one."""
    *lines, tail = data.split(b"\n")
    return [line + b"\n" for line in lines] + ([tail] if tail else [])


def _name(path: str) -> bytes:
    """The path as it stands in a header: a tab ends one with spaces, odd characters are quoted."""
    if not _QUOTED.keys().isdisjoint(path):
        quoted = "".join(_QUOTED.get(character, character) for character in path)
        return os.fsencode(f'"{quoted}"')
    return os.fsencode(path + "\t" if " " in path else path)


def _prefix(folder: Path, changes: list[Change]) -> str:
    """What goes before the paths so that `git apply` in a subfolder of a repository finds them.

    There it takes paths to start at the subfolder, unless the first one begins with the
    subfolder's own path: `mysite/views.py` in `mysite` is then not `mysite/mysite/views.py`.
    """
    for root in (folder, *folder.parents):
        if (root / ".git").exists():
            inside = folder.relative_to(root).as_posix() + "/"
            return inside if any(change.path.startswith(inside) for change in changes) else ""
    return ""
