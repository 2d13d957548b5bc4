"""Reads what is known of what runs code elsewhere."""

from __future__ import annotations

from asyncfix import fields
from asyncfix.catalogue import Table
from asyncfix.errors import CatalogueError
from asyncfix.runners import Offload, Runner


def offload(file: str, name: str, table: Table) -> Offload:
    """What runs a callable off the loop."""
    fields.known(file, name, table, frozenset(Offload._fields) - {"name"})
    position, passes = table.get("position", 1), fields.text(file, name, table, "passes")
    if not isinstance(position, int):
        raise CatalogueError(f"{file}: {name}.position must be a number")
    if passes not in ("", "all", "positional", "none"):
        raise CatalogueError(f"{file}: {name}.passes must be 'all', 'positional' or 'none'")
    keyword = fields.text(file, name, table, "keyword")
    distinct, shared = (fields.flag(file, name, table, key) for key in ("distinct", "shared"))
    return Offload(name, position, keyword, passes, distinct, shared)


def runner(file: str, name: str, table: Table) -> Runner:
    """What starts an event loop."""
    fields.known(file, name, table, frozenset(Runner._fields) - {"name"})
    takes = fields.text(file, name, table, "takes") or "coroutine"
    if takes not in ("coroutine", "function", "wrapper"):
        raise CatalogueError(f"{file}: {name}.takes must be 'coroutine', 'function' or 'wrapper'")
    library, manual = (fields.text(file, name, table, key) for key in ("library", "manual"))
    return Runner(name, library, takes, manual, fields.flag(file, name, table, "distinct"))
