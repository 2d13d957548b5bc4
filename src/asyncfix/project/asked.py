"""Says of which classes something is where the function has asked: `if isinstance(x, Store):`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.model import Span
from asyncfix.project.alone import parsed_alone
from asyncfix.project.expressions import describe
from asyncfix.project.known.outlook import dotted
from asyncfix.project.nodes import COMPREHENSIONS, is_try
from asyncfix.project.positions import Positions
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Attr, Display, Either, Expr
from asyncfix.project.values import Instance, Ref, Union, Value, object_name
from asyncfix.project.view import ScopeNode

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference
    from asyncfix.project.project import Definition

_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_AGAIN = (ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith)
"""What, like a `try`, may bind a name before the call that stands in it."""
_Facts = tuple[tuple[bool, ast.expr], ...]
"""The classes, or tuples of them, that something is, or is not, known to be of at a place."""


def asked_for(
    inference: Inference, definition: Definition, call: Call, calls: Sequence[Call]
) -> Sequence[Value]:
    """What a method is whose receiver is asked for its class before, among the function's calls."""
    func, module = call.func, definition.module
    if not isinstance(func, Attr):
        return ()
    tests = [item for item in calls if item.text == "isinstance" and item.args[:1] == (func.base,)]
    if not tests:  # they are most
        return ()
    value = inference.value(module, func.base)
    told = (option for item in tests for option in _options(item.args[1:]))
    if not isinstance(value, Union) and not any(_class(inference, module, x) for x in told):
        return ()
    node, positions = parsed_alone(inference.project, definition)
    place = _Place(positions, call.span, call.text.rpartition(".")[0])
    facts = _in(place, node.body, ())
    left = _left(inference, module, [(x, describe(kind, call.scope)) for x, kind in facts], value)
    return [inference.attribute(item, func.name, module.path) for item in left]


def _left(
    inference: Inference, module: Module, facts: Sequence[tuple[bool, Expr]], value: Value
) -> Sequence[Instance]:
    """Of which classes something can be: those last asked for, or of a union all but the others."""
    told = [list(_options([kind])) for truth, kind in facts if truth]
    denied = {
        object_name(inference.value(module, item))
        for truth, kind in facts
        for item in _options([kind])
        if not truth
    }
    options = [Instance(_class(inference, module, item)) for item in told[-1]] if told else []
    if not told and isinstance(value, Union):
        options = sorted(value.options)
    left = [x for x in options if denied.isdisjoint(inference.classes_of(x.cls, module.path))]
    known = all(item.cls for item in options) and (told or len(left) < len(options))
    return left if known else ()


def _options(given: Sequence[Expr]) -> Iterator[Expr]:
    """The classes that `isinstance` is asked for."""
    for item in given:
        if isinstance(item, Display | Either):
            yield from _options(item.items if isinstance(item, Display) else item.options)
        else:
            yield item


def _class(inference: Inference, module: Module, expr: Expr) -> str:
    """The name of a class of the project; "" for what is none."""
    value = inference.value(module, expr)
    if not isinstance(value, Ref) or inference.class_named(value.name, module.path) is None:
        return ""
    return value.name


class _Place(NamedTuple):
    """A call, by its span, and what it is a method of, as it is written."""

    positions: Positions
    span: Span
    text: str

    def within(self, node: ast.AST) -> bool:
        """Whether the call stands in a node."""
        if not isinstance(node, ast.stmt | ast.expr):
            return any(map(self.within, ast.iter_child_nodes(node)))
        return self.positions.span(node).contains(self.span)

    def binds(self, node: ast.AST) -> bool:
        """Whether something else may be what is written so after a node."""
        return any(
            isinstance(item, ast.Name | ast.Attribute)
            and not isinstance(item.ctx, ast.Load)
            and f"{self.text}.".startswith(f"{dotted(item) or '?'}.")
            for item in ast.walk(node)
        )


def _in(place: _Place, statements: Iterable[ast.stmt], facts: _Facts) -> _Facts:
    """What is known where the call stands, in one of these statements."""
    for statement in statements:
        if place.within(statement):
            return _inside(place, statement, facts)
        facts = _after(place, statement, facts)
    return ()


def _after(place: _Place, statement: ast.stmt, facts: _Facts) -> _Facts:
    if place.binds(statement):
        return ()
    if isinstance(statement, ast.Assert):
        return (*facts, *_told(place, statement.test, True))
    if isinstance(statement, ast.If) and isinstance(statement.body[-1], _ENDS):
        return (*facts, *_told(place, statement.test, False))
    return facts


def _inside(place: _Place, node: ast.AST, facts: _Facts) -> _Facts:
    """What is known where the call stands in a node, if that is known before it."""
    if isinstance(node, ScopeNode):
        return ()
    if (isinstance(node, _AGAIN) or is_try(node)) and place.binds(node):
        facts = ()
    if isinstance(node, COMPREHENSIONS) and not any(map(place.within, node.generators)):
        tests = [item for part in node.generators for item in part.ifs]
        facts = tuple(fact for item in tests for fact in _told(place, item, True))
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        return _in_branch(place, node, facts)
    if isinstance(node, ast.BoolOp):
        for item in node.values:
            if place.within(item):
                return _inside(place, item, facts)
            facts = (*facts, *_told(place, item, isinstance(node.op, ast.And)))
    for _, part in ast.iter_fields(node):
        items = part if isinstance(part, list) else [part]
        if items and isinstance(items[0], ast.stmt):
            if any(place.within(item) for item in items):
                return _in(place, items, facts)
            continue
        for item in items:
            if isinstance(item, ast.AST) and place.within(item):
                return _inside(place, item, facts)
    return facts


def _in_branch(place: _Place, node: ast.If | ast.While | ast.IfExp, facts: _Facts) -> _Facts:
    if place.within(node.test):
        return _inside(place, node.test, facts)
    for part, truth in ((node.body, True), (node.orelse, False)):
        known = (*facts, *_told(place, node.test, truth))
        if isinstance(part, list):
            if any(place.within(item) for item in part):
                return _in(place, part, known)
        elif place.within(part):
            return _inside(place, part, known)
    return ()


def _told(place: _Place, test: ast.expr, truth: bool) -> _Facts:
    """What a test tells that ended so."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _told(place, test.operand, not truth)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) is truth:
        return tuple(fact for item in test.values for fact in _told(place, item, truth))
    asked = isinstance(test, ast.Call) and dotted(test.func) == "isinstance"
    if not (asked and isinstance(test, ast.Call) and len(test.args) == 2):
        return ()
    return ((truth, test.args[1]),) if dotted(test.args[0]) == place.text else ()
