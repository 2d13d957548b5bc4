"""Spans by text, the pack's codemods by name, and running a module before and after."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Mapping

from asyncfix.codemod import Codemod
from asyncfix.model import Argument, Edit, Import, Span
from asyncfix.rewrite.engine import rewrite
from asyncfix.rewrite.source import Located
from asyncfix.rewrite.verify import problems
from asyncfix.text import split_lines
from asyncfix_codemods.add_await import AddAwait
from asyncfix_codemods.drop_executor import DropExecutor
from asyncfix_codemods.drop_statement import DropStatement
from asyncfix_codemods.make_handler_sync import MakeHandlerSync
from asyncfix_codemods.move_block_to_thread import MoveBlockToThread
from asyncfix_codemods.move_to_thread import MoveToThread
from asyncfix_codemods.use_async_twin import UseAsyncTwin

CODEMODS: Mapping[str, type[Codemod]] = {
    "use_async_twin": UseAsyncTwin,
    "move_to_thread": MoveToThread,
    "add_await": AddAwait,
    "make_handler_sync": MakeHandlerSync,
    "move_block_to_thread": MoveBlockToThread,
    "drop_executor": DropExecutor,
    "drop_statement": DropStatement,
}
ASYNCIO = Import("asyncio")


def span_of(text: str, first: Located, last: Located | None = None) -> Span:
    """The span from one syntax node to another, in characters."""
    lines = split_lines(text)
    last = last or first

    def column(line: int, offset: int) -> int:
        return len(lines[line - 1].encode()[:offset].decode())

    return Span(
        first.lineno,
        column(first.lineno, first.col_offset),
        last.end_lineno or 0,
        column(last.end_lineno or 0, last.end_col_offset or 0),
    )


def calls(text: str, function: str) -> list[ast.Call]:
    """The calls whose function reads so, in source order."""
    found = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == function
    ]
    return sorted(found, key=lambda node: (node.end_lineno or 0, node.end_col_offset or 0))


def edits_of(
    text: str,
    function: str,
    codemod: str,
    imports: tuple[Import, ...] = (),
    **arguments: Argument,
) -> list[Edit]:
    """One edit for each call of the function."""
    found = calls(text, function)
    assert found, f"no call of {function}"
    return [Edit("m.py", span_of(text, each), codemod, arguments, imports) for each in found]


def run_of(
    text: str,
    function: str,
    first: int,
    last: int,
    path: tuple[int, ...] = (),
    **arguments: Argument,
) -> Edit:
    """An edit of the statements `first` to `last` of the function's body, or of a block in it."""
    (node,) = [
        each
        for each in ast.walk(ast.parse(text))
        if isinstance(each, ast.AsyncFunctionDef | ast.FunctionDef) and each.name == function
    ]
    body = node.body
    for index in path:
        block = body[index]
        assert isinstance(block, ast.For | ast.If | ast.With)
        body = block.body
    span = span_of(text, body[first], body[last])
    full = {"offload": "asyncio.to_thread", "name": "work", "result": "", **arguments}
    return Edit("m.py", span, "move_block_to_thread", full, (ASYNCIO,))


def rewritten(text: str, *edits: Edit, keep: frozenset[str] = frozenset()) -> str:
    """The new text, which must pass verification."""
    after = rewrite(text, edits, CODEMODS.__getitem__, keep)
    assert problems(text, after, edits) == []
    return after


def outcome(text: str, *arguments: object, main: str = "main") -> tuple[object, list[object]]:
    """What `main` of the module returns, or the kind and text of what it raises; and its log."""
    log: list[object] = []
    space: dict[str, object] = {"__name__": "m", "log": log}
    exec(compile(text, "m.py", "exec", dont_inherit=True), space)
    function = space[main]
    assert callable(function)
    try:
        result: object = asyncio.run(function(*arguments))
    except Exception as error:
        result = (type(error), str(error))
    return result, log


def same(before: str, after: str, *arguments: object) -> object:
    """Runs both texts' `main`; their results and logs must be equal."""
    assert before != after
    first = outcome(before, *arguments)
    assert outcome(after, *arguments) == first
    return first
