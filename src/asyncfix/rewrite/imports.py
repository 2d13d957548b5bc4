"""Keeps a module's imports in step with its rewrite: adds what the edits need, once each."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator, Sequence

from asyncfix.model import Import
from asyncfix.rewrite.placement import with_statement
from asyncfix.rewrite.source import Source
from asyncfix.rewrite.unused import without_unused

Statement = ast.Import | ast.ImportFrom
Function = ast.FunctionDef | ast.AsyncFunctionDef


def update(before: str, after: str, needed: Sequence[Import], keep: Container[str]) -> str:
    """The text `after` with the needed imports, and without those that lost their last use.

    `before` is the text that the edits were made on; names in `keep` stay imported.
    Raises SyntaxError if a text cannot be parsed.
    """
    text = after
    for each in needed:
        text = _with_import(Source.of(text), each)
    return without_unused(before, text, keep)


def _with_import(source: Source, needed: Import) -> str:
    early = list(_early_imports(source.tree))
    if any(_binds(statement, needed) for statement in early):
        return source.text
    if needed.name:
        for statement in early:
            if isinstance(statement, ast.ImportFrom) and _module(statement) == needed.module:
                merged = _merged(source, statement, needed)
                if merged:
                    return merged
    return with_statement(source, _text(needed), needed.module)


def _text(needed: Import) -> str:
    alias = f" as {needed.alias}" if needed.alias else ""
    if needed.name:
        return f"from {needed.module} import {needed.name}{alias}"
    return f"import {needed.module}{alias}"


def _module(statement: ast.ImportFrom) -> str:
    return "." * statement.level + (statement.module or "")


def _early_imports(tree: ast.Module) -> Iterator[Statement]:
    """Top-level imports that are done before anything can have called the module's functions."""
    defined = False
    for statement in tree.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement
        elif isinstance(statement, ast.ClassDef | Function):
            defined = True
        elif defined:
            return


def _binds(statement: Statement, needed: Import) -> bool:
    wanted = needed.name or needed.module
    if isinstance(statement, ast.ImportFrom) != bool(needed.name):
        return False
    if isinstance(statement, ast.ImportFrom) and _module(statement) != needed.module:
        return False
    return any(
        alias.name == wanted and (alias.asname or "") == needed.alias for alias in statement.names
    )


def _merged(source: Source, statement: ast.ImportFrom, needed: Import) -> str | None:
    """The text with one more name in the statement; None if its layout is too special."""
    segment = source.segment(statement)
    if "#" in segment or "\\" in segment or statement.names[0].name == "*":
        return None
    name = f"{needed.name} as {needed.alias}" if needed.alias else needed.name
    keys = [alias.name.lower() for alias in statement.names]
    index = len(keys)
    if keys == sorted(keys):
        index = sum(key <= needed.name.lower() for key in keys)
    alias = statement.names[min(index, len(keys) - 1)]
    start, end = source.start(alias), source.end(alias)
    indent = source.text[source.starts[alias.lineno - 1] : start]
    separator = f",{source.newline}{indent}" if not indent.strip(" \t") else ", "
    if len(statement.names) == 1 and "\n" not in segment and "\r" not in segment:
        separator = ", "
    if index < len(keys):
        return source.replaced(start, start, name + separator)
    return source.replaced(end, end, separator + name)
