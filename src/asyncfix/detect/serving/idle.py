"""Finds handlers that are coroutine functions, and neither wait for anything nor block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asyncfix.detect.awaits.coroutines import Coroutines
from asyncfix.detect.blocking.reach import Reach
from asyncfix.detect.detection import Detection, Reporter
from asyncfix.detect.serving.handlers import Handlers
from asyncfix.model import Span
from asyncfix.project.implementations import is_stub
from asyncfix.project.project import Definition
from asyncfix.project.summary import Function, Module
from asyncfix.project.values import name_of

CODE = "AF401"
KIND = "idle"
_LEAVES_AN_AWAIT = frozenset(
    {
        *("call", "block", "loop", "through", "called", "nested-loop"),
        *("await", "async-with", "async-for", "collect"),
    }
)
"""The kinds of findings after whose repair the function awaits something, or is plain."""


def idle_handlers(
    reporter: Reporter,
    coroutines: Coroutines,
    module: Module,
    reach: Reach,
    handlers: Handlers,
    found: Iterable[Detection],
) -> Iterator[Detection]:
    """The handlers of a module that could be plain functions as they are.

    `found` is what was found in the module otherwise.
    """
    if not reporter.wants(CODE):
        return
    taken = {item.function.index for item in found if item.kind in _LEAVES_AN_AWAIT}
    for function in module.functions:
        handler = handlers.get((module.path, function.index))
        definition = Definition(module, function)
        if handler is None or not handler.thread or not function.is_async:
            continue
        if function.awaits or function.index in taken or is_stub(reach.graph, definition):
            continue
        reach.explore([definition])
        if not reach.reaches(definition) and not _uses_loop(reach, coroutines, definition):
            yield _detection(reporter, module, function)


def _uses_loop(reach: Reach, coroutines: Coroutines, definition: Definition) -> bool:
    """Whether a function makes coroutines, or uses the library of an event loop."""
    module, function = definition.module, definition.function
    if any(
        item.is_async and module.scopes[item.outer].function == function.index
        for item in module.functions
    ):
        return True
    inference = reach.graph.inference
    for call in reach.graph.body(definition).calls:
        if coroutines.made_by(module, call.func) is not None:
            return True
        name = name_of(inference.value(module, call.func))
        if name.partition(".")[0] in inference.catalogue.loops:
            return True
    return False


def _detection(reporter: Reporter, module: Module, function: Function) -> Detection:
    span = function.span
    end = span.column + len(f"async def {function.name}")
    finding = reporter.finding(
        CODE,
        f"`{function.name}` is `async def`, awaits nothing and blocks nothing",
        module,
        function,
        Span(span.line, span.column, span.line, end),
        function.name,
    )
    return Detection(finding, module, function, span, function.outer, KIND)
