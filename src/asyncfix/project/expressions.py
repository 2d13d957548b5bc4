"""Reduces an expression to what resolution needs of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from asyncfix.project.nodes import last_name, walk
from asyncfix.project.terms import (
    NONE,
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
    Literal,
    Mapped,
    Name,
    Slice,
    Text,
)

_LITERALS: dict[type[ast.expr], str] = {
    ast.Dict: "builtins.dict",
    ast.DictComp: "builtins.dict",
    ast.List: "builtins.list",
    ast.ListComp: "builtins.list",
    ast.Set: "builtins.set",
    ast.SetComp: "builtins.set",
    ast.Tuple: "builtins.tuple",
    ast.Compare: "builtins.bool",
}

_FOLLOWED = (ast.Name, ast.Attribute, ast.Call, ast.Await, ast.Tuple)
_MOST_ITEMS = 8
_LONGEST_TEXT = 60
_LONGEST_ANNOTATION = 200
# What is given types: annotations as arguments.
_TAKES_TYPES = frozenset({"cast", "isinstance", "NewType", "TypeVar"})

# The same thing said again is the same object: most are said often, and all are kept.
_name = lru_cache(maxsize=20_000)(Name)
_attribute = lru_cache(maxsize=20_000)(Attr)
_literal = lru_cache(maxsize=100)(Literal)
_slice = lru_cache(maxsize=200)(Slice)
_constant = lru_cache(maxsize=2_000, typed=True)(Constant)


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
    argument = describe if last_name(node.func) in _TAKES_TYPES else _describe_argument
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


def describe_constant(node: ast.expr | None) -> Constant | None:
    """A number, short text, True, False or None that is written out; None for anything else."""
    if not isinstance(node, ast.Constant):
        return None
    value = node.value
    if isinstance(value, str):
        return _constant(value) if len(value) <= _LONGEST_TEXT else None
    return _constant(value) if value is None or isinstance(value, (int, float)) else None


def _describe_display(node: ast.List | ast.Set | ast.Tuple, scope: int) -> Expr:
    kind = _LITERALS[type(node)]
    followed = any(isinstance(item, _FOLLOWED) for item in node.elts)
    if not followed or len(node.elts) > _MOST_ITEMS:
        return _literal(kind)
    return Display(kind, tuple([describe(item, scope) for item in node.elts]))


def _describe_comprehension(node: ast.ListComp | ast.SetComp, scope: int) -> Expr:
    kind, made = _LITERALS[type(node)], _describe_made(node.elt, node.generators, scope)
    return _literal(kind) if made is None else Display(kind, (made,))


def _describe_mapped(node: ast.DictComp, scope: int) -> Expr:
    made = _describe_made(node.value, node.generators, scope)
    return _literal(_LITERALS[ast.DictComp]) if made is None else Mapped(made)


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


def _describe_constant(node: ast.Constant, scope: int) -> Expr:
    value = node.value
    if value is None:
        return NONE
    if isinstance(value, str):
        short = len(value) < _LONGEST_ANNOTATION and "\n" not in value
        return Text(value, scope) if short else _literal("builtins.str")
    return _literal(f"builtins.{type(value).__name__}")


def _describe_plain(node: ast.expr, scope: int) -> Expr:
    return _literal(_LITERALS[type(node)])


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
        return _describe_slice(node)
    number = _whole_number(node)
    if number is None:
        return describe(node, scope)
    return _literal("builtins.int", number) if number >= 0 else _constant(number)


def _describe_slice(node: ast.Slice) -> Slice:
    bounds = (node.lower, node.upper, node.step)
    start, stop, step = map(_whole_number, bounds)
    known = all(item is None or _whole_number(item) is not None for item in bounds)
    if not known:
        return _slice(None, None, None if node.step is None else 1, False)
    return _slice(start, stop, step, True)


def _whole_number(node: ast.expr | None) -> int | None:
    """A number that is written out, be it with a minus: it counts from the end then."""
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    inner = node.operand if isinstance(node, ast.UnaryOp) and negative else node
    value = inner.value if isinstance(inner, ast.Constant) else None
    if type(value) is not int:
        return None
    return -value if negative else value


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
    ast.Constant: _describe_constant,
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
