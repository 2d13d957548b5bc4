"""Says whether code is ready for a thread, in which no event loop runs and no error is handled."""

from __future__ import annotations

import ast

from asyncfix.model import Span
from asyncfix.project.alone import parsed_alone
from asyncfix.project.nodes import is_try
from asyncfix.project.project import Definition, Project
from asyncfix.project.view import walk_scope

_CATCHING = frozenset({"RuntimeError", "Exception", "BaseException"})


def is_ready(project: Project, definition: Definition, span: Span) -> bool:
    """Whether a function catches what a call at that span raises where no loop runs."""
    node, positions = parsed_alone(project, definition)
    return any(
        is_try(part)
        and any(_catches(handler.type) for handler in part.handlers)
        and any(positions.span(statement).contains(span) for statement in part.body)
        for part in walk_scope(node)
    )


def handles(project: Project, definition: Definition, span: Span) -> bool:
    """Whether a call at that span handles an exception that came up in the same function."""
    node, positions = parsed_alone(project, definition)
    return any(
        isinstance(part, ast.ExceptHandler) and positions.span(part).contains(span)
        for part in walk_scope(node)
    )


def raises_again(project: Project, definition: Definition) -> bool:
    """Whether a function raises what its caller is handling: a bare `raise` in no handler."""
    node, _ = parsed_alone(project, definition)
    parts = list(walk_scope(node))
    bare = {part for part in parts if isinstance(part, ast.Raise) and part.exc is None}
    handlers = (part for part in parts if bare and isinstance(part, ast.ExceptHandler))
    return bool(bare - {part for handler in handlers for part in ast.walk(handler)})


def _catches(kind: ast.expr | None) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(
        item is None or (isinstance(item, ast.Name) and item.id in _CATCHING) for item in kinds
    )
