"""A run from the files to the inventory of handlers: what `check` finds, told by handler."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from asyncfix.detect.detection import Detection
from asyncfix.detect.routing.registering import registering
from asyncfix.detect.routing.routes import find_routes
from asyncfix.detect.serving.handlers import Handler, Handlers, find_handlers
from asyncfix.detect.serving.idle import KIND as IDLE
from asyncfix.detect.serving.later import later
from asyncfix.detect.serving.pool import limit, plain_handlers, shared_offloads, starvations
from asyncfix.detect.serving.waiting import awaited, running
from asyncfix.inventory import Handled, Inventory, Noted, Pool, Route, Verdict
from asyncfix.model import Applicability, Failure, Finding, Plan, Result
from asyncfix.pipeline.fresh import results_of
from asyncfix.pipeline.reading import Read
from asyncfix.pipeline.work import Found, Work
from asyncfix.project.callgraph import Key
from asyncfix.project.inference import Inference
from asyncfix.project.project import Project
from asyncfix.project.sources.kept import Records
from asyncfix.project.sources.parallel import Progress, index, keep
from asyncfix.settings import Settings

_BLOCKING = frozenset({"call", "block", "loop", "through"})
_WORST = (
    *(Verdict.MANUAL, Verdict.DEF, Verdict.PROCESS, Verdict.THREAD),
    *(Verdict.NATIVE, Verdict.AWAIT),
)


def inventory(
    settings: Settings,
    read: Read,
    kept: Records | None,
    progress: Progress | None,
) -> Inventory:
    """The handlers in the files, and what `check` with the same settings says of each."""
    work = Work.load(settings)
    files, failures, beyond = read
    project = Project.of(settings.root, files, beyond)
    if kept is not None:
        kept.open(sum(file.size for file in files))
    index(project, settings.jobs, progress, kept)
    found = work.detect(project)
    plan = work.plan(found) if found.detections else Plan()
    handlers = find_handlers(found.inference, everywhere=True)
    routes = find_routes(found.inference, handlers, registering(found.inference, True))
    handlers = {**handlers, **routes.more}
    listed = sorted(_handled(found, plan, handlers, routes.found), key=_order)
    if kept is not None:
        keep(project, kept)
    return Inventory(
        tuple(listed),
        _pool(found.inference, handlers, listed),
        tuple(starvations(found.inference, handlers)),
        _sorted([*failures, *project.failures]),
        len(files),
    )


def _sorted(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    return tuple(sorted(failures, key=lambda item: (item.path, item.line)))


def _order(item: Handled) -> tuple[str, int, str]:
    return (item.path, item.line, item.function)


def _handled(
    found: Found, plan: Plan, handlers: Handlers, routes: Mapping[Key, tuple[Route, ...]]
) -> Iterator[Handled]:
    inference = found.inference
    results = _by_function(found, plan)
    detections: dict[Key, list[Detection]] = defaultdict(list)
    for item in found.detections:
        detections[item.module.path, item.function.index].append(item)
    for key, handler in handlers.items():
        handled = _one(found, handler, routes.get(key, ()), results)
        after = later(inference.project, handler, detections.get(key, ()))
        yield replace(handled, later=tuple(dict.fromkeys(after)))


def _by_function(found: Found, plan: Plan) -> Mapping[Key, list[tuple[Result, bool]]]:
    """What was found, with what the plan says of it, by the function that it stands in.

    With each, whether it is something that blocks.
    """
    results: dict[Finding, Result] = {item.finding: item for item in results_of(plan)}
    grouped: dict[Key, list[tuple[Result, bool]]] = defaultdict(list)
    for detection in found.detections:
        if detection.kind == IDLE:
            continue
        key = (detection.module.path, detection.function.index)
        grouped[key].append((results[detection.finding], detection.kind in _BLOCKING))
    return grouped


def _one(
    found: Found,
    handler: Handler,
    routes: tuple[Route, ...],
    results: Mapping[Key, list[tuple[Result, bool]]],
) -> Handled:
    module, function = handler.definition.module, handler.definition.function
    in_thread = handler.thread and not function.is_async
    ways = {} if in_thread else running(found.reach.graph, handler.definition)
    noted = tuple(
        Noted(result, way, blocks)
        for key, way in ways.items()
        for result, blocks in results.get(key, ())
    )
    awaits = awaited(found.inference, handler.definition) if function.is_async else ()
    verdict = _verdict(noted)
    return Handled(
        path=module.path,
        line=function.span.line,
        function=handler.definition.name,
        name=function.qualname,
        role=handler.role,
        framework=handler.framework.name,
        is_async=function.is_async,
        in_thread=in_thread,
        routes=routes,
        awaits=awaits,
        noted=noted,
        verdict=verdict,
        reason=_reason(noted, verdict) if noted else _fine(handler, awaits, in_thread),
    )


def _verdict(noted: Iterable[Noted]) -> Verdict:
    """The one of the repair that a person would have to think most about."""
    verdicts = {_verdict_of(item) for item in noted}
    return next((item for item in _WORST if item in verdicts), Verdict.FINE)


def _verdict_of(item: Noted) -> Verdict:
    return Verdict(item.fix.strategy.value) if item.fix is not None else Verdict.MANUAL


def _reason(noted: Iterable[Noted], verdict: Verdict) -> str:
    """What the plan says of the findings that the verdict comes from."""
    reasons: dict[str, None] = {}
    for item in noted:
        fix = item.fix
        if _verdict_of(item) is not verdict:
            continue
        unsafe = fix is not None and fix.applicability is Applicability.UNSAFE
        text = fix.title if fix is not None and not unsafe else item.result.held_back
        if unsafe and fix is not None:
            text = f"{fix.title}; unsafe: {fix.reason}"
        if item.way:
            text = f"in `{item.result.finding.function.rpartition('.')[2]}`: {text}"
        reasons.setdefault(text)
    first, *others = reasons
    return f"{first} (and {len(others)} more)" if others else first


def _fine(handler: Handler, awaits: tuple[str, ...], in_thread: bool) -> str:
    if in_thread:
        return "it runs in the thread pool"
    if not handler.definition.function.is_async:
        return "it runs on the loop"
    if not awaits:
        return "it awaits nothing, and nothing that blocks is found in it"
    return "nothing that blocks is found in it"


def _pool(inference: Inference, handlers: Handlers, listed: Iterable[Handled]) -> Pool:
    size, set_at = limit(inference)
    sharing = {item.name for item in inference.catalogue.frameworks if item.threads}
    return Pool(
        size,
        tuple(sorted(plain_handlers(handlers).items())),
        shared_offloads(inference),
        sum(item.verdict is Verdict.DEF and item.framework in sharing for item in listed),
        set_at,
    )
