"""Says whether statements may run in another thread: what they call must not need the loop's."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.plan.context import Context, Site
from asyncfix.plan.owned import DATA_METHODS, MUTATORS, made_names
from asyncfix.project.inference import Bound, Ref, Value
from asyncfix.project.project import Definition
from asyncfix.project.view import FunctionNode, root_name, walk_scope

_DEEPEST = 4


def first_wild(context: Context, site: Site, run: Sequence[ast.stmt]) -> str:
    """What in the statements may need the loop's own thread; empty if nothing does."""
    own = made_names(run)
    for statement in run:
        for node in (statement, *walk_scope(statement)):
            if isinstance(node, ast.AugAssign) and not _is_own(node.target, own):
                return f"it updates `{ast.unparse(node.target)}`, which other tasks can reach"
            if isinstance(node, ast.Raise) and _is_stop(node):
                return "it raises StopIteration"
            if isinstance(node, ast.Call) and _may_stop(context, site, node):
                if not _catches_stop(site, node, run):
                    return "`next` may raise StopIteration, which cannot leave a thread"
                continue
            if isinstance(node, ast.Call) and not is_tame(context, site, node, own):
                return f"it calls `{_short(node.func)}`, which may need the event loop's thread"
    return ""


def _may_stop(context: Context, site: Site, call: ast.Call) -> bool:
    return context.value(site, call.func) == Ref("builtins.next") and len(call.args) == 1


def _catches_stop(site: Site, call: ast.Call, run: Sequence[ast.stmt]) -> bool:
    """Whether a `try` within the statements catches the StopIteration of a call."""
    child: ast.AST = call
    for parent in site.view.ancestors(call):
        if child in run:
            return False
        if isinstance(parent, ast.Try) and child in parent.body:
            caught = [ast.unparse(item.type) if item.type else "" for item in parent.handlers]
            if any(not text or "StopIteration" in text or text == "Exception" for text in caught):
                return True
        child = parent
    return False


def _short(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _is_own(target: ast.expr, own: frozenset[str]) -> bool:
    root = root_name(target)
    return isinstance(target, ast.Name) or (root is not None and root.id in own)


def _is_stop(node: ast.Raise) -> bool:
    return node.exc is not None and "StopIteration" in ast.unparse(node.exc)


def is_tame(context: Context, site: Site, call: ast.Call, own: frozenset[str]) -> bool:
    """Whether a call may be made in any thread. `own`: names of what was made in that thread."""
    root = root_name(call.func)
    on_own = root is not None and root.id in own
    value = context.value(site, call.func)
    if isinstance(value, Ref | Bound):
        name = value.name
        if context.catalogue.is_loop_bound(name):
            return _is_plain_iteration(name, call)
        owner = context.catalogue.classes.get(name.rpartition(".")[0])
        if isinstance(value, Bound) and owner is not None and owner.bound:
            return on_own
        entry = context.catalogue.entry(name)
        if entry is not None:
            return not entry.bound or isinstance(value, Ref) or on_own
        if context.catalogue.is_thread_safe(name):
            return True
        if _is_tame_definition(context, site.path, value, _DEEPEST):
            return True
        if isinstance(value, Ref):
            return False
    if not isinstance(call.func, ast.Attribute):
        return False
    return on_own or call.func.attr in DATA_METHODS


def _is_plain_iteration(name: str, call: ast.Call) -> bool:
    """`iter(…)` and `next(…, default)`; without a default, StopIteration could get out."""
    return name == "builtins.iter" or (name == "builtins.next" and len(call.args) == 2)


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
    own = made_names(node.body)
    for inner in walk_scope(node):
        if isinstance(inner, ast.Global | ast.Nonlocal | FunctionNode):
            return False
        if isinstance(inner, ast.Attribute | ast.Subscript) and not isinstance(inner.ctx, ast.Load):
            root = root_name(inner)
            making = function.name == "__init__" and root is not None and root.id == "self"
            if not making and (root is None or root.id not in own):
                return False
    site = Site(context.view(module.path), function, node, function.scope)
    return all(
        _is_tame_call(context, site, call, own, depth)
        for call in walk_scope(node)
        if isinstance(call, ast.Call)
    )


def _is_tame_call(
    context: Context, site: Site, call: ast.Call, own: frozenset[str], depth: int
) -> bool:
    root = root_name(call.func)
    on_own = root is not None and root.id in own
    value = context.value(site, call.func)
    if isinstance(value, Ref | Bound):
        if context.catalogue.is_loop_bound(value.name):
            return _is_plain_iteration(value.name, call)
        entry = context.catalogue.entry(value.name)
        if entry is not None:
            return not entry.bound
        if context.catalogue.is_thread_safe(value.name):
            return on_own or not (isinstance(value, Bound) and value.name.endswith(_CHANGING))
        if _is_tame_definition(context, site.path, value, depth - 1):
            return True
    if not isinstance(call.func, ast.Attribute) or isinstance(value, Ref):
        return False
    return on_own or call.func.attr in DATA_METHODS - MUTATORS


_CHANGING = tuple(f".{name}" for name in sorted(MUTATORS))
