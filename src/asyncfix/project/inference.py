"""Says what a name or expression is: an object by its dotted name, or an instance of a class.

What is not known is None; nothing is guessed. How names, members, calls and annotations are
answered is in the modules of those names; what they share is here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager

from asyncfix.catalogue import Catalogue, ClassEntry, Entry
from asyncfix.project import hints, members, results, scoping
from asyncfix.project.project import Definition, Project
from asyncfix.project.summary import (
    NONE,
    Attr,
    Binding,
    Called,
    Class,
    Constant,
    Derived,
    Either,
    Expr,
    Item,
    Literal,
    Module,
    Name,
    Text,
)
from asyncfix.project.values import Bound, Coroutine, Instance, Ref, Value, merge

__all__ = ["Bound", "Coroutine", "Inference", "Instance", "Ref", "Value"]

_DEEPEST = 40


class Inference:
    """Resolves expressions of a project's modules, with a catalogue's knowledge of libraries."""

    def __init__(self, project: Project, catalogue: Catalogue) -> None:
        self.project = project
        self.catalogue = catalogue
        self._active: set[Hashable] = set()
        self._cut = 0  # how often an answer was left open because it depends on itself
        self._known: dict[Hashable, Value] = {}
        self._supposed: dict[Hashable, Value] = {}
        self._modules: dict[tuple[str, str], tuple[Module | None, list[str]]] = {}
        self._parents: dict[tuple[str, str], frozenset[str]] = {}

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
        found = self.scope_of(module, scope, name)
        if found is None:
            return scoping.from_outside(self, module, name)
        key = (module.path, found, name)
        if key in self._known:
            return self._known[key]
        if key in self._supposed:
            return self._supposed[key]
        cut = self._cut
        with self.asking(key) as open_question:
            value = scoping.bound(self, module, found, name) if open_question else None
        if not self._supposed and (cut == self._cut or not self._active):
            self._known[key] = value
        return value

    def dotted(self, name: str, importer: str) -> Value:
        """What a dotted name is that the file at `importer` imports."""
        return scoping.dotted(self, name, importer)

    def longest_module(self, name: str, importer: str) -> tuple[Module | None, list[str]]:
        """The project's module that a dotted name starts with, and the rest of the name."""
        key = (name, importer)
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

    def entry(self, value: Value, importer: str) -> Entry | None:
        """What the catalogue says of a callable, unless the project defines that name itself."""
        if not isinstance(value, Ref | Bound):
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
        key = (name, importer)
        if key not in self._parents:
            self._parents[key] = members.classes_of(self, name, importer)
        return self._parents[key]

    def is_route(self, module: Module, decorator: Expr) -> bool:
        """Whether a decorator registers a handler and gives the function back as it is."""
        return results.is_route(self, module, decorator)

    # expressions

    def value(self, module: Module, expr: Expr) -> Value:
        """What an expression gives."""
        if isinstance(expr, Name):
            return self.name(module, expr.scope, expr.name)
        if isinstance(expr, Attr):
            return self.attribute(self.value(module, expr.base), expr.name, module.path)
        if isinstance(expr, Called):
            return results.called(self, module, expr)
        if isinstance(expr, Literal):
            return Instance(expr.type)
        if isinstance(expr, Text):
            return Instance("builtins.str")
        if isinstance(expr, Constant):
            return Instance(f"builtins.{type(expr.value).__name__}")
        if isinstance(expr, Derived):
            return results.derived(self, module, expr)
        if isinstance(expr, Either):
            return merge(self.value(module, item) for item in expr.options if item != NONE)
        if isinstance(expr, Item):
            # A generic class subscripted is that class; an item of an instance is not followed.
            value = self.value(module, expr.base)
            return value if isinstance(value, Ref) else None
        return None

    def attribute(self, value: Value, name: str, importer: str) -> Value:
        """What an attribute of something is."""
        return members.attribute(self, value, name, importer)

    def yielded(self, definition: Definition) -> Value:
        """What a generator function yields."""
        return results.yielded(self, definition)

    def annotation(self, module: Module, expr: Expr) -> Value:
        """The instance that an annotation promises; None for what is not one plain class."""
        return hints.annotation(self, module, expr)
