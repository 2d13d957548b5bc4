"""Says what code takes from a dictionary, list or tuple that is written out: `HANDLERS[kind](x)`.

A summary does not keep what is in a dictionary: the statement is parsed where one is asked for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.project.alone import lines_of
from asyncfix.project.changed import Change, Key, Mark, Named, changes, known_key
from asyncfix.project.expressions import describe
from asyncfix.project.lineage import lineage
from asyncfix.project.listed import Table, Taken
from asyncfix.project.nodes import last_name
from asyncfix.project.receivers import is_just_made, names_class
from asyncfix.project.resolution.scoping import scope_of, starred_home
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
    Slice,
    Text,
)
from asyncfix.project.tests import stands_among_tests
from asyncfix.project.values import Instance, Ref, class_name

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_DEEPEST = 4
_DICT = Literal("builtins.dict")
_WRITTEN_OUT = frozenset(
    {_DICT, *(Literal(f"builtins.{name}") for name in ("list", "tuple", "set"))}
)
_REVERSED = Ref("builtins.reversed")
_GETTING = frozenset({"get", "pop"})


class _Place(NamedTuple):
    """Where a name or an attribute is bound; names are seen from its scope."""

    named: Named
    binding: Binding


def taken(inference: Inference, module: Module, expr: Expr) -> Sequence[Taken]:
    """What an expression may give that takes one of several; empty if that is not known."""
    if isinstance(expr, Item) and len(expr.parts) == 1 and not isinstance(expr.parts[0], Slice):
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
    known = _known(key)
    if known is not None:
        return table.under(known)
    counted = key is None and not table.is_dict  # some place that is counted out
    return () if counted else table.values


def _known(key: Expr) -> Key | None:
    if isinstance(key, Literal) and key.type == "builtins.int" and key.number >= 0:
        return key.number
    value = key.value if isinstance(key, Text | Constant) else None
    return value if isinstance(value, str) or type(value) is int else None


def _gone_through(inference: Inference, module: Module, expr: Expr) -> Sequence[Taken]:
    if isinstance(expr, Called) and len(expr.args) == 1:
        turned = inference.value(module, expr.func) == _REVERSED
        expr = expr.args[0] if turned else expr
    if isinstance(expr, Display):
        return [Taken(module, item) for item in expr.items]
    table = _called_on(inference, module, expr, "values")
    if table is None:
        table = _table(inference, module, expr, _DEEPEST)
        if table is not None and table.is_dict:
            return ()  # those are its keys
    return table.values if table is not None else ()


def _called_on(inference: Inference, module: Module, expr: Expr, method: str) -> Table | None:
    """The dictionary of which a method is called."""
    if isinstance(expr, Called) and isinstance(expr.func, Attr) and expr.func.name == method:
        return _table(inference, module, expr.func.base, _DEEPEST)
    return None


def _table(inference: Inference, module: Module, expr: Expr, depth: int) -> Table | None:
    if isinstance(expr, Display):
        return _displayed(module, expr)
    if isinstance(expr, Item) and depth:
        asked = expr.parts[0] if len(expr.parts) == 1 else None
        table = (
            _table(inference, module, expr.base, depth - 1) if isinstance(asked, Slice) else None
        )
        return table.part(asked) if table is not None and isinstance(asked, Slice) else None
    place = _place(inference, module, expr, depth)
    table = _at(inference, place) if place is not None else None
    if place is None or table is None:
        return None
    done = changes(inference.project, place.named)
    return _changed(table, module, done) if Mark.ANY not in done else None


def _displayed(module: Module, expr: Display) -> Table:
    several = len(expr.items) > 1  # else it may be a comprehension, which has many of it
    placed = several and None not in expr.items and expr.type != "builtins.set"
    items = [Taken(module, item) for item in expr.items]
    return Table(tuple((place if placed else None, x) for place, x in enumerate(items)))


def _at(inference: Inference, place: _Place) -> Table | None:
    (module, scope, name, _), binding = place
    shown = binding.value if isinstance(binding.value, Display) else None
    if shown is None and binding.value not in _WRITTEN_OUT:
        return None
    text = inference.project.file(module.path).text
    node = _written(text, module.starts, binding.line, name)
    parts = list(_parts(node)) if node is not None else []
    if not parts:  # it may be a comprehension
        return _displayed(module, shown) if shown is not None else None
    entries = tuple((key, Taken(module, describe(value, scope))) for key, value in parts)
    return Table(entries, isinstance(node, ast.Dict))


def _changed(table: Table, module: Module, done: Set[Change]) -> Table:
    """The same where of some keys nothing is known."""
    unknown = Taken(module, None)
    keys: list[Key | None] = [item for item in done if not isinstance(item, Mark)]
    keys += [None] if Mark.MORE in done and not table.is_dict else []
    moved = Mark.MOVED in done and not table.is_dict
    return Table((*table.entries, *((key, unknown) for key in keys)), table.is_dict, moved)


def _parts(node: ast.expr) -> Iterator[tuple[Key | None, ast.expr]]:
    """What is in something that is written out, with keys."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            yield known_key(key), value
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        unplaced = isinstance(node, ast.Set) or any(isinstance(x, ast.Starred) for x in node.elts)
        yield from ((None if unplaced else place, item) for place, item in enumerate(node.elts))


def _place(inference: Inference, module: Module, expr: Expr, depth: int) -> _Place | None:
    """The only place where a name or an attribute is bound."""
    if depth == 0:
        return None
    if isinstance(expr, Name):
        scope = scope_of(module, expr.scope, expr.name)
        if scope is None:
            home = starred_home(inference, module, expr.name)
            return _bound(inference, home, 0, expr.name, depth) if home is not None else None
        return _bound(inference, module, scope, expr.name, depth)
    owner = inference.value(module, expr.base) if isinstance(expr, Attr) else None
    if not isinstance(expr, Attr) or not isinstance(owner, Ref | Instance):
        return None
    other = inference.project.find(owner.name, module.path) if isinstance(owner, Ref) else None
    if other is not None:
        return _bound(inference, other, 0, expr.name, depth)
    place = _of_class(inference, module, class_name(owner), expr.name)
    sure = place is None or _is_of_no_other(inference, module, expr, class_name(owner))
    return place if sure else None


def _is_of_no_other(inference: Inference, module: Module, expr: Attr, cls: str) -> bool:
    """Whether an attribute is that of a class itself, or no class below has one of its own."""
    if names_class(inference, module, expr.base, cls) or is_just_made(inference, module, expr.base):
        return True
    for path, index in inference.subclasses_of(cls, module.path):
        home = inference.project.module(path)
        below = home.classes[index] if home is not None else None
        if home is None or below is None or stands_among_tests(path):
            continue
        if expr.name in below.attributes or expr.name in home.scopes[below.scope].bindings:
            return False
    return True


def _bound(
    inference: Inference, module: Module, scope: int, name: str, depth: int
) -> _Place | None:
    bindings = module.scopes[scope].bindings.get(name, ())
    if len(bindings) != 1:
        return None
    binding = bindings[0]
    if binding.kind == "value":
        return _Place(Named(module, scope, name), binding)
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
            return _Place(Named(home, scope, name, True), binding)
    return None


def _scope_on(module: Module, line: int) -> int:
    """The scope of the innermost function that has a line."""
    around = [x for x in module.functions if x.span.line <= line <= x.span.end_line]
    return max(around, key=lambda item: item.span.line).scope if around else 0


@lru_cache(maxsize=2)
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
