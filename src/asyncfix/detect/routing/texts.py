"""Spells out the text that an expression gives; what is not known of it stands in `<…>`."""

from __future__ import annotations

import ast

from asyncfix.detect.routing.sources import Place, sources
from asyncfix.project.inference import Inference

_DEEPEST = 8


def text_at(inference: Inference, place: Place, depth: int = _DEEPEST) -> str:
    """The text that an expression gives, such as a path or a prefix."""
    known = _known(inference, place, depth)
    return f"<{ast.unparse(place.node)}>" if known is None else known


def texts_at(inference: Inference, place: Place) -> tuple[str, ...]:
    """The texts in a list, set or tuple that is written out."""
    node = place.node
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return tuple(text_at(inference, place.at(item)) for item in node.elts)
    found = [*sources(inference, place)] if isinstance(node, ast.Name | ast.Attribute) else []
    return texts_at(inference, found[0]) if len(found) == 1 and found[0] != place else ()


def _known(inference: Inference, place: Place, depth: int) -> str | None:
    node = place.node
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_piece(inference, place.at(item), depth) for item in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = (text_at(inference, place.at(item), depth) for item in (node.left, node.right))
        return "".join(sides)
    if depth == 0 or not isinstance(node, ast.Name | ast.Attribute):
        return None
    texts = {_known(inference, item, depth - 1) for item in sources(inference, place)}
    return texts.pop() if len(texts) == 1 else None


def _piece(inference: Inference, place: Place, depth: int) -> str:
    """A part of an f-string."""
    node = place.node
    if isinstance(node, ast.FormattedValue):
        return text_at(inference, place.at(node.value), depth)
    return text_at(inference, place, depth)
