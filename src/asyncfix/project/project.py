"""The project: which file is which module, and what a module's summary and tree are.

Files are parsed when somebody asks for them, so that what cannot matter is not parsed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from asyncfix.model import Failure
from asyncfix.project.alone import outermost, view_alone
from asyncfix.project.sources import records
from asyncfix.project.sources.files import SourceFile
from asyncfix.project.sources.locations import Locations
from asyncfix.project.sources.words import Words
from asyncfix.project.summary import Function, Module
from asyncfix.project.view import View
from asyncfix.project.walk import summarise
from asyncfix.stored import StoredError
from asyncfix.text import is_valid, parse, room

if TYPE_CHECKING:
    from asyncfix.project.sources.beyond import Beyond

_T = TypeVar("_T")

_KEPT = 200_000
"""How many characters of text keep their views, each of which takes about a hundred bytes."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A function of the project, with the module that it is in."""

    module: Module
    function: Function

    @property
    def name(self) -> str:
        """The dotted name, module included."""
        return f"{self.module.name}.{self.function.qualname}"

    @property
    def cls(self) -> str:
        """The dotted name of the class that it is a method of; empty for what is none."""
        owner = self.function.owner
        return f"{self.module.name}.{self.module.classes[owner].qualname}" if owner >= 0 else ""


class Elsewhere(Protocol):
    """Other processes that look at files of the project."""

    def bring(self, path: str) -> None:
        """Has the project adopt what they find out of a file, unless none of them looks at it."""

    def bring_words(self) -> None:
        """Has the project adopt the words of all files, unless none of them looks for those."""

    def settle(self) -> None:
        """Waits until they are done with all files, and ends them."""


