"""Finds `with` where only `async with` works, and `for` where only `async for` does."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.awaits.async_only import AsyncOnly
from asyncfix.detect.awaits.uses import Place, error_expected, error_handled
from asyncfix.detect.detection import Detection, Reporter
from asyncfix.entries import Entry
from asyncfix.model import Confidence, Span
from asyncfix.project.inference import Inference, object_name
from asyncfix.project.nodes import COMPREHENSIONS
from asyncfix.project.summary import Call, Iteration, Module
from asyncfix.project.terms import Name
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
    if reporter.wants(FOR):
        for each, kind in _gone_through(inference, module):
            confidence = asynchronous.iterable(module, each.value)
            if confidence is not None:
                yield from _report(inference, reporter, module, each, kind, confidence)


def blocking_fors(
    inference: Inference,
    asynchronous: AsyncOnly,
    reporter: Reporter,
    module: Module,
    running: frozenset[int],
) -> Iterator[Detection]:
    """Those over what blocks as it is gone through, in functions that run on the loop."""
    for each, kind in _gone_through(inference, module):
        entry = asynchronous.blocking(module, each.value) if each.function in running else None
        if (
            entry is None
            or not reporter.wants(entry.rule)
            or _is_read_before(inference, module, each)
        ):
            continue
        confidence = Confidence.INFERRED
        yield from _report(inference, reporter, module, each, kind, confidence, entry)


def _is_read_before(inference: Inference, module: Module, each: Iteration) -> bool:
    """Whether what a variable has was gone through before for sure, and is kept since."""
    if not isinstance(each.value, Name):
        return False
    view = inference.project.view(module.path)
    return any(
        other.value == each.value
        and other.function == each.function
        and other.span < each.span
        and (other.asynchronous or _comes_first(view, other, each))
        for other in module.iterations
    )


def _comes_first(view: View, one: Iteration, other: Iteration) -> bool:
    """Whether code that reaches one iteration has come through another one before."""
    first, second = _statement_of(view, one), _statement_of(view, other)
    if first is None or second is None:
        return False
    block = view.block(first)
    return any(node in block for node in (second, *view.ancestors(second)) if node is not first)


def _statement_of(view: View, each: Iteration) -> ast.stmt | None:
    node = _loop_over(view, each)
    return view.statement(node) if node is not None else None


def _gone_through(inference: Inference, module: Module) -> Iterator[tuple[Iteration, str]]:
    """What a module goes through by `for`, or hands to a built-in that does; the finding's kind."""
    for each in module.iterations:
        if not each.asynchronous and not each.deferred and each.function >= 0:
            yield each, "async-for"
    for call in module.calls:
        if _is_collecting(inference, module, call):
            yield (
                Iteration(call.span, call.args[0], call.function, call.scope, False, False),
                "collect",
            )


def _is_collecting(inference: Inference, module: Module, call: Call) -> bool:
    """Whether a built-in is called that goes through its first argument."""
    if call.deferred or call.function < 0 or not call.args:
        return False
    if f"builtins.{call.text}" not in _GOING_THROUGH:
        return False
    return object_name(inference.value(module, call.func)) in _GOING_THROUGH


def _report(
    inference: Inference,
    reporter: Reporter,
    module: Module,
    each: Iteration,
    kind: str,
    confidence: Confidence,
    entry: Entry | None = None,
) -> Iterator[Detection]:
    view = inference.project.view(module.path)
    node = _loop_over(view, each) if kind == "async-for" else view.call(each.span)
    if node is None:
        return
    over = view.span(node.args[0]) if isinstance(node, ast.Call) else each.span
    enclosing = view.enclosing_function(node)
    if enclosing is None or _is_meant(inference, view, view.statement(node), each.scope):
        return
    function = next(item for item in module.functions if item.scope == view.scope(node))
    text = _text(view, over)
    message = f"only `async for` can go through `{text}`"
    if entry is not None:
        message = f"going through `{text}` blocks the event loop"
    code = entry.rule if entry is not None else FOR
    finding = reporter.finding(code, message, module, function, over, text, confidence)
    yield Detection(finding, module, function, view.span(node), each.scope, kind, entry)


def _loop_over(view: View, iteration: Iteration) -> _Loop | None:
    """The loop or comprehension that goes through what stands at a span."""
    function = view.module.functions[iteration.function]
    for node in ast.walk(view.function_node(function)):
        if isinstance(node, ast.For):
            sources = [node.iter]
        elif isinstance(node, COMPREHENSIONS):
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
