"""Says which of their parameters functions of the project call, or go through.

`retry(load)` calls `load`; `total(rows())` runs the generator.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from asyncfix.project.calling import CONSUMING, LAZY
from asyncfix.project.decorated import Runs
from asyncfix.project.inference import Named, name_of
from asyncfix.project.project import Definition
from asyncfix.project.receivers import is_bound
from asyncfix.project.resolution.scoping import scope_of
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import STARRED, Called, Expr, Name

if TYPE_CHECKING:
    from asyncfix.project.callgraph import CallGraph

_CONSUMING = CONSUMING - LAZY
_DEFINED = frozenset({"import", "function", "class"})


class Handing:
    """Answers for the functions of a call graph."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._called: dict[tuple[str, int], frozenset[str]] = {}
        self._gone: dict[tuple[str, int], frozenset[str]] = {}
        self._texts: dict[str, frozenset[str]] = {}

    def called(self, target: Definition, bound: bool, call: Call) -> Iterator[Expr]:
        """The arguments of a call that the target calls in its turn.

        None stands for one that is not followed, as a lambda. `bound`: as of an edge.
        """
        names = self._of(target)
        for name, argument in _given(target, bound, call) if names else ():
            if name in names:
                yield argument

    def gone_through(self, target: Definition, bound: bool, call: Call) -> Iterator[Expr]:
        """The arguments of a call that the target itself goes through: what other calls give."""
        if not any(isinstance(argument, Called) for argument in call.given):
            return
        key = (target.module.path, target.function.index)
        if key not in self._gone:
            self._gone[key] = frozenset(_gone_through(self._graph, target))
        for name, argument in _given(target, bound, call) if self._gone[key] else ():
            if isinstance(argument, Called) and name in self._gone[key]:
                yield argument

    def calls_lambda(self, module: Module, value: Named, inner: Call) -> bool:
        """Whether the lambda around a call is called by the value that it is handed to."""
        inference = self._graph.inference
        targets = [item for item in inference.functions(value, module.path) if self._of(item)]
        outer = [
            item
            for item in (module.calls if targets else ())
            if item.func == inner.user and item.span.contains(inner.span)
        ]
        if len(targets) != 1 or len(outer) != 1 or STARRED in outer[0].args:
            return False
        runs = Runs.AWAITED if outer[0].awaited else Runs.CALLED
        given = self.called(targets[0], is_bound(inference, value, targets[0]), outer[0])
        unknown = outer[0].given.count(None)  # each of these may be the lambda
        called = list(given).count(None) == unknown > 0
        return called and self._graph.runs(targets[0]).runs is runs

    def _of(self, definition: Definition) -> frozenset[str]:
        """The parameters that a function calls itself, each time, and does not await."""
        key = (definition.module.path, definition.function.index)
        if key not in self._called:
            texts = self._texts_of(definition.module)
            names = {x.name for x in definition.function.parameters if x.name in texts}
            found = frozenset(_called(self._graph, definition, names) if names else ())
            kept = found and _asks_for_state(definition)
            self._called[key] = frozenset() if kept else found
        return self._called[key]

    def _texts_of(self, module: Module) -> frozenset[str]:
        """The names that are called anywhere in a module: few parameters are among them."""
        if module.path not in self._texts:
            texts = (call.text for call in module.calls)
            self._texts[module.path] = frozenset(text for text in texts if text.isidentifier())
        return self._texts[module.path]


def _called(graph: CallGraph, definition: Definition, names: Set[str]) -> Iterator[str]:
    module, function = definition.module, definition.function
    for call in graph.body(definition).calls:
        if call.text in names and not (call.deferred or call.awaited):
            bindings = module.scopes[function.scope].bindings[call.text]
            own = scope_of(module, call.scope, call.text) == function.scope
            if own and isinstance(call.func, Name) and len(bindings) == 1:
                yield call.text


def _gone_through(graph: CallGraph, definition: Definition) -> Iterator[str]:
    """The parameters that a function goes through: in loops, and by what consumes an iterable."""
    module, body = definition.module, graph.body(definition)
    names = {item.name for item in definition.function.parameters}
    for loop in body.iterations:
        if not (loop.deferred or loop.asynchronous):
            yield from _own(definition, names, loop.value)
    for call in body.calls:
        given = {item for argument in call.args for item in _own(definition, names, argument)}
        if given and not call.deferred and _consumes(graph, module, call):
            yield from given


def _consumes(graph: CallGraph, module: Module, call: Call) -> bool:
    """Whether a call itself goes through what it is handed."""
    return name_of(graph.inference.value(module, call.func)) in _CONSUMING


def _own(definition: Definition, names: Set[str], expr: Expr) -> Iterator[str]:
    """The name of a parameter, if it is one that nothing else is put into."""
    if isinstance(expr, Name) and expr.name in names:
        module, own = definition.module, definition.function.scope
        bindings = module.scopes[own].bindings[expr.name]
        if scope_of(module, expr.scope, expr.name) == own and len(bindings) == 1:
            yield expr.name


def _asks_for_state(definition: Definition) -> bool:
    """Whether a function asks for what outlasts it: it may call what it is handed just once."""
    function = definition.function
    return any(
        name == function.receiver or _may_change(definition, name) for name in function.tested
    )


def _may_change(definition: Definition, name: str) -> bool:
    """Whether a name is a variable from outside of a function."""
    module, own = definition.module, definition.function.scope
    scope = scope_of(module, own, name)
    if scope is None or scope == own:
        return False
    return any(item.kind not in _DEFINED for item in module.scopes[scope].bindings[name])


def _given(target: Definition, bound: bool, call: Call) -> Iterator[tuple[str, Expr]]:
    """The parameters that get an argument, and that."""
    parameters = target.function.parameters[int(bound) :]
    for item, argument in zip(parameters, call.args, strict=False):
        if argument == STARRED or item.keyword_only:
            break
        yield item.name, argument
    yield from call.keywords
