"""Says what functions of the project a function runs, and what it gives them.

These are what it calls, enters and leaves, what runs unasked, and what threads run for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.detect.loops.offloads import offload_of, ran
from asyncfix.plan.proofs.calls.dispatch import Dispatch
from asyncfix.plan.proofs.calls.managers import Managers, is_made_by
from asyncfix.plan.proofs.calls.passed import Passed, passed_by
from asyncfix.plan.proofs.state.remade import Remade
from asyncfix.project.callgraph import CallGraph, key_of
from asyncfix.project.implicit import Implicits
from asyncfix.project.inference import Bound
from asyncfix.project.project import Definition
from asyncfix.project.summary import CONSTRUCTORS, Call, Module
from asyncfix.project.terms import Attr

_ENTERED = ("__enter__", "__exit__")


class Executed:
    """Answers for the functions of a call graph."""

    def __init__(
        self, graph: CallGraph, implicits: Implicits, dispatch: Dispatch, remade: Remade
    ) -> None:
        self._graph = graph
        self._inference = graph.inference
        self._implicits = implicits
        self._dispatch = dispatch
        self._remade = remade
        self._managers = Managers(graph)

    def by(self, definition: Definition) -> Iterator[tuple[object, int, Definition, Passed]]:
        """The functions that one runs, each with its place, the line, and what it is given.

        What has the same place runs at the same time, as one of several methods of that name.
        """
        calls = {call.span: call for call in self._graph.body(definition).calls}
        managers = self._managers.of(definition)
        for edge in self._graph.edges(definition):
            new = self._is_new(edge.target)
            manager, end = managers.get(edge.span, (None, 0))
            call = calls.get(edge.span)
            if call is not None and call.args[:1] == (manager,):  # `enter_context(manager(…))`
                call = next((x for x in calls.values() if is_made_by(x, manager)), None)
            given = passed_by(definition, edge, call, new)
            named = edge.target.function.name if edge.how == "with" else ""
            if named in _ENTERED:
                given = Passed(manager, None, True)
            for target, _ in self._dispatch.runs(definition, edge, ""):
                if named != "__exit__":
                    yield edge.span, edge.span.line, target, given
                if named and named != "__enter__" and edge.span in managers:
                    yield (edge.span, "end"), end, target, given
        yield from self._managers.beside(definition)
        for item in self._implicits.of(definition):
            place = (item.line, item.receiver, key_of(item.target))
            yield place, item.line, item.target, Passed(item.receiver, None, True)
        for call in calls.values():
            for target, given in self._elsewhere(definition.module, call):
                yield call.span, call.span.line, target, given
            for target in self._coroutines(definition.module, call):
                receiver = call.func.base if isinstance(call.func, Attr) else None
                yield (
                    call.span,
                    call.span.line,
                    target,
                    Passed(receiver, call, receiver is not None),
                )

    def _elsewhere(self, module: Module, call: Call) -> Iterator[tuple[Definition, Passed]]:
        """What a call runs in a thread, as `asyncio.to_thread(f, x)` and a lambda there do."""
        if call.deferred and offload_of(self._inference, module, call.user) is not None:
            made = call
        elif (moved := ran(self._inference, module, call)) is not None:
            made = moved.call
        else:
            return
        value = self._inference.value(module, made.func)
        receiver = made.func.base if isinstance(made.func, Attr) else None
        for target, _ in self._graph.called(module, value):
            new = target.function.name in CONSTRUCTORS
            bound = new or isinstance(value, Bound)
            is_new = self._is_new(target)
            yield target, Passed(None if new else receiver, made, bound, is_new)

    def _is_new(self, target: Definition) -> bool:
        """Whether it is a constructor of nothing but new objects; `__new__` gets a class."""
        return target.function.name == "__new__" or self._remade.makes(target)

    def _coroutines(self, module: Module, call: Call) -> list[Definition]:
        """The coroutine functions that a call is one of: they run where they are awaited."""
        value = self._inference.value(module, call.func)
        found = self._inference.functions(value, module.path)
        return [item for item in found if item.function.is_async]
