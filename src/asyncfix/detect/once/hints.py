"""Tells, by the index alone, functions that may keep something for later calls from all others."""

from __future__ import annotations

import re

from asyncfix.detect.once.scene import FILLING
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.decorators import is_of_class
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import Attr, Called, Constant, Expr, Item, Name
from asyncfix.project.values import name_of


def _root(expr: Expr) -> str:
    """The name that a chain of attributes starts from."""
    while isinstance(expr, Attr):
        expr = expr.base
    return expr.name if isinstance(expr, Name) else ""


class Hints:
    """Answers for functions; what was found out is kept."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._set: dict[Key, frozenset[tuple[str, str]]] = {}
        self._below: dict[Key, frozenset[str]] = {}
        self._known: dict[tuple[Key, bool], bool] = {}

    def may_keep(self, definition: Definition, own: bool) -> bool:
        """Whether a function may set what is there when it is called again, and test it."""
        key = (key_of(definition), own)
        if key not in self._known:
            self._known[key] = self._may_keep(definition, own)
        return self._known[key]

    def set_below(self, definition: Definition) -> frozenset[str]:
        """The last names of what is set by the functions that a function calls, and by theirs."""
        key = key_of(definition)
        if key not in self._below:
            targets = [x.target for x in self._graph.edges(definition) if x.how == "call"]
            further = [x.target for item in targets for x in self._graph.edges(item)]
            self._below[key] = frozenset(
                name for item in (*targets, *further) for _, name in self._set_by(item)
            )
        return self._below[key]

    def _may_keep(self, definition: Definition, own: bool) -> bool:
        function, module = definition.function, definition.module
        here = module.scopes[function.scope]
        first = function.receiver
        if first and not own and "__class__" not in function.reads and not self._typed(definition):
            own = is_of_class(self._graph.inference, module, function)
        else:
            own = bool(first)
        for root, _ in self._set_by(definition):
            if own if root == first else self._may_last(definition, root):
                return True
        tested = {
            name for name in function.tested if name not in here.bindings and name in module.top
        }
        names = tested.union(function.reads if own and first in function.tested else ())
        return bool(names & self.set_below(definition))

    def _may_last(self, definition: Definition, root: str) -> bool:
        """Whether a name may stand for something that was there before the function was called."""
        module = definition.module
        here = module.scopes[definition.function.scope]
        if root in here.global_names or root not in here.bindings:
            return True
        return any(
            item.kind == "import"
            or isinstance(item.value, Name | Attr | Item)
            or (isinstance(item.value, Called) and self._is_own(module, item.value))
            for item in here.bindings[root]
            if item.kind != "parameter"
        )

    def _is_own(self, module: Module, expr: Called) -> bool:
        """Whether a call calls something of the project, or takes something out of a table."""
        if isinstance(expr.func, Attr) and expr.func.name == "get":
            return True
        inference = self._graph.inference
        name = name_of(inference.value(module, expr.func))
        return bool(name) and inference.longest_module(name, module.path)[0] is not None

    def _typed(self, definition: Definition) -> bool:
        return any(call.text == "type" for call in self._graph.body(definition).calls)

    def _set_by(self, definition: Definition) -> frozenset[tuple[str, str]]:
        """What a function sets, or puts something into: the first name and the last of each."""
        key = key_of(definition)
        if key not in self._set:
            function = definition.function
            stored = (re.sub(r"(\[\])+$", "", store.text) for store in function.stores)
            called = (call.text.rpartition(".") for call in self._graph.body(definition).calls)
            filled = (at for at, _, name in called if name in FILLING)
            named = (
                (_root(call.args[0]), str(call.args[1].value))
                for call in self._graph.body(definition).calls
                if call.text == "setattr" and len(call.args) == 3
                if isinstance(call.args[0], Name | Attr) and isinstance(call.args[1], Constant)
            )
            outer = definition.module.scopes[function.scope].global_names
            texts = (*stored, *filled, *outer)
            self._set[key] = frozenset(
                {(text.partition(".")[0], text.rpartition(".")[2]) for text in texts} | {*named}
            )
        return self._set[key]
