"""Says what a function was handed instead of what it is declared to take: a stream in memory."""

from __future__ import annotations

import ast

from asyncfix.model import Span
from asyncfix.project.constants import value_of
from asyncfix.project.facts import Choice, Known, Thing
from asyncfix.project.folding import Folded
from asyncfix.project.inference import Bound, Inference, Instance
from asyncfix.project.kinds import of_library
from asyncfix.project.outlook import Outlook


def is_idle(inference: Inference, folded: Folded, outlook: Outlook, span: Span) -> bool:
    """Whether what the call at a span works on is of a class whose method does not block."""
    call, names = folded.calls.get(span, (None, {}))
    if call is None or not isinstance(call.func, ast.Attribute):
        return False
    value = value_of(call.func.value, names, outlook)
    options = value.options if isinstance(value, Choice) else (value,)
    made = [item for item in options if item is not None]
    return bool(made) and all(_is_idle(inference, item, call.func.attr) for item in made)


def _is_idle(inference: Inference, value: Known, method: str) -> bool:
    if not isinstance(value, Thing) or not value.exact:
        return False
    if not of_library(inference, value.cls, value.home):
        return False
    found = inference.attribute(Instance(value.cls), method, value.home)
    return isinstance(found, Bound) and inference.entry(found, value.home) is None
