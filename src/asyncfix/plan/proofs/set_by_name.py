"""Finds code that sets attributes of modules and classes whose names are texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, class_name, object_name
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import Attr, Constant, Derived, Expr, Item, Name, Part
from asyncfix.project.view import View

GIVEN = "given"
"""What a parameter stands for."""
ROWS = "rows"
"""What a loop takes out of a table."""

_BY_KEY = ("globals", "vars", "__dict__")
_SETS = re.compile(
    r"(?:\bglobals\(\s*\)|\bvars\([^()]*\)|\b__dict__)\s*(?:\[|\.update\(|\.__setitem__)"
)
_CHANGING = frozenset({"update", "__setitem__"})


class Setting(NamedTuple):
    """Code of a module that sets an attribute, in the function of that index, or -1.

    `owner` is the dotted name of whose it is, GIVEN or ROWS; `names` are those written out.
    """

    module: Module
    function: int
    owner: str
    names: frozenset[str]


def settings(inference: Inference) -> Iterator[Setting]:
    """What sets attributes of modules and classes by their names.

    An object's count as its class's, but only where their names are written out.
    """
    yield from _by_function(inference)
    yield from _by_key(inference)


def _by_function(inference: Inference) -> Iterator[Setting]:
    for path in inference.project.with_word("setattr"):
        module = inference.project.module(path)
        for call in module.calls if module is not None else ():
            if module is not None and call.text == "setattr" and len(call.args) == 3:
                name = call.args[1].value if isinstance(call.args[1], Constant) else None
                names = frozenset({name} if isinstance(name, str) else ())
                if owner := _owner(inference, module, call.args[0], bool(names)):
                    yield Setting(module, call.function, owner, names)


def _by_key(inference: Inference) -> Iterator[Setting]:
    """The assignments to items of `globals()`, `vars(…)` and `__dict__`."""
    project = inference.project
    for path in sorted({path for word in _BY_KEY for path in project.with_word(word)}):
        if not _SETS.search(project.file(path).text) or project.module(path) is None:
            continue
        view = project.view(path)
        for node in (item for word in _BY_KEY for item in view.mentions(word)):
            for whose, names in _set_by(view, node):
                scope, owner = view.scope(node), view.module.name
                if whose is not None:
                    owner = _owner(inference, view.module, describe(whose, scope), bool(names))
                if owner:
                    function = view.module.scopes[scope].function
                    yield Setting(view.module, function, owner, names)


def _set_by(view: View, node: ast.AST) -> Iterator[tuple[ast.expr | None, frozenset[str]]]:
    """Whose attributes code sets by their names, and which; the module's if it is None."""
    call = view.parents[node]
    if isinstance(node, ast.Attribute) and node.attr == "__dict__":
        yield from ((node.value, names) for names in _stored(view, node))
    elif isinstance(node, ast.Name) and isinstance(call, ast.Call) and call.func is node:
        owner = call.args[0] if call.args else None
        if (owner is None) == (node.id == "globals"):
            yield from ((owner, names) for names in _stored(view, call))


def _stored(view: View, names: ast.expr) -> Iterator[frozenset[str]]:
    """What code sets in a mapping of names."""
    parent = view.parents[names]
    if isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Store):
        key = parent.slice.value if isinstance(parent.slice, ast.Constant) else None
        yield frozenset({key} if isinstance(key, str) else ())
    elif isinstance(parent, ast.Attribute) and parent.attr in _CHANGING:
        call = view.parents[parent]
        keywords = call.keywords if isinstance(call, ast.Call) else []
        yield frozenset(item.arg for item in keywords if item.arg)


def _owner(inference: Inference, module: Module, expr: Expr, named: bool) -> str:
    bindings = bindings_of(inference, module, expr)
    if any(_is_itself(item) for item in (expr, *(item.value for item in bindings))):
        return module.name
    value = inference.value(module, expr)
    if value is not None:
        return class_name(value) if named else object_name(value)
    if named or not bindings:
        return ""
    if any(is_of_loop(item) for item in bindings):
        return ROWS
    return GIVEN if all(item.kind == "parameter" for item in bindings) else ""


def bindings_of(inference: Inference, module: Module, expr: Expr) -> Sequence[Binding]:
    """What binds the name that an expression is."""
    found = inference.lookup(module, expr.scope, expr.name) if isinstance(expr, Name) else None
    return found or ()


def is_of_loop(binding: Binding) -> bool:
    """Whether a loop binds a name to what it goes through, or to a part of that."""
    value = binding.value
    while isinstance(value, Part):
        value = value.base
    return isinstance(value, Derived) and value.how == "iter"


def _is_itself(expr: Expr) -> bool:
    """Whether it is `sys.modules[__name__]`."""
    if not isinstance(expr, Item) or len(expr.parts) != 1:
        return False
    key, base = expr.parts[0], expr.base
    own = isinstance(key, Name) and key.name == "__name__"
    return own and isinstance(base, Attr | Name) and base.name == "modules"
