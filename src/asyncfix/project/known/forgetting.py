"""What is not known any more of names after a piece of code has run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from asyncfix.project.known.facts import (
    TEXT,
    TRUTH,
    UNKNOWN,
    Begun,
    Known,
    Member,
    Names,
    Row,
    Table,
    Thing,
    is_constant,
)
from asyncfix.project.known.making import Making
from asyncfix.project.known.outlook import Outlook, dotted
from asyncfix.project.nodes import root_name, walk
from asyncfix.project.view import FunctionNode

_HARMLESS = frozenset({"get", "keys", "values", "items", "copy", "index", "count"})
"""Methods that leave a container as it is."""
_LOOKING = frozenset(
    {
        *("isinstance", "bool", "len", "str", "repr", "hasattr", "callable", "type", "id"),
        *("set", "list", "dict", "tuple", "frozenset", "sorted", "print", "any", "all"),
    }
)
"""Functions that leave what they are given as it is."""
_READING = frozenset({ast.Constant, ast.Call, ast.keyword, ast.Expr})
"""What, beside names that are read, is most of a tree, and binds nothing itself."""
_WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)


def own_names(node: ast.AST) -> Iterator[str]:
    """The names that a comprehension binds."""
    for generator in getattr(node, "generators", ()):
        for item in walk(generator.target):
            if isinstance(item, ast.Name):
                yield item.id


class Effects(NamedTuple):
    """What a piece of code may change.

    `stored`: names and chains of attributes that it binds; `handed`: names behind which its calls
    may change something, once for each call; `parts`: the attributes of one name that a call is
    handed, through which it may do the same; `waits`: other code runs meanwhile.
    """

    stored: tuple[str, ...]
    handed: tuple[str, ...]
    waits: bool
    parts: tuple[frozenset[str], ...] = ()


_NONE = Effects((), (), False)
_NOTHING: Names = {}


def effects(parts: Sequence[ast.AST], making: Making | None = None) -> Effects:
    """What the code of some nodes may change; of what is below them nothing is said.

    `making` knows what methods change of the object that the code makes.
    """
    stored: list[str] = []
    handed: list[str] = []
    inner: list[frozenset[str]] = []
    waits = False
    calls = sum(isinstance(part, ast.Call) for part in parts)
    for part in parts:
        if isinstance(part, ast.Call):
            changed = making.changed(part) if making is not None and calls == 1 else None
            if changed is not None and making is not None:
                stored += (f"{making.own}.{name}" for name in changed.set)
                handed += (f"{making.own}.{name}" for name in changed.used)
            names = frozenset(_handed(part, works=changed is None))
            handed += (name for name in names if "." not in name)
            inner += _parts_of_others(names)
        elif isinstance(part, _WAITS):
            waits = True
        if type(part) not in _READING and type(getattr(part, "ctx", None)) is not ast.Load:
            stored += _stored(part)
    if not (stored or handed or inner or waits):
        return _NONE
    return Effects(tuple(stored), tuple(handed), waits, tuple(inner))


def together(several: Sequence[Effects]) -> Effects:
    """What several pieces of code may change."""
    found = [item for item in several if item is not _NONE]
    if len(found) < 2:
        return found[0] if found else _NONE
    return Effects(
        tuple(text for item in found for text in item.stored),
        tuple(root for item in found for root in item.handed),
        any(item.waits for item in found),
        tuple(parts for item in found for parts in item.parts),
    )


def forget(names: dict[str, Known], changed: Effects, outlook: Outlook) -> None:
    """Takes out what a piece of code may change."""
    if not names:
        return
    for root in _changed(changed, names, outlook):
        _forget_inside(names, root, outlook)
    if changed.waits:
        for root in {text.partition(".")[0] for text in names}:
            _forget_inside(names, root, outlook)
    for text in changed.stored:
        _forget_name(names, text)


def _changed(by: Effects, names: Names, outlook: Outlook) -> list[str]:
    """The names behind which something may change, once for each call."""
    inner = (
        _root(min(parts))
        for parts in by.parts
        if not all(_is_by_itself(names.get(text, UNKNOWN), outlook) for text in parts)
    )
    return [*by.handed, *inner]


def _is_by_itself(value: Known, outlook: Outlook) -> bool:
    """Whether nothing else can be changed through a value."""
    if isinstance(value, Thing):
        return value in (TEXT, TRUTH) or outlook.is_by_itself(value)
    return is_constant(value) or isinstance(value, Begun | Member)


def _root(text: str) -> str:
    return text.partition(".")[0]


def _parts_of_others(names: Set[str]) -> Iterator[frozenset[str]]:
    """The attributes that a call is handed of names which it is not handed themselves."""
    for root in {_root(name) for name in names} - names:
        yield frozenset(name for name in names if _root(name) == root)


def _stored(part: ast.AST) -> Iterator[str]:
    """The names, and chains of attributes, that a node binds or changes."""
    if isinstance(part, ast.Name | ast.Attribute) and not isinstance(part.ctx, ast.Load):
        yield dotted(part) or f"?.{part.attr}" if isinstance(part, ast.Attribute) else part.id
    elif isinstance(part, ast.Subscript) and not isinstance(part.ctx, ast.Load):
        yield dotted(part.value)
    elif isinstance(part, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and part.name:
        yield part.name
    elif isinstance(part, ast.MatchMapping) and part.rest:
        yield part.rest
    elif isinstance(part, ast.alias):
        yield (part.asname or part.name).partition(".")[0]
    elif isinstance(part, FunctionNode | ast.ClassDef):
        yield part.name
    elif isinstance(part, ast.Global | ast.Nonlocal):
        yield from part.names


def _forget_name(names: dict[str, Known], text: str) -> None:
    """Forgets a name with what hangs on it, and the attribute whatever it is an attribute of."""
    names.pop(text, None)
    root, _, last = text.rpartition(".")
    for known in [item for item in names if "." in item]:
        if known.startswith(f"{text}.") or (root and known.rpartition(".")[2] == last):
            del names[known]
    if root:
        _forget_attributes(names, root)


def _forget_inside(names: dict[str, Known], root: str, outlook: Outlook) -> None:
    """Forgets what the object behind a name holds, but for what nobody changes."""
    for known in [item for item in names if item.startswith(f"{root}.")]:
        if not _stays(names, known, outlook):
            del names[known]
    _forget_attributes(names, root)


def _stays(names: Names, text: str, outlook: Outlook) -> bool:
    value = names[text]
    return (is_constant(value) or isinstance(value, Member)) and outlook.lasts(text)


def _forget_attributes(names: dict[str, Known], root: str) -> None:
    value = names.get(root)
    if isinstance(value, Thing) and value.attributes:
        names[root] = replace(value, attributes=value.lasting)
    elif isinstance(value, Table) or (isinstance(value, Row) and value.kind != "tuple"):
        del names[root]


def _handed(call: ast.Call, works: bool) -> Iterator[str]:
    """The names behind which a call may change something: what it `works` on, and is given; of
    an attribute of a name, that."""
    func = call.func
    if isinstance(func, ast.Attribute) and not works:
        pass
    elif isinstance(func, ast.Attribute):
        root = root_name(func)
        if root is not None and not _only_looks(func):
            yield root.id
    elif isinstance(func, ast.Name) and func.id in _LOOKING:
        return
    for argument in (*call.args, *(item.value for item in call.keywords)):
        if dotted(argument):
            yield dotted(argument)
        elif not (isinstance(argument, ast.Call) and _only_looks(argument.func)):
            yield from (part.id for part in walk(argument) if isinstance(part, ast.Name))


def _only_looks(func: ast.expr) -> bool:
    """Whether a method leaves what it is called on as it is."""
    return (
        isinstance(func, ast.Attribute)
        and func.attr in _HARMLESS
        and isinstance(func.value, ast.Name)
    )


def steady(own: Effects, names: Names, outlook: Outlook) -> Names:
    """What is known all the while the code that has these effects runs."""
    if not names:
        return _NOTHING
    here = dict(names)
    handed = _changed(own, names, outlook)
    for name in names:
        changed = "." in name and (own.waits or handed.count(_root(name)) > 1)
        if changed and not _stays(names, name, outlook):
            del here[name]
    return here


def settled(value: Known) -> Known:
    """What is known of a container that has two names: either may be used to change it."""
    if isinstance(value, Table) or (isinstance(value, Row) and value.kind != "tuple"):
        kind = value.kind if isinstance(value, Row) else "dict"
        return Thing(f"builtins.{kind}")
    return value
