"""Says which functions of the project, in any module, change what another one reads.

State is told by its place, and that of an object by its class, where that is known: what an object
of unknown class has is meant where only one class has an attribute of that name.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import NamedTuple

from asyncfix.plan.proofs.state.containers import Standing, standing
from asyncfix.plan.proofs.state.filled import Filled
from asyncfix.plan.proofs.state.filling import is_filled_by_reading
from asyncfix.plan.proofs.state.fresh import is_fresh, root_of
from asyncfix.plan.proofs.state.indirect import WRITERS
from asyncfix.plan.proofs.state.loading import runs_while_loading
from asyncfix.plan.proofs.state.owned import MUTATORS
from asyncfix.plan.proofs.state.places import place_of
from asyncfix.plan.proofs.state.writes import Writes, holds
from asyncfix.project.alone import parsed_alone
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.inference import Inference, Instance, Ref
from asyncfix.project.lineage import lineage
from asyncfix.project.nodes import walk
from asyncfix.project.project import Definition
from asyncfix.project.summary import Function, Module, Store
from asyncfix.project.terms import NONE, Attr, Expr, Name

_DATA = ("builtins.", "collections.", "typing.")


class _Change(NamedTuple):
    """That a function changes something: its place and class, whether in place, and how.

    `resets`: to None. `takes`: an item is taken out. `nested`: it is an item that changes.
    `root`: the name by which it gets there, which may be one of what it has made itself.
    """

    by: Key
    place: str
    cls: str
    module: str
    inside: bool
    resets: bool = False
    takes: bool = False
    nested: bool = False
    root: str = ""


_INSIDE, _RESETTING, _TAKING = map(attrgetter, ("inside", "resets", "takes"))


def _of_an_item(change: _Change) -> bool:
    return change.inside and change.nested


def _sets(change: _Change) -> bool:
    return not change.inside


class Changes:
    """Answers for names; what changes something of a name is found out once."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: dict[str, tuple[_Change, ...]] = {}
        self._only: dict[tuple[str, str], bool] = {}
        self._written: dict[str, Writes] = {}
        self._filled = Filled(inference, self._writes)
        self._fresh: dict[tuple[Key, str], bool] = {}
        self._deleted: dict[Key, frozenset[str]] = {}
        self._with_del: dict[str, bool] = {}
        self._loading: dict[Key, bool] = {}
        names = (*WRITERS, *inference.catalogue.changes_first)
        self._writers = frozenset(item.rpartition(".")[2] for item in names) - MUTATORS

    def inside(self, known: Standing) -> bool:
        """Whether functions change a container, or what is in it if that is meant, in place."""
        place, cls = self._whose(known.module, known.expr)
        if any(self._of(known.module, place, cls, _of_an_item if known.inner else _INSIDE)):
            return True
        return not known.inner and self._is_filled_by_reading(known.module, place, cls)

    def _is_filled_by_reading(self, module: Module, place: str, cls: str) -> bool:
        def may_be(other: str, path: str) -> bool:
            return self._may_meet(module, place[1:], cls, other, path)

        return is_filled_by_reading(self._inference, place, may_be)

    def resets(self, module: Module, place: str, cls: str) -> bool:
        """Whether functions set what is at a place to nothing, or delete it."""
        found = (item.by for item in self._of(module, place, cls, _RESETTING))
        return not all(map(self._runs_while_loading, found))

    def takes(self, module: Module, place: str, cls: str) -> bool:
        """Whether functions take items out of the container at a place."""
        found = (item.by for item in self._of(module, place, cls, _TAKING))
        return not all(map(self._runs_while_loading, found))

    def _runs_while_loading(self, key: Key) -> bool:
        if key not in self._loading:
            project = self._inference.project
            module = project.module(key[0])
            self._loading[key] = module is not None and runs_while_loading(
                project, module, module.functions[key[1]]
            )
        return self._loading[key]

    def setters(self, module: Module, place: str, cls: str) -> frozenset[Key]:
        """The functions that set what is at a place."""
        return frozenset(item.by for item in self._of(module, place, cls, _sets))

    def _whose(self, module: Module, expr: Expr) -> tuple[str, str]:
        """The place of what an expression stands for, and the class whose attribute it is."""
        base = expr.base if isinstance(expr, Attr) else None
        value = self._inference.value(module, base) if base is not None else None
        cls = value.cls if isinstance(value, Instance) else ""
        if isinstance(value, Ref) and self._inference.class_named(value.name, module.path):
            cls = value.name
        return place_of(self._inference, module, expr), cls

    def _of(
        self, module: Module, place: str, cls: str, kind: Callable[[_Change], bool]
    ) -> Iterator[_Change]:
        name = place.rpartition(".")[2]
        for item in self._named(name) if name else ():
            meant = item.place == place and kind(item) and self._may_be(module, name, cls, item)
            if meant and self._is_of_others(item):
                yield item

    def _is_of_others(self, item: _Change) -> bool:
        """Whether it is of something that others have.

        That is found out only of what is asked for: it costs more than all else.
        """
        made = (item.by, item.root)
        if item.root and made not in self._fresh:
            module = self._inference.project.module(item.module)
            self._fresh[made] = module is not None and is_fresh(
                self._inference, Definition(module, module.functions[item.by[1]]), item.root
            )
        return not item.root or not self._fresh[made]

    def _may_be(self, module: Module, name: str, cls: str, change: _Change) -> bool:
        """Whether a change may be one of an object of that class."""
        is_attribute = change.place.startswith(".")
        return not is_attribute or self._may_meet(module, name, cls, change.cls, change.module)

    def _may_meet(self, module: Module, name: str, cls: str, other: str, path: str) -> bool:
        """Whether attributes of two classes may be one; of an unknown class if no third has it."""
        if not cls:
            return bool(other) and self._is_only(module, name, other)
        if not other:
            return self._is_only(module, name, cls)
        classes_of = self._inference.classes_of
        return other in classes_of(cls, module.path) or cls in classes_of(other, path)

    def _is_only(self, module: Module, name: str, cls: str) -> bool:
        """Whether no other class has an attribute of that name."""
        if (name, cls) not in self._only:
            self._only[name, cls] = self._find_only(module, name, cls)
        return self._only[name, cls]

    def _find_only(self, module: Module, name: str, cls: str) -> bool:
        owner = self._inference.class_named(cls, module.path)
        own = set(lineage(self._inference, *owner)) if owner is not None else set()
        for place in self._inference.project.mentioning(name):
            for item in place.classes:
                has = name in item.attributes or name in place.scopes[item.scope].bindings
                if has and (place.path, item.index) not in own:
                    return False
        return bool(own)

    def _named(self, name: str) -> tuple[_Change, ...]:
        if name not in self._known:
            modules = list(self._inference.project.mentioning(name))
            found = [
                item
                for module in modules
                if self._writes(module).mention(name)
                for item in self._in(module, name)
            ]
            getters = {x for module in modules for x in self._writes(module).getters.get(name, ())}
            for getter in sorted(getters):
                for module in self._inference.project.mentioning(getter.removesuffix("()")):
                    if self._writes(module).mention(getter):
                        found += self._in_place(module, getter)
            self._known[name] = tuple(dict.fromkeys(found))
        return self._known[name]

    def _in(self, module: Module, name: str) -> Iterator[_Change]:
        writes = self._writes(module)
        for function, value in writes.globals.get(name, ()):
            key = key_of(Definition(module, function))
            yield _Change(key, f"{module.name}.{name}", "", module.path, False, value)
        for function, store in writes.stores.get(name, ()):
            yield from self._set(module, function, store, name)
        yield from self._in_place(module, name)

    def _in_place(self, module: Module, name: str) -> Iterator[_Change]:
        """What functions of a module change in place of what has that name there."""
        writes = self._writes(module)
        for change in writes.changes.get(name, ()):
            if not change.by_method or self._may_be_data(module, change.container):
                deleted = change.text and self._deletes(Definition(module, change.by), change.text)
                takes = change.takes or bool(deleted)
                for found in self._change(module, change.by, change.container, True, takes=takes):
                    yield found._replace(nested=found.nested or change.nested)
        for handed in writes.handed(name):
            if self._filled.by(module, handed):
                yield from self._change(module, handed.by, handed.given, True)

    def _writes(self, module: Module) -> Writes:
        if module.path not in self._written:
            self._written[module.path] = Writes(module, self._writers)
        return self._written[module.path]

    def _may_be_data(self, module: Module, expr: Expr) -> bool:
        """Whether something may be a container: no object of a class that is known and is none."""
        value = self._inference.value(module, expr)
        if not isinstance(value, Instance):
            return True
        above = self._inference.classes_of(value.cls, module.path)
        return any(item.startswith(_DATA) for item in above)

    def _set(
        self, module: Module, function: Function, store: Store, name: str
    ) -> Iterator[_Change]:
        expr: Expr = Name(store.root, function.scope)
        for part in store.text.split(".")[1:]:
            expr = Attr(expr, part)
        if isinstance(expr, Attr):
            resets = NONE in _values(module, function, store.text, name)
            yield from self._change(module, function, expr, False, resets)

    def _change(
        self,
        module: Module,
        function: Function,
        expr: Expr,
        inside: bool,
        resets: bool = False,
        takes: bool = False,
    ) -> Iterator[_Change]:
        by, root = key_of(Definition(module, function)), root_of(expr)
        for known in standing(self._inference, module, expr):
            place, cls = self._whose(known.module, known.expr)
            if place:
                yield _Change(by, place, cls, module.path, inside, resets, takes, known.inner, root)

    def _deletes(self, definition: Definition, text: str) -> bool:
        """Whether a function has a `del` for an item of what its code writes so."""
        project = self._inference.project
        path = definition.module.path
        if path not in self._with_del:
            self._with_del[path] = "del " in project.file(path).text
        if not self._with_del[path]:
            return False
        key = key_of(definition)
        if key not in self._deleted:
            node, _ = parsed_alone(project, definition)
            self._deleted[key] = frozenset(
                ast.unparse(target.value)
                for part in walk(node)
                for target in (part.targets if isinstance(part, ast.Delete) else ())
                if isinstance(target, ast.Subscript)
            )
        return text in self._deleted[key]


def _values(module: Module, function: Function, text: str, name: str) -> list[Expr]:
    """What a function sets an attribute to, which its code writes as `text`."""
    if function.receiver and text == f"{function.receiver}.{name}":
        bindings = module.classes[function.owner].attributes.get(name, ())
        return [item.value for item in bindings if holds(function, item.line)]
    root = text.partition(".")[0]
    return [item.value for item in module.outside.get(name, ()) if root_of(item.base) == root]
