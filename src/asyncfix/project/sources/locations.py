"""Says which file a dotted name is, as another file would import it, and what a file is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from asyncfix.project.sources.files import SourceFile


class Locations:
    """Where the modules of some files are. `root` is the folder that names are counted from."""

    def __init__(self, root: Path, files: Iterable[SourceFile]) -> None:
        self._root = root
        self.folders: dict[str, str] = {}
        """The folder of each file."""
        self._names: dict[str, str] = {}
        self._dotted: dict[str, list[tuple[str, SourceFile]]] = {}
        self._matching: dict[str, list[SourceFile]] = {}
        self._roots: dict[str, list[tuple[str, str]]] = {}
        self._found: dict[tuple[str, str], str | None] = {}
        self._packages: dict[str, bool] = {}
        self._tops: dict[str, str] = {}
        self._heads: set[str] = set()
        for file in files:
            self.folders[file.display] = os.path.dirname(file.path)
            parts = _module_parts(file.path)
            self._heads.update(part.partition(".")[0] for part in parts)
            if parts:
                self._dotted.setdefault(parts[-1], []).append((f".{'.'.join(parts)}", file))

    def find(self, name: str, importer: str) -> str | None:
        """The file of the module of that dotted name, as the file `importer` would import it."""
        if not self._files_of(name):
            return None
        key = (name, self.folders.get(importer, ""))
        if key not in self._found:
            self._found[key] = self._look(name, key[1])
        return self._found[key]

    def _files_of(self, name: str) -> list[SourceFile]:
        """The files whose paths end like that dotted name."""
        if name not in self._matching:
            alike = self._dotted.get(name.rpartition(".")[2])
            if alike is None:
                return []
            self._matching[name] = [file for path, file in alike if path.endswith(f".{name}")]
        return self._matching[name]

    def has_top(self, name: str) -> bool:
        """Whether a dotted name that starts so can be a module's."""
        return name in self._heads

    def _look(self, name: str, folder: str) -> str | None:
        roots = self._roots_of(name)
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names:
            # a file beside a script hides a module of the standard library that is not built in
            hides = top not in sys.builtin_module_names and folder
            return next((path for root, path in roots if hides and root == folder), None)
        known_once = len(self._files_of(name)) == 1
        candidates = [
            (len(root), path)
            for root, path in roots
            if root == folder or (not self._top(root) and (known_once or _is_within(folder, root)))
        ]
        return max(candidates)[1] if candidates else None

    def _roots_of(self, name: str) -> list[tuple[str, str]]:
        """The folders that must be on the import path for that name, with the file it then is.

        No package is one.
        """
        if name not in self._roots:
            parts = name.count(".") + 1
            self._roots[name] = [
                (root, file.display)
                for file in self._files_of(name)
                for above in [parts - (file.path.stem != "__init__")]
                if not self._is_package(root := _up(self.folders[file.display], above))
            ]
        return self._roots[name]

    def _is_package(self, folder: str) -> bool:
        if folder not in self._packages:
            self._packages[folder] = os.path.exists(os.path.join(folder, "__init__.py"))
        return self._packages[folder]

    def module_name(self, file: SourceFile) -> str:
        """The dotted name of a file's module: from its topmost package, else from the root."""
        if file.display not in self._names:
            self._names[file.display] = self._name(file)
        return self._names[file.display]

    def _name(self, file: SourceFile) -> str:
        folder = os.path.dirname(file.path)
        top = Path(self._top(folder) or folder)
        if top == file.path.parent and file.path.is_relative_to(self._root):
            top = self._root
        parts = _module_parts(file.path.relative_to(top))
        if parts[:1] == ["src"] and len(parts) > 1:
            parts = parts[1:]
        return ".".join(parts) or top.name

    def _top(self, folder: str) -> str:
        """The folder that holds the topmost package which the folder is, or lies in; or "".

        A folder without an `__init__.py` below a package is part of it.
        """
        if folder not in self._tops:
            above = os.path.dirname(folder)
            found = self._top(above) if above != folder else ""
            self._tops[folder] = found or (above if self._is_package(folder) else "")
        return self._tops[folder]


def _up(folder: str, levels: int) -> str:
    for _ in range(levels):
        folder = os.path.dirname(folder)
    return folder


def _is_within(folder: str, root: str) -> bool:
    return folder == root or folder.startswith(os.path.join(root, ""))


def _module_parts(path: Path) -> list[str]:
    parts = list(path.with_suffix("").parts)
    if parts and parts[-1] == "__init__":
        parts.pop()
    return [part for part in parts if part not in ("/", "\\")]
