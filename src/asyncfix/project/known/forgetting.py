"""What is not known any more of names after a piece of code has run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from asyncfix.project.known.facts import Known, Member, Names, Row, Table, Thing, is_constant
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
    may change something, once for each call; `waits`: other code runs meanwhile.
    """

    stored: tuple[str, ...]
    handed: tuple[str, ...]
    waits: bool


_NONE = Effects((), (), False)
_NOTHING: Names = {}


def effects(parts: Sequence[ast.AST], making: Making | None = None) -> Effects:
    """What the code of some nodes may change; of what is below them nothing is said.

    `making` knows what methods change of the object that the code makes.
    """
    stored: list[str] = []
    handed: list[str] = []
    waits = False
    calls = sum(isinstance(part, ast.Call) for part in parts)
    for part in parts:
        if isinstance(part, ast.Call):
            changed = making.changed(part) if making is not None and calls == 1 else None
            if changed is not None and making is not None:
                stored += (f"{making.own}.{name}" for name in changed.set)
                handed += (f"{making.own}.{name}" for name in changed.used)
            handed += {*_handed(part, works=changed is None)}
        elif isinstance(part, _WAITS):
            waits = True
        if type(part) not in _READING and type(getattr(part, "ctx", None)) is not ast.Load:
            stored += _stored(part)
    return Effects(tuple(stored), tuple(handed), waits) if stored or handed or waits else _NONE


def together(several: Sequence[Effects]) -> Effects:
    """What several pieces of code may change."""
    found = [item for item in several if item is not _NONE]
    if len(found) < 2:
        return found[0] if found else _NONE
    return Effects(
        tuple(text for item in found for text in item.stored),
        tuple(root for item in found for root in item.handed),
        any(item.waits for item in found),
    )


def forget(names: dict[str, Known], changed: Effects, outlook: Outlook) -> None:
    """Takes out what a piece of code may change."""
    if not names:
        return
    for root in changed.handed:
        _forget_inside(names, root, outlook)
    if changed.waits:
        for root in {text.partition(".")[0] for text in names}:
            _forget_inside(names, root, outlook)
    for text in changed.stored:
        _forget_name(names, text)


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
    """The names behind which a call may change something: what it `works` on, and is given."""
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
        if not (isinstance(argument, ast.Call) and _only_looks(argument.func)):
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
    for name in names:
        changed = "." in name and (own.waits or own.handed.count(name.partition(".")[0]) > 1)
        if changed and not _stays(names, name, outlook):
            del here[name]
    return here


def settled(value: Known) -> Known:
    """What is known of a container that has two names: either may be used to change it."""
    if isinstance(value, Table) or (isinstance(value, Row) and value.kind != "tuple"):
        kind = value.kind if isinstance(value, Row) else "dict"
        return Thing(f"builtins.{kind}")
    return value
