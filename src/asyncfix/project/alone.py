"""Parses one function by itself, where the rest of its file does not matter."""

from __future__ import annotations

import ast
from functools import lru_cache

from asyncfix.model import Span
from asyncfix.project.positions import Positions
from asyncfix.project.project import Definition, Project
from asyncfix.project.view import FunctionNode
from asyncfix.text import parse, split_lines


def parsed_alone(project: Project, definition: Definition) -> tuple[FunctionNode, Positions]:
    """The tree of a function without its decorators, and what places are in it as in its file."""
    return _parsed(project.file(definition.module.path).text, definition.function.span)


@lru_cache(maxsize=100)
def _parsed(text: str, span: Span) -> tuple[FunctionNode, Positions]:
    alone = _alone(text, span)
    first = parse(alone).body[0]
    node = first.body[0] if isinstance(first, ast.If) else first
    if not isinstance(node, FunctionNode):
        raise TypeError(f"no function in line {span.line}")
    return node, Positions(alone)


@lru_cache(maxsize=4)
def _lines(text: str) -> tuple[str, ...]:
    return tuple(split_lines(text))


def _alone(text: str, span: Span) -> str:
    """The text of a function by itself, where it stands in its file."""
    lines = list(_lines(text)[span.line - 1 : span.end_line])
    lines[-1] = lines[-1][: span.end_column]
    before = lines[0][: span.column]
    if before.strip():  # something else stands before it on its line
        lines[0] = f"{' ' * span.column}{lines[0][span.column :]}"
    return (
        "\n" * (span.line - 2) + ("if 1:\n" if before else "\n" * (span.line > 1)) + "".join(lines)
    )
