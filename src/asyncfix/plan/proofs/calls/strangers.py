"""Finds who may call a method by its name without naming its class.

A library that is handed the object does, and so does code to which it is something else: an
object of a protocol, a file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.context import Context
from asyncfix.plan.proofs.state.owned import DATA_METHODS
from asyncfix.plan.proofs.state.promised import rests_on_promise
from asyncfix.project.expressions import describe
from asyncfix.project.implementations import is_of_protocol
from asyncfix.project.inference import Instance, Named, Prepared, Value, name_of
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Attr, Expr
from asyncfix.project.view import View

# What of Python calls no method of what it is handed but those with two underscores.
_KEEPING = ("builtins.", "typing.", "typing_extensions.", "functools.", "dataclasses.", "asyncio.")
# Classes that say no more than which methods an object has.
_FORMS = ("typing.", "typing_extensions.", "collections.abc.", "io.", "_io.")


def any_class(context: Context, view: View, node: ast.Attribute, value: Named) -> bool:
    """Whether a method that is another class's by its name may be one of any class that has it.

    The objects of a protocol, or of a class that stands for all files, may be anybody's.
    """
    found = context.inference.functions(value, view.module.path)
    if found:
        return any(is_of_protocol(context.graph, item) for item in found)
    receiver = describe(node.value, view.scope(node))
    return value.name.startswith(_FORMS) and rests_on_promise(
        context.inference, view.module, receiver
    )


def handed_out(context: Context, definition: Definition) -> str:
    """Where an object with that method is handed to what is not the project's; "" if nowhere."""
    name = definition.cls
    if not name:
        return ""
    question = ("handed out", name)
    if question not in context.whole:
        context.whole[question] = next(_places(context, name), "")
    return context.whole[question]


def _places(context: Context, name: str) -> Iterator[str]:
    running = {module.path: module for module in context.project.modules()}
    naming = context.project.mentioning(name.rpartition(".")[2])
    for _, module in sorted({**running, **{item.path: item for item in naming}}.items()):
        for call in module.calls:
            if any(_is_one(context, module, item, name) for item in _given(context, module, call)):
                yield f"`{call.text}` in {module.path}, line {call.span.line}"
        for attribute, items in module.outside.items():
            for item in items:
                known = _is_one(context, module, item.value, name)
                if known and not _is_own(context, module, item.base):
                    yield f"`{attribute}` in {module.path}"


def _given(context: Context, module: Module, call: Call) -> Iterator[Expr]:
    """The arguments of a call that somebody else may call methods of."""
    func = call.func
    if isinstance(func, Attr) and func.name in DATA_METHODS:
        return
    if not call.args and not call.keywords:
        return
    callee = context.inference.value(module, func)
    name = definer(callee)
    if name.startswith(_KEEPING) or name in context.catalogue.offloads:
        yield from (value for key, value in call.keywords if key == "file")
    elif not is_defined(context, module, callee):
        yield from call.args
        yield from (value for _, value in call.keywords)


def _is_own(context: Context, module: Module, expr: Expr) -> bool:
    return is_defined(context, module, context.inference.value(module, expr))


def is_defined(context: Context, module: Module, value: Value) -> bool:
    """Whether the project itself defines what a value is, or the class of it."""
    return context.inference.is_defined(definer(value), module.path)


def definer(value: Value) -> str:
    """The dotted name of a function, class or object's class; empty where it is not known."""
    if isinstance(value, Prepared):
        return value.target.name
    return value.cls if isinstance(value, Instance) else name_of(value)


def _is_one(context: Context, module: Module, expr: Expr, name: str) -> bool:
    value = context.inference.value(module, expr)
    known = isinstance(value, Instance) and context.inference.class_named(value.cls, module.path)
    return bool(known) and name in context.inference.classes_of(definer(value), module.path)
