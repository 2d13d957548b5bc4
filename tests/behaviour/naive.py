"""Does to a program what is held back in it, and looks whether that makes a difference.

It is the fix that `--unsafe-fixes` makes; where there is none, each call that a finding is about
is handed to `asyncio.to_thread` without asking what it needs, or, where a case asks for `def`, the
function around it becomes a plain one.
"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from asyncfix.model import Result, Span
from asyncfix.testing import Outcome
from tests.behaviour.header import Header

HANGS = "does not end"
_TIMES = 5
"""Threads come in any order: it is enough that one of so many runs shows the difference."""


def unsafe(header: Header) -> Header:
    """The header of the same program with the fixes that are held back."""
    return replace(header, options=(*header.options, "unsafe"))


def in_threads(
    header: Header, files: Mapping[str, str], results: Iterable[Result]
) -> dict[str, str]:
    """The files with the calls of the findings in threads, where an `await` can stand."""
    found = [item.finding for item in results]
    moving = _Plain if "strategy=def" in header.options else _Moving
    return {
        path: _moved(text, moving({item.span for item in found if item.path == path}))
        for path, text in files.items()
    }


def _moved(text: str, moving: _Plain | _Moving) -> str:
    spans, tree = moving.spans, moving.visit(ast.parse(text))
    return f"import asyncio\n{ast.unparse(ast.fix_missing_locations(tree))}\n" if spans else text


class _Plain(ast.NodeTransformer):
    """Makes the coroutine functions plain that have a call at some spans."""

    def __init__(self, spans: Collection[Span]) -> None:
        self.spans = spans

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        calls = (_span(item) for item in ast.walk(node) if isinstance(item, ast.Call))
        if not any(span in self.spans for span in calls):
            return node
        return ast.FunctionDef(
            node.name, node.args, node.body, node.decorator_list, node.returns, node.type_comment
        )


class _Moving(ast.NodeTransformer):
    """Hands the calls at some spans to a thread."""

    def __init__(self, spans: Collection[Span]) -> None:
        self.spans = spans
        self._awaits = False

    def visit(self, node: ast.AST) -> ast.AST:
        around = self._awaits
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            self._awaits = isinstance(node, ast.AsyncFunctionDef)
        visited = self.generic_visit(node)
        self._awaits = around
        is_call = isinstance(visited, ast.Call) and _span(visited) in self.spans
        return _in_thread(visited) if is_call and self._awaits else visited


def _span(node: ast.Call) -> Span:
    line, column = node.end_lineno or 0, node.end_col_offset or 0
    return Span(node.lineno, node.col_offset, line, column)


def _in_thread(call: ast.Call) -> ast.Await:
    offload = ast.parse("asyncio.to_thread", mode="eval").body
    return ast.Await(ast.Call(offload, [call.func, *call.args], call.keywords))


def assert_differs(header: Header, before: Outcome, run: Callable[[float], Outcome]) -> None:
    """Runs a program that was made so, and looks for the words of the header in what it does.

    `run` takes the seconds until the program is killed.
    """
    words = header.differs or ""
    assert not words or words not in _shown(before)
    shown = ""
    for _ in range(_TIMES):
        try:
            after = run(5.0 if words == HANGS else 60.0)
        except subprocess.TimeoutExpired:
            assert words == HANGS
            return
        shown = _shown(after)
        if after != before and words in shown:
            return
    raise AssertionError(f"it does not differ: {shown}")


def _shown(outcome: Outcome) -> str:
    errors = (f"{kind}{arguments}" for kind, arguments in outcome.errors)
    files = (f"{name}: {content!r}" for name, content in outcome.files.items())
    return "\n".join((outcome.result, *errors, outcome.stdout, *files))
