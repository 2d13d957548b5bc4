"""Says whether a function reads a file and then writes it: no other task may come in between."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.catalogue import Entry
from asyncfix.plan.context import Context
from asyncfix.project.inference import Bound, Ref
from asyncfix.project.project import Definition
from asyncfix.project.view import walk_scope

_DEEPEST = 3
_WRAPPERS = frozenset({"str", "Path", "fspath"})


class _Access(NamedTuple):
    """A file that is opened, by the text of its path, and the line of the function where it is."""

    path: str
    reads: bool
    writes: bool
    line: int


def updated_file(context: Context, definition: Definition) -> str:
    """The path of a file that the function reads and, later or at once, writes; "" if none.

    The files that the project's functions open for it count too. Paths are compared as they are
    written: two spellings of one path are taken for two files.
    """
    accesses = list(_accesses(context, definition, _DEEPEST))
    for read in accesses:
        for write in accesses:
            same = read.path == write.path and read.line <= write.line
            if same and read.reads and write.writes:
                return read.path
    return ""


def _accesses(context: Context, definition: Definition, depth: int) -> Iterator[_Access]:
    view = context.view(definition.module.path)
    for node in walk_scope(view.function_node(definition.function)):
        if not isinstance(node, ast.Call):
            continue
        value = context.value_in(view, node.func)
        if not isinstance(value, Ref | Bound):
            continue
        entry = context.catalogue.entry(value.name)
        if entry is not None and entry.access:
            yield from _access(entry, node)
        elif depth:
            for callee in context.inference.functions_named(value.name, definition.module.path):
                for inner in _accesses(context, callee, depth - 1):
                    yield inner._replace(line=node.lineno)


def _access(entry: Entry, call: ast.Call) -> Iterator[_Access]:
    """What a call opens, as the entry's `access` has it: `read`, `write`, or by its mode."""
    target: ast.expr | None = call.args[0] if call.args else None
    position = 1
    if entry.is_method and isinstance(call.func, ast.Attribute):
        target, position = call.func.value, 0
    if target is None:
        return
    reads, writes = entry.access == "read", entry.access == "write"
    if entry.access == "mode":
        reads, writes = opened_for(call, position)
    yield _Access(_path(target), reads, writes, call.lineno)


def opened_for(call: ast.Call, position: int) -> tuple[bool, bool]:
    """Whether a call that opens a file can read it, and whether it can write it."""
    mode: ast.expr | None = call.args[position] if len(call.args) > position else None
    for keyword in call.keywords:
        if keyword.arg == "mode":
            mode = keyword.value
    if mode is None:
        return True, False
    if not isinstance(mode, ast.Constant) or not isinstance(mode.value, str):
        return True, True
    both = "+" in mode.value
    writes = both or any(letter in mode.value for letter in "wax")
    return both or not writes, writes


def _path(node: ast.expr) -> str:
    """The text of a path, without what only changes its type."""
    while isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name not in _WRAPPERS:
            break
        node = node.args[0]
    return ast.unparse(node)
