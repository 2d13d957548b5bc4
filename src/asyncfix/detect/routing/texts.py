"""Spells out the text that an expression gives; what is not known of it stands in `<…>`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from asyncfix.detect.routing.places import Place
from asyncfix.detect.routing.sources import every_returned, set_of, sources
from asyncfix.project.inference import Inference
from asyncfix.project.known.constants import holds, value_of
from asyncfix.project.known.facts import UNKNOWN, Known, Names
from asyncfix.project.known.outlook import Outlook
from asyncfix.project.nodes import is_try
from asyncfix.project.view import FunctionNode

_DEEPEST = 8
_OPEN = (ast.For, ast.AsyncFor, ast.While, ast.Match, ast.IfExp, ast.BoolOp)
"""What else, like a `try`, may leave out what stands in it."""


class Around(Outlook):
    """What is known from a place: of names, attributes and calls, by what they stand for.

    `sure`: what a class says of an attribute does not count, as an object may have another.
    """

    def __init__(
        self, inference: Inference, place: Place, depth: int = _DEEPEST, sure: bool = False
    ) -> None:
        self._inference = inference
        self._place = place
        self._depth = depth
        self._sure = sure

    def value(self, node: ast.expr, names: Names) -> Known:
        """What all that an expression stands for agrees on."""
        if self._depth == 0 or _is_changed(self._inference, self._place, node):
            return UNKNOWN
        found: list[Known] = []
        for source in self._followed(self._place.at(node)):
            around = Around(self._inference, source, self._depth - 1, self._sure)
            value = value_of(source.node, {}, around)
            if value == UNKNOWN:
                return UNKNOWN
            if value not in found:
                found.append(value)
        return found[0] if len(found) == 1 else UNKNOWN

    def _followed(self, place: Place) -> Iterable[Place]:
        if isinstance(place.node, ast.Call):
            return returned(self._inference, place)
        if self._sure and isinstance(place.node, ast.Attribute):
            return set_of(self._inference, place, place.node)
        return sources(self._inference, place)


def _is_changed(inference: Inference, place: Place, node: ast.expr) -> bool:
    """Whether more is done to a name than to bind it: `path += "/"`."""
    if not isinstance(node, ast.Name):
        return False
    home = inference.scope_of(place.module, place.scope, node.id)
    return any(
        isinstance(place.view.parents.get(item), ast.AugAssign)
        and isinstance(item, ast.Name)
        and isinstance(item.ctx, ast.Store)
        and home in (place.view.scope(item), None)
        for item in place.view.mentions(node.id)
    )


def known_text(inference: Inference, place: Place) -> str | None:
    """The text that an expression gives, if all of it is known."""
    value = value_of(place.node, {}, Around(inference, place))
    return value if isinstance(value, str) else None


def text_at(inference: Inference, place: Place) -> str:
    """The text that an expression gives, such as a path or a prefix."""
    return "".join(_pieces(inference, place))


def _pieces(inference: Inference, place: Place, depth: int = _DEEPEST) -> Iterator[str]:
    node, known = place.node, known_text(inference, place)
    if known is not None:
        yield known
    elif isinstance(node, ast.JoinedStr):
        for item in node.values:
            inner = item.value if isinstance(item, ast.FormattedValue) else item
            yield from _pieces(inference, place.at(inner), depth)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        for side in (node.left, node.right):
            yield from _pieces(inference, place.at(side), depth)
    else:
        made = _put_together(inference, place) if depth > 0 else None
        if made is None:
            yield f"<{ast.unparse(node)}>"
        else:
            yield from _pieces(inference, made, depth - 1)


def _put_together(inference: Inference, place: Place) -> Place | None:
    """The f-string or sum that a name stands for, if it stands for no other."""
    if _is_changed(inference, place, place.node):
        return None
    found = [*sources(inference, place)]
    made = len(found) == 1 and isinstance(found[0].node, ast.JoinedStr | ast.BinOp)
    return found[0] if made else None


def texts_at(inference: Inference, place: Place) -> tuple[str, ...]:
    """The texts in a list, set or tuple that is written out."""
    node = place.node
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return tuple(text_at(inference, place.at(item)) for item in node.elts)
    found = [*sources(inference, place)] if isinstance(node, ast.Name | ast.Attribute) else []
    return texts_at(inference, found[0]) if len(found) == 1 and found[0] != place else ()


def returned(inference: Inference, call: Place) -> Iterator[Place]:
    """What a call of functions of the project can give, as they return it."""
    over: set[tuple[str, int]] = set()
    for place in every_returned(inference, call):
        function = (place.module.path, place.scope)
        runs = _runs(inference, place, place.node) if function not in over else False
        if runs is not False:
            yield place
        if runs:
            over.add(function)


def can_run(inference: Inference, place: Place, statement: ast.AST) -> bool:
    """Whether no `if` around a statement, within its function, is known to leave it out."""
    return _runs(inference, place, statement) is not False


def _runs(inference: Inference, place: Place, statement: ast.AST) -> bool | None:
    """Whether what is around a statement in its function lets it run; None if unknown."""
    child, surely = statement, True
    for parent in place.view.ancestors(statement):
        if isinstance(parent, FunctionNode):
            break
        if isinstance(parent, ast.If) and child is not parent.test:
            truth = holds(parent.test, {}, Around(inference, place, sure=True))
            if truth is not None and truth is not any(item is child for item in parent.body):
                return False
            surely = surely and truth is not None
        elif isinstance(parent, _OPEN) or is_try(parent):
            surely = False
        child = parent
    return True if surely else None
