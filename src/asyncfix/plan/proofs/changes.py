"""Says which functions of the project, in any module, change what another one reads.

State is told by its place, and that of an object by its class, where that is known: what an object
of unknown class has is meant where only one class has an attribute of that name.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.plan.proofs.fresh import is_fresh, root_of
from asyncfix.plan.proofs.owned import MUTATORS
from asyncfix.plan.proofs.places import place_of
from asyncfix.project.alone import parsed_alone
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.inference import Inference, Instance
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.summary import Function, Module, Store
from asyncfix.project.terms import NONE, Attr, Expr, Item, Name

_TAKING = frozenset({"pop", "popitem", "popleft", "remove", "discard", "clear"})
_DATA = ("builtins.", "collections.", "typing.")
_MAKING = frozenset({"__init__", "__post_init__", "__new__"})


class _Change(NamedTuple):
    """That a function changes something: its place and class, whether in place, and how.

    `resets`: to None. `takes`: an item is taken out.
    """

    by: Key
    place: str
    cls: str
    module: str
    inside: bool
    resets: bool = False
    takes: bool = False


class _Writes:
    """What the functions of a module write, by the last name of what their code calls it.

    `globals`: whether to None; `calls`: of methods that change what they are called on.
    """

    def __init__(self, module: Module) -> None:
        self.globals: defaultdict[str, list[tuple[Function, bool]]] = defaultdict(list)
        self.stores: defaultdict[str, list[tuple[Function, Store]]] = defaultdict(list)
        self.calls: defaultdict[str, list[tuple[Function, Expr, str]]] = defaultdict(list)
        for function in module.functions:
            if function.name not in _MAKING:
                self._add(module, function)
        for call in module.calls:
            func = call.func
            if call.function < 0 or not isinstance(func, Attr) or func.name not in MUTATORS:
                continue
            base, function = func.base, module.functions[call.function]
            while isinstance(base, Item):
                base = base.base
            if isinstance(base, Name | Attr) and function.name not in _MAKING:
                self.calls[base.name].append((function, base, func.name))

    def _add(self, module: Module, function: Function) -> None:
        for name in module.scopes[function.scope].global_names:
            values = [x.value for x in module.top.get(name, ()) if _holds(function, x.line)]
            self.globals[name].append((function, NONE in values))
        for store in function.stores:
            if store.root:
                name = store.text.partition("[]")[0].rpartition(".")[2]
                self.stores[name].append((function, store))


class Changes:
    """Answers for names; what changes something of a name is found out once."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: dict[str, tuple[_Change, ...]] = {}
        self._only: dict[tuple[str, str], bool] = {}
        self._written: dict[str, _Writes] = {}

    def inside(self, module: Module, expr: Expr) -> bool:
        """Whether functions change the container that an expression stands for, in place."""
        place, cls = self._whose(module, expr)
        return any(item.inside for item in self._of(module, place, cls))

    def resets(self, module: Module, place: str, cls: str) -> bool:
        """Whether functions set what is at a place to nothing, or delete it."""
        return any(item.resets for item in self._of(module, place, cls))

    def takes(self, module: Module, place: str, cls: str) -> bool:
        """Whether functions take items out of the container at a place."""
        return any(item.takes for item in self._of(module, place, cls))

    def setters(self, module: Module, place: str, cls: str) -> frozenset[Key]:
        """The functions that set what is at a place."""
        return frozenset(item.by for item in self._of(module, place, cls) if not item.inside)

    def _whose(self, module: Module, expr: Expr) -> tuple[str, str]:
        """The place of what an expression stands for, and the class whose attribute it is."""
        base = expr.base if isinstance(expr, Attr) else None
        value = self._inference.value(module, base) if base is not None else None
        cls = value.cls if isinstance(value, Instance) else ""
        return place_of(self._inference, module, expr), cls

    def _of(self, module: Module, place: str, cls: str) -> Iterator[_Change]:
        name = place.rpartition(".")[2]
        for item in self._named(name) if name else ():
            if item.place == place and self._may_be(module, name, cls, item):
                yield item

    def _may_be(self, module: Module, name: str, cls: str, change: _Change) -> bool:
        """Whether a change may be one of an object of that class."""
        if not change.place.startswith("."):
            return True
        if not cls:
            return False
        if not change.cls:
            return self._is_only(module, name, cls)
        classes_of = self._inference.classes_of
        above = classes_of(cls, module.path)
        return change.cls in above or cls in classes_of(change.cls, change.module)

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
            modules = self._inference.project.mentioning(name)
            found = (item for module in modules for item in self._in(module, name))
            self._known[name] = tuple(dict.fromkeys(found))
        return self._known[name]

    def _in(self, module: Module, name: str) -> Iterator[_Change]:
        writes = self._writes(module)
        for function, value in writes.globals.get(name, ()):
            key = key_of(Definition(module, function))
            yield _Change(key, f"{module.name}.{name}", "", module.path, False, value)
        for function, store in writes.stores.get(name, ()):
            yield from self._by(module, function, store, name)
        for function, base, method in writes.calls.get(name, ()):
            if self._may_be_data(module, base):
                takes = method in _TAKING
                yield from self._change(module, function, base, True, takes=takes)

    def _writes(self, module: Module) -> _Writes:
        if module.path not in self._written:
            self._written[module.path] = _Writes(module)
        return self._written[module.path]

    def _may_be_data(self, module: Module, expr: Expr) -> bool:
        """Whether something may be a container: no object of a class that is known and is none."""
        value = self._inference.value(module, expr)
        if not isinstance(value, Instance):
            return True
        above = self._inference.classes_of(value.cls, module.path)
        return any(item.startswith(_DATA) for item in above)

    def _by(self, module: Module, function: Function, store: Store, name: str) -> Iterator[_Change]:
        text, _, inner = store.text.partition("[]")
        expr: Expr = Name(store.root, function.scope)
        for part in text.split(".")[1:]:
            expr = Attr(expr, part)
        whole = not inner and not store.text.endswith("[]")
        if whole and not isinstance(expr, Attr):
            return
        resets = whole and NONE in _values(module, function, text, name)
        takes = not whole and self._deletes(Definition(module, function), text)
        yield from self._change(module, function, expr, not whole, resets, takes)

    def _change(
        self,
        module: Module,
        function: Function,
        expr: Expr,
        inside: bool,
        resets: bool = False,
        takes: bool = False,
    ) -> Iterator[_Change]:
        definition = Definition(module, function)
        root = root_of(expr)
        if not root or is_fresh(self._inference, definition, root):
            return
        place, cls = self._whose(module, expr)
        if place:
            yield _Change(key_of(definition), place, cls, module.path, inside, resets, takes)

    def _deletes(self, definition: Definition, text: str) -> bool:
        """Whether a function has a `del` for an item of what its code writes so."""
        project = self._inference.project
        if "del " not in project.file(definition.module.path).text:
            return False
        node, _ = parsed_alone(project, definition)
        return any(
            isinstance(target, ast.Subscript) and ast.unparse(target.value) == text
            for part in ast.walk(node)
            for target in (part.targets if isinstance(part, ast.Delete) else ())
        )


def _holds(function: Function, line: int) -> bool:
    return function.span.line <= line <= function.span.end_line


def _values(module: Module, function: Function, text: str, name: str) -> list[Expr]:
    """What a function sets an attribute to, which its code writes as `text`."""
    if function.receiver and text == f"{function.receiver}.{name}":
        bindings = module.classes[function.owner].attributes.get(name, ())
        return [item.value for item in bindings if _holds(function, item.line)]
    root = text.partition(".")[0]
    return [item.value for item in module.outside.get(name, ()) if root_of(item.base) == root]
