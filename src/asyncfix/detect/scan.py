"""Runs all detectors over a project's modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from asyncfix.detect.awaits.async_only import AsyncOnly
from asyncfix.detect.awaits.asynchronous_properties import AsynchronousProperties
from asyncfix.detect.awaits.coroutines import Coroutines
from asyncfix.detect.awaits.missing import missing_awaits
from asyncfix.detect.awaits.relatives import Relatives
from asyncfix.detect.awaits.sync_blocks import blocking_fors, sync_fors, sync_withs
from asyncfix.detect.awaits.tasks import dangling_tasks
from asyncfix.detect.blocking.busy import busy_loops
from asyncfix.detect.blocking.direct import blocking_calls
from asyncfix.detect.blocking.reach import Reach
from asyncfix.detect.blocking.through import CODE as THROUGH_CALLS
from asyncfix.detect.blocking.through import FIRST as THROUGH_FIRST_CALLS
from asyncfix.detect.blocking.through import Settled, blocking_through_calls, definitions
from asyncfix.detect.detection import Detection, Reporter, Told, heard, told
from asyncfix.detect.libraries.advice import advised
from asyncfix.detect.libraries.lazy_loads import lazy_loads
from asyncfix.detect.libraries.mixtures import mixtures
from asyncfix.detect.libraries.shortcuts import shortcuts
from asyncfix.detect.libraries.successors import superseded_imports
from asyncfix.detect.loops.below import LoopsBelow
from asyncfix.detect.loops.called import called_not_passed, without_called
from asyncfix.detect.loops.executors import legacy_executors
from asyncfix.detect.loops.locks import held_locks
from asyncfix.detect.loops.nested import CODE as NESTED
from asyncfix.detect.loops.nested import nested_loops
from asyncfix.detect.loops.thread_state import ThreadState
from asyncfix.detect.serving.handlers import Handlers, on_loop
from asyncfix.detect.serving.idle import idle_handlers
from asyncfix.model import Rule
from asyncfix.project.inference import Inference
from asyncfix.project.project import Definition
from asyncfix.project.sources.parallel import each
from asyncfix.project.summary import Module

# Copying this process costs about what it takes to look at this many modules.
_FEWEST_SHARED = 100
_MODULES = 8


def detect(
    inference: Inference,
    rules: Mapping[str, Rule],
    handlers: Handlers,
    reach: Reach,
    only: Iterable[str] | None = None,
    jobs: int = 1,
    settled: Settled | None = None,
) -> list[Detection]:
    """What breaks the selected rules, in the given files or, without any, in all.

    `jobs` is the number of processes, 0 for one per core. Calls of plain functions that
    are `settled` are not looked at.
    """
    modules = list(_modules(inference, handlers, only))
    running = on_loop(handlers, modules)
    scan = _Scan(inference, rules, handlers, running, reach, settled)
    if any(scan.reporter.wants(code) for code in (THROUGH_CALLS, THROUGH_FIRST_CALLS, NESTED)):
        reach.explore(
            item for module in modules for item in definitions(module, running[module.path])
        )

    def look(part: Sequence[Module]) -> list[Told]:
        return [told(item) for module in part for item in scan.of(module)]

    parts = [modules[begin : begin + _MODULES] for begin in range(0, len(modules), _MODULES)]
    inference.project.settle()
    lists = each(look, parts, jobs if len(modules) >= _FEWEST_SHARED else 1)
    found = [heard(inference.project, item) for items in lists for item in items]
    found += superseded_imports(inference, scan.reporter, only)
    return found


class _Scan:
    """All detectors, with what they have in common."""

    def __init__(
        self,
        inference: Inference,
        rules: Mapping[str, Rule],
        handlers: Handlers,
        running: Mapping[str, frozenset[int]],
        reach: Reach,
        settled: Settled | None,
    ) -> None:
        relatives = Relatives(inference)
        self.reporter = Reporter(inference.project, rules)
        self._inference = inference
        self._handlers = handlers
        self._running = running
        self._reach = reach
        self._settled = settled
        self._coroutines = Coroutines(inference, relatives)
        self._asynchronous = AsyncOnly(inference, relatives)
        self._properties = AsynchronousProperties(inference, relatives)
        self._state = ThreadState(inference)
        self._below = LoopsBelow(inference, reach)

    def of(self, module: Module) -> list[Detection]:
        """What is found in a module."""
        reporter, coroutines = self.reporter, self._coroutines
        found = [item for item in self._anywhere(module) if self._runs(item)]
        found += idle_handlers(reporter, coroutines, module, self._reach, self._handlers, found)
        self._inference.project.put_views_away()
        return found

    def _anywhere(self, module: Module) -> Iterator[Detection]:
        """What is found in a module, also in code that never runs."""
        inference, reporter, asynchronous = self._inference, self.reporter, self._asynchronous
        running = self._running[module.path]
        called = list(called_not_passed(inference, reporter, module))
        blocking = blocking_calls(inference, reporter, module, running)
        direct = without_called(inference, module, called, blocking)
        yield from called
        yield from direct
        yield from busy_loops(inference, reporter, module, [item.finding.span for item in direct])
        through = blocking_through_calls(reporter, module, self._reach, running, self._settled)
        yield from without_called(inference, module, called, through)
        yield from nested_loops(inference, reporter, module)
        yield from self._below.found(reporter, module)
        yield from dangling_tasks(inference, reporter, module)
        yield from legacy_executors(inference, reporter, module)
        yield from advised(inference, reporter, module)
        yield from mixtures(inference, reporter, module)
        yield from self._state.found(reporter, module)
        yield from lazy_loads(inference, reporter, module)
        yield from shortcuts(inference, reporter, module)
        yield from held_locks(inference, reporter, module)
        yield from missing_awaits(inference, self._coroutines, reporter, module, self._handlers)
        yield from self._properties.found(reporter, module)
        yield from sync_withs(inference, asynchronous, reporter, module)
        yield from sync_fors(inference, asynchronous, reporter, module)
        yield from blocking_fors(inference, asynchronous, reporter, module, running)

    def _runs(self, item: Detection) -> bool:
        definition = Definition(item.module, item.function)
        if item.function.index < 0:
            return True
        works = item.kind == "call" and item.entry is not None
        return self._reach.runs(definition, item.node) and not (
            works and self._reach.is_idle(definition, item.node)
        )


def _modules(
    inference: Inference, handlers: Handlers, only: Iterable[str] | None
) -> Iterator[Module]:
    """The modules that can run code on a loop: by a coroutine function, or by a handler."""
    given = None if only is None else tuple(dict.fromkeys(only))
    seen: set[str] = set()
    for module in inference.project.modules(given):
        seen.add(module.path)
        yield module
    for handler in handlers.values():
        module = handler.definition.module
        wanted = given is None or module.path in given
        if wanted and not handler.thread and module.path not in seen:
            seen.add(module.path)
            yield module
