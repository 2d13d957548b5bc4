"""Finds code that sets attributes of modules and classes whose names are texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, class_name, object_name
from asyncfix.project.summary import Binding, Call, Module
from asyncfix.project.terms import (
    Attr,
    Called,
    Constant,
    Derived,
    Expr,
    Item,
    Name,
    Part,
    Text,
    last_name,
)
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
_SETTERS = ("setattr", "__setattr__")
_IMPORTING = frozenset({"import_module", "__import__"})


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
    for module, call in calls_that_set(inference):
        if (given := set_by(module, call)) is not None:
            name = given[1].value if isinstance(given[1], Constant) else None
            names = frozenset({name} if isinstance(name, str) else ())
            if owner := _owner(inference, module, given[0], bool(names)):
                yield Setting(module, _binding(inference, module, call, given[0]), owner, names)


def _binding(inference: Inference, module: Module, call: Call, expr: Expr) -> int:
    """The function that binds a name, such as one around that which uses it."""
    scope = inference.scope_of(module, expr.scope, expr.name) if isinstance(expr, Name) else None
    return call.function if scope is None else module.scopes[scope].function


def calls_that_set(inference: Inference) -> Iterator[tuple[Module, Call]]:
    """The calls that may be of `setattr` or `__setattr__`."""
    for path in sorted({path for word in _SETTERS for path in inference.project.with_word(word)}):
        module = inference.project.module(path)
        for call in module.calls if module is not None else ():
            if module is not None and last_name(call.func) in _SETTERS:
                yield module, call


def set_by(module: Module, call: Call) -> tuple[Expr, Expr, Expr] | None:
    """Of what such a call sets an attribute, by which name, and to what."""
    base = call.func.base if isinstance(call.func, Attr) else None
    if call.text == "setattr" or last_name(call.func) == "__setattr__":
        if len(call.args) == 3:
            owner, name, value = call.args
            return owner, name, value
        if len(call.args) == 2 and base is not None:  # `store.__setattr__("load", other)`
            if isinstance(base, Called) and call.function >= 0:  # `super()`
                method = module.functions[call.function]
                base = Name(method.receiver, method.scope)
            return base, call.args[0], call.args[1]
    return None


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
    if named_module := module_named(inference, module, expr):
        return named_module
    bindings = bindings_of(inference, module, expr)
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


def module_named(inference: Inference, module: Module, expr: Expr) -> str | None:
    """The module that `sys.modules["shop"]` or `import_module("shop")` gives; None if it is no
    such expression, "" if it may be any."""
    bindings = bindings_of(inference, module, expr)
    for item in (expr, *(binding.value for binding in bindings)):
        key: Expr = None
        if isinstance(item, Item) and last_name(item.base) == "modules":
            key = item.parts[0]
        elif isinstance(item, Called) and last_name(item.func) in _IMPORTING:
            key = item.args[0] if item.args else None
        else:
            continue
        if isinstance(key, Name) and key.name == "__name__":
            return module.name
        return str(key.value) if isinstance(key, Constant | Text) else ""
    return None
