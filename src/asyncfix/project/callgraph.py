"""Who runs whom: the functions of the project whose bodies run when a function does.

Calls are followed, and what Python runs unasked: constructors, context managers, iterators,
callables that are handed to `map` or `sorted`. A coroutine function is never a target, because
calling one runs nothing. What a call is handed to run elsewhere is not run by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from asyncfix.model import Span
from asyncfix.project.alternatives import Alternatives, is_asked_about
from asyncfix.project.asked import asked_for
from asyncfix.project.bodies import NOTHING, Body, by_function
from asyncfix.project.calling import (
    ASKING,
    CONSUMING,
    ENTERING,
    LATER,
    callbacks,
    calls_argument,
    hooks,
    options_of,
)
from asyncfix.project.decorated import Decorated, Runs, decorated
from asyncfix.project.edges import Edge, Key, key_of
from asyncfix.project.handing import Handing
from asyncfix.project.implementations import implementations, is_stub
from asyncfix.project.inference import (
    Bound,
    Inference,
    Instance,
    Named,
    Prepared,
    Ref,
    Value,
    object_name,
)
from asyncfix.project.operators import Operators, Wanted
from asyncfix.project.overriding import SUPER, Overriding
from asyncfix.project.project import Definition
from asyncfix.project.properties import reads
from asyncfix.project.receivers import comes_there, is_bound, object_of, only_fits
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Attr, Expr, chain_of
from asyncfix.project.unasked import entered, gone_through

__all__ = ["CallGraph", "Edge", "Key", "key_of"]


class CallGraph:
    """The edges of a project's functions, found when they are asked for."""

    def __init__(self, inference: Inference) -> None:
        self.inference = inference
        self._edges: dict[Key, tuple[Edge, ...]] = {}
        self._targets: dict[Key, tuple[Key, ...]] = {}
        self._bodies: dict[str, dict[int, Body]] = {}
        self._decorated: dict[Key, Decorated] = {}
        self._of_heirs: dict[Key, tuple[Edge, ...]] = {}
        self._overriding: dict[Key, tuple[Edge, ...]] = {}
        self._below = Overriding(self)
        self._alternatives = Alternatives(inference)
        self._operators = Operators(inference, self._alternatives)
        self._handing = Handing(self)

    def edges(self, definition: Definition) -> tuple[Edge, ...]:
        """The places in the function where others of the project run, in their order."""
        key = key_of(definition)
        if key not in self._edges:
            found = sorted(self._find(definition), key=_place)
            self._edges[key] = tuple(edge for edge in found if not edge.below)
            self._of_heirs[key] = tuple(edge for edge in found if edge.below)
        return self._edges[key]

    def targets(self, definition: Definition) -> tuple[Key, ...]:
        """What tells the targets of all the edges of a function from others, in their order."""
        key = key_of(definition)
        if key not in self._targets:
            edges = (*self.edges(definition), *self.overriding(definition))
            self._targets[key] = tuple(key_of(edge.target) for edge in edges)
        return self._targets[key]

    def add_reads(self, definition: Definition, names: frozenset[str]) -> list[Definition]:
        """Adds the edges for properties of those names that the function reads: what may run then.

        They are looked for by name, on the tree, because few of all attributes run code.
        """
        return self._add(
            definition,
            [
                Edge(read.span, read.text, definition.function.scope, target, "read", False)
                for read in reads(self.inference, definition, names)
                for target in read.found
                if self.runs(target).runs is Runs.READ
            ],
        )

    def add_operations(self, definition: Definition, wanted: Wanted) -> list[Definition]:
        """The same for operators that run some of the wanted methods."""
        scope = definition.function.scope
        return self._add(
            definition,
            [
                Edge(item.span, item.text, scope, target, "operator", False, on=item.on)
                for item in self._operators.of(definition, wanted)
                for target in item.found
            ],
        )

    def _add(self, definition: Definition, found: Iterable[Edge]) -> list[Definition]:
        """Adds edges to those that a function has; what may run at those that are new."""
        key, known = key_of(definition), self.edges(definition)
        new = [edge for edge in found if edge not in known]
        if not new:
            return []
        self._edges[key] = tuple(sorted([*known, *new], key=_place))
        self._targets.pop(key, None)
        self._overriding.pop(key, None)
        return [edge.target for edge in (*new, *self.overriding(definition))]

    def calls(self, definition: Definition) -> Iterator[Call]:
        """The calls that a function makes itself: not those of lambdas that it hands on."""
        for call in self.body(definition).calls:
            if not call.deferred or self._runs_lambda(definition.module, call):
                yield call

    def body(self, definition: Definition) -> Body:
        """All that stands in a function, lambdas included."""
        module = definition.module
        if module.path not in self._bodies:
            self._bodies[module.path] = by_function(module)
        return self._bodies[module.path].get(definition.function.index, NOTHING)

    def runs(self, definition: Definition) -> Decorated:
        """When a function's body runs."""
        key = key_of(definition)
        if key not in self._decorated:
            self._decorated[key] = decorated(self.inference, definition)
        return self._decorated[key]

    def overriding(self, definition: Definition) -> tuple[Edge, ...]:
        """The same places, with the methods that may run there in classes below."""
        key = key_of(definition)
        if key not in self._overriding:
            found = (*self._below.below(self.edges(definition)), *self._of_heirs[key])
            self._overriding[key] = tuple({(x.span, key_of(x.target)): x for x in found}.values())
        return self._overriding[key]

    def _find(self, definition: Definition) -> Iterator[Edge]:
        module = definition.module
        for call in self.calls(definition):
            yield from self._of_call(definition, call)
        body = self.body(definition)
        for block in body.withs:
            for item in block.items:
                yield from entered(self, module, block.scope, item.value, item.span)
        for loop in body.iterations:
            if not loop.deferred and not loop.asynchronous:
                yield from gone_through(self, module, loop.value, loop.span, loop.scope)
        for wrapper in self.runs(definition).wrappers:
            span = definition.function.span
            text = f"@{wrapper.function.qualname.partition('.')[0]}"
            yield Edge(span, text, definition.function.scope, wrapper, "decorator", True)

    def _runs_lambda(self, module: Module, call: Call) -> bool:
        """Whether the lambda around a call is called by the function that it is handed to."""
        value = self.inference.value(module, call.user)
        if not isinstance(value, Named):
            return False
        return calls_argument(value.name) or self._handing.calls_lambda(module, value, call)

    # calls

    def _of_call(self, definition: Definition, call: Call) -> Iterator[Edge]:
        module = definition.module
        value = self.inference.value(module, call.func)
        gives, handed = bool(call.args or call.keywords), list[Expr]()
        for target, certain in self.called(module, value):
            bound = is_bound(self.inference, value, target)
            span, text, scope = call.span, call.text, call.scope
            if not comes_there(self.inference, definition, call, value, target):
                if not call.awaited and not text.startswith(SUPER):
                    yield Edge(span, text, scope, target, "call", False, bound, below=True)
                continue
            how = "either" if only_fits(self.inference, value, target) else "call"
            renamed = bound and not isinstance(call.func, Attr)
            on = object_of(self.inference, module, call.func, value) if renamed else ""
            yield Edge(span, text, scope, target, how, certain, bound, call.awaited, on=on)
            if gives:
                handed += self._handing.called(target, bound, call)
                for argument in self._handing.gone_through(target, bound, call):
                    yield from gone_through(self, module, argument, span, scope)
        if call.text.startswith(SUPER) and not call.awaited:
            yield from self._below.beside(module, call, value)
        elif value is None and not call.awaited:
            yield from self._of_alternatives(definition, call)
        if not isinstance(value, Named):
            return
        for argument in (*handed, *callbacks(value.name, call)):
            how = "later" if value.name in LATER else "callback"
            for option in options_of(argument):
                given, only = self.inference.value(module, option), option is argument
                for target, certain in self.called(module, given):
                    bound, sure = is_bound(self.inference, given, target), certain and only
                    on = object_of(self.inference, module, option, given) if bound else ""
                    yield Edge(call.span, call.text, call.scope, target, how, sure, on=on)
        for argument in hooks(value.name, call):
            for target in self.methods(module, self.inference.value(module, argument)):
                yield Edge(call.span, call.text, call.scope, target, "callback", False)
        if value.name in ASKING and len(call.args) == 1:
            for target in self._asked(module, call.args[0], ASKING[value.name]):
                on = chain_of(call.args[0])
                yield Edge(call.span, call.text, call.scope, target, "callback", False, on=on)
        if value.name in ENTERING:
            for argument in call.args[:1]:
                yield from entered(self, module, call.scope, argument, call.span)
        for argument in call.args if value.name in CONSUMING else ():
            yield from gone_through(self, module, argument, call.span, call.scope)

    def _of_alternatives(self, definition: Definition, call: Call) -> Iterator[Edge]:
        """What is called where any of several may be: those, and not what may stand for them."""
        inference, module = self.inference, definition.module
        asked = asked_for(inference, definition, call, self.body(definition).calls)
        for value in asked:
            how = "call" if len(asked) == 1 else "either"
            for target, _ in self.called(module, value):
                bound = is_bound(inference, value, target)
                yield Edge(call.span, call.text, call.scope, target, how, False, bound)
        if asked:
            return
        found = [
            Edge(call.span, call.text, call.scope, target, "either", False, bound)
            for value in self._alternatives.of(module, call.func)
            for target, _ in self.called(module, value)
            for bound in [is_bound(inference, value, target)]
            if not isinstance(value, Bound) or value.name == target.name
        ]
        receiver = call.text.rpartition(".")[0]
        if found and not (receiver and is_asked_about(inference, definition, receiver)):
            yield from found

    def _asked(self, module: Module, expr: Expr, names: Sequence[str]) -> Iterator[Definition]:
        """The first of those methods that an object of the project has."""
        value = self.inference.value(module, expr) if expr is not None else None
        if isinstance(value, Instance) and self.inference.class_named(value.cls, module.path):
            for name in names:
                found = list(self.method(module, value.cls, name))
                if found:
                    yield from (target for target, _ in found)
                    return

    def called(self, module: Module, value: Value) -> Iterator[tuple[Definition, bool]]:
        """The functions of the project whose bodies run when that value is called."""
        inference = self.inference
        if isinstance(value, Instance):
            value = inference.attribute(value, "__call__", module.path)
        if isinstance(value, Prepared) and not value.manager:
            value = value.target
        if not isinstance(value, Named):
            return
        if isinstance(value, Ref) and inference.class_named(value.name, module.path) is not None:
            for name in ("__new__", "__init__", "__post_init__"):
                yield from self.method(module, value.name, name)
            return
        yield from self.running(module, value, Runs.CALLED)

    def methods(self, module: Module, value: Value) -> list[Definition]:
        """The methods of a class of the project, by itself."""
        named = object_name(value)
        found = self.inference.class_named(named, module.path) if named else None
        if found is None:
            return []
        home, cls = found
        return [Definition(home, item) for item in home.functions if item.owner == cls.index]

    def method(self, module: Module, cls: str, name: str) -> Iterator[tuple[Definition, bool]]:
        """The same of a method of a class."""
        value = self.inference.attribute(Instance(cls), name, module.path)
        yield from self.running(module, value, Runs.CALLED)

    def running(
        self, module: Module, value: Value, when: Runs
    ) -> Iterator[tuple[Definition, bool]]:
        """The functions that a value stands for whose bodies run then, and if no other can."""
        found = self.inference.functions(value, module.path)
        if isinstance(value, Bound) and found and all(is_stub(self, item) for item in found):
            for item in implementations(self, found[0]):
                if self.runs(item).runs is when:
                    yield item, False
            return
        for item in found:
            if self.runs(item).runs is when:
                yield item, len(found) == 1 and isinstance(value, Ref)


def _place(edge: Edge) -> tuple[Span, str]:
    return (edge.span, edge.target.name)
