"""Says whether code of a project may put something else in the place of a function or method."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.awaits.completing import is_made_otherwise, sets_it, sets_name
from asyncfix.project.inference import (
    Inference,
    Instance,
    Named,
    Ref,
    Value,
    class_name,
)
from asyncfix.project.lineage import lineage
from asyncfix.project.several import in_each
from asyncfix.project.summary import Call, Class, Module
from asyncfix.project.terms import Attr, Constant, Expr, last_name
from asyncfix.project.tests import is_among_tests

_Owner = tuple[Module, Class]


def may_be_replaced(inference: Inference, module: Module, func: Expr) -> bool:
    """Whether what an expression in a module calls may be another than its definition.

    What tests put in the place of something counts in tests only.
    """
    value = inference.callee(module, func)
    owner = inference.value(module, func.base) if isinstance(func, Attr) else None
    if value is None and isinstance(func, Attr):
        each = in_each(inference, module, func)
        return any(_is_replaced(inference, module, item, None, func) for item in each)
    return _is_replaced(inference, module, value, owner, func)


def _is_replaced(
    inference: Inference, module: Module, value: Value, receiver: Value, func: Expr
) -> bool:
    """Whether a function, or a method of that receiver, may be another than its definition."""
    if not isinstance(value, Named):
        return False
    owner, _, name = value.name.rpartition(".")
    if any(_patches(call, name) for call in module.calls):
        return True
    if isinstance(func, Attr):
        held = isinstance(value, Ref) and isinstance(receiver, Instance)
        if func.name in module.outside if held else _is_set_here(inference, module, name):
            return True
        owner = receiver.cls if isinstance(receiver, Instance) else owner
    found = inference.class_named(owner, module.path)
    if found is not None:
        names = {name, last_name(func) or name}  # an attribute has a name of its own for it
        return any(_is_other_method(inference, module, found, item) for item in names)
    definitions = inference.functions(value, module.path)
    return any(
        item.function.owner < 0 and _is_other_function(inference, module, item.module, name)
        for item in definitions
    )


def _is_set_here(inference: Inference, module: Module, name: str) -> bool:
    """Whether the module sets an attribute of that name, of whatever."""
    return any(
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        for node in inference.project.view(module.path).mentions(name)
    )


def _patches(call: Call, name: str) -> bool:
    """Whether a call is `monkeypatch.setattr` for something of that name."""
    if not call.text.endswith(".setattr"):
        return False
    texts = [item.value for item in call.args if isinstance(item, Constant)]
    return any(str(item).rpartition(".")[2] == name for item in texts)


def _is_other_method(inference: Inference, caller: Module, found: _Owner, name: str) -> bool:
    owners = [
        (place, place.classes[item[1]])
        for item in lineage(inference, *found)
        if not isinstance(item, str) and (place := inference.project.module(item[0])) is not None
    ]
    dotted = {f"{place.name}.{cls.qualname}" for place, cls in owners}
    return (
        any(is_made_otherwise(inference, *owner, name) for owner in owners)
        or any(_sets_on(inference, here, dotted, name) for here in _with(inference, caller, name))
        or any(
            _hands_over(inference, here, dotted, name)
            for _, cls in owners
            for here in _with(inference, caller, cls.name)
        )
    )


def _is_other_function(inference: Inference, caller: Module, place: Module, name: str) -> bool:
    return _changes_names(inference, place, name) or any(
        _sets_on(inference, here, {place.name}, name) for here in _with(inference, caller, name)
    )


def _with(inference: Inference, caller: Module, word: str) -> Iterator[Module]:
    """The modules in whose text a word stands, or that set attributes by made-up names."""
    for text in (word, "setattr"):
        for here in inference.project.mentioning(text):
            if not is_among_tests(here) or is_among_tests(caller):
                yield here


def _sets_on(inference: Inference, here: Module, owners: set[str], name: str) -> bool:
    """Whether a module sets that attribute of one of the owners, or of an instance of one.

    Names that are made up are expected of instances, and those of their data.
    """
    targets = [inference.value(here, item.base) for item in here.outside.get(name, ())]
    for call in here.calls:
        if call.args and sets_name(call, name):
            value = inference.value(here, call.args[0])
            if Constant(name) in call.args or isinstance(value, Ref):
                targets.append(value)
    return any(class_name(item) in owners for item in targets)


def _hands_over(inference: Inference, here: Module, classes: set[str], name: str) -> bool:
    """Whether a module gives one of the classes to a function that sets that attribute."""
    short = {item.rpartition(".")[2] for item in classes}
    return any(
        last_name(item) in short
        and inference.value(here, item) in [Ref(cls) for cls in classes]
        and sets_it(inference, here, call.func, name)
        for call in here.calls
        for item in call.args
    )


def _changes_names(inference: Inference, place: Module, name: str) -> bool:
    """Whether a module sets its own names by `exec`, `globals()` or `sys.modules[__name__]`."""
    if any(call.text == "exec" and call.function < 0 for call in place.calls):
        return True
    view = inference.project.view(place.path)
    for node in view.mentions("globals"):
        call = view.parents[node]
        user = view.parents[call] if isinstance(call, ast.Call) else None
        if isinstance(user, ast.Subscript) and isinstance(user.ctx, ast.Store):
            key = user.slice.value if isinstance(user.slice, ast.Constant) else name
            if key == name:
                return True
        elif isinstance(user, ast.Attribute) and user.attr in ("update", "setdefault"):
            return True
    itself = any(_is_itself(view.parents[node]) for node in view.mentions("modules"))
    return itself and any(sets_name(call, name) for call in place.calls)


def _is_itself(node: ast.AST) -> bool:
    """Whether a node is `sys.modules[__name__]`."""
    key = node.slice if isinstance(node, ast.Subscript) else None
    return isinstance(key, ast.Name) and key.id == "__name__"
