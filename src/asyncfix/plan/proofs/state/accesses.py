"""Finds where a function uses what it did not make: attributes, items, names of outer scopes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from asyncfix.plan.code.reads import arguments, declared
from asyncfix.plan.proofs.state.owned import MUTATORS, WHOLE, levels
from asyncfix.project.nodes import root_name
from asyncfix.project.view import FunctionNode, walk_scope

LISTING = frozenset({"len", "list", "sorted", "tuple", "set", "frozenset"})
"""What tells of a container how many items there are, or which."""
_LOOKING = frozenset(
    {
        *("get", "items", "keys", "values", "index", "count", "copy"),
        *("__contains__", "__getitem__"),
    }
)
ASKING = _LOOKING - {"index", "__getitem__"}
"""Methods that tell what is in a container, whatever it is."""
# These change a container, and what they give or raise tells what was in it.
_TAKING = frozenset({"pop", "popitem", "popleft", "remove", "setdefault"})
_DEFAULTING = frozenset({"get", "pop"})
_FAILING = _DEFAULTING | {"popitem", "popleft", "remove", "index", "__getitem__"}
_KEYED = frozenset(
    {
        *("get", "pop", "setdefault"),
        *("__contains__", "__getitem__", "__setitem__", "__delitem__"),
    }
)
_NAMED: dict[str, ast.expr_context] = {
    **{"getattr": ast.Load(), "hasattr": ast.Load()},
    **{"setattr": ast.Store(), "delattr": ast.Del()},
}
_SIZED = frozenset(
    {
        *("len", "list", "sorted", "sum", "max", "min", "any", "all", "set", "tuple"),
        *("dict", "frozenset", "bool", "iter", "reversed", "enumerate", "zip", "map", "filter"),
    }
)
_USING = frozenset(
    {
        *(ast.Name, ast.Attribute, ast.Subscript, ast.Compare),
        *(ast.For, ast.comprehension, ast.Match, ast.Call),
        *(ast.If, ast.While, ast.IfExp, ast.Assert, ast.BoolOp, ast.UnaryOp),
        *(ast.Starred, ast.Dict, ast.Assign, ast.YieldFrom),
    }
)
"""The kinds of node that can be a use of something."""


class Access(NamedTuple):
    """A use of something. `key` is "" for the thing itself, else which of its items.

    `node` is what is used, `base` its text. `at_once`: a write that itself reads what it changes.
    `asks`: a read of items that goes well whatever there is.
    """

    base: str
    key: str
    line: int
    writes: bool
    node: ast.expr
    at_once: bool = False
    asks: bool = False

    @property
    def text(self) -> str:
        """The code that uses it, in short."""
        return f"{self.base}[{self.key}]" if self.key else self.base


def same_items(one: str, other: str) -> bool:
    """Whether two keys may be those of the same items, or both the thing itself."""
    return bool(one) == bool(other) and (one == other or "…" in (one, other))


# The places of a function are asked about one after the other, and no tree is ever changed.
_once = lru_cache(maxsize=8)


@_once
def nodes_of(function: FunctionNode) -> tuple[ast.AST, ...]:
    """The nodes that run in a function itself, as `walk_scope` has them."""
    return tuple(walk_scope(function))


@_once
def own_objects(function: FunctionNode) -> frozenset[str]:
    """Local names that are bound only to what the function makes itself."""
    return frozenset(_levels(function))


def mixed_objects(function: FunctionNode) -> dict[str, int]:
    """Those of them that may hold what was there before, so many items down."""
    return {name: level for name, level in _levels(function).items() if level < WHOLE}


@_once
def _levels(function: FunctionNode) -> dict[str, int]:
    others = {item.arg for item in arguments(function)} | outer_names(function)
    found = levels(function.body)
    return {name: level for name, level in found.items() if name not in others}


@_once
def outer_names(function: FunctionNode) -> frozenset[str]:
    """The names of outer scopes that a function binds."""
    return declared(function, ast.Global, ast.Nonlocal)


@_once
def accesses(
    function: FunctionNode, own: frozenset[str], outer: frozenset[str]
) -> tuple[Access, ...]:
    """The uses of what is not in `own` in a function; `outer` are names of outer scopes."""
    at_once = {node.target for node in nodes_of(function) if isinstance(node, ast.AugAssign)}
    named = function.args.kwarg.arg if function.args.kwarg is not None else ""
    return tuple(
        access._replace(at_once=node in at_once)
        for node in nodes_of(function)
        if type(node) in _USING
        for access in access_of(_spelled_out(node), own, outer)
        if access.base != named  # `**kwargs` is a new dictionary in each call
    )


def tested(node: ast.AST) -> Iterator[int]:
    """The lines of what decides how a function goes on, or tells what there is, or how much."""
    if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert | ast.Match):
        test = node.subject if isinstance(node, ast.Match) else node.test
        yield from range(test.lineno, (test.end_lineno or test.lineno) + 1)
    elif isinstance(node, ast.comprehension):
        yield from (item.lineno for item in node.ifs)
    elif isinstance(node, ast.For):
        yield from range(node.iter.lineno, (node.iter.end_lineno or node.iter.lineno) + 1)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LISTING:
        yield node.lineno


def is_test(node: ast.AST, part: ast.AST) -> bool:
    """Whether a part of a node decides how a function goes on, or tells what there is."""
    if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
        return part is node.test
    if isinstance(node, ast.Match):
        return part is node.subject
    if isinstance(node, ast.For):
        return part is node.iter
    if isinstance(node, ast.comprehension):
        return part is not node.target
    if isinstance(node, ast.Compare):
        return isinstance(node.ops[0], ast.In | ast.NotIn | ast.Is | ast.IsNot)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    return node.func.id in LISTING and part is not node.func


def access_of(node: ast.AST, own: frozenset[str], outer: frozenset[str]) -> Iterator[Access]:
    """How a node by itself uses what is not in `own`; `outer` are names of outer scopes."""
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        writes = not isinstance(node.ctx, ast.Load)
        yield from (item._replace(writes=writes) for item in stored(node, own, outer))
    elif isinstance(node, ast.Compare):
        for container in node.comparators:
            yield from _inside(container, own, False)
    elif isinstance(node, ast.For | ast.comprehension):
        yield from _inside(node.iter, own, False)
    elif isinstance(node, ast.Match):
        for case in node.cases:
            yield from _matched(node.subject, case.pattern, own)
    elif isinstance(node, ast.Call):
        yield from _called(node, own)
    else:
        for test in (*_tests(node), *_spread(node)):
            yield from _inside(test, own, False)


def _spread(node: ast.AST) -> Sequence[ast.expr]:
    """What a node takes all items of: `*rows`, `{**rows}`, `first, *others = rows`."""
    if isinstance(node, ast.Starred) and isinstance(node.ctx, ast.Load):
        return (node.value,)
    if isinstance(node, ast.Dict):
        return [x for key, x in zip(node.keys, node.values, strict=True) if key is None]
    if isinstance(node, ast.Assign):
        taken = any(isinstance(target, ast.Tuple | ast.List) for target in node.targets)
        return (node.value,) if taken else ()
    return (node.value,) if isinstance(node, ast.YieldFrom) else ()


def _tests(node: ast.AST) -> Sequence[ast.expr]:
    """What a node asks whether it is true: of a container, whether there is anything in it."""
    if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
        return (node.test,)
    if isinstance(node, ast.BoolOp):
        return node.values
    return (node.operand,) if isinstance(node, ast.UnaryOp) else ()


def _matched(subject: ast.expr, pattern: ast.pattern, own: frozenset[str]) -> Iterator[Access]:
    """What a pattern reads of what it is compared with."""
    root = root_name(subject)
    if root is None or root.id in own:
        return
    if isinstance(pattern, ast.MatchClass):
        for name, inner in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
            part = ast.copy_location(ast.Attribute(subject, name, ast.Load()), pattern)
            yield Access(ast.unparse(part), "", pattern.lineno, False, part)
            yield from _matched(part, inner, own)
    elif isinstance(pattern, ast.MatchMapping | ast.MatchSequence):
        yield from _inside(subject, own, False)
    elif isinstance(pattern, ast.MatchOr | ast.MatchAs):
        inside = pattern.patterns if isinstance(pattern, ast.MatchOr) else [pattern.pattern]
        for alternative in inside:
            if alternative is not None:
                yield from _matched(subject, alternative, own)


def _spelled_out(node: ast.AST) -> ast.AST:
    """`x.n` for `getattr(x, "n")` and `vars(x)["n"]`, and what else is an attribute or a name."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) > 1:
        context = _NAMED.get(node.func.id)
        name = node.args[1]
        if context is not None and isinstance(name, ast.Constant):
            return _attribute(node, node.args[0], name.value, context)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        inner, name = node.value, node.slice
        if isinstance(inner, ast.Attribute) and inner.attr == "__dict__":
            return _attribute(node, inner.value, name.value, node.ctx)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name):
            if inner.func.id == "vars" and inner.args:
                return _attribute(node, inner.args[0], name.value, node.ctx)
            if inner.func.id == "globals":
                return ast.copy_location(ast.Name(str(name.value), node.ctx), node)
    return node


