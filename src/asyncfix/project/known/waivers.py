"""Says whether what a function was handed makes a call of a library one that does not block."""

from __future__ import annotations

import ast
from collections.abc import Callable

from asyncfix.entries import Entry, Waiver
from asyncfix.project.known.facts import Begun, Known, Thing, is_constant
from asyncfix.project.nodes import argument


def waived(entry: Entry, call: ast.Call, evaluate: Callable[[ast.expr], Known]) -> Waiver | None:
    """The argument that is known to be one with which the call does not block.

    What the code says there itself is known without following it.
    """
    for waiver in entry.nonblocking:
        given = argument(call, waiver.position, waiver.keyword)
        if isinstance(given, ast.Name | ast.Attribute) and _matches(waiver, evaluate(given)):
            return waiver
    return None


def _matches(waiver: Waiver, value: Known) -> bool:
    if isinstance(value, Thing):
        return value.exact and not value.optional and value.cls in waiver.values
    start = value.start if isinstance(value, Begun) else value
    if isinstance(start, str) and start.startswith(waiver.begins):
        return True
    return is_constant(value) and value in waiver.values
