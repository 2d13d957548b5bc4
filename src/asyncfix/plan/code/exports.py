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
        taken = _Taken(module.name.rpartition(".")[2], str(name), whole=module.exported is None)
        return module.is_package or taken.in_project(self._project, self._path)


class _Taken:
    """How code reaches a name of a module that it imports by whatever spelling.

    `whole`: the module does not say which of its names a `*` imports.
    """

    def __init__(self, module: str, name: str, *, whole: bool) -> None:
        self._module, self._name, self._whole = module, name, whole
        source, own = rf"\b{re.escape(module)}\b", re.escape(name)
        self._direct = re.compile(
            rf"{source}\.{own}\b"
            rf"|from\s+[\w.]*{source}\s+import\s*(?:\([^)]*|[^\n]*)\b{own}\b"
            rf"|\(\s*[\w.]+\s*,\s*[\"']{own}[\"']"  # getattr, setattr, patch.object
        )
        self._alias = re.compile(rf"{source}\s+as\s+(\w+)")
        self._star = re.compile(rf"from\s+[\w.]*{source}\s+import\s*\*")

    def in_project(self, project: Project, path: str) -> bool:
        """Whether a file other than the module's own takes the name from it."""
        naming = set(project.with_word(self._name))
        return any(
            self._all_in(text) or (other in naming and self._in(text))
            for other in project.with_word(self._module)
            if other != path
            for text in (project.file(other).text,)
        ) or any(
            self._module in file.text and (self._all_in(file.text) or self._in(file.text))
            for file in project.beside
        )

    def _all_in(self, text: str) -> bool:
        return self._whole and self._star.search(text) is not None

    def _in(self, text: str) -> bool:
        aliases = {found[1] for found in self._alias.finditer(text)}
        return self._direct.search(text) is not None or any(
            re.search(rf"\b{alias}\.{re.escape(self._name)}\b", text) for alias in aliases
        )
