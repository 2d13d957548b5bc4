"""Says whether statements may run in another thread: what they call must not need the loop's."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.plan.context import Context, Site
from asyncfix.plan.names import bound_names
from asyncfix.project.inference import Bound, Ref, Value
from asyncfix.project.project import Definition
from asyncfix.project.view import FunctionNode, root_name, walk_scope

_DEEPEST = 4


def first_wild(context: Context, site: Site, run: Sequence[ast.stmt]) -> str:
    """What in the statements may need the loop's own thread; empty if nothing does."""
    own = _stored(run)
    for statement in run:
        for node in (statement, *walk_scope(statement)):
            if isinstance(node, ast.AugAssign) and not _is_own(node.target, own, site):
                return f"it updates `{ast.unparse(node.target)}`, which other tasks can reach"
            if isinstance(node, ast.Raise) and _is_stop(node):
                return "it raises StopIteration"
            if isinstance(node, ast.Call) and not _is_tame(context, site, node, own):
                return f"it calls `{_short(node.func)}`, which may need the event loop's thread"
    return ""


def _stored(statements: Sequence[ast.stmt]) -> set[str]:
    """The names that statements bind, those of their comprehensions included."""
    bound = {name for statement in statements for name in bound_names(statement)}
    return bound | {
        node.id
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _short(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _is_own(target: ast.expr, own: set[str], site: Site) -> bool:
    root = root_name(target)
    if root is None:
        return False
    return isinstance(target, ast.Name) or root.id in own


def _is_stop(node: ast.Raise) -> bool:
    return node.exc is not None and "StopIteration" in ast.unparse(node.exc)


def _is_tame(context: Context, site: Site, call: ast.Call, own: set[str]) -> bool:
    value = context.value(site, call.func)
    if isinstance(value, Ref | Bound):
        return _is_known(context, site, value, call, own)
    root = root_name(call.func)
    return isinstance(call.func, ast.Attribute) and root is not None and root.id in own


def _is_known(
    context: Context, site: Site, value: Ref | Bound, call: ast.Call, own: set[str]
) -> bool:
    name = value.name
    if _has_prefix(name, context.catalogue.loop_bound):
        return False
    entry = context.catalogue.entry(name)
    if entry is not None:
        root = root_name(call.func)
        return not entry.bound or isinstance(value, Ref) or (root is not None and root.id in own)
    owner = context.catalogue.classes.get(name.rpartition(".")[0])
    if isinstance(value, Bound) and owner is not None and owner.is_bound:
        root = root_name(call.func)
        return root is not None and root.id in own
    if _has_prefix(name, context.catalogue.thread_safe):
        return True
    return _is_tame_definition(context, site.path, value, _DEEPEST)


def _has_prefix(name: str, prefixes: frozenset[str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:size]) in prefixes for size in range(1, len(parts) + 1))


def _is_tame_definition(context: Context, path: str, value: Value, depth: int) -> bool:
    """Whether a function or class of the project only does what may be done in any thread."""
    if not isinstance(value, Ref | Bound) or depth == 0:
        return False
    owner = context.inference.class_named(value.name, path)
    if owner is not None:
        made = f"{value.name}.__init__"
        if not context.inference.functions_named(made, path):
            return True
        return _is_tame_definition(context, path, Ref(made), depth - 1)
    found = context.inference.functions_named(value.name, path)
    return bool(found) and all(_is_tame_function(context, item, depth) for item in found)


def _is_tame_function(context: Context, definition: Definition, depth: int) -> bool:
    function, module = definition.function, definition.module
    if function.is_async or function.is_generator or function.decorators:
        return False
    node = context.view(module.path).function_node(function)
    own = _stored(node.body)
    for inner in walk_scope(node):
        if isinstance(inner, ast.Global | FunctionNode):
            return False
        if isinstance(inner, ast.Attribute | ast.Subscript) and not isinstance(inner.ctx, ast.Load):
            root = root_name(inner)
            if root is None or root.id not in own | {"self"}:
                return False
    site = Site(context.view(module.path), function, node, function.scope)
    return all(
        _is_tame_call(context, site, call, own, depth)
        for call in walk_scope(node)
        if isinstance(call, ast.Call)
    )


def _is_tame_call(
    context: Context, site: Site, call: ast.Call, own: set[str], depth: int
) -> bool:
    value = context.value(site, call.func)
    if isinstance(value, Ref | Bound):
        if _has_prefix(value.name, context.catalogue.loop_bound):
            return False
        entry = context.catalogue.entry(value.name)
        if entry is not None:
            return not entry.bound
        if _has_prefix(value.name, context.catalogue.thread_safe):
            return True
        return _is_tame_definition(context, site.path, value, depth - 1)
    root = root_name(call.func)
    return isinstance(call.func, ast.Attribute) and root is not None and root.id in own
