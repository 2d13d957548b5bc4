"""Says of which classes something is where the function has asked: `if isinstance(x, Store):`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.model import Span
from asyncfix.project.alone import parsed_alone
from asyncfix.project.expressions import describe
from asyncfix.project.known.outlook import dotted
from asyncfix.project.nodes import is_try
from asyncfix.project.positions import Positions
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Attr, Display, Either, Expr
from asyncfix.project.values import Instance, Ref, Value
from asyncfix.project.view import ScopeNode

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference
    from asyncfix.project.project import Definition

_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_AGAIN = (ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith)
"""What, like a `try`, may bind a name before the call that stands in it."""
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_Kind = ast.expr | None
"""The class, or tuple of classes, that something is known to be of at a place."""


def asked_for(
    inference: Inference, definition: Definition, call: Call, calls: Sequence[Call]
) -> Sequence[Value]:
    """What a method is whose receiver is asked for its class before, among the function's calls."""
    func, module = call.func, definition.module
    if not isinstance(func, Attr):
        return ()
    tests = (item for item in calls if item.text == "isinstance" and item.args[:1] == (func.base,))
    told = [option for item in tests for option in _options(item.args[1:])]
    if not any(_class(inference, module, item) for item in told):  # they are most
        return ()
    node, positions = parsed_alone(inference.project, definition)
    place = _Place(positions, call.span, call.text.rpartition(".")[0])
    kind = _in(place, node.body, None)
    kinds = list(_apart(kind))
    classes = [_class(inference, module, describe(item, call.scope)) for item in kinds]
    if not all(classes):
        return ()
    return [inference.attribute(Instance(item), func.name, module.path) for item in classes]


def _options(given: Sequence[Expr]) -> Iterator[Expr]:
    """The classes that `isinstance` is asked for."""
    for item in given:
        if isinstance(item, Display | Either):
            yield from _options(item.items if isinstance(item, Display) else item.options)
        else:
            yield item


def _apart(kind: _Kind) -> Iterator[_Kind]:
    """The classes of a tuple, or of `A | B`."""
    if isinstance(kind, ast.Tuple):
        yield from kind.elts
    elif isinstance(kind, ast.BinOp):
        yield from (*_apart(kind.left), *_apart(kind.right))
    else:
        yield kind


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


def _in(place: _Place, statements: Iterable[ast.stmt], kind: _Kind) -> _Kind:
    """What is known where the call stands, in one of these statements."""
    for statement in statements:
        if place.within(statement):
            return _inside(place, statement, kind)
        kind = _after(place, statement, kind)
    return None


def _after(place: _Place, statement: ast.stmt, kind: _Kind) -> _Kind:
    if place.binds(statement):
        return None
    if isinstance(statement, ast.Assert):
        return _told(place, statement.test, True) or kind
    if isinstance(statement, ast.If) and isinstance(statement.body[-1], _ENDS):
        return _told(place, statement.test, False) or kind
    return kind


def _inside(place: _Place, node: ast.AST, kind: _Kind) -> _Kind:
    """What is known where the call stands in a node, if that is known before it."""
    if isinstance(node, ScopeNode):
        return None
    if (isinstance(node, _AGAIN) or is_try(node)) and place.binds(node):
        kind = None
    if isinstance(node, _COMPREHENSIONS) and not any(map(place.within, node.generators)):
        tests = [item for part in node.generators for item in part.ifs]
        kind = next((known for item in tests if (known := _told(place, item, True))), None)
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        return _in_branch(place, node, kind)
    if isinstance(node, ast.BoolOp):
        for item in node.values:
            if place.within(item):
                return _inside(place, item, kind)
            kind = _told(place, item, isinstance(node.op, ast.And)) or kind
    for _, part in ast.iter_fields(node):
        items = part if isinstance(part, list) else [part]
        if items and isinstance(items[0], ast.stmt):
            if any(place.within(item) for item in items):
                return _in(place, items, kind)
            continue
        for item in items:
            if isinstance(item, ast.AST) and place.within(item):
                return _inside(place, item, kind)
    return kind


def _in_branch(place: _Place, node: ast.If | ast.While | ast.IfExp, kind: _Kind) -> _Kind:
    if place.within(node.test):
        return _inside(place, node.test, kind)
    for part, truth in ((node.body, True), (node.orelse, False)):
        known = _told(place, node.test, truth) or kind
        if isinstance(part, list):
            if any(place.within(item) for item in part):
                return _in(place, part, known)
        elif place.within(part):
            return _inside(place, part, known)
    return None


def _told(place: _Place, test: ast.expr, truth: bool) -> _Kind:
    """What a test tells that ended so."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _told(place, test.operand, not truth)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) is truth:
        found = (_told(place, item, truth) for item in test.values)
        return next((item for item in found if item is not None), None)
    asked = isinstance(test, ast.Call) and dotted(test.func) == "isinstance"
    if not (asked and truth and isinstance(test, ast.Call) and len(test.args) == 2):
        return None
    return test.args[1] if dotted(test.args[0]) == place.text else None
