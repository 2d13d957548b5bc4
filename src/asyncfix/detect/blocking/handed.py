"""Says what a function was handed so that its call does not block: a stream in memory, an
asynchronous session, a `block` that is False."""

from __future__ import annotations

import ast

from asyncfix.entries import Entry
from asyncfix.model import Span
from asyncfix.project.inference import Bound, Inference, Instance
from asyncfix.project.known import mocks
from asyncfix.project.known.constants import value_of
from asyncfix.project.known.facts import IDLE, Choice, Known, Names, Thing
from asyncfix.project.known.folded import Folded
from asyncfix.project.known.kinds import of_library
from asyncfix.project.known.outlook import Outlook, dotted
from asyncfix.project.known.waivers import waived


def is_idle(inference: Inference, folded: Folded, outlook: Outlook, span: Span) -> bool:
    """Whether what the call at a span works on is of a class whose method does not block."""
    call, names = folded.calls.get(span, (None, {}))
    if call is None or not isinstance(call.func, ast.Attribute):
        return False
    if _is_asynchronous(inference, call.func, names, outlook):
        return True
    value = value_of(call.func.value, names, outlook)
    if mocks.runs_nothing(inference, value, call.func.attr):
        return True
    options = value.options if isinstance(value, Choice) else (value,)
    made = [item for item in options if item is not None]
    return bool(made) and all(_is_idle(inference, item, call.func.attr) for item in made)


def is_told_not_to(folded: Folded, outlook: Outlook, entry: Entry, span: Span) -> bool:
    """Whether an argument of the call at a span is known to be one with which it does not block."""
    call, names = folded.calls.get(span, (None, {}))
    if call is None:
        return False
    return waived(entry, call, lambda item: value_of(item, names, outlook)) is not None


def _is_asynchronous(
    inference: Inference, func: ast.Attribute, names: Names, outlook: Outlook
) -> bool:
    """Whether a chain of calls starts with a method of a library's object that has coroutines, and
    no method that blocks; nor is it known to give what has."""
    node: ast.expr = func.value
    first: ast.Attribute | None = func
    while first is not None:
        if dotted(node):
            value = value_of(node, names, outlook)
            return isinstance(value, Thing) and value.exact and _waits(inference, value, first.attr)
        inner = node.func if isinstance(node, ast.Call) else None
        first = inner if isinstance(inner, ast.Attribute) else None
        node = inner.value if isinstance(inner, ast.Attribute) else node
    return False


def _waits(inference: Inference, value: Thing, method: str) -> bool:
    known = inference.class_entry(Instance(value.cls))
    if known is None or known.blocking or not known.awaitable:
        return False
    return method not in known.returns and method not in known.attributes


def _is_idle(inference: Inference, value: Known, method: str) -> bool:
    if value == IDLE:
        return True
    if not isinstance(value, Thing) or not value.exact:
        return False
    if not of_library(inference, value.cls, value.home):
        return False
    found = inference.attribute(Instance(value.cls), method, value.home)
    entry = inference.entry(found, value.home)
    return isinstance(found, Bound) and (entry is None or entry.idle)
