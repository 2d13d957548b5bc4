"""Says what a name or expression is: an object by its dotted name, or an instance of a class.

What is not known is None; nothing is guessed. How names, members, calls and annotations are
answered is in the modules of those names; what they share is here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import TypeVar

from asyncfix.catalogue import Catalogue
from asyncfix.entries import ClassEntry, Entry
from asyncfix.model import Span
from asyncfix.project.lineage import Ancestor
from asyncfix.project.project import Definition, Project
from asyncfix.project.resolution import (
    crossing,
    evaluating,
    hints,
    members,
    scoping,
    subclasses,
)
from asyncfix.project.summary import Binding, Class, Module
from asyncfix.project.terms import Expr, Name
from asyncfix.project.values import (
    NO_TYPES,
    Bound,
    Coroutine,
    Instance,
    Named,
    Prepared,
    Ref,
    Types,
    TypeVariable,
    Union,
    Value,
    class_name,
    name_of,
    object_name,
)

__all__ = [
    "Bound",
    "Coroutine",
    "Inference",
    "Instance",
    "Named",
    "Prepared",
    "Ref",
    "Union",
    "Value",
    "class_name",
    "name_of",
    "object_name",
]

_DEEPEST = 40
_K = TypeVar("_K")
_T = TypeVar("_T")

Variable = tuple[str, int, str]
"""A name in the scope of that index of a file."""


class Inference:
    """Resolves expressions of a project's modules, with a catalogue's knowledge of libraries.

    `given` is what variables are known to be from elsewhere: parameters that nobody has annotated.
    """

    def __init__(
        self,
        project: Project,
        catalogue: Catalogue,
        given: Mapping[Variable, Value] = MappingProxyType({}),
    ) -> None:
        self.project = project
        self._folders = project.folders
        self.catalogue = catalogue
        self.given = given
        self._active: set[Hashable] = set()
        self._cut = 0  # how often an answer was left open because it depends on itself
        self._known: dict[Hashable, Value] = {}
        self._supposed: dict[Hashable, Value] = {}
        self._values: defaultdict[str, dict[Expr, Value]] = defaultdict(dict)
        self._modules: dict[tuple[str, str], tuple[Module | None, Sequence[str]]] = {}
        self._outside: set[str] = set()
        self._parents: dict[tuple[str, str], frozenset[str]] = {}
        self._children: dict[tuple[str, str], frozenset[tuple[str, int]]] = {}
        self._derived: dict[str, subclasses.Derived] = {}
        self.lineages: dict[tuple[str, int], tuple[Ancestor, ...]] = {}
        self.variables: dict[tuple[str, int], tuple[TypeVariable, ...]] = {}
        self.generic: dict[tuple[str, int], bool] = {}
        self.types: dict[Hashable, Mapping[tuple[str, int], Types]] = {}
        self.calls: dict[tuple[str, int], tuple[tuple[str, Span, int], ...]] = {}

    # what stands between an answer and an endless search for it

    @contextmanager
    def asking(self, question: Hashable) -> Iterator[bool]:
        """Gives whether a question may be followed: not if it is open already, or lies too deep."""
        if question in self._active or len(self._active) > _DEEPEST:
            self._cut += 1
            yield False
            return
        self._active.add(question)
        try:
            yield True
        finally:
            self._active.discard(question)

    @contextmanager
    def supposing(self, key: tuple[str, int, str], value: Value) -> Iterator[None]:
        """Takes a name for that value while it is looked at what else it is bound to.

        Answers given meanwhile rest on it, so that none is kept.
        """
        self._supposed[key] = value
        try:
            yield
        finally:
            del self._supposed[key]

    def answer(self, question: Hashable, find: Callable[[], Value]) -> Value:
        """What `find` gives; kept, unless it depends on what is still open."""
        if question in self._known:
            return self._known[question]
        cut = self._cut
        with self.asking(question) as open_question:
            value = find() if open_question else None
        if not self._supposed and (cut == self._cut or not self._active):
            self._known[question] = value
        return value

    def kept(self, known: dict[_K, _T], key: _K, find: Callable[[], _T]) -> _T:
        """The same for what is no value, among others of its kind."""
        if key in known:
            return known[key]
        cut, found = self._cut, find()
        if not self._supposed and (cut == self._cut or not self._active):
            known[key] = found
        return found

    def across(self, value: Value, origin: str, importer: str) -> Value:
        """A value found in the file at `origin`, as the one at `importer` can name it.

        Where two modules of one name lie side by side, the same dotted name may be another's.
        """
        if value is None or origin == importer:
            return value
        return crossing.across(self, value, origin, importer)

    # names

    def lookup(self, module: Module, scope: int, name: str) -> Sequence[Binding] | None:
        """The bindings that a name has, seen from a scope; None where no scope binds it."""
        found = self.scope_of(module, scope, name)
        return None if found is None else module.scopes[found].bindings[name]

    def scope_of(self, module: Module, scope: int, name: str) -> int | None:
        """The index of the scope whose name it is, seen from a scope."""
        return scoping.scope_of(module, scope, name)

    def name(self, module: Module, scope: int, name: str) -> Value:
        """What a name is, seen from a scope."""
        asked = (module.path, scope, name)
        if asked in self._known:
            return self._known[asked]
        found = self.scope_of(module, scope, name)
        if found is None:
            return scoping.from_outside(self, module, name)
        key = (module.path, found, name)
        if key in self.given:
            return self.given[key]
        if key in self._supposed:
            return self._supposed[key]
        value = self.answer(key, lambda: scoping.bound(self, module, found, name))
        if key in self._known:
            self._known[asked] = value
        return value

    def dotted(self, name: str, importer: str) -> Value:
        """What a dotted name is that the file at `importer` imports."""
        return scoping.dotted(self, name, importer)

    def longest_module(self, name: str, importer: str) -> tuple[Module | None, Sequence[str]]:
        """The project's module that a dotted name starts with, and the rest of the name."""
        if name in self._outside:
            return None, ()
        if not self.project.has_top(name.partition(".")[0]):
            self._outside.add(name)
            return None, ()
        key = (name, self._folders.get(importer, ""))  # all files of a folder import alike
        if key not in self._modules:
            self._modules[key] = scoping.longest_module(self.project, name, importer)
        return self._modules[key]

    # definitions

    def class_named(self, name: str, importer: str) -> tuple[Module, Class] | None:
        """The project's class of that dotted name."""
        module, rest = self.longest_module(name, importer)
        if module is None or not rest:
            return None
        definition = module.class_named(".".join(rest))
        return (module, definition) if definition is not None else None

    def functions_named(self, name: str, importer: str) -> list[Definition]:
        """The project's functions of that dotted name; several if it is defined several times."""
        module, rest = self.longest_module(name, importer)
        if module is None or not rest:
            return []
        return [Definition(module, item) for item in module.functions_named(".".join(rest))]

    def functions(self, value: Value, importer: str) -> list[Definition]:
        """The project's functions that a value stands for: a function, or a method."""
        found = self.functions_named(value.name, importer) if isinstance(value, Named) else []
        return [item for item in found if not item.function.replaced] if len(found) > 1 else found

    def is_defined(self, name: str, importer: str) -> bool:
        """Whether the project has a function or a class of that dotted name."""
        is_function = bool(self.functions_named(name, importer))
        return is_function or self.class_named(name, importer) is not None

    def entry(self, value: Value, importer: str) -> Entry | None:
        """What the catalogue says of a callable, unless the project defines that name itself."""
        if not isinstance(value, Named):
            return None
        found = self.catalogue.entry(value.name)
        return found if found is not None and not self._is_own(value.name, importer) else None

    def class_entry(self, value: Value) -> ClassEntry | None:
        """What the catalogue says of the class that something is an instance of."""
        return self.catalogue.classes.get(value.cls) if isinstance(value, Instance) else None

    def _is_own(self, name: str, importer: str) -> bool:
        if self.longest_module(name, importer)[0] is not None:
            return True
        here = self.project.module(importer)
        head, _, rest = name.partition(".")
        bindings = here.top.get(rest.partition(".")[0], []) if here and here.name == head else []
        return any(binding.kind != "import" for binding in bindings)

    def classes_of(self, name: str, importer: str) -> frozenset[str]:
        """A class and those that it inherits from, by dotted name."""
        key = (name, self._folders.get(importer, ""))  # all files of a folder import alike
        if key not in self._parents:
            self._parents[key] = subclasses.classes_of(self, name, importer)
        return self._parents[key]

    def subclasses_of(self, name: str, importer: str) -> frozenset[tuple[str, int]]:
        """The project's classes that inherit from one: module path and index in the module."""
        key = (name, self._folders.get(importer, ""))
        if key not in self._children:
            self._children[key] = subclasses.of(self, name, importer)
        return self._children[key]

    def derived(self, path: str) -> subclasses.Derived:
        """The classes of a module, index and name, by the dotted name of each of their bases."""
        return self.kept(self._derived, path, lambda: subclasses.derived(self, path))

    def method(self, cls: str, name: str, importer: str) -> list[Definition]:
        """The project's functions that a method of a class is, its own or inherited."""
        return members.methods(self, cls, name, importer)

    def callee(self, module: Module, func: Expr) -> Value:
        """What calling an expression calls: of an instance of the project, its `__call__`."""
        value = self.value(module, func)
        if isinstance(value, Prepared) and not value.manager:
            return value.target
        if isinstance(value, Instance) and self.class_named(value.cls, module.path) is not None:
            return self.attribute(value, "__call__", module.path)
        return value

    # expressions

    def value(self, module: Module, expr: Expr) -> Value:
        """What an expression gives."""
        if isinstance(expr, Name):
            return self.name(module, expr.scope, expr.name)
        if self._active or self._supposed:
            return evaluating.evaluated(self, module, expr)
        known = self._values[module.path]
        if expr not in known:
            known[expr] = evaluating.evaluated(self, module, expr)
        return known[expr]

    def attribute(self, value: Value, name: str, importer: str) -> Value:
        """What an attribute of something is."""
        return members.attribute(self, value, name, importer)

    def annotation(self, module: Module, expr: Expr, types: Types = NO_TYPES) -> Value:
        """The instance that an annotation promises; None for what is not one plain class."""
        return hints.annotation(self, module, expr, types)
