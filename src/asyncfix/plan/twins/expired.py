"""Finds reads of what has expired: a session would load it anew where nothing can be awaited."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from asyncfix.plan.context import Context
from asyncfix.plan.twins.chains import method
from asyncfix.plan.twins.facts import Key, Obstacle, obstacle
from asyncfix.plan.twins.loading import Loading
from asyncfix.plan.twins.sources import Tracer
from asyncfix.plan.twins.tables import Tables
from asyncfix.project.inference import Ref
from asyncfix.project.view import FunctionNode, View, walk_scope

Place = tuple[View, FunctionNode]


def expired_reads(
    context: Context, tables: Tables, loading: Loading, places: Iterable[Place]
) -> Iterator[Obstacle]:
    """The reads in these functions of objects that have expired before, in the order of lines."""
    tracer = Tracer(context, tables, loading)
    for view, function in places:
        nodes = list(walk_scope(function))
        renewed = list(_calls(context, tables, view, nodes, {loading.renewer}))
        for call in _calls(context, tables, view, nodes, loading.expired_by):
            named = ast.unparse(call.args[0]) if call.args else ""
            for read in _reads(nodes, named, call, renewed):
                if isinstance(read.value, ast.Name) and tracer.is_loaded(view, read.value):
                    text = f"`{ast.unparse(read)}` is loaded anew when it is read after"
                    reason = f"{text} `{ast.unparse(call)}`: `{loading.renewer}` its object before"
                    yield obstacle(Key("name", view.module.path, 0), view, read, reason)
        yield from _computed(context, loading, view, nodes, renewed)


def _calls(
    context: Context,
    tables: Tables,
    view: View,
    nodes: Iterable[ast.AST],
    names: Iterable[str],
) -> Iterator[ast.Call]:
    """The calls of methods of those names of a session."""
    for node in nodes:
        if isinstance(node, ast.Call) and method(node) in set(names):
            func = node.func
            if isinstance(func, ast.Attribute) and tables.held(context, view, func.value):
                yield node


def _reads(
    nodes: Iterable[ast.AST], name: str, call: ast.Call, renewed: list[ast.Call]
) -> Iterator[ast.Attribute]:
    """The attributes of variables that are read after a call; those of one, if it is named."""
    for node in nodes:
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        owner, line = node.value.id, node.lineno
        if not isinstance(node.ctx, ast.Load) or line <= call.lineno or name not in ("", owner):
            continue
        if not any(call.lineno < item.lineno < line and _is_for(item, owner) for item in renewed):
            yield node


def _is_for(call: ast.Call, name: str) -> bool:
    return bool(call.args) and ast.unparse(call.args[0]) == name


def _computed(
    context: Context,
    loading: Loading,
    view: View,
    nodes: Iterable[ast.AST],
    renewed: list[ast.Call],
) -> Iterator[Obstacle]:
    """The attributes that are set to what the database finds out, of objects nobody loads anew."""
    for node in nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if not isinstance(node, ast.Assign) or not isinstance(target, ast.Attribute):
            continue
        owner = ast.unparse(target.value)
        later = any(item.lineno > node.lineno and _is_for(item, owner) for item in renewed)
        if not later and _is_for_database(context, loading, view, node.value):
            text = f"the database finds out `{ast.unparse(target)}`"
            reason = f"{text}: `{loading.renewer}` its object after it is written"
            yield obstacle(Key("name", view.module.path, 0), view, node, reason)


def _is_for_database(context: Context, loading: Loading, view: View, value: ast.expr) -> bool:
    """Whether a value is made of attributes of classes by operators, or by a function."""
    if isinstance(value, ast.BinOp):
        sides = (value.left, value.right)
        return any(_is_for_database(context, loading, view, item) for item in sides)
    if isinstance(value, ast.Call):
        made = context.value_in(view, value.func)
        return isinstance(made, Ref) and any(
            made.name.startswith(f"{name}.") for name in loading.functions
        )
    if not isinstance(value, ast.Attribute):
        return False
    owner = context.value_in(view, value.value)
    if not isinstance(owner, Ref):
        return False
    found = context.inference.class_named(owner.name, view.module.path)
    if found is None:
        return False
    module, definition = found
    return loading.marker in module.scopes[definition.scope].bindings
