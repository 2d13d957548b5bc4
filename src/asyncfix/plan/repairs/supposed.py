"""A project as it would be if some of its plain functions were coroutine functions already."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from asyncfix.detect.awaits.async_only import AsyncOnly
from asyncfix.detect.awaits.relatives import Relatives
from asyncfix.detect.awaits.sync_blocks import blocking_fors
from asyncfix.detect.blocking.busy import busy_loops
from asyncfix.detect.blocking.direct import blocking_calls
from asyncfix.detect.blocking.reach import Reach
from asyncfix.detect.blocking.through import blocking_through_calls, definitions
from asyncfix.detect.detection import Detection, Reporter
from asyncfix.detect.loops.executors import legacy_executors
from asyncfix.detect.loops.nested import nested_loops
from asyncfix.model import Span
from asyncfix.plan.context import Context, Site
from asyncfix.project.callgraph import CallGraph, Key
from asyncfix.project.inference import Inference, Value, Variable
from asyncfix.project.project import Definition, Project
from asyncfix.project.sources.files import SourceFile, decode, encode
from asyncfix.text import split_lines


def there(supposed: Context, site: Site) -> Site:
    """The same place in the project in which the functions are coroutine functions.

    Only the lines that start a definition differ, so that all spans within are the same.
    """
    view = supposed.view(site.path)
    function = view.module.functions[site.function.index]
    node = view.node(site.view.span(site.node))
    if not isinstance(node, ast.expr | ast.stmt):
        raise TypeError(f"{site.path}: no expression or statement")
    return Site(view, function, node, site.scope)


def supposing(context: Context, members: Iterable[Definition]) -> Context:
    """The project as it would be with `async` in front of the functions, and nothing else."""
    by_file: dict[str, list[Definition]] = {}
    for definition in members:
        by_file.setdefault(definition.module.path, []).append(definition)
    made = [_made_async(context.project, path, items) for path, items in by_file.items()]
    project = context.project.with_texts(made)
    inference = Inference(project, context.catalogue, context.inference.given)
    reach = Reach(CallGraph(inference), context.reach.wanted)
    settings = replace(context.settings, strategy="auto", unsafe_fixes=True)
    return Context(reach, context.rules, settings, supposed=True)


def knowing(context: Context, given: Mapping[Variable, Value]) -> Context:
    """The same project, with what is known of some variables."""
    inference = Inference(context.project, context.catalogue, given)
    reach = Reach(CallGraph(inference), context.reach.wanted)
    return Context(reach, context.rules, context.settings)


def _made_async(project: Project, path: str, definitions: list[Definition]) -> SourceFile:
    file = project.file(path)
    lines = split_lines(file.text)
    for definition in definitions:
        span = definition.function.span
        line = lines[span.line - 1]
        lines[span.line - 1] = f"{line[: span.column]}async {line[span.column :]}"
    return decode(file.path, encode(file, "".join(lines)), file.display)


def detections(
    supposed: Context, members: Set[Key], awaited: Iterable[tuple[str, Span]] = ()
) -> list[Detection]:
    """What is wrong in these functions, now that they run on the loop.

    `awaited` are calls, by file, that will be awaited: a loop with one does not keep it busy.
    """
    inference, reporter = supposed.inference, Reporter(supposed.project, supposed.rules)
    asynchronous = AsyncOnly(inference, Relatives(inference))
    found: list[Detection] = []
    for path in sorted({key[0] for key in members}):
        module = supposed.project.module(path)
        if module is None:
            continue
        running = frozenset(item.index for item in module.functions if item.is_async)
        supposed.reach.explore(definitions(module, running))
        blocking = [
            *blocking_calls(inference, reporter, module, running),
            *blocking_through_calls(reporter, module, supposed.reach, running),
            *blocking_fors(inference, asynchronous, reporter, module, running),
        ]
        spans = [item.finding.span for item in blocking]
        spans += [span for where, span in awaited if where == path]
        loops = busy_loops(inference, reporter, module, spans)
        started = nested_loops(inference, reporter, module)
        found += [*blocking, *loops, *started, *legacy_executors(inference, reporter, module)]
    return [item for item in found if (item.module.path, item.function.index) in members]
