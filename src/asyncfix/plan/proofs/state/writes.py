"""Says what the functions of a module write, by the last names of what they write.

A container is changed by assigning to its items, by its methods, and by functions that get it.
"""

from __future__ import annotations

import builtins
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from sys import intern
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from asyncfix.plan.proofs.state.containers import LastNames, spelled_out
from asyncfix.plan.proofs.state.owned import MUTATORS
from asyncfix.project.summary import CONSTRUCTORS, Call, Function, Module, Store
from asyncfix.project.terms import NONE, Attr, Expr, Item, Name, last_name

_T = TypeVar("_T")
_Lists = defaultdict[str, list[_T]]
_NOTHING: Mapping[str, tuple[()]] = MappingProxyType({})

_TAKING = frozenset({"pop", "popitem", "popleft", "remove", "discard", "clear"})
_PLAIN = frozenset({"dict", "list", "set"})
_BUILTINS = frozenset(dir(builtins))
"""They change nothing that they are handed first; `map` may have another function do so."""


class Change(NamedTuple):
    """That a function changes a container in place.

    `text` is how the code writes it, where it may be a `del`; `takes`: an item is taken out;
    `by_method`: what it is called on may be no container; `nested`: it is an item that changes.
    """

    by: Function
    container: Expr
    takes: bool = False
    text: str = ""
    by_method: bool = False
    nested: bool = False


class Handed(NamedTuple):
    """That a function hands something on: by which call, and at which place or by which name."""

    by: Function
    given: Expr
    call: Call
    place: int | str


class Writes:
    """What the functions of a module write, by the last name of it.

    `globals`: whether to None; `stores`: assignments to attributes; `changes`: of containers;
    `getters`: the functions that return what has that name, with `()` if they are called.
    By the index of a function, and the name of a parameter: `filled`, what it changes in place of
    what it is handed. `writers`: the last names of functions that change what they are given first.
    """

    def __init__(self, module: Module, writers: frozenset[str]) -> None:
        self.filled: set[tuple[int, str]] = set()
        self._module = module
        self._writers = writers
        self._names = LastNames(module)
        self._builtins = _BUILTINS - module.top.keys()
        self._globals: _Lists[tuple[Function, bool]] = defaultdict(list)
        self._stores: _Lists[tuple[Function, Store]] = defaultdict(list)
        self._changes: _Lists[Change] = defaultdict(list)
        self._handed: _Lists[int] = defaultdict(list)
        self._getters: defaultdict[str, set[str]] = defaultdict(set)
        for function in module.functions:
            for returned in function.returned:
                for name in self._names.of(returned):
                    self._getters[name].add(intern(f"{function.name}()"))
                    if function.decorators:  # it may be a property
                        self._getters[name].add(function.name)
            if function.name not in CONSTRUCTORS:
                self._add(function)
        for at, call in enumerate(module.calls):
            if call.function >= 0:
                function = module.functions[call.function]
                if function.name not in CONSTRUCTORS:
                    self._call(function, call, at)
        self._settle()

    def _settle(self) -> None:
        """Keeps what was found in little room: a large project has thousands of these."""
        self.globals = _frozen(self._globals)
        self.stores = _frozen(self._stores)
        self.changes = _frozen(self._changes)
        self.getters = _frozen(self._getters)
        self._places = {name: array("I", places).tobytes() for name, places in self._handed.items()}
        del self._globals, self._stores, self._changes, self._getters, self._handed, self._names

    def mention(self, name: str) -> bool:
        """Whether anything of that name is written, or handed to a function."""
        if name in self.changes or name in self._places:
            return True
        return name in self.stores or name in self.globals

    def handed(self, name: str) -> Iterator[Handed]:
        """Where functions hand on what has that name."""
        places = iter(memoryview(self._places.get(name, b"")).cast("I"))
        for at, number in zip(places, places, strict=True):
            call = self._module.calls[at]
            place, given = next(islice(_arguments(call), number, None))
            yield Handed(self._module.functions[call.function], given, call, place)

    def passed(self, index: int, parameter: str) -> Iterator[Handed]:
        """Where a function hands on what it gets as a parameter."""
        function = self._module.functions[index]
        wanted = Name(parameter, function.scope)
        if function.name in CONSTRUCTORS or not _parameter(function, wanted):
            return
        for call in self._module.calls:
            for place, given in _arguments(call) if call.function == index else ():
                if given == wanted and (place or not self._is_builtin(self._method(call.func))):
                    yield Handed(function, wanted, call, place)

    def _add(self, function: Function) -> None:
        for name in self._module.scopes[function.scope].global_names:
            bound = self._module.top.get(name, ())
            values = [item.value for item in bound if holds(function, item.line)]
            self._globals[name].append((function, NONE in values))
        for store in function.stores:
            for change in _changes(function, store):
                self._change(change)
            if store.root and "[]" not in store.text:
                self._stores[store.text.rpartition(".")[2]].append((function, store))

    def _change(self, change: Change) -> None:
        if name := _parameter(change.by, change.container):
            self.filled.add((change.by.index, name))
        for name in self._names.of(change.container):
            self._changes[name].append(change)

    def _call(self, function: Function, call: Call, at: int) -> None:
        func = self._method(call.func)
        if isinstance(func, Attr) and func.name in MUTATORS:
            self._changed_by(function, func, func.base)
            if isinstance(func.base, Name) and func.base.name in _PLAIN and call.args:
                self._changed_by(function, func, call.args[0])
        elif call.args and last_name(func) in self._writers:
            self._change(_of(function, call.args[0]))
        builtin = self._is_builtin(func)
        for number, (place, given) in enumerate(_arguments(call)):
            if isinstance(given, Attr) and given.name in MUTATORS:
                self._changed_by(function, given, given.base)
            elif isinstance(given, Attr | Name) and (place or not builtin):
                for name in self._names.of(given):
                    self._handed[name] += (at, number)

    def _changed_by(self, function: Function, method: Attr, container: Expr) -> None:
        change = _of(function, container)
        self._change(change._replace(takes=method.name in _TAKING, by_method=True))

    def _is_builtin(self, func: Expr) -> bool:
        return isinstance(func, Name) and func.name in self._builtins

    def _method(self, func: Expr) -> Expr:
        """A method that code has given a name: `push = self.items.append`."""
        if not isinstance(func, Name):
            return func
        bindings = self._module.scopes[func.scope].bindings.get(func.name, ())
        return bindings[0].value if len(bindings) == 1 and bindings[0].kind == "value" else func


