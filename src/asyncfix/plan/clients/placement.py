"""Says around which statement the client of a call is opened."""

from __future__ import annotations

import ast
from typing import NamedTuple

from asyncfix.plan.context import Site
from asyncfix.plan.proofs.guards import is_first_iterable
from asyncfix.plan.proposal import Refusal
from asyncfix.project.view import FunctionNode, walk_scope

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Place(NamedTuple):
    """`statement` holds the call; `region` is what the client is opened around."""

    statement: ast.stmt
    region: ast.stmt


def place(site: Site, yields: bool = False) -> Place | Refusal:
    """Where the client of the site's call goes, or why there is no good place.

    `yields`: it may stay open over a yield, as what it gives does already.
    """
    statement = site.view.statement(site.node)
    problem = _expression_problem(site, statement) or _statement_problem(site, statement)
    if problem:
        return Refusal(problem)
    region = _outermost_loop(site, statement) or statement
    for node in (region, statement):
        if not site.view.stands_alone(node):
            return Refusal("its statement shares a line with another")
    handed = any(isinstance(item, ast.Yield | ast.YieldFrom) for item in walk_scope(region))
    if handed and not yields:
        return Refusal("the client would stay open over a yield")
    return Place(statement, region)


def _expression_problem(site: Site, statement: ast.stmt) -> str:
    for parent in site.view.ancestors(site.node):
        if parent is statement:
            return ""
        if isinstance(parent, _COMPREHENSIONS) and not is_first_iterable(
            parent, site.node, site.view
        ):
            return "it stands in a comprehension, where every turn would share one client"
        if isinstance(parent, ast.JoinedStr):
            return "it stands in an f-string"
    return ""


def _statement_problem(site: Site, statement: ast.stmt) -> str:
    if isinstance(statement, FunctionNode | ast.ClassDef):
        return "it stands in the head of a definition"
    if isinstance(statement, ast.While):
        return "it is the condition of a loop"
    if isinstance(statement, ast.If) and _text(site, statement).startswith("elif"):
        return "it is the condition of an `elif`"
    if isinstance(statement, ast.Try) or type(statement).__name__ == "TryStar":
        return "it stands in the head of an `except`"
    return ""


def _text(site: Site, statement: ast.stmt) -> str:
    span = site.view.span(statement)
    return site.view.lines[span.line - 1][span.column :]


def _outermost_loop(site: Site, statement: ast.stmt) -> ast.stmt | None:
    found: ast.stmt | None = None
    for parent in site.view.ancestors(statement):
        if parent is site.function_node:
            return found
        if isinstance(parent, _LOOPS):
            found = parent
    return found
