"""Reduces an expression to what resolution needs of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from asyncfix.kinds import ITERATOR
from asyncfix.project.constants import (
    LITERALS,
    constant,
    describe_constant,
    describe_slice,
    describe_written,
    literal,
    whole_number,
)
from asyncfix.project.nodes import last_name, walk
from asyncfix.project.terms import (
    STARRED,
    Attr,
    Called,
    Constant,
    Derived,
    Display,
    Either,
    Expr,
    Item,
    Joined,
    Mapped,
    Name,
)

_FOLLOWED = (ast.Name, ast.Attribute, ast.Call, ast.Await, ast.Tuple)
_MOST_ITEMS = 8
# What is given types: annotations as arguments.
_TAKES_TYPES = frozenset({"cast", "isinstance", "NewType", "TypeVar"})
# What gives items of what it is given at once, and what does so later, while others may change it.
_COLLECTING = frozenset({"list", "tuple", "set", "frozenset", "sorted"})
_AT_ONCE = _COLLECTING | {"next", "max", "min"}
_LATER = frozenset({"iter", "enumerate", "zip", "reversed", "filter", "chain", "islice"})
_GIVEN = (ast.Call, ast.Await, ast.Subscript, ast.ListComp, ast.SetComp)

# The same thing said again is the same object, as in `constants`.
_name = lru_cache(maxsize=20_000)(Name)
_attribute = lru_cache(maxsize=20_000)(Attr)


def describe(node: ast.expr | None, scope: int) -> Expr:
    """The expression as seen from the scope of that index; None where it is not followed."""
    if isinstance(node, ast.Name):
        return _name(node.id, scope)
    if isinstance(node, ast.Attribute):
        return _attribute(describe(node.value, scope), node.attr)
    description = _DESCRIPTIONS.get(type(node))
    return description(node, scope) if description is not None else None


@lru_cache(maxsize=200)  # of a call that is assigned, returned or awaited it is asked again
def describe_call(node: ast.Call, scope: int) -> Called:
    """A call as seen from the scope of that index."""
    argument, name = _describe_argument, last_name(node.func)
    if name in _TAKES_TYPES:
        argument = describe
    elif name in _AT_ONCE and isinstance(node.func, ast.Name):
        argument = _describe_given
    elif name in _LATER and isinstance(node.func, ast.Name):
        argument = _describe_listed
    return Called(
        describe(node.func, scope),
        tuple([argument(item, scope) for item in node.args]),
        tuple([_describe_keyword(item, argument, scope) for item in node.keywords]),
    )


def _describe_keyword(
    node: ast.keyword, argument: Callable[..., Expr], scope: int
) -> tuple[str, Expr]:
    chosen = isinstance(node.value, ast.BoolOp | ast.IfExp | ast.Subscript)
    made = node.arg == "default" and isinstance(node.value, ast.Call)
    if node.arg in _CALLED and (chosen or made):
        argument = describe
    return node.arg or "**", argument(node.value, scope)


def _describe_argument(node: ast.expr, scope: int) -> Expr:
    """Arguments are followed only where something depends on them, calls no deeper."""
    if isinstance(node, ast.Name):
        return _name(node.id, scope)
    if isinstance(node, ast.Constant):
        return describe_constant(node)
    description = _ARGUMENTS.get(type(node))
    return description(node, scope) if description is not None else None


def _describe_given(node: ast.expr, scope: int) -> Expr:
    """The same of what holds items that are asked for at once."""
    if isinstance(node, ast.GeneratorExp):
        return _describe_generator(node, scope)
    return describe(node, scope) if isinstance(node, _GIVEN) else _describe_argument(node, scope)


def _describe_listed(node: ast.expr, scope: int) -> Expr:
    """The same where they are asked for later: only what is new is followed."""
    collected = isinstance(node, ast.Call) and last_name(node.func) in _COLLECTING
    new = collected or isinstance(node, ast.ListComp | ast.SetComp)
    return describe(node, scope) if new else _describe_argument(node, scope)


def _describe_callee(node: ast.Call, scope: int) -> Expr:
    return Called(describe(node.func, scope), (), ())


def _describe_operands(node: ast.BinOp, scope: int) -> Expr:
    if isinstance(node.op, ast.BitOr):
        sides = (_describe_argument(item, scope) for item in (node.left, node.right))
        return Either(tuple(sides))
    return _describe_sum(node, scope) if isinstance(node.op, ast.Add) else None


def _describe_joined(node: ast.JoinedStr, scope: int) -> Expr:
    """The parts of an f-string, of a long one its ends."""
    parts = [_describe_part(item, scope) for item in node.values]
    if len(parts) > _MOST_ITEMS:
        parts = [parts[0], None, parts[-1]]
    return Joined(tuple(parts))


def _describe_part(node: ast.expr, scope: int) -> Expr:
    if not isinstance(node, ast.FormattedValue):
        return describe_constant(node)
    plain = node.conversion == -1 and node.format_spec is None
    return _describe_argument(node.value, scope) if plain else None


def _describe_sum(node: ast.BinOp, scope: int) -> Expr:
    """A text that others are added to; None for what may be another sum."""
    parts: list[Expr] = []
    for side in (node.left, node.right):
        part = _describe_argument(side, scope)
        parts += part.parts if isinstance(part, Joined) else [part]
    is_text = any(isinstance(item, Constant) and isinstance(item.value, str) for item in parts)
    return Joined(tuple(parts)) if is_text else None


def _describe_display(node: ast.List | ast.Set | ast.Tuple, scope: int) -> Expr:
    kind = LITERALS[type(node)]
    followed = any(isinstance(item, _FOLLOWED) for item in node.elts)
    if not followed or len(node.elts) > _MOST_ITEMS:
        return literal(kind)
    return Display(kind, tuple([describe(item, scope) for item in node.elts]))


def _describe_comprehension(node: ast.ListComp | ast.SetComp, scope: int) -> Expr:
    kind, item = LITERALS[type(node)], _describe_each(node.elt, node.generators, scope)
    return literal(kind) if item is None else Display(kind, (item,))


def _describe_generator(node: ast.GeneratorExp, scope: int) -> Expr:
    item = _describe_each(node.elt, node.generators, scope)
    asynchronous = isinstance(item, Derived) and item.how != "iter"
    return None if item is None or asynchronous else Display(ITERATOR, (item,))


def _describe_each(
    item: ast.expr, generators: Sequence[ast.comprehension], scope: int
) -> Expr | None:
    """An item of a comprehension: what is made for each, or one of those that it goes through."""
    first = generators[0]
    if isinstance(item, ast.Name) and len(generators) == 1:
        kept = isinstance(first.target, ast.Name) and first.target.id == item.id
        how = "aiter" if first.is_async else "iter"
        return Derived(how, describe(first.iter, scope)) if kept else None
    return _describe_made(item, generators, scope)


def _describe_mapped(node: ast.DictComp, scope: int) -> Expr:
    made = _describe_each(node.value, node.generators, scope)
    return literal(LITERALS[ast.DictComp]) if made is None else Mapped(made)


def _describe_made(
    made: ast.expr, generators: Sequence[ast.comprehension], scope: int
) -> Expr | None:
    """What a comprehension makes; None unless it calls what is none of its own names."""
    inner = made.value if isinstance(made, ast.Await) else made
    if not isinstance(inner, ast.Call):
        return None
    own = {
        name.id
        for generator in generators
        for name in walk(generator.target)
        if isinstance(name, ast.Name)
    }
    if any(isinstance(name, ast.Name) and name.id in own for name in walk(inner.func)):
        return None
    called = Called(describe(inner.func, scope), (), ())
    return Derived("await", called) if inner is not made else called


def _describe_plain(node: ast.expr, scope: int) -> Expr:
    return literal(LITERALS[type(node)])


def _describe_inner(node: ast.NamedExpr, scope: int) -> Expr:
    return describe(node.value, scope)


def _describe_awaited(node: ast.Await, scope: int) -> Expr:
    return Derived("await", describe(node.value, scope))


def _describe_operands_of_choice(node: ast.BoolOp, scope: int) -> Expr:
    return Either(tuple([describe(item, scope) for item in node.values]))


def _describe_branches(node: ast.IfExp, scope: int) -> Expr:
    return Either((describe(node.body, scope), describe(node.orelse, scope)))


def _describe_item(node: ast.Subscript, scope: int) -> Expr:
    index = node.slice
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    described = tuple([_describe_index(part, scope) for part in parts])
    return Item(describe(node.value, scope), described)


def _describe_index(node: ast.expr, scope: int) -> Expr:
    if isinstance(node, ast.Slice):
        return describe_slice(node)
    number = whole_number(node)
    if number is None:
        return describe(node, scope)
    return literal("builtins.int", number) if number >= 0 else constant(number)


def _describe_operation(node: ast.BinOp, scope: int) -> Expr:
    if isinstance(node.op, ast.BitOr):
        return Either((describe(node.left, scope), describe(node.right, scope)))
    if isinstance(node.op, ast.Add):
        return _describe_sum(node, scope)
    if isinstance(node.op, ast.Div):
        return Derived("div", describe(node.left, scope))
    return None


_DESCRIPTIONS: Mapping[type[object], Callable[..., Expr]] = {
    ast.Call: describe_call,
    ast.Constant: describe_written,
    ast.List: _describe_display,
    ast.Set: _describe_display,
    ast.Tuple: _describe_display,
    ast.ListComp: _describe_comprehension,
    ast.SetComp: _describe_comprehension,
    ast.Dict: _describe_plain,
    ast.DictComp: _describe_mapped,
    ast.Compare: _describe_plain,
    ast.JoinedStr: _describe_joined,
    ast.Await: _describe_awaited,
    ast.NamedExpr: _describe_inner,
    ast.BoolOp: _describe_operands_of_choice,
    ast.IfExp: _describe_branches,
    ast.BinOp: _describe_operation,
    ast.Subscript: _describe_item,
}
_CALLED = frozenset(
    {
        *("key", "default", "object_hook", "object_pairs_hook", "parse_float", "parse_int", "cls"),
        *("repl", "opener", "onerror", "onexc", "on_error", "ignore", "copy_function", "filter"),
        "reporthook",
    }
)
"""Keywords for functions that a library calls: one of several, or of a table, is followed."""
_ARGUMENTS: Mapping[type[object], Callable[..., Expr]] = {
    ast.Starred: lambda node, scope: STARRED,
    ast.Call: _describe_callee,
    ast.Attribute: describe,
    ast.JoinedStr: _describe_joined,
    ast.BinOp: _describe_operands,
}


def dotted_text(node: ast.expr) -> str:
    """A callee as a person would write it in short: `requests.get`, `open().read`, `x[].y`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted_text(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted_text(node.func)}()"
    if isinstance(node, ast.Subscript):
        return f"{dotted_text(node.value)}[]"
    return "…"
