"""Says around which statement the client of a call is opened."""

from __future__ import annotations

import ast
from typing import NamedTuple

from asyncfix.plan.context import Site
from asyncfix.plan.proofs.awaits.guards import is_first_iterable
from asyncfix.plan.proposal import Refusal
from asyncfix.project.nodes import COMPREHENSIONS, is_try
from asyncfix.project.view import FunctionNode, walk_scope

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_TURNS = "it stands in a comprehension, whose turns would share one client and its cookies"


class Place(NamedTuple):
    """`statement` holds the call; `region` is what the client is opened around.

    `turns`: the statement sends the request several times. `doubt` is what is not the same then.
    """

    statement: ast.stmt
    region: ast.stmt
    turns: bool = False
    doubt: str = ""

    @property
    def again(self) -> bool:
        """Whether the client serves the call several times."""
        return self.turns or self.region is not self.statement


def place(site: Site, yields: bool = False, doubts: bool = False) -> Place | Refusal:
    """Where the client of the site's call goes, or why there is no good place.

    `yields`: it may stay open over a yield, as what it gives does already. `doubts`: what would
    not be the same may be doubted in place of being refused.
    """
    statement = site.view.statement(site.node)
    turns = _has_turns(site, statement)
    problem = _expression_problem(site, statement) or _statement_problem(site, statement)
    problem = problem or (_TURNS if turns and not doubts else "")
    if problem:
        return Refusal(problem)
    region = _outermost_loop(site, statement) or statement
    for node in (region, statement):
        if not site.view.stands_alone(node):
            return Refusal("its statement shares a line with another")
    handed = any(isinstance(item, ast.Yield | ast.YieldFrom) for item in walk_scope(region))
    if handed and not yields:
        return Refusal("the client would stay open over a yield")
    return Place(statement, region, turns, _TURNS if turns else "")


def _expression_problem(site: Site, statement: ast.stmt) -> str:
    for parent in site.view.ancestors(site.node):
        if parent is statement:
            return ""
        if isinstance(parent, ast.JoinedStr):
            return "it stands in an f-string"
    return ""


def _has_turns(site: Site, statement: ast.stmt) -> bool:
    """Whether it stands in a comprehension, but for what that goes through."""
    for parent in site.view.ancestors(site.node):
        if parent is statement:
            break
        if isinstance(parent, COMPREHENSIONS) and not is_first_iterable(
            parent, site.node, site.view
        ):
            return True
    return False


def _statement_problem(site: Site, statement: ast.stmt) -> str:
    if isinstance(statement, FunctionNode | ast.ClassDef):
        return "it stands in the head of a definition"
    if isinstance(statement, ast.While):
        return "it is the condition of a loop"
    if isinstance(statement, ast.If) and _text(site, statement).startswith("elif"):
        return "it is the condition of an `elif`"
    if is_try(statement):
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
