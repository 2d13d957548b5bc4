"""Says what ties a handler to the loop's thread: what it, and what it calls, does and touches.

On the loop, code that does not await has every shared object to itself; in a thread it has not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.serving.handlers import Handler
from asyncfix.plan.context import Context
from asyncfix.plan.proofs.conversion.reached import Code, reached, run_by
from asyncfix.plan.proofs.state.handed_in import kept_in_thread
from asyncfix.plan.proofs.state.owned import MUTATORS, made_names
from asyncfix.plan.proofs.threads.stops import raises_stop
from asyncfix.project.inference import Bound, Ref, name_of
from asyncfix.project.nodes import root_name


def affinity(context: Context, handler: Handler) -> str:
    """Why the handler's code must stay on the loop's thread; empty if it need not."""
    for code in reached(context, handler):
        if handler.framework.executor and raises_stop(context, code.definition):
            name = code.definition.function.name
            return f"`{name}` may raise StopIteration, which its framework's threads do not hand on"
        if each := context.stateful.own_in_function(code.definition):
            return f"it uses `{each}`, which is another one in each thread"
        if text := next(context.off_loop.changing(code.definition, code.own_self), ""):
            name = code.definition.function.name
            return f"other requests may change `{text}` while `{name}` goes through it"
        found = context.off_loop.unnamed(code.definition) or context.off_loop.torn(
            code.definition, code.own_self
        )
        if found is not None:
            return found.reason
        for node in run_by(code.node):
            problem = _problem(context, code, node) or code.kept.problem(node)
            if problem:
                return problem
    return ""


def _problem(context: Context, code: Code, node: ast.AST) -> str:
    if isinstance(node, ast.Global | ast.Nonlocal):
        outer = isinstance(node, ast.Global) or code.view.enclosing_function(node) is code.node
        return f"it changes `{node.names[0]}`, which other requests share" if outer else ""
    if isinstance(node, ast.Call):
        return _call_problem(context, code, node)
    if isinstance(node, ast.AugAssign) and not isinstance(node.target, ast.Name):
        root = root_name(node.target)
        if root is not None and root.id in code.shared:
            return _changes(node.target)
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return _changes(node) if _is_shared(context, code, node) else ""
    if isinstance(node, ast.Name | ast.Attribute):
        return _bound_problem(context, code, node)
    return ""


def _changes(node: ast.expr) -> str:
    return f"it changes `{ast.unparse(node)}`, which other requests may share"


def _call_problem(context: Context, code: Code, node: ast.Call) -> str:
    value = context.value_in(code.view, node.func)
    name = name_of(value)
    if _needs_loop(context, name):
        return f"it uses `{name}`"
    if name in context.catalogue.process_wide:
        return f"it calls `{name}`, which changes something for the whole process"
    if sequence := context.stateful.sequence(value) or context.stateful.started(value):
        return f"what it gets of `{sequence}` depends on who else calls it"
    if name in context.catalogue.sets_context:
        return "it sets a context variable"
    if value is None and isinstance(node.func, ast.Attribute):
        root = root_name(node.func)
        others = root is not None and root.id not in code.own
        if others and node.func.attr in context.catalogue.loop_methods:
            return f"it calls `{ast.unparse(node.func)}`, which may need the event loop's thread"
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in MUTATORS:
        return ""
    if isinstance(value, Ref) or not _is_shared(context, code, node.func):
        return ""
    known = isinstance(value, Bound) and value.name.rpartition(".")[0]
    bound = context.catalogue.classes.get(known) if known else None
    return "" if bound is not None and bound.bound else _changes(node.func.value)


def _needs_loop(context: Context, name: str) -> bool:
    top = name.partition(".")[0]
    if top in context.catalogue.loops or top == "signal":
        return True
    return top != "builtins" and name in context.catalogue.loop_bound


def _is_shared(context: Context, code: Code, node: ast.Attribute | ast.Subscript) -> bool:
    """Whether other requests may see a change of an attribute, an item, or by a method."""
    chain = list(_chain(node))
    root = chain[-1]
    if not isinstance(root, ast.Name):
        return not isinstance(root, ast.Call)
    if root.id == code.first:
        return not code.own_self
    if root.id in code.own or _is_inner(code, root):
        return False
    if root.id not in code.given or root.id in code.common:
        return True
    members = {name for item in context.catalogue.frameworks for name in item.shared}
    leads_out = any(isinstance(item, ast.Attribute) and item.attr in members for item in chain)
    return leads_out or (root.id in code.shared and len(chain) > 2)


def _chain(node: ast.expr) -> Iterator[ast.expr]:
    current: ast.expr = node
    yield current
    while isinstance(current, ast.Attribute | ast.Subscript):
        current = current.value
        yield current


def _is_inner(code: Code, name: ast.Name) -> bool:
    """Whether a nested function or comprehension of the handler gives the name its value."""
    inner = code.view.enclosing_function(name)
    if inner is None or inner is code.node:
        return False
    return name.id in made_names(inner.body)


def _bound_problem(context: Context, code: Code, node: ast.Name | ast.Attribute) -> str:
    """Something that belongs to a thread or to one unit of work, and was not made for this one."""
    if not isinstance(node.ctx, ast.Load):
        return ""
    root = root_name(node)
    if root is None or root.id in code.own:
        return ""
    value = context.value_in(code.view, node)
    own_part = isinstance(node, ast.Attribute) and node.value is root and root.id == code.first
    if value is None and isinstance(node, ast.Attribute) and own_part and not code.own_self:
        bound = kept_in_thread(context, code.definition, node.attr)
        return bound and f"it works with `{ast.unparse(node)}`: {bound}"
    known = context.inference.class_entry(value)
    if known is None or not known.bound:
        return ""
    passed_on = root.id in code.given and root.id not in code.common
    own = passed_on and (root.id != code.first or code.own_self)
    if not known.is_thread_bound and (own or _is_local(code, root)):
        return ""
    return f"it works with `{ast.unparse(node)}`: {known.bound}"


def _is_local(code: Code, root: ast.Name) -> bool:
    scope = code.definition.module.scopes[code.definition.function.scope]
    return root.id in scope.bindings and root.id not in code.given
