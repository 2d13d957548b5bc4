"""Tells calls whose result is still to be read, so that reading it blocks as well."""

from __future__ import annotations

import ast

from asyncfix.entries import Entry

_REASON = "what it gives is read in pieces, which would still block the event loop"


def streaming(entry: Entry | None, node: ast.AST) -> Entry | None:
    """What is known of a call: one whose result is read later is one piece with all that reads."""
    if entry is None or not entry.streams or not isinstance(node, ast.Call):
        return entry
    keyword = entry.streams.removeprefix("!")
    given = [item.value for item in node.keywords if item.arg == keyword]
    usual = keyword != entry.streams
    if not given or (isinstance(given[0], ast.Constant) and bool(given[0].value) is usual):
        return entry
    return entry._replace(unit=True, bound=entry.bound or _REASON)
