"""Says what runs without being called by name: where something is entered or gone through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.model import Span
from asyncfix.project.calling import LAZY, options_of
from asyncfix.project.decorated import Runs
from asyncfix.project.edges import Edge
from asyncfix.project.inference import Instance, Prepared, Ref, Union, name_of, object_name
from asyncfix.project.project import Definition
from asyncfix.project.receivers import is_bound
from asyncfix.project.summary import Module
from asyncfix.project.terms import Attr, Called, Expr, Name

if TYPE_CHECKING:
    from asyncfix.project.callgraph import CallGraph

_CLOSING = Ref("contextlib.closing")


def entered(graph: CallGraph, module: Module, scope: int, expr: Expr, span: Span) -> Iterator[Edge]:
    """What a `with` runs of what it enters: of one of several things, it is not certain."""
    options = list(options_of(_bound(graph, module, expr)))
    if len(options) < 2:
        yield from _entered(graph, module, scope, expr, span)
        return
    for option in options:
        for edge in _entered(graph, module, scope, option, span):
            yield edge._replace(certain=False)


def _bound(graph: CallGraph, module: Module, expr: Expr) -> Expr:
    """What a name stands for, if one assignment says it; else the expression itself."""
    found = graph.inference.lookup(module, expr.scope, expr.name) if isinstance(expr, Name) else ()
    return found[0].value if found and len(found) == 1 and found[0].kind == "value" else expr


def _entered(
    graph: CallGraph, module: Module, scope: int, expr: Expr, span: Span
) -> Iterator[Edge]:
    """What a `with` runs of something that it enters."""
    text, inference = _text(expr), graph.inference
    call = made_by(graph, module, expr)
    callee = inference.value(module, call.func) if call is not None else None
    runs = Runs.ENTERED
    if isinstance(callee, Prepared) and callee.manager:
        callee, runs = callee.target, Runs.ITERATED
    for target, certain in graph.running(module, callee, runs):
        bound = is_bound(inference, callee, target)
        yield Edge(span, text, scope, target, "with", certain, bound)
    closes = call is not None and callee == _CLOSING
    made = call.args[0] if call is not None and closes and call.args else expr
    value = inference.value(module, made)
    options = value.options if isinstance(value, Union) else (value,)
    for option in options:
        if not isinstance(option, Instance) or not inference.class_named(option.cls, module.path):
            continue
        for name in ("close",) if closes else ("__enter__", "__exit__"):
            for target, certain in graph.method(module, option.cls, name):
                if not closes or _comes_there(graph, module, made, name, target):
                    yield Edge(span, text, scope, target, "with", certain and option is value)


def _comes_there(
    graph: CallGraph, module: Module, made: Expr, name: str, target: Definition
) -> bool:
    """Whether a method of an object is the target: of a new one it is no method of a subclass."""
    method = graph.inference.attribute(graph.inference.value(module, made), name, module.path)
    return not isinstance(made, Called) or name_of(method) == target.name


def gone_through(
    graph: CallGraph,
    module: Module,
    expr: Expr,
    span: Span,
    scope: int,
    around: tuple[Called, ...] = (),
) -> Iterator[Edge]:
    """What runs where something is iterated over; `around` are the calls that it was handed to."""
    inference = graph.inference
    call = made_by(graph, module, expr)
    if call is not None and call not in around:  # as it is in `rows = enumerate(rows)`
        callee = inference.value(module, call.func)
        if object_name(callee) in LAZY:
            for argument in call.args:
                yield from gone_through(graph, module, argument, span, scope, (*around, call))
        for target, certain in graph.running(module, callee, Runs.ITERATED):
            bound = is_bound(inference, callee, target)
            yield Edge(span, _text(call), scope, target, "iterate", certain, bound)
    value = inference.value(module, expr) if expr is not None else None
    if isinstance(value, Instance) and inference.class_named(value.cls, module.path):
        for name in ("__iter__", "__next__"):
            method = inference.attribute(value, name, module.path)
            for when in (Runs.CALLED, Runs.ITERATED):
                for target, certain in graph.running(module, method, when):
                    yield Edge(span, _text(expr), scope, target, "iterate", certain)


def made_by(graph: CallGraph, module: Module, expr: Expr) -> Called | None:
    """The call that gives something, also by way of a local name."""
    made = _bound(graph, module, expr)
    return made if isinstance(made, Called) else None


def _text(expr: Expr) -> str:
    """An expression in short, as `Call.text` has it."""
    if isinstance(expr, Name):
        return expr.name
    if isinstance(expr, Attr):
        return f"{_text(expr.base)}.{expr.name}"
    if isinstance(expr, Called):
        return _text(expr.func)
    return "…"
