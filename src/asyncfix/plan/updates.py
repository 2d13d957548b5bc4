"""Says whether tasks could get in each other's way at a file, once it is used off the loop.

On the loop, code that does not await has a file to itself; in threads it has not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.catalogue import Entry
from asyncfix.plan.context import Context
from asyncfix.project.inference import Bound, Ref
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.view import View

_DEEPEST = 3
_WRAPPERS = frozenset({"str", "Path", "fspath"})


class _Access(NamedTuple):
    """A file that is opened: the text of its path, and the line of the function where it is."""

    path: str
    reads: bool
    writes: bool
    line: int


def contended_file(context: Context, definition: Definition) -> str:
    """Why the function's work on files must not be interleaved with other tasks'; "" if it may.

    The files that the project's functions open for it count too. Paths are compared as they are
    written: two spellings of one path are taken for two files.
    """
    accesses = list(_accesses(context, definition, _DEEPEST))
    for read in accesses:
        for write in accesses:
            same = read.path == write.path and read.line <= write.line
            if same and read.reads and write.writes:
                return (
                    f"it reads `{read.path}` and writes it: another task may do the same in between"
                )
    return ""


def _accesses(context: Context, definition: Definition, depth: int) -> Iterator[_Access]:
    module = definition.module
    view = context.view(module.path)
    node = view.function_node(definition.function)
    yield from _own_accesses(context, module, view, node)
    if not depth:
        return
    for call in ast.walk(node):
        value = context.value_in(view, call.func) if isinstance(call, ast.Call) else None
        if isinstance(call, ast.Call) and isinstance(value, Ref | Bound):
            for callee in context.inference.functions_named(value.name, module.path):
                if callee.function.index != definition.function.index:
                    for inner in _accesses(context, callee, depth - 1):
                        yield inner._replace(line=call.lineno)


def _own_accesses(context: Context, module: Module, view: View, node: ast.AST) -> Iterator[_Access]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            value = context.value_in(view, call.func)
            entry = context.inference.entry(value, module.path)
            if entry is not None and entry.access:
                yield from _access(entry, call)


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
    """Whether a call that opens a file can read what is in it, and whether it can write it.

    `position` is that of the mode among the arguments.
    """
    mode = _mode(call, position)
    if not mode:
        return True, True
    writes = any(letter in mode for letter in "wax+")
    return not any(letter in mode for letter in "wx") and (mode[0] == "r" or "+" in mode), writes


def _mode(call: ast.Call, position: int) -> str:
    """The mode of a call that opens a file; empty if it is not written out."""
    mode: ast.expr | None = call.args[position] if len(call.args) > position else None
    for keyword in call.keywords:
        if keyword.arg == "mode":
            mode = keyword.value
    if mode is None:
        return "r"
    return mode.value if isinstance(mode, ast.Constant) and isinstance(mode.value, str) else ""


def _path(node: ast.expr) -> str:
    """The text of a path, without what only changes its type."""
    while isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name not in _WRAPPERS:
            break
        node = node.args[0]
    return ast.unparse(node)
