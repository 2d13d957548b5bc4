"""Says which names hold objects that the code around them has made for itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.project.nodes import root_name
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

_MAKERS = (
    ast.Call,
    ast.Await,
    ast.Constant,
    ast.Dict,
    ast.List,
    ast.Set,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
    ast.GeneratorExp,
    ast.JoinedStr,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
)


def made_names(
    statements: Sequence[ast.stmt], given: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The names that statements bind only to what they make, or to what is part of that.

    What a call gives is taken for new. A name that is bound to what was there before, as in
    `item = self.items[0]` or `for item in items`, is none of them. `given` are names of objects
    whose parts count as made too.
    """
    sources: dict[str, list[ast.expr]] = {}
    for node in walk_run(statements):
        for target, source in _sources(node):
            for part in ast.walk(target):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                    sources.setdefault(part.id, []).append(source)
    made = frozenset(sources)
    while True:  # names depend on names: leave those out that depend on one that is out
        kept = frozenset(
            name for name in made if all(_is_made(source, made | given) for source in sources[name])
        )
        if kept == made:
            return made
        made = kept


def _sources(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What a node binds, and to what, or to a part of what."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield target, node.value
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield node.target, node.value
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        yield node.target, node.iter
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield node.optional_vars, node.context_expr


def _is_made(source: ast.expr, made: frozenset[str]) -> bool:
    if isinstance(source, ast.IfExp):
        return _is_made(source.body, made) and _is_made(source.orelse, made)
    if isinstance(source, ast.BoolOp):
        return all(_is_made(item, made) for item in source.values)
    if isinstance(source, ast.NamedExpr):
        return _is_made(source.value, made)
    if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute):
        # what a container gives is as old as the container
        if source.func.attr in ("get", "items", "values", "pop", "setdefault"):
            root = root_name(source.func)
            return root is None or root.id in made
        return True
    if isinstance(source, ast.Call) and isinstance(source.func, ast.Name):
        if source.func.id in ("enumerate", "zip", "reversed", "iter"):
            return all(_is_made(item, made) for item in source.args)
        return True
    if isinstance(source, ast.Tuple):
        return all(_is_made(item, made) for item in source.elts)
    if isinstance(source, _MAKERS):
        return True
    root = root_name(source)
    return root is not None and root.id in made
