"""Says what code takes from a dictionary, list or tuple that is written out: `HANDLERS[kind](x)`.

A summary does not keep what is in a dictionary: the statement is parsed where one is asked for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.project.alone import lines_of
from asyncfix.project.expressions import describe
from asyncfix.project.lineage import lineage
from asyncfix.project.nodes import last_name
from asyncfix.project.resolution.scoping import scope_of
from asyncfix.project.statements import Statements
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import (
    Attr,
    Called,
    Constant,
    Derived,
    Display,
    Expr,
    Item,
    Literal,
    Name,
    Part,
    Text,
)
from asyncfix.project.values import Instance, Ref, class_name

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_DEEPEST = 4
_DICT = Literal("builtins.dict")
_WRITTEN_OUT = frozenset(
    {_DICT, *(Literal(f"builtins.{name}") for name in ("list", "tuple", "set"))}
)
_GETTING = frozenset({"get", "pop"})


class Taken(NamedTuple):
    """An expression of a module."""

    module: Module
    expr: Expr


class _Place(NamedTuple):
    """Where a name or an attribute is bound, and the scope that names are seen from there."""

    module: Module
    scope: int
    name: str
    binding: Binding


class _Table(NamedTuple):
    """What is written out, with the keys of a dictionary, None for those that are no texts."""

    values: tuple[Taken, ...]
    keys: tuple[str | None, ...] = ()


def taken(inference: Inference, module: Module, expr: Expr) -> Sequence[Taken]:
    """What an expression may give that takes one of several; empty if that is not known."""
    if isinstance(expr, Item) and len(expr.parts) == 1:
        return _of_key(inference, module, expr.base, expr.parts[0])
    if isinstance(expr, Derived) and expr.how == "iter":
        return _gone_through(inference, module, expr.base)
    if isinstance(expr, Part) and isinstance(expr.base, Derived) and expr.base.how == "iter":
        table = _called_on(inference, module, expr.base.base, "items")
        return table.values if table is not None and (expr.place, expr.size) == (1, 2) else ()
    if not isinstance(expr, Called) or not isinstance(expr.func, Attr) or not expr.args:
        return ()
    if expr.func.name not in _GETTING:
        return ()
    found = _of_key(inference, module, expr.func.base, expr.args[0])
    return [*found, *(Taken(module, item) for item in expr.args[1:2])] if found else ()


def _of_key(inference: Inference, module: Module, base: Expr, key: Expr) -> Sequence[Taken]:
    table = _table(inference, module, base, _DEEPEST)
    if table is None:
        return ()
    known = key.value if isinstance(key, Text | Constant) else None
    if not table.keys or not isinstance(known, str):
        return table.values
    pairs = zip(table.keys, table.values, strict=True)
    return [value for name, value in pairs if name is None or name == known]


def _gone_through(inference: Inference, module: Module, expr: Expr) -> Sequence[Taken]:
    if isinstance(expr, Display):
        return [Taken(module, item) for item in expr.items]
    table = _called_on(inference, module, expr, "values")
    if table is None:
        table = _table(inference, module, expr, _DEEPEST)
        if table is not None and table.keys:
            return ()  # those are its keys
    return table.values if table is not None else ()


def _called_on(inference: Inference, module: Module, expr: Expr, method: str) -> _Table | None:
    """The dictionary of which a method is called."""
    if isinstance(expr, Called) and isinstance(expr.func, Attr) and expr.func.name == method:
        return _table(inference, module, expr.func.base, _DEEPEST)
    return None


def _table(inference: Inference, module: Module, expr: Expr, depth: int) -> _Table | None:
    if isinstance(expr, Display):
        return _Table(tuple(Taken(module, item) for item in expr.items))
    place = _place(inference, module, expr, depth)
    if place is None:
        return None
    if isinstance(place.binding.value, Display):
        return _table(inference, place.module, place.binding.value, depth)
    if place.binding.value not in _WRITTEN_OUT:
        return None
    text, starts = inference.project.file(place.module.path).text, place.module.starts
    node = _written(text, starts, place.binding.line, place.name)
    parts = list(_parts(node)) if node is not None else []
    values = tuple(Taken(place.module, describe(value, place.scope)) for _, value in parts)
    keys = tuple(key for key, _ in parts) if isinstance(node, ast.Dict) else ()
    return _Table(values, keys) if parts else None


def _parts(node: ast.expr) -> Iterator[tuple[str | None, ast.expr]]:
    """What is in something that is written out, with keys."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            known = key.value if isinstance(key, ast.Constant) else None
            yield known if isinstance(known, str) else None, value
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        yield from ((None, item) for item in node.elts)


def _place(inference: Inference, module: Module, expr: Expr, depth: int) -> _Place | None:
    """The only place where a name or an attribute is bound."""
    if depth == 0:
        return None
    if isinstance(expr, Name):
        scope = scope_of(module, expr.scope, expr.name)
        if scope is None:
            return None
        return _bound(inference, module, scope, expr.name, depth)
    owner = inference.value(module, expr.base) if isinstance(expr, Attr) else None
    if not isinstance(expr, Attr) or not isinstance(owner, Ref | Instance):
        return None
    other = inference.project.find(owner.name, module.path) if isinstance(owner, Ref) else None
    if other is not None:
        return _bound(inference, other, 0, expr.name, depth)
    return _of_class(inference, module, class_name(owner), expr.name)


def _bound(
    inference: Inference, module: Module, scope: int, name: str, depth: int
) -> _Place | None:
    bindings = module.scopes[scope].bindings.get(name, ())
    if len(bindings) != 1:
        return None
    binding = bindings[0]
    if binding.kind == "value":
        return _Place(module, scope, name, binding)
    head, _, last = binding.target.rpartition(".")
    other = inference.project.find(head, module.path) if binding.kind == "import" and head else None
    return _bound(inference, other, 0, last, depth - 1) if other is not None and depth else None


def _of_class(inference: Inference, module: Module, cls: str, name: str) -> _Place | None:
    owner = inference.class_named(cls, module.path)
    for ancestor in lineage(inference, *owner) if owner is not None else ():
        home = None if isinstance(ancestor, str) else inference.project.module(ancestor[0])
        if home is None or isinstance(ancestor, str):
            return None
        found = home.classes[ancestor[1]]
        inside, own = (
            home.scopes[found.scope].bindings.get(name, ()),
            found.attributes.get(name, ()),
        )
        if inside or own:
            if len(inside) + len(own) != 1:
                return None
            binding = (*inside, *own)[0]
            scope = found.scope if inside else _scope_on(home, binding.line)
            return _Place(home, scope, name, binding)
    return None


def _scope_on(module: Module, line: int) -> int:
    """The scope of the innermost function that has a line."""
    around = [x for x in module.functions if x.span.line <= line <= x.span.end_line]
    return max(around, key=lambda item: item.span.line).scope if around else 0


@lru_cache(maxsize=200)
def _written(text: str, starts: tuple[int, ...], line: int, name: str) -> ast.expr | None:
    """What a name or an attribute is set to by the assignment that begins on a line."""
    for statement in Statements(lines_of(text), starts).on([line]):
        for node in ast.walk(statement):
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.lineno != line:
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(last_name(item) == name for item in targets):
                return node.value
    return None
