"""What is known of the error that a handler has got: words that it does not say."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.project.known.constants import value_of
from asyncfix.project.known.facts import UNKNOWN, Known, Lacking, Names
from asyncfix.project.known.outlook import Outlook

_QUIET = (
    *(ast.Expr, ast.Return, ast.Pass, ast.Break, ast.Continue, ast.Assign),
    *(ast.Call, ast.Attribute, ast.Name, ast.Constant, ast.expr_context),
)
"""What raises nothing but what its calls do."""


def caught(statements: Sequence[ast.stmt], names: Names, outlook: Outlook) -> Known:
    """What is known of an error that comes up in the body of a `try`: none of its calls raises one
    with these words."""
    nodes = [node for statement in statements for node in ast.walk(statement)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    if not calls or not all(isinstance(node, _QUIET) for node in nodes):
        return UNKNOWN
    unsaid = [_unsaid(call, names, outlook) for call in calls]
    words = frozenset.intersection(*unsaid)
    return Lacking(words) if words else UNKNOWN


def _unsaid(call: ast.Call, names: Names, outlook: Outlook) -> frozenset[str]:
    if not isinstance(call.func, ast.Attribute) or len(call.args) != 1 or call.keywords:
        return frozenset()
    text = value_of(call.args[0], names, outlook)
    return outlook.unsaid(value_of(call.func.value, names, outlook), text)
