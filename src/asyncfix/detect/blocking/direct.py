"""Finds blocking calls that stand in an `async def` themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from asyncfix.detect.blocking.leaf import leaf
from asyncfix.detect.detection import Detection, Reporter
from asyncfix.detect.loops.offloads import offloaded
from asyncfix.entries import Entry
from asyncfix.model import Confidence, Span
from asyncfix.project.arguments import is_waived
from asyncfix.project.inference import Inference
from asyncfix.project.summary import Call, Module, WithBlock
from asyncfix.project.terms import Attr, Called, Expr, Item, Name


class _Hit(NamedTuple):
    call: Call
    entry: Entry
    confidence: Confidence


class _Unit(NamedTuple):
    """A `with` that is one piece of work, and the names that belong to it."""

    block: WithBlock
    entry: Entry
    confidence: Confidence
    names: frozenset[str]


def blocking_calls(
    inference: Inference, reporter: Reporter, module: Module, running: frozenset[int]
) -> Iterator[Detection]:
    """The blocking calls of a module in functions that run on the loop: those of these indexes.

    A `with` that is one piece of work is one finding, and so is a chain of calls.
    """
    calls = [call for call in module.calls if call.function in running and not call.deferred]
    found = [hit for call in calls if (hit := _hit(inference, module, call)) is not None]
    found = [hit for hit in found if not _is_offloaded_too(inference, module, hit.call)]
    hits = [hit for hit in found if reporter.wants(hit.entry.rule)]
    units = [
        unit
        for block in module.withs
        if block.function in running
        and (unit := _unit(inference, module, block)) is not None
        and reporter.wants(unit.entry.rule)
    ]
    for unit in units:
        yield _report_unit(reporter, module, unit)
    for hit in _outermost(hits):
        if not any(_belongs(hit.call, unit) for unit in units):
            yield _report_call(reporter, module, hit)


def covers_calls(inference: Inference, module: Module, span: Span) -> bool:
    """Whether the `with` at a span is one piece of work because nothing is awaited in it, and
    calls that block are a part of it.
    """
    for block in module.withs:
        unit = _unit(inference, module, block) if block.span == span else None
        if unit is not None and unit.entry.joins:
            calls = (x for x in module.calls if x.function == block.function and not x.deferred)
            calls = (x for x in calls if _belongs(x, unit))
            return any(_hit(inference, module, call) is not None for call in calls)
    return False


def _hit(inference: Inference, module: Module, call: Call) -> _Hit | None:
    found = leaf(inference, module, call)
    return _Hit(call, *found) if found is not None else None


def _is_offloaded_too(inference: Inference, module: Module, call: Call) -> bool:
    """Whether the same function runs the same thing in a thread elsewhere: it knows when to."""
    return any(
        other.function == call.function
        and other.span != call.span
        and call.func in other.args
        and offloaded(inference, module, other) == call.func
        for other in module.calls
    )


def _unit(inference: Inference, module: Module, block: WithBlock) -> _Unit | None:
    """The first item that makes something that is worked with and closed in the block."""
    for item in block.items:
        if not isinstance(item.value, Called):
            continue
        callee = inference.value(module, item.value.func)
        entry, confidence = inference.entry(callee, module.path), Confidence.EXACT
        made = inference.value(module, item.value)
        known = inference.class_entry(made)
        if known is not None and (entry is None or not entry.unit):
            entry, confidence = known.unit, Confidence.INFERRED
        if entry is None or is_waived(inference, module, entry, item.value):
            continue
        if entry.unit and not (entry.joins and _awaits(inference, module, block)):
            return _Unit(block, entry, confidence, _names(module, block))
    return None


def _awaits(inference: Inference, module: Module, block: WithBlock) -> bool:
    """Whether the block waits for what is begun in it before its end."""
    node = inference.project.view(module.path).node(block.span)
    return any(
        isinstance(part, ast.Await | ast.AsyncFor | ast.AsyncWith) for part in ast.walk(node)
    )


def _names(module: Module, block: WithBlock) -> frozenset[str]:
    """The names that the block binds for its context managers, and for what comes from them."""
    names = {name for item in block.items for name in item.names}
    for name, bindings in module.scopes[block.scope].bindings.items():
        inside = [item for item in bindings if block.span.line <= item.line <= block.span.end_line]
        if len(inside) == len(bindings) and any(_root(item.value) in names for item in inside):
            names.add(name)
    return frozenset(names)


def _root(expr: Expr) -> str:
    while not isinstance(expr, Name):
        if isinstance(expr, Attr | Item):
            expr = expr.base
        elif isinstance(expr, Called):
            expr = expr.func
        else:
            return ""
    return expr.name


def _belongs(call: Call, unit: _Unit) -> bool:
    """Whether a call is part of a unit of work: it opens it, or works on what it opened."""
    if not unit.block.span.contains(call.span):
        return False
    opens = any(item.span.contains(call.span) for item in unit.block.items)
    return opens or _root(call.func) in unit.names


def _outermost(hits: Sequence[_Hit]) -> Iterable[_Hit]:
    """Of calls on each other's results, such as `open(p).read()`, the last one."""
    return [hit for hit in hits if not _is_receiver(hit, hits)]


def _receivers(func: Expr) -> Iterator[Expr]:
    """The callees of the calls that an attribute chain goes through."""
    current = func
    while isinstance(current, Attr | Called):
        if isinstance(current, Called):
            yield current.func
            current = current.func
        else:
            current = current.base


def _is_receiver(hit: _Hit, hits: Iterable[_Hit]) -> bool:
    """Whether another hit's callee starts where this call does and goes on after it."""
    span = hit.call.span
    return any(
        other.call.span != span
        and (other.call.span.line, other.call.span.column) == (span.line, span.column)
        and other.call.span.contains(span)
        and hit.call.func in _receivers(other.call.func)
        for other in hits
    )


def _report_unit(reporter: Reporter, module: Module, unit: _Unit) -> Detection:
    function = module.functions[unit.block.function]
    name = _shown(unit.entry.name)
    finding = reporter.finding(
        unit.entry.rule,
        f"`with {name}(…)` blocks the event loop",
        module,
        function,
        unit.block.header,
        name,
        unit.confidence,
    )
    node, scope = unit.block.span, unit.block.scope
    return Detection(finding, module, function, node, scope, "block", unit.entry)


def _report_call(reporter: Reporter, module: Module, hit: _Hit) -> Detection:
    call, function = hit.call, module.functions[hit.call.function]
    name = _shown(hit.entry.name)
    what = f"`{name}`" if name == call.text else f"`{call.text}` ({name})"
    finding = reporter.finding(
        hit.entry.rule,
        f"{what} blocks the event loop",
        module,
        function,
        call.span,
        name,
        hit.confidence,
    )
    return Detection(finding, module, function, call.span, call.scope, "call", hit.entry)


def _shown(name: str) -> str:
    return name.removeprefix("builtins.")
