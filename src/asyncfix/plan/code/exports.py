"""Says which names of a module others may take from it, so that its imports of them must stay."""

from __future__ import annotations

import re

from asyncfix.project.project import Project


class Exported:
    """The names that a module imports and that another file imports or patches through it."""

    def __init__(self, project: Project, path: str) -> None:
        self._project = project
        self._path = path

    def __contains__(self, name: object) -> bool:
        module = self._project.module(self._path)
        found = module.top.get(name, ()) if module is not None and isinstance(name, str) else ()
        if module is None or not any(item.kind == "import" for item in found):
            return False
        last = module.name.rpartition(".")[2]
        return module.is_package or _mentioned(self._project, self._path, last, str(name))


def _mentioned(project: Project, path: str, module: str, name: str) -> bool:
    source = rf"\b{re.escape(module)}\b"
    pattern = re.compile(
        rf"{source}\.{re.escape(name)}\b"
        rf"|from\s+[\w.]*{source}\s+import\s*(?:\([^)]*|[^\n]*)\b{re.escape(name)}\b"
    )
    both = set(project.with_word(module)).intersection(project.with_word(name))
    return any(other != path and pattern.search(project.file(other).text) for other in both)
