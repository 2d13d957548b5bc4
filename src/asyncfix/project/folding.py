"""Follows a function with some of its names known: which of its code cannot run then.

Only what is certain is decided: a test of constants, and what comes after a `return`. A name that
is bound to anything that is not known is not known any more.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.project.view import FunctionNode, View, walk_scope

Known = str | float | bool | None
Names = Mapping[str, Known]

_CALLABLE_ON_TEXT = frozenset({"startswith", "endswith", "lower", "upper", "strip", "isdigit"})
_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_OTHER_TYPES = frozenset({"list", "dict", "tuple", "set", "bytes", "Path", "BytesIO", "StringIO"})


RUNNING = "the running event loop"
"""Stands for what `asyncio.get_running_loop()` gives to code that runs on the loop."""
_LOOPS = frozenset({"get_running_loop", "_get_running_loop", "get_event_loop"})


class _Unknown(Exception):
    """An expression whose value is not known."""


class Folded(NamedTuple):
    """The code that cannot run, and the names that are known at each statement that can."""

    dead: list[Span]
    known: list[tuple[Span, Names]]

    def runs(self, span: Span) -> bool:
        """Whether what stands at a span can run."""
        return not any(item.contains(span) for item in self.dead)

    def names_at(self, span: Span) -> Names:
        """The names that are known where the span is."""
        inner = [(place, names) for place, names in self.known if place.contains(span)]
        return max(inner, key=lambda item: item[0][:2])[1] if inner else {}


def fold(view: View, function: FunctionNode, names: Names) -> Folded:
    """Follows the function from its start, with these names known."""
    folder = _Folder(view)
    folder.block(function.body, dict(names))
    return Folded(folder.dead, folder.known)


class _Folder:
    def __init__(self, view: View) -> None:
        self._view = view
        self.dead: list[Span] = []
        self.known: list[tuple[Span, Names]] = []

    def block(self, statements: Sequence[ast.stmt], names: dict[str, Known]) -> bool:
        """Follows statements, and keeps `names` up to date. Whether they surely end the block."""
        for index, statement in enumerate(statements):
            self.known.append((self._view.span(statement), dict(names)))
            if self._statement(statement, names):
                self._kill(statements[index + 1 :])
                return True
        return False

    def _kill(self, nodes: Iterable[ast.stmt | ast.expr]) -> None:
        self.dead += [self._view.span(node) for node in nodes]

    def _statement(self, node: ast.stmt, names: dict[str, Known]) -> bool:
        self._choices(node, names)
        if isinstance(node, ast.If):
            return self._if(node, names)
        if isinstance(node, ast.Return | ast.Raise | ast.Continue | ast.Break):
            return True
        if isinstance(node, ast.With | ast.AsyncWith):
            _forget(names, [item.optional_vars for item in node.items if item.optional_vars])
            return self.block(node.body, names) and not _may_suppress(node)
        if isinstance(node, ast.Assign | ast.AnnAssign):
            self._assign(node, names)
            return False
        if isinstance(node, ast.Try) and _asks_for_loop(node):
            return self._try_for_loop(node, names)
        if isinstance(node, ast.Try):  # its body starts with what is known, its handlers do not
            self.block(node.body, dict(names))
        _forget(names, [node])
        for body in _bodies(node):
            self.block(body, dict(names))
        return False

    def _if(self, node: ast.If, names: dict[str, Known]) -> bool:
        truth = _truth(node.test, names)
        _forget(names, [node.test])
        if truth is not None:
            self._kill(node.orelse if truth else node.body)
            return self.block(node.body if truth else node.orelse, names)
        first, second = dict(names), dict(names)
        ends, other_ends = self.block(node.body, first), self.block(node.orelse, second)
        after = [each for each, ended in ((first, ends), (second, other_ends)) if not ended]
        kept = after[0] if after else {}
        names.clear()
        names.update(
            (name, value)
            for name, value in kept.items()
            if all(name in each and each[name] is value for each in after)
        )
        return not after

    def _try_for_loop(self, node: ast.Try, names: dict[str, Known]) -> bool:
        """A `try` that looks whether a loop runs: one does, so that nothing is raised."""
        for handler in node.handlers:
            self._kill(handler.body)
        ends = self.block(node.body, names) or self.block(node.orelse, names)
        return self.block(node.finalbody, names) or ends

    def _assign(self, node: ast.Assign | ast.AnnAssign, names: dict[str, Known]) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        value: Known = None
        known = node.value is not None and len(targets) == 1 and isinstance(targets[0], ast.Name)
        if known and node.value is not None:
            try:
                value = _value(node.value, names)
            except _Unknown:
                known = False
        _forget(names, [node])
        if known and isinstance(targets[0], ast.Name):
            names[targets[0].id] = value

    def _choices(self, node: ast.stmt, names: Names) -> None:
        """The branches of conditional expressions, and of `and` and `or`, that cannot run."""
        for part in walk_scope(node):
            if isinstance(part, ast.IfExp):
                truth = _truth(part.test, names)
                if truth is not None:
                    self._kill([part.orelse if truth else part.body])
            elif isinstance(part, ast.BoolOp):
                stops = isinstance(part.op, ast.Or)
                for index, item in enumerate(part.values[:-1]):
                    if _truth(item, names) is stops:
                        self._kill(part.values[index + 1 :])
                        break
            if isinstance(part, ast.stmt) and part is not node:
                return  # what is further in is looked at with what is known there


def _asks_for_loop(node: ast.Try) -> bool:
    """Whether all that a `try` does is to ask for the running loop."""
    if len(node.body) != 1 or not isinstance(node.body[0], ast.Assign | ast.Expr | ast.Return):
        return False
    return node.body[0].value is not None and _is_loop(node.body[0].value)


def _is_loop(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call) or node.args or node.keywords:
        return False
    func = node.func
    name = func.id if isinstance(func, ast.Name) else ""
    return (func.attr if isinstance(func, ast.Attribute) else name) in _LOOPS


def _bodies(node: ast.stmt) -> list[list[ast.stmt]]:
    if isinstance(node, FunctionNode | ast.ClassDef):
        return []
    names = ("orelse", "finalbody") if isinstance(node, ast.Try) else ("body", "orelse")
    bodies = [getattr(node, name, []) for name in names]
    if isinstance(node, ast.Try):
        bodies += [handler.body for handler in node.handlers]
    if isinstance(node, ast.Match):
        bodies += [case.body for case in node.cases]
    return [body for body in bodies if body]


def _may_suppress(node: ast.With | ast.AsyncWith) -> bool:
    """Whether the code after a `with` may run although its body is left by an exception."""
    return any(isinstance(item, ast.Raise) for item in walk_scope(node))


def _forget(names: dict[str, Known], nodes: Iterable[ast.AST]) -> None:
    """Takes the names out that the nodes bind."""
    for node in nodes:
        for part in (node, *walk_scope(node)):
            if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
                names.pop(part.id, None)
            elif isinstance(part, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and part.name:
                names.pop(part.name, None)
            elif isinstance(part, ast.alias):
                names.pop((part.asname or part.name).partition(".")[0], None)
            elif isinstance(part, FunctionNode | ast.ClassDef):
                names.pop(part.name, None)
            elif isinstance(part, ast.Global | ast.Nonlocal):
                for name in part.names:
                    names.pop(name, None)


def _truth(node: ast.expr, names: Names) -> bool | None:
    """Whether a test holds; None if that is not known."""
    try:
        return bool(_value(node, names))
    except _Unknown:
        return None


def _value(node: ast.expr, names: Names) -> Known:
    """The value of an expression. Raises _Unknown."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | None):
        return node.value
    if isinstance(node, ast.Name) and node.id in names:
        return names[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return not _value(node.operand, names)
    if isinstance(node, ast.BoolOp):
        return _of_choice(node, names)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _of_comparison(node, names)
    if isinstance(node, ast.Call) and not node.keywords:
        return _of_call(node, names)
    raise _Unknown


def _of_choice(node: ast.BoolOp, names: Names) -> Known:
    """What `and` and `or` give: one part that decides is enough, wherever it stands."""
    decides = isinstance(node.op, ast.Or)
    truths = [_truth(item, names) for item in node.values]
    if decides in truths:
        return decides
    if None in truths:
        raise _Unknown
    return not decides


def _of_comparison(node: ast.Compare, names: Names) -> bool:
    operator, right = node.ops[0], node.comparators[0]
    left = _value(node.left, names)
    if isinstance(operator, ast.In | ast.NotIn):
        inside = _is_in(left, right, names)
        return inside if isinstance(operator, ast.In) else not inside
    other = _value(right, names)
    if isinstance(operator, ast.Is | ast.IsNot):
        if left is not None and other is not None and not isinstance(other, bool):
            raise _Unknown
        same = left is other
        return same if isinstance(operator, ast.Is) else not same
    if isinstance(operator, ast.Eq | ast.NotEq):
        return (left == other) is isinstance(operator, ast.Eq)
    raise _Unknown


def _is_in(left: Known, right: ast.expr, names: Names) -> bool:
    if isinstance(right, ast.Tuple | ast.List | ast.Set):
        return left in [_value(item, names) for item in right.elts]
    whole = _value(right, names)
    if not isinstance(left, str) or not isinstance(whole, str):
        raise _Unknown
    return left in whole


def _of_call(node: ast.Call, names: Names) -> Known:
    """What methods of a text give, and `isinstance`; and that a loop runs."""
    if _is_loop(node):
        return RUNNING
    if isinstance(node.func, ast.Attribute) and node.func.attr == "is_running":
        if _value(node.func.value, names) == RUNNING:
            return True
        raise _Unknown
    if isinstance(node.func, ast.Attribute) and node.func.attr in _CALLABLE_ON_TEXT:
        text = _value(node.func.value, names)
        given = [_texts(item, names) for item in node.args]
        if not isinstance(text, str):
            raise _Unknown
        return _on_text(node.func.attr, text, given)
    if isinstance(node.func, ast.Name) and node.func.id == "isinstance" and len(node.args) == 2:
        return _is_instance(_value(node.args[0], names), node.args[1])
    raise _Unknown


def _texts(node: ast.expr, names: Names) -> str | tuple[str, ...]:
    items = node.elts if isinstance(node, ast.Tuple) else [node]
    values = [_value(item, names) for item in items]
    texts = tuple(value for value in values if isinstance(value, str))
    if len(texts) != len(values):
        raise _Unknown
    return texts if isinstance(node, ast.Tuple) else texts[0]


def _on_text(method: str, text: str, given: Sequence[str | tuple[str, ...]]) -> Known:
    if method in ("startswith", "endswith"):
        if len(given) != 1:
            raise _Unknown
        found = text.startswith if method == "startswith" else text.endswith
        return found(given[0])
    if given:
        raise _Unknown
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
            raise _Unknown
    return False
