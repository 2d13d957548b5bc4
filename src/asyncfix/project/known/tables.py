"""What is known of dicts: what is taken out of them, and how statements change them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TypeGuard

from asyncfix.project.known.facts import (
    UNKNOWN,
    Constant,
    Known,
    Member,
    Names,
    Table,
    Thing,
    are_equal,
    is_constant,
)
from asyncfix.project.nodes import names_in

Evaluate = Callable[[ast.expr], Known]

_SOME = Thing("builtins.dict")
_CHANGING = frozenset({"update", "pop", "setdefault"})


def is_key(value: Known) -> TypeGuard[Constant | Member]:
    """Whether a value is known well enough to be a key."""
    return is_constant(value) or isinstance(value, Member)


def made(call: ast.Call, evaluate: Evaluate) -> Known:
    """What `dict(…)` gives."""
    return _with(Table(()), call, evaluate) or _SOME


def merged(one: Table, other: Table) -> Table:
    """A dict of what is in two: of a key that both have, what the second one has."""
    return Table(tuple({**dict(one.items), **dict(other.items)}.items()))


def method(name: str, base: Table, given: Sequence[Known]) -> Known:
    """What a method of a dict gives."""
    if name == "copy":
        return base
    if name not in ("get", "pop", "setdefault") or not given or not is_key(given[0]):
        return UNKNOWN
    missing = given[1] if len(given) > 1 else UNKNOWN if name == "pop" else None
    return base.get(given[0], missing)


def changed(node: ast.stmt, names: Names, evaluate: Evaluate) -> dict[str, Known]:
    """The dict with that name which a statement changes, as it is then."""
    call = node.value if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        name, table = _table(call.func.value, names)
        given = (*call.args, *(item.value for item in call.keywords))
        if table is None or call.func.attr not in _CHANGING or _mention(name, given):
            return {}
        after = _after(call.func.attr, table, call, evaluate)
        return {name: after} if after is not None else {}
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
    elif isinstance(node, ast.Delete) and len(node.targets) == 1:
        target, value = node.targets[0], None
    else:
        return {}
    return _set(target, value, names, evaluate)


def _set(
    target: ast.expr, value: ast.expr | None, names: Names, evaluate: Evaluate
) -> dict[str, Known]:
    """The same of `table[key] = value`, and of `del table[key]`."""
    if not isinstance(target, ast.Subscript):
        return {}
    name, table = _table(target.value, names)
    if table is None or _mention(name, [target.slice, *([value] if value is not None else ())]):
        return {}
    key = evaluate(target.slice)
    rest = _without(table, key)
    if rest is None or not is_key(key):
        return {}
    if value is None:
        return {name: rest}
    return {name: Table((*rest.items, (key, evaluate(value))))}


def _table(node: ast.expr, names: Names) -> tuple[str, Table | None]:
    name = node.id if isinstance(node, ast.Name) else ""
    value = names.get(name)
    return name, value if isinstance(value, Table) else None


def _mention(name: str, nodes: Sequence[ast.expr]) -> bool:
    """Whether some expressions may change it as well."""
    return any(name in names_in(node) for node in nodes)


def _after(name: str, table: Table, call: ast.Call, evaluate: Evaluate) -> Table | None:
    if name == "update":
        return _with(table, call, evaluate)
    key = evaluate(call.args[0]) if call.args else UNKNOWN
    rest = _without(table, key)
    if rest is None or not is_key(key):
        return None
    if name == "pop":
        return rest
    there = len(rest.items) < len(table.items)
    value = evaluate(call.args[1]) if len(call.args) > 1 else None
    return table if there else Table((*table.items, (key, value)))


def _with(table: Table, call: ast.Call, evaluate: Evaluate) -> Table | None:
    """A dict to which the arguments of a call are added; None if they are not known."""
    parts = [evaluate(item) for item in call.args]
    for item in call.keywords:
        value = evaluate(item.value)
        parts.append(Table(((item.arg, value),)) if item.arg is not None else value)
    for part in parts:
        if not isinstance(part, Table):
            return None
        table = merged(table, part)
    return table


def _without(table: Table, key: Known) -> Table | None:
    """A dict without what is under a key; None where that is not known."""
    same = [are_equal(name, key) for name, _ in table.items]
    if None in same:
        return None
    return Table(tuple(x for x, out in zip(table.items, same, strict=True) if not out))
