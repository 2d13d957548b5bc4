"""Makes the changes that fixes ask for: one file at a time, in copies of the process if it pays."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from asyncfix import registry
from asyncfix.model import Change, Edit, Failure, Fix
from asyncfix.plan.code.exports import Exported
from asyncfix.project.project import Project
from asyncfix.project.sources.declarations import declarations
from asyncfix.project.sources.files import encode
from asyncfix.project.sources.parallel import each
from asyncfix.rewrite.engine import RewriteError, rewrite
from asyncfix.rewrite.layout import LONGEST
from asyncfix.rewrite.verify import problems

# Copying this process costs about what it takes to rewrite this many files.
_FEWEST_SHARED = 20

_RARELY = 200_000  # new objects

# Where formatters and linters are told how long a line may be, and how.
_STYLES = ("ruff.toml", ".ruff.toml", "pyproject.toml", ".flake8", "setup.cfg", "tox.ini")
_LINE_LENGTH = re.compile(r"^\s*(?:max-)?line-length\s*=\s*(\d+)\s*(?:[#;]|$)", re.MULTILINE)

Outcome = bytes | Failure


def rewrite_files(
    project: Project, by_file: Mapping[str, Sequence[Fix]], jobs: int
) -> dict[str, Change | Failure]:
    """What becomes of each file with its fixes; some may be new. `jobs`: how many processes."""
    new = {path: fixes for path, fixes in by_file.items() if not project.has(path)}
    by_file = {path: fixes for path, fixes in by_file.items() if path not in new}
    workers = jobs if len(by_file) >= _FEWEST_SHARED else 1
    with _collecting():
        work = partial(_outcome, project, longest_line(project.root))
        outcomes = each(work, list(by_file.items()), workers)
    return {path: Change(path, b"", _new_text(path, fixes)) for path, fixes in new.items()} | {
        path: outcome
        if isinstance(outcome, Failure)
        else Change(path, project.file(path).data, outcome)
        for path, outcome in zip(by_file, outcomes, strict=True)
    }


@contextmanager
def _collecting() -> Iterator[None]:
    """Has garbage looked for, though rarely, of which libcst's trees leave some.

    What is known of a large project is millions of objects, which no search should go through.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def _new_text(path: str, fixes: Sequence[Fix]) -> bytes:
    """What a new file holds, which all its fixes agree on."""
    texts = {edit.text("text") for fix in fixes for edit in fix.edits if edit.path == path}
    (text,) = texts
    return text.encode()


def rewrite_file(project: Project, path: str, fixes: Sequence[Fix]) -> Change | Failure:
    """The change of one file, checked against its plan."""
    return rewrite_files(project, {path: fixes}, 1)[path]


def longest_line(root: Path) -> int:
    """How long the project lets its lines be, as it tells the first tool that it tells of it."""
    for text in declarations(root, _STYLES):
        if (found := _LINE_LENGTH.search(text)) is not None:
            return int(found.group(1))
    return LONGEST


def _outcome(project: Project, longest: int, work: tuple[str, Sequence[Fix]]) -> Outcome:
    """The new bytes of a file."""
    path, fixes = work
    file = project.file(path)
    edits: list[Edit] = []
    for edit in (edit for fix in fixes for edit in fix.edits if edit.path == path):
        if edit not in edits:  # several fixes can share one, such as a constant of the module
            edits.append(edit)
    try:
        after = rewrite(file.text, edits, registry.codemod, Exported(project, path), longest)
    except RewriteError as error:
        return Failure(path, "rewrite", error.message, error.line)
    wrong = problems(file.text, after, edits)
    if wrong:
        return Failure(path, "verify", wrong[0])
    try:
        return encode(file, after)
    except UnicodeEncodeError:
        return Failure(path, "rewrite", f"the new text does not fit the encoding {file.encoding}")