def _arguments(call: Call) -> Iterator[tuple[int | str, Expr]]:
    return chain[tuple[int | str, Expr]](enumerate(call.args), call.keywords)


def _frozen(found: Mapping[str, Iterable[_T]]) -> Mapping[str, tuple[_T, ...]]:
    return {name: tuple(items) for name, items in found.items()} if found else _NOTHING


def _parameter(function: Function, expr: Expr) -> str:
    """The parameter of a function that an expression is; "" if it is none."""
    if not isinstance(expr, Name) or expr.scope != function.scope:
        return ""
    for item in function.parameters:
        if item.name == expr.name:
            return expr.name
    return ""


def holds(function: Function, line: int) -> bool:
    """Whether a line is one of a function's."""
    return function.span.line <= line <= function.span.end_line


def _changes(function: Function, store: Store) -> Iterator[Change]:
    """What an assignment changes in place."""
    target = spelled_out(store.target)
    if isinstance(target, Item):
        yield _of(function, target.base)
    elif isinstance(target, Attr) and store.updates:
        yield Change(function, target)
    text, _, inner = store.text.partition("[]")
    if store.root and (inner or store.text.endswith("[]") or store.updates):
        expr: Expr = Name(store.root, function.scope)
        for part in text.split(".")[1:]:
            expr = Attr(expr, part)
        yield Change(function, expr, text=text, nested="[]" in inner)


def _of(function: Function, expr: Expr) -> Change:
    """A change of what an expression stands for: of an item, or an item of one, or itself."""
    container = spelled_out(expr)
    while isinstance(container, Item):
        container = spelled_out(container.base)
    return Change(function, container, nested=container != spelled_out(expr))
