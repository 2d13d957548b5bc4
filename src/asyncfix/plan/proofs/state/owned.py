"""Says which names hold objects that the code around them has made for itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from asyncfix.project.nodes import last_name, root_name
from asyncfix.project.view import walk_run

MUTATORS = frozenset(
    {
        *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem"),
        *("popleft", "remove", "reverse", "setdefault", "sort", "update"),
        *("extendleft", "move_to_end", "rotate", "subtract", "difference_update"),
        *("intersection_update", "symmetric_difference_update"),
        *("__setitem__", "__delitem__", "__setattr__", "__delattr__", "__iadd__", "__ior__"),
    }
)
"""Methods that change a container."""
VIEWS = frozenset({"items", "keys", "values"})
"""Methods that give what is in a mapping, as it is at each step."""

# What text, numbers, dates and containers can do; objects of an event loop have none of these.
DATA_METHODS = MUTATORS | frozenset(
    {
        *(name for kind in (str, bytes, dict, list, set, int, float) for name in dir(kind)),
        *("isoformat", "strftime", "timestamp", "astimezone", "total_seconds", "date", "_asdict"),
    }
)

# What gives an item of what it is handed, and what gives others of those in a new container.
_PICKING = frozenset(
    {
        *("next", "max", "min", "getattr", "cast", "choice", "reduce"),
        *("heappop", "heappushpop", "heapreplace"),
    }
)
_COLLECTING = frozenset(
    {
        *("list", "tuple", "set", "frozenset", "dict", "sorted", "reversed", "enumerate", "zip"),
        *("filter", "iter", "copy", "choices", "sample", "deque", "OrderedDict", "ChainMap"),
        *("UserList", "UserDict", "MappingProxyType", "fromkeys", "nsmallest", "nlargest", "merge"),
        *("chain", "islice", "cycle", "accumulate", "takewhile", "dropwhile", "filterfalse"),
        *("zip_longest", "product", "permutations", "combinations", "pairwise", "batched"),
        *("tee", "groupby", "repeat"),
    }
)
HANDING = _PICKING | _COLLECTING
"""Functions of Python's own, by their last names, that give what is in what they are handed."""
TAKING = frozenset(
    {"get", "items", "values", "pop", "popitem", "popleft", "setdefault", "__getitem__"}
)
"""Methods that give what is in a container."""
_FILLING = frozenset({"append", "appendleft", "add", "insert", "setdefault", "__setitem__"})
_EXTENDING = frozenset({"extend", "extendleft", "update", "__iadd__", "__ior__"})

WHOLE = 4
"""As deep as it is looked into what code has made."""

_MAKERS = (ast.Await, ast.Constant, ast.JoinedStr, ast.UnaryOp, ast.Compare)
_HOLDING_NOTHING = (ast.Lambda, ast.Constant)


class _Source(NamedTuple):
    """What a name is bound to, or what is put into it `depth` items down.

    `inside`: it is an item of that, or all its items are.
    """

    expr: ast.expr
    inside: bool = False
    depth: int = 0


_Levels = Mapping[str, int]