def _attribute(
    node: ast.expr, value: ast.expr, name: object, context: ast.expr_context
) -> ast.Attribute:
    return ast.copy_location(ast.Attribute(value, str(name), context), node)


def _called(node: ast.Call, own: frozenset[str]) -> Iterator[Access]:
    if isinstance(node.func, ast.Attribute):
        name, container = node.func.attr, node.func.value
        key = _key(node.args[0]) if node.args and name in _KEYED else "…"
        if name in _LOOKING | _TAKING:
            yield from _inside(container, own, False, key, not _may_fail(name, node))
        if name in MUTATORS:
            yield from _inside(container, own, True, key)
    elif isinstance(node.func, ast.Name) and node.func.id in _SIZED:
        for argument in node.args:
            yield from _inside(argument, own, False)
    for keyword in node.keywords:
        if keyword.arg is None:
            yield from _inside(keyword.value, own, False)


def _may_fail(name: str, call: ast.Call) -> bool:
    """Whether a method needs the item to be there: so does `get`, for whom it gives no default."""
    return name in _FAILING and not (name in _DEFAULTING and len(call.args) > 1)


def _inside(
    container: ast.expr, own: frozenset[str], writes: bool, key: str = "…", asks: bool = True
) -> Iterator[Access]:
    """A use of what is in a container."""
    root = root_name(container)
    if isinstance(container, ast.Name | ast.Attribute) and root is not None and root.id not in own:
        text, asks = ast.unparse(container), asks and not writes
        yield Access(text, key, container.lineno, writes, container, asks=asks)


def stored(node: ast.expr, own: frozenset[str], outer: frozenset[str]) -> Iterator[Access]:
    """What an assignment to the node changes."""
    root = root_name(node)
    if isinstance(node, ast.Name):
        if node.id in outer:
            yield Access(node.id, "", node.lineno, True, node)
    elif root is None or root.id in own:
        return
    elif isinstance(node, ast.Subscript):
        key = _key(node.slice)
        yield Access(ast.unparse(node.value), key, node.lineno, True, node.value)
    elif isinstance(node, ast.Attribute):
        yield Access(ast.unparse(node), "", node.lineno, True, node)


def _key(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Constant) else "…"
