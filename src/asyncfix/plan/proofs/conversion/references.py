"""Finds what else in the project uses a function than the framework that it is registered with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.serving.handlers import runs_in_thread
from asyncfix.plan.context import Context
from asyncfix.project.expressions import describe_call
from asyncfix.project.inference import Named
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.view import View


def uses(
    context: Context, definition: Definition
) -> Iterator[tuple[View, ast.Name | ast.Attribute]]:
    """Where something but its framework calls the function or gets hold of it."""
    for module in context.project.mentioning(definition.function.name):
        view = context.view(module.path)
        for name in dict.fromkeys(names_for(view, definition.function.name)):
            for node in view.mentions(name):
                if not isinstance(node, ast.alias) and _is_use(context, view, node, definition):
                    yield view, node


def names_for(view: View, name: str) -> Iterator[str]:
    """What a function of that name may be called in a module: also what it is imported as."""
    yield name
    for node in view.mentions(name):
        if isinstance(node, ast.alias) and node.asname:
            yield node.asname


def _is_use(
    context: Context,
    view: View,
    node: ast.Name | ast.Attribute,
    definition: Definition,
) -> bool:
    if not isinstance(node.ctx, ast.Load):
        return False
    value = context.value_in(view, node)
    if isinstance(value, Named):
        if value.name != definition.name:
            return False
    elif isinstance(node, ast.Attribute) or not _may_be(context, view, node, definition):
        return False
    return not _is_registration(context, view, node)


def _may_be(context: Context, view: View, node: ast.Name, definition: Definition) -> bool:
    """Whether a name of which nothing is known may be the function, by what binds it."""
    if is_named_in_class(view, node, definition):
        return True
    bindings = context.inference.lookup(view.module, view.scope(node), node.id) or ()
    imported = any(
        item.kind == "import" and item.target.endswith(f".{definition.function.name}")
        for item in bindings
    )
    own = view.module.path == definition.module.path and any(
        item.kind == "function" and item.target == str(definition.function.index)
        for item in bindings
    )
    return imported or own


def is_named_in_class(view: View, node: ast.AST, definition: Definition) -> bool:
    """Whether a name stands in the body of a method's class, where it is that method."""
    if not isinstance(node, ast.Name) or definition.function.owner < 0:
        return False
    around = next(view.bodies(node), None)
    cls = definition.module.classes[definition.function.owner]
    is_here = view.module.path == definition.module.path
    return is_here and isinstance(around, ast.ClassDef) and around.name == cls.name


def _is_registration(context: Context, view: View, node: ast.expr) -> bool:
    """Whether the function is handed to a framework there, or named as what tests replace."""
    parent = view.parents[node]
    if isinstance(parent, ast.Subscript) and parent.slice is node:
        overrides = {name for item in context.catalogue.frameworks for name in item.overrides}
        return isinstance(parent.value, ast.Attribute) and parent.value.attr in overrides
    call = view.call_given(node)
    return call is not None and runs_in_thread(
        context.inference, view.module, describe_call(call, view.scope(call))
    )


def is_overridden(context: Context, module: Module, definition: Definition) -> bool:
    """Whether a related class in the module has a method of that name."""
    return any(True for _ in _relatives(context, module, definition))


def related_methods(context: Context, definition: Definition) -> Iterator[Definition]:
    """The methods that override one, or that it overrides, directly."""
    for module in context.project.mentioning(definition.function.name):
        yield from _relatives(context, module, definition)


def _relatives(context: Context, module: Module, definition: Definition) -> Iterator[Definition]:
    mine = definition.function
    for other in module.functions if mine.owner >= 0 else ():
        same = module.path == definition.module.path and other.index == mine.index
        named = other.name == mine.name and other.owner >= 0 and not same
        if named and _related(context, definition, module, other.owner):
            yield Definition(module, other)


def _related(context: Context, definition: Definition, module: Module, owner: int) -> bool:
    mine = definition.cls
    other = f"{module.name}.{module.classes[owner].qualname}"
    inference = context.inference
    return mine in inference.classes_of(other, module.path) or other in (
        inference.classes_of(mine, definition.module.path)
    )
