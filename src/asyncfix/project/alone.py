"""Parses one function by itself, where the rest of its file does not matter."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from asyncfix.model import Span
from asyncfix.project.positions import Positions
from asyncfix.project.summary import Function, Module
from asyncfix.project.view import FunctionNode, View
from asyncfix.text import parse, split_lines

if TYPE_CHECKING:
    from asyncfix.project.project import Definition, Project

_LONGEST = 12
"""How many lines a statement has that is looked for."""


def parsed_alone(project: Project, definition: Definition) -> tuple[FunctionNode, Positions]:
    """The tree of a function without its decorators, and what places are in it as in its file."""
    return _parsed(project.file(definition.module.path).text, definition.function.span)


def text_alone(project: Project, definition: Definition) -> str:
    """The lines that a function stands on."""
    span = definition.function.span
    lines = lines_of(project.file(definition.module.path).text)
    return "".join(lines[span.line - 1 : span.end_line])


def view_alone(module: Module, function: Function, text: str) -> View:
    """The close view of a function of a file with that text, without all around it."""
    node, _ = _parsed(text, function.span)
    return View(module, _alone(text, function.span), ast.Module([node], []))


def assignment_alone(text: str, line: int, name: str) -> ast.stmt | None:
    """The statement of a module that begins with a name on a line; None where none does.

    It ends where what has been read makes a whole, before a line that may begin another.
    """
    lines, begin = lines_of(text), line - 1
    if not lines[begin].startswith(name) and ";" not in lines[begin]:
        return None
    for end in range(line, len(lines) + 1):
        if end == len(lines) or lines[end][:1].isidentifier():
            try:
                body = parse("".join(lines[begin:end])).body
            except SyntaxError:
                continue
            return next((item for item in body if _begins_with(item, name)), None)
    return None


def line_alone(text: str, line: int) -> ast.stmt | None:
    """The statement that begins on a line, if that has only one."""
    lines, begin = lines_of(text), line - 1
    for end in range(line, min(line + _LONGEST, len(lines)) + 1):
        try:
            body = parse("".join(lines[begin:end]).strip()).body
        except SyntaxError:
            continue
        return body[0] if len(body) == 1 else None
    return None


def _begins_with(statement: ast.stmt, name: str) -> bool:
    first = statement.targets[0] if isinstance(statement, ast.Assign) else statement
    target = first.target if isinstance(first, ast.AnnAssign) else first
    return isinstance(target, ast.Name) and target.id == name


def outermost(module: Module, function: Function) -> Function:
    """The function that no other is around, of those around a function, or itself."""
    while (around := module.scopes[function.outer].function) >= 0:
        function = module.functions[around]
    return function


@lru_cache(maxsize=100)
def _parsed(text: str, span: Span) -> tuple[FunctionNode, Positions]:
    alone = _alone(text, span)
    first = parse(alone).body[0]
    node = first.body[0] if isinstance(first, ast.If) else first
    if not isinstance(node, FunctionNode):
        raise TypeError(f"no function in line {span.line}")
    return node, Positions(alone)


@lru_cache(maxsize=16)
def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text, with their ends."""
    return tuple(split_lines(text))


def _alone(text: str, span: Span) -> str:
    """The text of a function by itself, where it stands in its file."""
    lines = list(lines_of(text)[span.line - 1 : span.end_line])
    lines[-1] = lines[-1][: span.end_column]
    before = lines[0][: span.column]
    if before.strip():  # something else stands before it on its line
        lines[0] = f"{' ' * span.column}{lines[0][span.column :]}"
    indent = before.rpartition("\f")[2]  # a form feed begins the line anew
    return (
        "\n" * (span.line - 2) + ("if 1:\n" if indent else "\n" * (span.line > 1)) + "".join(lines)
    )