@dataclass(slots=True)
class Project:
    """The files of a run. `root` is the folder that module names are counted from.

    `beyond` knows of the files beside them.
    """

    root: Path
    _files: dict[str, SourceFile]
    _locations: Locations
    _words: Words
    _beyond: Beyond | None = None
    failures: list[Failure] = field(default_factory=list)
    _records: dict[str, bytes] = field(default_factory=dict)
    _found_here: set[str] = field(default_factory=set)
    _modules: dict[str, Module | None] = field(default_factory=dict)
    _views: dict[str, View] = field(default_factory=dict)
    _alone: dict[tuple[str, int], View] = field(default_factory=dict)
    ahead: Elsewhere | None = None

    @classmethod
    def of(cls, root: Path, files: Iterable[SourceFile], beyond: Beyond | None = None) -> Project:
        """The project of those files; `beyond` are those beside them."""
        by_name = {file.display: file for file in files}
        known = tuple(by_name.values())
        return cls(root, by_name, Locations(root, known), Words(known), beyond)

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """All files, in the order in which they were given."""
        return tuple(self._files.values())

    def has(self, path: str) -> bool:
        """Whether there is a file that is shown under that path."""
        return path in self._files

    def file(self, path: str) -> SourceFile:
        """The file that is shown under that path."""
        return self._files[path]

    def with_texts(self, files: Iterable[SourceFile]) -> Project:
        """The same project with some files changed; the other files' summaries are shared."""
        changed = {file.display: file for file in files}
        return Project(
            self.root,
            {**self._files, **changed},
            self._locations,
            self._words.with_files(changed.values()),
            self._beyond,
            [],
            _without(self._records, changed),
            set(),
            _without(self._modules, changed),
            _without(self._views, changed),
        )

    def adopt(self, path: str, record: bytes) -> None:
        """Takes over what was found out elsewhere of a file that parses."""
        self._records[path] = record

    def record(self, path: str) -> bytes | None:
        """What was found out here of a file that parses; None if nothing was."""
        if path not in self._found_here:
            return None
        module = self._modules.get(path)
        return records.PARSES if module is None else records.record(module)

    def module(self, path: str) -> Module | None:
        """The summary of a file; None, and a failure, if it does not parse."""
        if path not in self._modules and self.ahead is not None:
            self.ahead.bring(path)
        if path not in self._modules:
            self._modules[path] = self._summarise(path)
        return self._modules[path]

    def is_summarised(self, path: str) -> bool:
        """Whether the summary of a file is at hand."""
        return path in self._modules

    def settle(self) -> None:
        """Has all files looked at, and no other process: before this one is copied."""
        if self.ahead is not None:
            self.ahead.settle()
            self.ahead = None

    def modules(self, only: Iterable[str] | None = None) -> Iterator[Module]:
        """The modules that can run code on an event loop, among the given files or all."""
        for path in self._files if only is None else only:
            if self._files[path].may_be_async:
                module = self.module(path)
                if module is not None:
                    yield module

    def tree(self, path: str) -> ast.Module:
        """The tree of a file that parses."""
        return self.view(path).tree

    def view(self, path: str) -> View:
        """The close view of a file that parses. KeyError if it does not."""
        view = self._views.pop(path, None)
        if view is None:
            module = self.module(path)
            if module is None:
                raise KeyError(path)
            view = View(module, self._files[path].text)
        self._views[path] = view  # the last one is that which was used last
        return view

    def view_around(self, module: Module, function: Function) -> View:
        """A close view that has a function and those around it; of the rest it need have nothing.

        A file is parsed whole only where that has been done already.
        """
        if module.path in self._views:
            return self.view(module.path)
        whole = outermost(module, function)
        key = (module.path, whole.index)
        if key not in self._alone:
            self._alone[key] = view_alone(module, whole, self._files[module.path].text)
        return self._alone[key]

    def put_views_away(self) -> None:
        """Gives the memory back that trees and views take, but for the ones used last."""
        self._alone.clear()
        room = _KEPT
        kept: dict[str, View] = {}
        for path, view in reversed(self._views.items()):
            room -= len(view.text)
            if room < 0:
                break
            kept[path] = view
        self._views = dict(reversed(kept.items()))

    @property
    def words(self) -> Words:
        """The words of all files."""
        if self.ahead is not None and not self._words.are_known:
            self.ahead.bring_words()
        return self._words

    def with_word(self, word: str) -> Sequence[str]:
        """The files in whose text the word stands."""
        return self.words.mentioning(word)

    def mentioning(self, word: str) -> Iterator[Module]:
        """The modules in whose text the word stands."""
        for path in self.words.mentioning(word):
            module = self.module(path)
            if module is not None:
                yield module

    @property
    def beside(self) -> Sequence[SourceFile]:
        """The files of the same project that are not looked at, because nobody asked for them."""
        return self._beyond.files if self._beyond is not None else ()

    def used_beyond(self, name: str) -> str:
        """A file that nobody looks at, and why, that uses such a name; empty if none does."""
        for path in self.words.mentioning(name):
            if self.module(path) is None:
                return f"{path}, which does not parse"
        path = self._beyond.using(name) if self._beyond is not None else ""
        return path and f"{path}, which was not asked for"

    @property
    def folders(self) -> Mapping[str, str]:
        """The folder of each file, on which depends what its imports find."""
        return self._locations.folders

    def has_top(self, name: str) -> bool:
        """Whether a dotted name that starts so can be a module of the project."""
        return self._locations.has_top(name)

    def find(self, name: str, importer: str) -> Module | None:
        """The module of that dotted name, as the file at `importer` would import it."""
        path = self._locations.find(name, importer)
        return self.module(path) if path is not None else None

    def locate(self, name: str, importer: str) -> str | None:
        """The file of that module, which need not parse."""
        return self._locations.find(name, importer)

    def module_name(self, file: SourceFile) -> str:
        """The dotted name of a file's module: from its topmost package, else from the root."""
        return self._locations.module_name(file)

    def check(self, path: str) -> None:
        """Sees that a file parses; it is a failure if it does not."""
        if path in self._modules:
            return
        if is_valid(self._files[path].text, path) or self._parsed(path) is not None:
            self._found_here.add(path)
        else:
            self._modules[path] = None

    def _parsed(self, path: str) -> ast.Module | None:
        """The tree of a file; None, and a failure, if it does not parse."""
        try:
            return parse(self._files[path].text)
        except SyntaxError as error:
            self.failures.append(Failure(path, "parse", error.msg, error.lineno or 1))
        except (RecursionError, MemoryError):
            self.failures.append(Failure(path, "parse", "nested too deeply", 1))
        return None

    def _summarise(self, path: str) -> Module | None:
        record = self._records.pop(path, records.PARSES)  # which takes as much room as the text
        try:
            return records.module_of(record, path) if record else self._walked(path)
        except StoredError:
            return self._walked(path)

    def _walked(self, path: str) -> Module | None:
        file = self._files[path]
        is_package = file.path.stem == "__init__"
        with room():
            tree = self._parsed(path)
            if tree is None:
                return None
            try:
                module = summarise(tree, file.text, path, self.module_name(file), is_package)
            except RecursionError:
                self.failures.append(Failure(path, "index", "nested too deeply", 1))
                return None
        self._found_here.add(path)
        return module


def _without(known: Mapping[str, _T], paths: Iterable[str]) -> dict[str, _T]:
    rest = dict(known)
    for path in paths:
        rest.pop(path, None)
    return rest
