"""Says what becomes of the members of an object that moves to its twin."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.model import Argument, Edit
from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Fact, Remark, obstacle
from asyncfix.plan.twins.gathering import is_merged, merging
from asyncfix.plan.twins.held import Held, closing_of
from asyncfix.plan.twins.lingering import lingering
from asyncfix.plan.twins.opening import used_once_closed
from asyncfix.plan.twins.sent import Used, member_facts
from asyncfix.plan.twins.suspending import entered, suspending, waited
from asyncfix.plan.twins.tables import Tables
from asyncfix.plan.twins.threads import consumed, foreign
from asyncfix.plan.twins.twin import Twin


def member(context: Context, tables: Tables, held: Held, node: ast.Attribute) -> Iterator[Fact]:
    """What becomes of a member of an object."""
    view, twin, name = held.view, held.twin, node.attr
    if twin.client and name not in twin.same | twin.renamed.keys():
        known = member_facts(context, tables, Used(view, held.key, twin, node))
        if known is not None:
            yield from known
            return
    parent = view.parents[node]
    call = parent if isinstance(parent, ast.Call) and parent.func is node else None
    if name in twin.foreign:
        yield from foreign(context, held, node)
    if name in twin.lingering:
        yield from lingering(context, tables, held, name)
    if name in twin.assigned and isinstance(node.ctx, ast.Store):
        yield obstacle(held.key, view, node, f"`{held.text}.{name}`: {twin.assigned[name]}")
    if name in twin.same or name in twin.takes or (call and tables.starts_chain(name)):
        return
    refused = _refused(twin, name, call)
    if refused:
        yield obstacle(held.key, view, node, f"`{held.text}.{name}`: {refused}")
    elif twin.settles and name == twin.closes and used_once_closed(view, node, twin):
        yield obstacle(held.key, view, node, f"`{held.text}` is used after it is closed")
    elif name not in twin.awaited | twin.entered | twin.renamed.keys():
        reason = f"`{twin.shown}` is not known to have `{name}`"
        yield obstacle(held.key, view, node, reason)
    elif call is None:
        reason = f"its method `{held.text}.{name}` is handed on, not called"
        yield obstacle(held.key, view, node, reason)
    else:
        yield from _called(context, tables, held, call, name)


def _called(
    context: Context, tables: Tables, held: Held, call: ast.Call, name: str
) -> Iterator[Fact]:
    """A method that the twin has, but for its name perhaps, gives something else with it."""
    view, twin = held.view, held.twin
    if name in twin.renamed:
        arguments: dict[str, Argument] = {"member": twin.renamed[name]}
        edit = Edit(view.module.path, view.span(call), "use_async_twin", arguments)
        yield from suspending(held.key, view, call, edit)
        state = tables.clients[twin.client].session.members.get(name) if twin.client else None
        if state is not None and state.doubt:
            yield Remark(held.key, f"`{held.text}.{name}`: {state.doubt}")
    elif name in twin.awaited or tables.held(context, view, call) is not None:
        if name in twin.consuming:
            yield from consumed(context, held, call, name)
        yield from _awaited(context, tables, held, call)
    elif isinstance(around := view.parents[call], ast.withitem):
        yield from entered(context, tables, held.key, view, around)
        if around.optional_vars is not None:
            reason = f"what `{held.text}.{name}()` gives is not followed"
            yield obstacle(held.key, view, call.func, reason)
    else:
        reason = f"`{held.text}.{name}()` is used without a `with`"
        yield obstacle(held.key, view, call.func, reason)


def _refused(twin: Twin, name: str, call: ast.Call | None) -> str:
    """Why a member, or one that is called with such an argument, does not do the same."""
    given = call.keywords if call is not None else []
    keys = [name, *(f"{name}({item.arg})" for item in given)]
    return next((twin.refused[key] for key in keys if key in twin.refused), "")


def _awaited(context: Context, tables: Tables, held: Held, call: ast.Call) -> Iterator[Fact]:
    """A call that gives a coroutine, by itself or as one with another one around it."""
    view = held.view
    outer = merging(held.twin, tables.held(context, view, call), view, call)
    if outer is not None:
        arguments: dict[str, Argument] = {"member": outer}
        member = view.parents[call]
        around = view.parents[member] if isinstance(member, ast.Attribute) else call
        node = around if isinstance(around, ast.Call) else call
        codemod = "use_async_twin" if node is call else "join_calls"
        edit = Edit(view.module.path, view.span(node), codemod, arguments)
        yield from suspending(held.key, view, node, edit)
    elif is_merged(context, tables, held):
        return
    elif not isinstance(view.parents[call], ast.withitem) and not closing_of(context, view, call):
        yield from waited(held.key, view, call)
