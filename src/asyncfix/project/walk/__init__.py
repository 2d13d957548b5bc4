"""Walks a module's tree once and writes its summary; resolves nothing."""

from __future__ import annotations

import ast

from asyncfix.project.statements import starts_of
from asyncfix.project.summary import Module
from asyncfix.project.walk import definitions, expressions, statements
from asyncfix.project.walk.replaced import replaced
from asyncfix.project.walk.walker import FIELDS, Visits, Walker

__all__ = ["summarise"]

_VISITS: Visits = {
    **dict.fromkeys(FIELDS, Walker.visit_children),
    **definitions.VISITS,
    **expressions.VISITS,
    **statements.VISITS,
}


def summarise(tree: ast.Module, text: str, path: str, name: str, is_package: bool) -> Module:
    """The summary of a parsed module. `name` is its dotted name, `path` names the file."""
    walker = Walker(
        Module(path, name, is_package, [], [], [], [], [], [], [], [], []), text, _VISITS
    )
    walker.replaced |= replaced(tree.body)
    walker.visit_all(tree.body)
    module = walker.finish()
    module.starts = starts_of(tree)
    return module
