"""Guesses from its text alone what a file imports, before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from asyncfix.project.project import Project
from asyncfix.project.sources.files import SourceFile

_STATEMENT = re.compile(
    r"[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]*(?:\(([^)]*)\)|([^\n]*))"
    r"|import[ \t]+([^\n#]+))"
)
_NAME = re.compile(r"(\w+)(?:\s+as\s+\w+)?")


def imported(project: Project, files: Iterable[SourceFile]) -> frozenset[str]:
    """The project's files that these seem to import, or that those do, as they are displayed."""
    found: set[str] = set()
    pending = list(files)
    while pending:
        file = pending.pop()
        for name in _names(file.text, project.module_name(file), file.path.stem == "__init__"):
            path = project.locate(name, file.display)
            if path is not None and path not in found:
                found.add(path)
                pending.append(project.file(path))
    return frozenset(found)


def _names(text: str, module: str, is_package: bool) -> Iterator[str]:
    parts = module.split(".")
    for statement in _statements(text):
        source, several, one, plain = statement.groups()
        if source is None:
            for name in plain.split(","):
                yield name.partition(" as ")[0].strip()
            continue
        base = source.lstrip(".")
        level = len(source) - len(base)
        if level:
            above = parts[: max(len(parts) - level + is_package, 0)]
            base = ".".join([*above, base] if base else above)
        yield base
        for name in _NAME.findall(several or one or ""):
            yield f"{base}.{name}"


def _statements(text: str) -> Iterator[re.Match[str]]:
    at = text.find("import")
    while at >= 0:
        statement = _STATEMENT.match(text, text.rfind("\n", 0, at) + 1)
        if statement is not None:
            yield statement
        at = text.find("import", max(at + 1, statement.end() if statement is not None else 0))
