"""What a test that held, or did not, tells of the names in it."""

from __future__ import annotations

import ast
from dataclasses import replace
from functools import reduce

from asyncfix.project.known.built import split_text
from asyncfix.project.known.constants import holds, value_of
from asyncfix.project.known.facts import (
    TEXT,
    UNKNOWN,
    Begun,
    Choice,
    Known,
    Member,
    Row,
    Thing,
    are_equal,
    is_constant,
    truth_of,
)
from asyncfix.project.known.instances import is_instance
from asyncfix.project.known.joining import joined
from asyncfix.project.known.outlook import Outlook, dotted


def narrow(test: ast.expr, names: dict[str, Known], truth: bool, outlook: Outlook) -> None:
    """Adds to `names` what is known where the test ended so."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        narrow(test.operand, names, not truth, outlook)
    elif isinstance(test, ast.BoolOp):
        all_so = isinstance(test.op, ast.And) is truth
        open_ones = [x for x in test.values if holds(x, names, outlook) is not (not truth)]
        for item in test.values if all_so else open_ones[:1] if len(open_ones) == 1 else ():
            narrow(item, names, truth, outlook)
    elif isinstance(test, ast.NamedExpr):
        narrow(test.target, names, truth, outlook)
    elif isinstance(test, ast.Compare) and len(test.ops) == 1:
        _compared(test, names, truth, outlook)
    elif isinstance(test, ast.Call):
        _called(test, names, truth, outlook)
    elif isinstance(test, ast.Name | ast.Attribute):
        _tested(test, names, truth, outlook)


def _known(node: ast.expr, names: dict[str, Known], outlook: Outlook) -> Known:
    text = dotted(node)
    return names[text] if text in names else value_of(node, names, outlook)


def _tested(node: ast.expr, names: dict[str, Known], truth: bool, outlook: Outlook) -> None:
    text, value = dotted(node), _known(node, names, outlook)
    if text and isinstance(value, Choice):
        left = tuple(item for item in value.options if truth_of(item) is not (not truth))
        names[text] = left[0] if len(left) == 1 else Choice(left)
    if not text or not isinstance(value, Thing):
        return
    if truth:
        names[text] = replace(value, optional=False, promised=False, truth=True)
    elif value.optional and value.truth:
        names[text] = None


def _compared(test: ast.Compare, names: dict[str, Known], truth: bool, outlook: Outlook) -> None:
    operator, right = test.ops[0], test.comparators[0]
    node = test.left.target if isinstance(test.left, ast.NamedExpr) else test.left
    if isinstance(operator, ast.IsNot | ast.NotEq):
        truth = not truth
    elif not isinstance(operator, ast.Is | ast.Eq):
        return
    text, other = dotted(node), value_of(right, names, outlook)
    if truth and isinstance(other, str) and (split := split_text(node)) is not None:
        _begins(split, other, names, outlook)
    if not text:
        return
    value = _known(node, names, outlook)
    plain = is_constant(other) or isinstance(other, Member)
    if truth and plain:
        if not is_constant(value):
            names[text] = other
    elif isinstance(value, Choice) and not truth and plain:
        left = [item for item in value.options if are_equal(item, other) is not True]
        names[text] = left[0] if len(left) == 1 else Choice(tuple(left))
    elif not truth and other is None and isinstance(value, Thing):
        names[text] = replace(value, optional=False, promised=False)


def _begins(split: ast.Call, start: str, names: dict[str, Known], outlook: Outlook) -> None:
    """Where `text.split("/")[0]` is known, it is known how the text starts."""
    whole = split.func.value if isinstance(split.func, ast.Attribute) else split.func
    text, value = dotted(whole), _known(whole, names, outlook)
    if text and isinstance(value, Thing):
        names[text] = Begun(start)


def _starts(whole: ast.expr, start: Known, names: dict[str, Known], outlook: Outlook) -> None:
    """Where a text is known to start with one of several, it is known what they have in common."""
    text, value = dotted(whole), _known(whole, names, outlook)
    options = start.items if isinstance(start, Row) else (start,)
    begun: list[Known] = [Begun(item) for item in options if item and isinstance(item, str)]
    plain = isinstance(value, Thing) and value.cls in ("", TEXT.cls)
    if text and plain and begun and len(begun) == len(options):
        names[text] = reduce(joined, begun)


def _called(test: ast.Call, names: dict[str, Known], truth: bool, outlook: Outlook) -> None:
    func = test.func
    if (
        isinstance(func, ast.Attribute)
        and (func.attr, len(test.args)) == ("startswith", 1)
        and truth
    ):
        _starts(func.value, value_of(test.args[0], names, outlook), names, outlook)
    if not isinstance(func, ast.Name) or func.id != "isinstance" or len(test.args) != 2:
        return
    text, kind = dotted(test.args[0]), test.args[1]
    value = _known(test.args[0], names, outlook)
    if not text or not isinstance(value, Thing):
        return
    there = replace(value, optional=False, promised=False)
    if truth:
        names[text] = outlook.narrowed(there, kind)
    elif value != UNKNOWN and value.optional and is_instance(there, kind, outlook) is True:
        names[text] = None


def parts(node: ast.BoolOp, names: dict[str, Known], outlook: Outlook) -> list[dict[str, Known]]:
    """What is known where each operand of an `and` or `or` is looked at."""
    found, here = [], dict(names)
    for item in node.values:
        found.append(dict(here))
        narrow(item, here, isinstance(node.op, ast.And), outlook)
    return found
