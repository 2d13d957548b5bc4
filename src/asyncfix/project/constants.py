"""What an expression gives if some names are known: constants, comparisons, tests of texts."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

Known = str | float | bool | None
Names = Mapping[str, Known]

_CALLABLE_ON_TEXT = frozenset({"startswith", "endswith", "lower", "upper", "strip", "isdigit"})
_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_OTHER_TYPES = frozenset({"list", "dict", "tuple", "set", "bytes", "Path", "BytesIO", "StringIO"})


RUNNING = "the running event loop"
"""Stands for what `asyncio.get_running_loop()` gives to code that runs on the loop."""
_LOOPS = frozenset({"get_running_loop", "_get_running_loop", "get_event_loop"})


_OPEN = (ast.Compare, ast.Call, ast.Subscript)
"""What depends on how the program runs, as a rule."""
_STATIC = {"TYPE_CHECKING": False}


class Unknown(Exception):
    """An expression whose value is not known."""


def holds(node: ast.expr, names: Names) -> bool | None:
    """Whether a test holds; None if that is not known."""
    try:
        return bool(value_of(node, names))
    except Unknown:
        return None


def always(node: ast.expr) -> bool | None:
    """How a test ends whatever the program does: `False and x`, `TYPE_CHECKING`."""
    return None if isinstance(node, _OPEN) else holds(node, _STATIC)


def value_of(node: ast.expr, names: Names) -> Known:
    """The value of an expression. Raises Unknown."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | None):
        return node.value
    if isinstance(node, ast.Name) and node.id in names:
        return names[node.id]
    if isinstance(node, ast.Attribute) and node.attr in _STATIC:
        return _STATIC[node.attr]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return not value_of(node.operand, names)
    if isinstance(node, ast.BoolOp):
        return _of_choice(node, names)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _of_comparison(node, names)
    if isinstance(node, ast.Call) and not node.keywords:
        return _of_call(node, names)
    raise Unknown


def _of_choice(node: ast.BoolOp, names: Names) -> Known:
    """What `and` and `or` give: one part that decides is enough, wherever it stands."""
    decides = isinstance(node.op, ast.Or)
    truths = [holds(item, names) for item in node.values]
    if decides in truths:
        return decides
    if None in truths:
        raise Unknown
    return not decides


def _of_comparison(node: ast.Compare, names: Names) -> bool:
    operator, right = node.ops[0], node.comparators[0]
    left = value_of(node.left, names)
    if isinstance(operator, ast.In | ast.NotIn):
        inside = _is_in(left, right, names)
        return inside if isinstance(operator, ast.In) else not inside
    other = value_of(right, names)
    if isinstance(operator, ast.Is | ast.IsNot):
        if left is not None and other is not None and not isinstance(other, bool):
            raise Unknown
        same = left is other
        return same if isinstance(operator, ast.Is) else not same
    if isinstance(operator, ast.Eq | ast.NotEq):
        return (left == other) is isinstance(operator, ast.Eq)
    raise Unknown


def _is_in(left: Known, right: ast.expr, names: Names) -> bool:
    if isinstance(right, ast.Tuple | ast.List | ast.Set):
        return left in [value_of(item, names) for item in right.elts]
    whole = value_of(right, names)
    if not isinstance(left, str) or not isinstance(whole, str):
        raise Unknown
    return left in whole


def _of_call(node: ast.Call, names: Names) -> Known:
    """What methods of a text give, and `isinstance`; and that a loop runs."""
    if asks_for_loop(node):
        return RUNNING
    if isinstance(node.func, ast.Attribute) and node.func.attr == "is_running":
        if value_of(node.func.value, names) == RUNNING:
            return True
        raise Unknown
    if isinstance(node.func, ast.Attribute) and node.func.attr in _CALLABLE_ON_TEXT:
        text = value_of(node.func.value, names)
        given = [_texts(item, names) for item in node.args]
        if not isinstance(text, str):
            raise Unknown
        return _on_text(node.func.attr, text, given)
    if isinstance(node.func, ast.Name) and node.func.id == "isinstance" and len(node.args) == 2:
        return _is_instance(value_of(node.args[0], names), node.args[1])
    raise Unknown


def _texts(node: ast.expr, names: Names) -> str | tuple[str, ...]:
    items = node.elts if isinstance(node, ast.Tuple) else [node]
    values = [value_of(item, names) for item in items]
    texts = tuple(value for value in values if isinstance(value, str))
    if len(texts) != len(values):
        raise Unknown
    return texts if isinstance(node, ast.Tuple) else texts[0]


def _on_text(method: str, text: str, given: Sequence[str | tuple[str, ...]]) -> Known:
    if method in ("startswith", "endswith"):
        if len(given) != 1:
            raise Unknown
        found = text.startswith if method == "startswith" else text.endswith
        return found(given[0])
    if given:
        raise Unknown
    plain = {"lower": text.lower, "upper": text.upper, "strip": text.strip}
    return plain[method]() if method in plain else text.isdigit()


def _is_instance(value: Known, node: ast.expr) -> bool:
    kinds = node.elts if isinstance(node, ast.Tuple) else [node]
    for kind in kinds:
        name = kind.id if isinstance(kind, ast.Name) else ""
        name = kind.attr if isinstance(kind, ast.Attribute) else name
        if name in _TYPES and isinstance(value, _TYPES[name]):
            return True
        if name not in _TYPES and name not in _OTHER_TYPES:
            raise Unknown
    return False


def asks_for_loop(node: ast.expr) -> bool:
    """Whether an expression asks for the running event loop."""
    if not isinstance(node, ast.Call) or node.args or node.keywords:
        return False
    func = node.func
    name = func.id if isinstance(func, ast.Name) else ""
    return (func.attr if isinstance(func, ast.Attribute) else name) in _LOOPS
