"""Says which names of a module others may take from it, so that its imports of them must stay."""

from __future__ import annotations

import re

from asyncfix.project.project import Project


def imported_elsewhere(project: Project, path: str, among: str) -> frozenset[str]:
    """The names that a module imports and that another file imports or patches through it.

    Only those are looked for that stand in the text `among`.
    """
    module = project.module(path)
    if module is None:
        return frozenset()
    names = frozenset(
        name
        for name, found in module.top.items()
        if name in among and any(item.kind == "import" for item in found)
    )
    if module.is_package:
        return names
    last = module.name.rpartition(".")[2]
    return frozenset(name for name in names if _mentioned(project, path, last, name))


def _mentioned(project: Project, path: str, module: str, name: str) -> bool:
    source = rf"\b{re.escape(module)}\b"
    pattern = re.compile(
        rf"{source}\.{re.escape(name)}\b"
        rf"|from\s+[\w.]*{source}\s+import\s*(?:\([^)]*|[^\n]*)\b{re.escape(name)}\b"
    )
    return any(
        file.display != path
        and module in file.text
        and name in file.text
        and pattern.search(file.text)
        for file in project.files
    )