def made_names(
    statements: Sequence[ast.stmt], given: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The names that statements bind only to what they make, or to what is part of that.

    What a call gives is taken for new. A name that is bound to what was there before, as in
    `item = self.items[0]` or `for item in items`, is none of them. `given` are names of objects
    whose parts count as made too.
    """
    return frozenset(levels(statements, given))


def levels(statements: Sequence[ast.stmt], given: frozenset[str] = frozenset()) -> dict[str, int]:
    """How deep the names hold only what the code has made, for those that do.

    `rows = [row for row in ROWS]` is a new list (1) of what was there before; of a copy of each,
    it would be one of new objects (2). At `WHOLE`, all is new.
    """
    sources: dict[str, list[_Source]] = {}
    filled: dict[str, list[_Source]] = {}
    for node in walk_run(statements):
        for target, source in _sources(node):
            for name, part in _bound(target, source):
                sources.setdefault(name, []).append(part)
        for container, put in _put(node):
            root = root_name(container)
            if root is not None:
                filled.setdefault(root.id, []).append(put._replace(depth=items_taken(container)))
    known = dict.fromkeys((*sources, *given), WHOLE)
    while True:  # names depend on names: what one holds takes from those that hold it
        found = dict(known)
        for name, items in sources.items():
            if name not in given:
                held = [_item(item, known) for item in items]
                held += [_filling(item, known) for item in filled.get(name, ())]
                found[name] = min((known[name], *held))
        if found == known:
            return {name: level for name, level in known.items() if level and name in sources}
        known = found


def _item(source: _Source, known: _Levels) -> int:
    level = _level(source.expr, known)
    return _taken(level) if source.inside else level


def _filling(source: _Source, known: _Levels) -> int:
    level = _level(source.expr, known)
    return min(WHOLE, source.depth + (_held(level) if source.inside else level + 1))


def _taken(level: int) -> int:
    """The level of an item of something."""
    return level if level == WHOLE else max(0, level - 1)


def _held(level: int) -> int:
    """The level of a new container of what is in something."""
    return max(1, level)


def items_taken(expr: ast.expr) -> int:
    """How many items a chain of attributes, subscripts and calls takes."""
    found = 0
    while isinstance(expr, ast.Attribute | ast.Subscript | ast.Call):
        if isinstance(expr, ast.Subscript):
            found += not isinstance(expr.slice, ast.Slice)
        elif isinstance(expr, ast.Call):
            found += last_name(expr.func) in TAKING
        expr = expr.func if isinstance(expr, ast.Call) else expr.value
    return found


def _sources(node: ast.AST) -> Iterator[tuple[ast.expr, _Source]]:
    """What a node binds, and to what."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield target, _Source(node.value)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield node.target, _Source(node.value)
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        yield node.target, _Source(node.iter, True)
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield node.optional_vars, _Source(node.context_expr)


def _bound(target: ast.expr, source: _Source) -> Iterator[tuple[str, _Source]]:
    """The names that a target binds, each with what it gets, or gets an item of."""
    if isinstance(target, ast.Name):
        yield target.id, source
        return
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else []
    values = source.expr.elts if isinstance(source.expr, ast.Tuple | ast.List) else []
    starred = any(isinstance(item, ast.Starred) for item in (*parts, *values))
    if len(parts) == len(values) and not starred and not source.inside:
        for part, value in zip(parts, values, strict=True):
            yield from _bound(part, _Source(value))
        return
    for part in parts:
        inner = part.value if isinstance(part, ast.Starred) else part
        yield from _bound(inner, source._replace(inside=True))


def _put(node: ast.AST) -> Iterator[tuple[ast.expr, _Source]]:
    """What a node puts into a container, and into which."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                sliced = isinstance(target.slice, ast.Slice)
                yield target.value, _Source(node.value, sliced)
    elif isinstance(node, ast.AugAssign):
        yield node.target, _Source(node.value, True)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name, container = node.func.attr, node.func.value
        if name in _FILLING and node.args:
            yield container, _Source(node.args[-1])
        elif name in _EXTENDING:
            yield from ((container, _Source(item, True)) for item in node.args)
            yield from ((container, _Source(item.value)) for item in node.keywords)


def _level(expr: ast.expr, known: _Levels) -> int:
    """How deep an expression gives only what is new; 0 if it may have been there before."""
    if isinstance(expr, ast.NamedExpr | ast.Starred):
        return _level(expr.value, known)
    if isinstance(expr, ast.IfExp):
        return min(_level(expr.body, known), _level(expr.orelse, known))
    if isinstance(expr, ast.BoolOp):
        return min(_level(item, known) for item in expr.values)
    if isinstance(expr, ast.List | ast.Set | ast.Tuple):
        return _of_items(expr.elts, known)
    if isinstance(expr, ast.Dict):
        spread = [ast.Starred(x) for key, x in zip(expr.keys, expr.values, strict=True) if not key]
        plain = [x for key, x in zip(expr.keys, expr.values, strict=True) if key]
        return _of_items([*plain, *spread], known)
    if isinstance(expr, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        return _of_items([expr.elt], known)
    if isinstance(expr, ast.DictComp):
        return _of_items([expr.value], known)
    if isinstance(expr, ast.BinOp):
        if isinstance(expr.left, ast.Constant) or isinstance(expr.right, ast.Constant):
            return WHOLE  # a number or a text
        return _held(min(_level(expr.left, known), _level(expr.right, known)))
    if isinstance(expr, ast.Call):
        return _of_call(expr, known)
    if isinstance(expr, ast.Name):
        return known.get(expr.id, 0)
    if isinstance(expr, ast.Attribute):
        return _level(expr.value, known)
    if isinstance(expr, ast.Subscript):
        level = _level(expr.value, known)
        return level if isinstance(expr.slice, ast.Slice) else _taken(level)
    return WHOLE if isinstance(expr, _MAKERS) else 0


def _of_items(items: Sequence[ast.expr], known: _Levels) -> int:
    """The level of what is written out with those items."""
    found = [
        _held(_level(item, known)) if isinstance(item, ast.Starred) else 1 + _level(item, known)
        for item in items
    ]
    return min((WHOLE, *found))


def _of_call(call: ast.Call, known: _Levels) -> int:
    """The level of what a call gives: of most, all is taken to be new."""
    name, func = last_name(call.func), call.func
    args = [item for item in call.args if not isinstance(item, _HOLDING_NOTHING)]
    owner = func.value if isinstance(func, ast.Attribute) else None
    if owner is not None and name in TAKING:
        level = _level(owner, known) if root_name(owner) is not None else WHOLE
        return level if name in VIEWS else _taken(level)  # what it gives is as old as it
    if owner is not None and name == "copy" and not call.args:
        return _held(_level(owner, known))
    if name in _PICKING:
        handed = args[:1] if name == "getattr" else args[1:] if name == "cast" else args
        found = [_level(item, known) for item in handed]
        inner = found if name in ("getattr", "cast") else [_taken(level) for level in found]
        return min((WHOLE, *inner))
    if name == "map" and call.args and isinstance(call.args[0], ast.Lambda):
        made = call.args[0]
        given = {item.arg for item in ast.walk(made.args) if isinstance(item, ast.arg)}
        return _of_items([made.body], {x: known[x] for x in known.keys() - given})
    if name in _COLLECTING:
        return min((WHOLE, *(_held(_level(item, known)) for item in args)))
    return WHOLE
