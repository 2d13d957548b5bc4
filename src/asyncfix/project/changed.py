"""Says what code does to a dictionary or list that was written out: `HANDLERS["a"] = other`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from asyncfix.project.project import Project
from asyncfix.project.summary import Module
from asyncfix.project.tests import stands_among_tests
from asyncfix.project.view import View


class Mark(Enum):
    """What is done beside setting or removing what one key has."""

    MORE = "something is added"
    MOVED = "things change their places"
    ANY = "all may be something else"


Key = str | int
Change = Key | Mark

_METHODS = {
    **dict.fromkeys(("append", "extend"), (Mark.MORE,)),
    **dict.fromkeys(("reverse", "sort"), (Mark.MOVED,)),
    **dict.fromkeys(("clear", "remove"), (Mark.ANY,)),
    "insert": (Mark.MORE, Mark.MOVED),
}
_KEYED = frozenset({"pop", "setdefault", "update"})
_CHANGING = "|".join((*_METHODS, *_KEYED))


class Named(NamedTuple):
    """A variable or an attribute: of which module and scope, and its name."""

    module: Module
    scope: int
    name: str
    is_attribute: bool = False


def changes(project: Project, named: Named) -> frozenset[Change]:
    """What is done to what has that name, or may have it, anywhere in the project."""
    found: set[Change] = set()
    for module in _modules(project, named):
        text = project.file(module.path).text
        if not _changing(named.name).search(text):
            continue
        view = project.view(module.path)
        for node in view.mentions(named.name):
            if isinstance(node, ast.expr) and _is_meant(module, node, named):
                found.update(_done(view, node))
    return frozenset(found)


def _modules(project: Project, named: Named) -> Iterator[Module]:
    """Where the name may be used: what tests set is so for them alone."""
    yield named.module
    if named.scope != 0 and not named.is_attribute:
        return
    for module in project.mentioning(named.name):
        tested = stands_among_tests(module.path) and not stands_among_tests(named.module.path)
        if module.path != named.module.path and not tested:
            yield module


@lru_cache(maxsize=200)
def _changing(name: str) -> re.Pattern[str]:
    """What must stand in a text that changes something of that name."""
    return re.compile(rf"\b{re.escape(name)}\s*(?:\[|[|+*]=|\.\s*(?:{_CHANGING})\b)")


def _is_meant(module: Module, node: ast.expr, named: Named) -> bool:
    """Whether a name or an attribute may be it; elsewhere a name is if it is imported."""
    if isinstance(node, ast.Attribute) or module.path == named.module.path:
        return True
    bindings = (item for scope in module.scopes for item in scope.bindings.get(named.name, ()))
    kinds = {item.kind for item in bindings}
    return not named.is_attribute and (not kinds or "import" in kinds)


def _done(view: View, node: ast.expr) -> Iterator[Change]:
    parent = view.parents[node]
    if isinstance(parent, ast.AugAssign) and parent.target is node:
        yield Mark.ANY
    elif isinstance(parent, ast.Subscript) and parent.value is node:
        known = known_key(parent.slice)
        if isinstance(parent.ctx, ast.Store):
            yield Mark.ANY if known is None else known
        elif isinstance(parent.ctx, ast.Del):
            yield from _removed(known)
    elif isinstance(parent, ast.Attribute):
        call = view.parents[parent]
        if isinstance(call, ast.Call) and call.func is parent:
            yield from _METHODS.get(parent.attr, ())
            yield from _by_key(parent.attr, call) if parent.attr in _KEYED else ()


def _by_key(method: str, call: ast.Call) -> Iterator[Change]:
    known = known_key(call.args[0]) if call.args else None
    if method == "pop":
        yield from _removed(known)
    elif method == "setdefault":
        yield Mark.ANY if known is None else known
    else:
        dicts = [item for item in call.args if isinstance(item, ast.Dict)]
        keys = [known_key(key) for item in dicts for key in item.keys]
        keys += [item.arg for item in call.keywords]
        yield from (Mark.ANY if key is None else key for key in keys)
        if len(dicts) != len(call.args):
            yield Mark.ANY


def _removed(known: Key | None) -> Iterator[Change]:
    """What is removed is nothing else then, but `get` gives its default."""
    yield Mark.MOVED
    if known is not None:
        yield known


def known_key(node: ast.expr | None) -> Key | None:
    """A text or a whole number that is written out; None for anything else."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) or type(value) is int else None
