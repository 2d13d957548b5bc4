"""The project: which file is which module, and what a module's summary and tree are.

Files are parsed when somebody asks for them, so that what cannot matter is not parsed.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from asyncfix.model import Failure
from asyncfix.project.files import SourceFile
from asyncfix.project.summary import Function, Module
from asyncfix.project.view import View
from asyncfix.project.walk import summarise
from asyncfix.text import parse


@dataclass(frozen=True, slots=True)
class Definition:
    """A function of the project, with the module that it is in."""

    module: Module
    function: Function

    @property
    def name(self) -> str:
        """The dotted name, module included."""
        return f"{self.module.name}.{self.function.qualname}"


@dataclass(slots=True)
class Project:
    """The files of a run. `root` is the folder that module names are counted from."""

    root: Path
    failures: list[Failure] = field(default_factory=list)
    _files: dict[str, SourceFile] = field(default_factory=dict)
    _modules: dict[str, Module | None] = field(default_factory=dict)
    _trees: dict[str, ast.Module] = field(default_factory=dict)
    _by_suffix: dict[str, list[str]] = field(default_factory=dict)
    _packages: dict[Path, bool] = field(default_factory=dict)
    _views: dict[str, View] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path, files: Iterable[SourceFile]) -> Project:
        """The project of those files."""
        project = cls(root)
        for file in files:
            project._files[file.display] = file
            parts = _module_parts(file.path)
            for start in range(len(parts)):
                project._by_suffix.setdefault(".".join(parts[start:]), []).append(file.display)
        return project

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """All files, in the order in which they were given."""
        return tuple(self._files.values())

    def file(self, path: str) -> SourceFile:
        """The file that is shown under that path."""
        return self._files[path]

    def with_text(self, file: SourceFile) -> Project:
        """The same project with one file changed; the other files' summaries are shared."""
        path = file.display
        return Project(
            self.root,
            [],
            {**self._files, path: file},
            {key: value for key, value in self._modules.items() if key != path},
            {key: value for key, value in self._trees.items() if key != path},
            self._by_suffix,
            self._packages,
            {key: value for key, value in self._views.items() if key != path},
        )

    def adopt(self, modules: Iterable[Module]) -> None:
        """Takes over summaries that were made elsewhere."""
        for module in modules:
            self._modules[module.path] = module

    def module(self, path: str) -> Module | None:
        """The summary of a file; None, and a failure, if it does not parse."""
        if path not in self._modules:
            self._modules[path] = self._summarise(path)
        return self._modules[path]

    def modules(self, only: Iterable[str] | None = None) -> Iterator[Module]:
        """The modules that can run code on an event loop, among the given files or all."""
        for path in self._files if only is None else only:
            if "async" in self._files[path].text:
                module = self.module(path)
                if module is not None:
                    yield module

    def tree(self, path: str) -> ast.Module:
        """The tree of a file that parses."""
        if path not in self._trees:
            self._trees[path] = parse(self._files[path].text)
        return self._trees[path]

    def view(self, path: str) -> View:
        """The close view of a file that parses. KeyError if it does not."""
        if path not in self._views:
            module = self.module(path)
            if module is None:
                raise KeyError(path)
            self._views[path] = View(module, self.tree(path), self._files[path].text)
        return self._views[path]

    def mentioning(self, word: str) -> Iterator[Module]:
        """The modules in whose text the word stands."""
        pattern = re.compile(rf"\b{re.escape(word)}\b")
        for path, file in self._files.items():
            if word in file.text and pattern.search(file.text):
                module = self.module(path)
                if module is not None:
                    yield module

    def find(self, name: str, importer: str) -> Module | None:
        """The module of that dotted name, as the file at `importer` would import it."""
        if name not in self._by_suffix:
            return None
        from_folders = set(self._files[importer].path.parents) if importer in self._files else set()
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names:
            return self._shadowing(name, top, importer)
        candidates = [
            (len(root.parts), path)
            for path in self._by_suffix[name]
            if (root := self._import_root(path, name)) is not None
            and (root in from_folders or len(self._by_suffix[name]) == 1)
        ]
        return self.module(max(candidates)[1]) if candidates else None

    def _shadowing(self, name: str, top: str, importer: str) -> Module | None:
        """A file beside a script hides a module of the standard library that is not built in."""
        if top in sys.builtin_module_names or importer not in self._files:
            return None
        folder = self._files[importer].path.parent
        for path in self._by_suffix[name]:
            if self._import_root(path, name) == folder:
                return self.module(path)
        return None

    def _import_root(self, path: str, name: str) -> Path | None:
        """The folder that must be on the import path for that name; no package is one."""
        file = self._files[path].path
        parts = _module_parts(file)
        # not the dots of the name: a folder may be called `app-1.0`
        depth = next(size for size in range(1, len(parts) + 1) if ".".join(parts[-size:]) == name)
        root = file.parents[depth if file.stem == "__init__" else depth - 1]
        return None if self._is_package(root) else root

    def _is_package(self, folder: Path) -> bool:
        if folder not in self._packages:
            self._packages[folder] = (folder / "__init__.py").exists()
        return self._packages[folder]

    def module_name(self, file: SourceFile) -> str:
        """The dotted name of a file's module: from its topmost package, else from the root."""
        top = file.path.parent
        while self._is_package(top) and top.parent != top:
            top = top.parent
        if top == file.path.parent and file.path.is_relative_to(self.root):
            top = self.root
        parts = _module_parts(file.path.relative_to(top))
        if parts[:1] == ["src"] and len(parts) > 1:
            parts = parts[1:]
        return ".".join(parts) or top.name

    def check(self, path: str) -> ast.Module | None:
        """The tree of a file; None, and a failure, if it does not parse."""
        try:
            return parse(self._files[path].text)
        except SyntaxError as error:
            self.failures.append(Failure(path, "parse", error.msg, error.lineno or 1))
        except (RecursionError, MemoryError):
            self.failures.append(Failure(path, "parse", "nested too deeply", 1))
        return None

    def _summarise(self, path: str) -> Module | None:
        file, tree = self._files[path], self.check(path)
        if tree is None:
            return None
        is_package = file.path.stem == "__init__"
        try:
            return summarise(tree, file.text, path, self.module_name(file), is_package)
        except RecursionError:
            self.failures.append(Failure(path, "index", "nested too deeply", 1))
            return None


def _module_parts(path: Path) -> list[str]:
    parts = list(path.with_suffix("").parts)
    if parts and parts[-1] == "__init__":
        parts.pop()
    return [part for part in parts if part not in ("/", "\\")]
