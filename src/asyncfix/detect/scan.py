"""Runs all detectors over a project's modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from asyncfix.detect.advice import advised
from asyncfix.detect.async_only import AsyncOnly
from asyncfix.detect.awaits import missing_awaits
from asyncfix.detect.called import called_not_passed, without_called
from asyncfix.detect.coroutines import Coroutines
from asyncfix.detect.detection import Detection, Reporter, Told, heard, told
from asyncfix.detect.direct import blocking_calls
from asyncfix.detect.executors import legacy_executors
from asyncfix.detect.handlers import Handlers, on_loop
from asyncfix.detect.idle import idle_handlers
from asyncfix.detect.lazy_loads import lazy_loads
from asyncfix.detect.locks import held_locks
from asyncfix.detect.loops import busy_loops
from asyncfix.detect.loops_below import LoopsBelow
from asyncfix.detect.mixtures import mixtures
from asyncfix.detect.nested_loops import CODE as NESTED
from asyncfix.detect.nested_loops import nested_loops
from asyncfix.detect.reach import Reach
from asyncfix.detect.relatives import Relatives
from asyncfix.detect.shortcuts import shortcuts
from asyncfix.detect.successors import superseded_imports
from asyncfix.detect.sync_blocks import blocking_fors, sync_fors, sync_withs
from asyncfix.detect.tasks import dangling_tasks
from asyncfix.detect.thread_state import ThreadState
from asyncfix.detect.through import CODE as THROUGH_CALLS
from asyncfix.detect.through import FIRST as THROUGH_FIRST_CALLS
from asyncfix.detect.through import Settled, blocking_through_calls, definitions
from asyncfix.model import Rule
from asyncfix.project.inference import Inference
from asyncfix.project.parallel import each
from asyncfix.project.project import Definition
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
    reporter = Reporter(inference.project, rules)
    relatives = Relatives(inference)
    coroutines = Coroutines(inference, relatives)
    asynchronous = AsyncOnly(inference, relatives)
    state = ThreadState(inference)
    below = LoopsBelow(inference, reach)
    modules = list(_modules(inference, handlers, only))
    if any(reporter.wants(code) for code in (THROUGH_CALLS, THROUGH_FIRST_CALLS, NESTED)):
        reach.explore(
            item for module in modules for item in definitions(module, on_loop(handlers, module))
        )

    def look(part: Sequence[Module]) -> list[Told]:
        found: list[Detection] = []
        for module in part:
            before = len(found)
            running = on_loop(handlers, module)
            called = list(called_not_passed(inference, reporter, module))
            blocking = blocking_calls(inference, reporter, module, running)
            direct = without_called(inference, module, called, blocking)
            found += [*called, *direct]
            found += busy_loops(inference, reporter, module, [item.finding for item in direct])
            through = blocking_through_calls(reporter, module, reach, running, settled)
            found += without_called(inference, module, called, through)
            found += nested_loops(inference, reporter, module)
            found += below.found(reporter, module)
            found += dangling_tasks(inference, reporter, module)
            found += legacy_executors(inference, reporter, module)
            found += advised(inference, reporter, module)
            found += mixtures(inference, reporter, module)
            found += state.found(reporter, module)
            found += lazy_loads(inference, reporter, module)
            found += shortcuts(inference, reporter, module)
            found += held_locks(inference, reporter, module)
            found += missing_awaits(inference, coroutines, reporter, module, handlers)
            found += sync_withs(inference, asynchronous, reporter, module)
            found += sync_fors(inference, asynchronous, reporter, module)
            found += blocking_fors(inference, asynchronous, reporter, module, running)
            found[before:] = [item for item in found[before:] if _runs(reach, item)]
            found += idle_handlers(reporter, coroutines, module, reach, handlers, found[before:])
            inference.project.put_views_away()
        return [told(item) for item in found]

    parts = [modules[begin : begin + _MODULES] for begin in range(0, len(modules), _MODULES)]
    lists = each(look, parts, jobs if len(modules) >= _FEWEST_SHARED else 1)
    found = [heard(inference.project, item) for items in lists for item in items]
    found += superseded_imports(inference, reporter, only)
    return found


def _runs(reach: Reach, item: Detection) -> bool:
    function = item.function
    return function.index < 0 or reach.runs(Definition(item.module, function), item.node)


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
