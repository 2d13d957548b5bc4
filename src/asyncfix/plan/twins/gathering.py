"""Says how what an object gives one after another is gone through as its twin gives it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.model import Edit
from asyncfix.plan.code.flow import leaving
from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Fact, Remark, obstacle
from asyncfix.plan.twins.held import Held, begins_with
from asyncfix.plan.twins.places import is_within
from asyncfix.plan.twins.suspending import suspending
from asyncfix.plan.twins.tables import Tables
from asyncfix.plan.twins.twin import Twin
from asyncfix.project.view import View

_GATHERING = frozenset(
    {
        *("list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "any", "all", "max", "min"),
        "enumerate",
    }
)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def is_gone_through(view: View, node: ast.expr) -> bool:
    """Whether a loop, a comprehension or a builtin function goes through an expression."""
    parent = view.parents[node]
    if isinstance(parent, ast.For | ast.comprehension):
        return parent.iter is node
    return (
        isinstance(parent, ast.Call)
        and isinstance(parent.func, ast.Name)
        and parent.func.id in _GATHERING
        and parent.args[:1] == [node]
    )


def _is_gathered(view: View, node: ast.expr) -> bool:
    """Whether all of it is taken before anything is done with it: not in a plain loop."""
    parent = view.parents[node]
    return not isinstance(parent, ast.For) or _breaks(parent.body)


def _breaks(body: list[ast.stmt]) -> bool:
    """Whether a `break` in statements ends the loop around them."""
    return any(isinstance(node, ast.Break) for node in leaving(body))


def merging(twin: Twin, given: Twin | None, view: View, call: ast.Call) -> str | None:
    """The member that does what a call and one on its result do; None if there is none."""
    first = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if given is not None and is_gone_through(view, call):
        return twin.merged.get(f"{first}.{given.gathered}") if _is_gathered(view, call) else None
    member = view.parents[call]
    if given is not None and isinstance(member, ast.Expr):
        is_left = bool(twin.left) and begins_with(call, twin.left)
        return twin.merged.get(f"{first}.{given.gathered}") if is_left else None
    outer = view.parents[member]
    if not isinstance(member, ast.Attribute) or not isinstance(outer, ast.Call):
        return None
    is_plain = outer.func is member and not outer.args and not outer.keywords
    return twin.merged.get(f"{first}.{member.attr}") if is_plain else None


def is_merged(context: Context, tables: Tables, held: Held) -> bool:
    """Whether a call on what another one gives is done by what that one becomes."""
    inner = held.node
    if not isinstance(inner, ast.Call) or not isinstance(inner.func, ast.Attribute):
        return False
    owner = tables.held(context, held.view, inner.func.value)
    return owner is not None and merging(owner, held.twin, held.view, inner) is not None


def gone_through(context: Context, tables: Tables, held: Held) -> Iterator[Fact]:
    """A loop over an object becomes an `async for`; all that it gives is gathered elsewhere."""
    view, node = held.view, held.node
    loop = view.parents[node]
    if isinstance(loop, ast.For):
        problem = _used_in(view, loop, node)
        if problem:
            yield obstacle(held.key, view, loop, problem)
            return
        if held.twin.ahead and _works_in(context, tables, view, loop):
            yield Remark(held.key, held.twin.ahead)
        if not _breaks(loop.body):
            edit = Edit(view.module.path, view.span(loop), "make_for_async")
            yield from suspending(held.key, view, loop, edit)
            return
    if isinstance(node, ast.Call) and is_merged(context, tables, held):
        return
    edit = Edit(view.module.path, view.span(node), "await_member", {"member": held.twin.gathered})
    yield from suspending(held.key, view, node, edit)


def _used_in(view: View, loop: ast.For, node: ast.expr) -> str:
    """Why a variable cannot be read ahead of a loop; empty if it can, or is none."""
    if not isinstance(node, ast.Name):
        return ""
    inside, function = {*ast.walk(loop)}, view.enclosing_function(loop)
    others = [
        mention
        for mention in view.mentions(node.id)
        if isinstance(mention, ast.Name) and mention is not node
    ]
    if any(mention in inside for mention in others):
        return f"`{node.id}` is used in a loop over it"
    later = any(
        mention.lineno > loop.lineno and is_within(view, mention, function)
        for mention in others
        if isinstance(mention.ctx, ast.Load)
    )
    repeated = any(isinstance(parent, _LOOPS) for parent in view.ancestors(loop))
    if _breaks(loop.body) and (later or repeated):
        return f"`{node.id}` may be used further after a `break`"
    return ""


def _works_in(context: Context, tables: Tables, view: View, loop: ast.For) -> bool:
    """Whether the body of a loop calls a method of such an object, or hands one on."""
    return any(
        isinstance(node, ast.Name | ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and tables.held(context, view, node) is not None
        for statement in loop.body
        for node in ast.walk(statement)
    )
