"""Finds the locks of threads that are held somewhere in a function, also by what it calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.state.ownership import path_of
from asyncfix.project.alone import parsed_alone
from asyncfix.project.callgraph import Edge
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import Attr, Expr
from asyncfix.project.view import walk_scope

_DEEPEST = 3


class _Change(NamedTuple):
    """The locks that a function takes and still holds when it ends, and those that it gives up."""

    taken: frozenset[str] = frozenset()
    given_up: frozenset[str] = frozenset()


def held_by_calls(context: Context, site: Site) -> str:
    """The lock that functions of the project, which were called before, hold at a node; or ""."""
    definition = context.definition(site)
    held: set[str] = set()
    last = site.node.end_lineno or site.node.lineno
    for edge in context.graph.edges(definition):
        inside = edge.span.line <= last and site.view.span(site.node) != edge.span
        if edge.how == "with":
            inside = inside and _is_within(site, edge)
        if inside:
            change = _change(context, edge.target, _DEEPEST, edge.how == "with")
            held = (held | change.taken) - (frozenset() if edge.how == "with" else change.given_up)
    return min(held, default="")


def _is_within(site: Site, edge: Edge) -> bool:
    """Whether a node is in the body of the `with` of an edge."""
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, ast.With):
            spans = [site.view.span(item.context_expr) for item in parent.items]
            if edge.span in spans:
                return True
    return False


def _change(context: Context, definition: Definition, deep: int, entered: bool) -> _Change:
    taken: set[str] = set()
    given_up: set[str] = set()
    module = definition.module
    for call in context.graph.body(definition).calls:
        func = call.func if isinstance(call.func, Attr) else None
        if func is None or func.name not in ("acquire", "release"):
            continue
        if _is_lock(context, module, func.base):
            (taken if func.name == "acquire" else given_up).add(path_of(func.base))
    if entered and definition.function.is_generator:
        taken |= set(_around_yield(context, definition))
        given_up = set()
    for edge in context.graph.edges(definition) if deep else ():
        if edge.how == "call":
            inner = _change(context, edge.target, deep - 1, False)
            taken |= inner.taken
            given_up |= inner.given_up
    if entered and definition.function.is_generator:
        return _Change(frozenset(taken))
    return _Change(frozenset(taken - given_up), frozenset(given_up - taken))


def _around_yield(context: Context, definition: Definition) -> Iterator[str]:
    """The locks that a generator holds while it waits to go on."""
    node, positions = parsed_alone(context.project, definition)
    blocks = {item.span: item for item in context.graph.body(definition).withs}
    for part in walk_scope(node):
        if isinstance(part, ast.With) and any(isinstance(x, ast.Yield) for x in ast.walk(part)):
            block = blocks.get(positions.span(part))
            for item in block.items if block is not None else ():
                if _is_lock(context, definition.module, item.value):
                    yield path_of(item.value)


def _is_lock(context: Context, module: Module, expr: Expr) -> bool:
    value = context.inference.value(module, expr)
    known = context.inference.class_entry(value)
    return known is not None and known.lock
