"""Finds `with` where only `async with` works, and `for` where only `async for` does."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.async_only import AsyncOnly
from asyncfix.detect.detection import Detection, Reporter
from asyncfix.detect.uses import Place, error_expected, error_handled
from asyncfix.model import Confidence, Span
from asyncfix.project.inference import Inference, Ref
from asyncfix.project.summary import Call, Iteration, Module
from asyncfix.project.view import View

WITH, FOR = "AF302", "AF303"
_GOING_THROUGH = frozenset(
    f"builtins.{name}"
    for name in (
        *("list", "tuple", "set", "frozenset", "sorted", "sum", "min", "max", "any", "all"),
        *("dict", "enumerate", "iter", "next", "reversed"),
    )
)
_Loop = ast.For | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def sync_withs(
    inference: Inference, asynchronous: AsyncOnly, reporter: Reporter, module: Module
) -> Iterator[Detection]:
    """The `with` statements of a module that cannot enter one of their items."""
    for block in module.withs if reporter.wants(WITH) else ():
        for item in block.items:
            confidence = asynchronous.context(module, item.value)
            if confidence is None:
                continue
            view = inference.project.view(module.path)
            node = view.node(block.span)
            if not isinstance(node, ast.With) or _is_meant(inference, view, node, block.scope):
                break
            text = _text(view, item.span)
            message = f"only `async with` can enter `{text}`"
            function = module.functions[block.function]
            finding = reporter.finding(
                WITH, message, module, function, block.header, text, confidence
            )
            yield Detection(finding, module, function, block.span, block.scope, "async-with")
            break


def sync_fors(
    inference: Inference, asynchronous: AsyncOnly, reporter: Reporter, module: Module
) -> Iterator[Detection]:
    """The loops, comprehensions and collecting calls of a module that need `async for`."""
    if not reporter.wants(FOR):
        return
    for each in module.iterations:
        if each.asynchronous or each.deferred or each.function < 0:
            continue
        confidence = asynchronous.iterable(module, each.value)
        if confidence is not None:
            view = inference.project.view(module.path)
            loop = _loop_over(view, each)
            if loop is not None:
                kind, scope = "async-for", each.scope
                yield from _report(
                    inference, reporter, module, loop, each.span, scope, confidence, kind
                )
    for call in module.calls:
        confidence = _collected(inference, asynchronous, module, call)
        if confidence is not None:
            view = inference.project.view(module.path)
            node = view.call(call.span)
            span = view.span(node.args[0])
            yield from _report(
                inference, reporter, module, node, span, call.scope, confidence, "collect"
            )


def _collected(
    inference: Inference, asynchronous: AsyncOnly, module: Module, call: Call
) -> Confidence | None:
    """How it is known that a built-in is called with what only `async for` goes through."""
    if call.deferred or call.function < 0 or not call.args:
        return None
    if f"builtins.{call.text}" not in _GOING_THROUGH:
        return None
    callee = inference.value(module, call.func)
    if not isinstance(callee, Ref) or callee.name not in _GOING_THROUGH:
        return None
    return asynchronous.iterable(module, call.args[0])


def _report(
    inference: Inference,
    reporter: Reporter,
    module: Module,
    node: _Loop | ast.Call,
    over: Span,
    scope: int,
    confidence: Confidence,
    kind: str,
) -> Iterator[Detection]:
    view = inference.project.view(module.path)
    enclosing = view.enclosing_function(node)
    if enclosing is None or _is_meant(inference, view, view.statement(node), scope):
        return
    function = next(item for item in module.functions if item.scope == view.scope(node))
    text = _text(view, over)
    message = f"only `async for` can go through `{text}`"
    finding = reporter.finding(FOR, message, module, function, over, text, confidence)
    yield Detection(finding, module, function, view.span(node), scope, kind)


def _loop_over(view: View, iteration: Iteration) -> _Loop | None:
    """The loop or comprehension that goes through what stands at a span."""
    function = view.module.functions[iteration.function]
    for node in ast.walk(view.function_node(function)):
        if isinstance(node, ast.For):
            sources = [node.iter]
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            sources = [item.iter for item in node.generators]
        else:
            continue
        if iteration.span in map(view.span, sources):
            return node
    return None


def _is_meant(inference: Inference, view: View, statement: ast.stmt, scope: int) -> bool:
    """Whether the code expects that the statement fails."""
    place = Place(inference, view.module, view, scope, in_route=False)
    return error_expected(place, statement) or error_handled(place, statement)


def _text(view: View, span: Span) -> str:
    lines = view.lines[span.line - 1 : span.end_line]
    if len(lines) > 1:
        return lines[0][span.column :].rstrip() + "…"
    return lines[0][span.column : span.end_column]
