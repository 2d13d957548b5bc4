"""Which files a run looks at: walks folders, leaves out what is ignored or foreign."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.errors import UsageError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# pathspec is imported where there is a pattern.

_ANYWHERE = "^(?:.+/)?"
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "dist-packages"})
"""What is not the project's own: an environment that was committed may lack its `pyvenv.cfg`."""


def discover(
    paths: Sequence[Path], *, root: Path | None = None, exclude: Sequence[str] = ()
) -> list[str]:
    """The Python files at these paths: absolute, sorted, each once.

    A folder is searched for `.py` files, without what .gitignore files and the `exclude`
    patterns (in the same syntax, relative to `root`) name, hidden folders, virtual environments
    and links. A path given here is itself never left out. A folder that can't be listed is in
    the result, so that reading it fails with its reason. Raises UsageError for a missing path.
    """
    excluded = _Ignore.parse(root or Path.cwd(), exclude)
    found: dict[str, str] = {}
    for path in paths:
        name = os.path.abspath(path)
        if not os.path.exists(name):
            raise UsageError(f"no such file or folder: {path}")
        real = os.path.realpath(name)
        for file in _walk(name, excluded) if os.path.isdir(name) else (name,):
            found.setdefault(real + file[len(name) :], file)
    return sorted(found.values())


class _Ignore(NamedTuple):
    """The patterns of one ignore file, for the paths below its folder; `spec` if there are any.

    `some` is found where one of them fits; without it, any of them may.
    """

    folder: str
    lines: tuple[str, ...]
    spec: GitIgnoreSpec | None
    some: re.Pattern[str] | None

    @classmethod
    def parse(cls, folder: str | Path, lines: Iterable[str]) -> _Ignore:
        valid = tuple(line for line in lines if line and _valid(line))
        base = os.path.join(os.path.abspath(folder), "")
        spec = _spec(valid) if valid else None
        return cls(base, valid, spec, _some(spec) if spec is not None else None)

    @classmethod
    def read(cls, folder: str) -> _Ignore:
        """The folder's .gitignore; one that is missing or can't be read ignores nothing."""
        try:
            data = Path(folder, ".gitignore").read_bytes()
        except OSError:
            data = b""
        # As file names are decoded, so that a pattern fits a name that is not valid UTF-8.
        return cls.parse(folder, data.decode("utf-8-sig", "surrogateescape").splitlines())

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """True if the path is ignored, False if it is called back, None if nothing is said."""
        if self.spec is None or not path.startswith(self.folder):
            return None
        name = path[len(self.folder) :].replace(os.sep, "/") + "/" * is_folder
        if self.some is not None and not self.some.search(name):
            return None
        if is_folder:
            return self._folder(self.spec, name)
        return self.spec.check_file(name).include

    def _folder(self, spec: GitIgnoreSpec, name: str) -> bool | None:
        # The last pattern decides. The spec as a whole would have `*` outrank a later `!*/`.
        for line, pattern in zip(reversed(self.lines), reversed(spec.patterns), strict=True):
            if pattern.include is not None and pattern.match_file(name):
                # `build/**` is about what lies in it, some of which may be called back.
                return None if line.endswith("/**") else pattern.include
        return None


def _walk(top: str, excluded: _Ignore) -> Iterator[str]:
    # A pattern that names the folder asked for, or one above it, is overruled by asking for it.
    outer = tuple(ignore for ignore in _above(top) if not ignore.verdict(top, is_folder=True))
    first = () if excluded.verdict(top, is_folder=True) else (excluded,)
    pending = [(top, outer)]
    while pending:
        folder, ignores = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = {entry.name: entry for entry in listing}
        except OSError:
            yield folder
            continue
        if "pyvenv.cfg" in entries and folder != top:
            continue
        if ".git" in entries:
            ignores = ()  # a repository inside another one: the outer one's patterns end here
        if ".gitignore" in entries:
            ignores = (_Ignore.read(folder), *ignores)
        asked = tuple(ignore for ignore in first + ignores if ignore.spec is not None)
        for entry in entries.values():
            is_folder = entry.is_dir(follow_symlinks=False)
            if not _wanted(entry, is_folder) or _ignored(entry.path, is_folder, asked):
                continue
            if is_folder:
                pending.append((entry.path, ignores))
            else:
                yield entry.path


def _wanted(entry: os.DirEntry[str], is_folder: bool) -> bool:
    if is_folder:
        return not entry.name.startswith(".") and entry.name not in _SKIPPED
    return entry.name.endswith(".py") and entry.is_file(follow_symlinks=False)


def _ignored(path: str, is_folder: bool, ignores: Iterable[_Ignore]) -> bool:
    """Whether the first of the ignore files that says anything about the path ignores it."""
    for ignore in ignores:
        verdict = ignore.verdict(path, is_folder)
        if verdict is not None:
            return verdict
    return False


def _above(top: str) -> tuple[_Ignore, ...]:
    """The ignore files of the folders above, up to the repository's root, the nearest first."""
    folders = [top]
    while not os.path.exists(os.path.join(folders[-1], ".git")):
        parent = os.path.dirname(folders[-1])
        if parent == folders[-1]:
            return ()
        folders.append(parent)
    return tuple(_Ignore.read(folder) for folder in folders[1:])


def _valid(line: str) -> bool:
    """Whether the line is a pattern, which a single bad one must not deny to the others."""
    try:
        _spec([line])
    except (ValueError, re.error):
        return False
    return True


def _spec(lines: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _some(spec: GitIgnoreSpec) -> re.Pattern[str] | None:
    """What is found where one of the patterns fits: most fit nowhere, and to try each takes long.

    Most begin in the same way, which is looked at once.
    """
    from pathspec import RegexPattern

    anywhere: list[str] = []
    others: list[str] = []
    for pattern in spec.patterns:
        if not isinstance(pattern, RegexPattern):
            return None
        if pattern.regex is not None and pattern.include is not None:
            text = pattern.regex.pattern.replace("(?P<ps_d>", "(?:")
            (anywhere if text.startswith(_ANYWHERE) else others).append(text)
    if anywhere:
        tails = "|".join(text.removeprefix(_ANYWHERE) for text in anywhere)
        others.append(f"{_ANYWHERE}(?:{tails})")
    try:
        return re.compile("|".join(others))
    except re.error:
        return None
