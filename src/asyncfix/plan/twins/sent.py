"""Says what becomes of the requests that an object sends, and of what is set on it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.detect.detection import function_at
from asyncfix.plan.clients.annotated import retyped
from asyncfix.plan.clients.calls import ClientCall
from asyncfix.plan.clients.examiner import is_kept, supposed
from asyncfix.plan.clients.mocks import mock_reason
from asyncfix.plan.clients.origins import Origins
from asyncfix.plan.clients.proposals import edits_of
from asyncfix.plan.clients.shared import requests_of
from asyncfix.plan.clients.table import Client, State
from asyncfix.plan.context import Context, Site
from asyncfix.plan.twins.facts import Change, Fact, Key, Remark, Suspends, obstacle
from asyncfix.plan.twins.places import function_around
from asyncfix.plan.twins.tables import Tables
from asyncfix.plan.twins.twin import Twin
from asyncfix.project.summary import Function
from asyncfix.project.view import View, walk_scope


class Used(NamedTuple):
    """A member that is used of an object whose requests a client library sends."""

    view: View
    key: Key
    twin: Twin
    member: ast.Attribute


def member_facts(context: Context, tables: Tables, used: Used) -> Iterator[Fact] | None:
    """What becomes of a use; None for a member that the library's table does not have."""
    client, name = tables.clients[used.twin.client], used.member.attr
    if name in client.operations:
        return _request(context, tables, client, used)
    state = client.session.members.get(name)
    return _state(context, state, used) if state is not None else None


def _request(context: Context, tables: Tables, client: Client, used: Used) -> Iterator[Fact]:
    view, member, text = used.view, used.member, ast.unparse(used.member)
    call = view.parents[member]
    function = function_around(view, member)
    if not isinstance(call, ast.Call) or call.func is not member:
        reason = f"its method `{text}` is handed on, not called"
        yield obstacle(used.key, view, member, reason)
    elif function is None:
        reason = f"`{text}` runs when the module is imported, where nothing can be awaited"
        yield obstacle(used.key, view, member, reason)
    elif not _is_dotted(member):
        reason = f"`{ast.unparse(member.value)}` is more than a name: give the object one"
        yield obstacle(used.key, view, member, reason)
    else:
        made = _examined(context, tables, client, used, function, call)
        if made.refusal is not None:
            yield obstacle(used.key, view, call, f"`{text}`: {made.refusal.reason}")
            return
        site = Site(view, function, call, function.scope)
        first, *others = edits_of(client, site, made, ast.unparse(member.value))
        yield Suspends(used.key, site, first)
        yield from (Change(used.key, edit) for edit in others)
        target = used.twin.to.rpartition(".")[0]
        for edit in retyped(context, client, target, site, made.name):
            yield Change(used.key, edit)
        for doubt in made.doubts:
            if doubt.name not in context.settings.http_accept:
                yield Remark(used.key, doubt.text)
        yield Remark(used.key, mock_reason(context, client))


def _examined(
    context: Context,
    tables: Tables,
    client: Client,
    used: Used,
    function: Function,
    call: ast.Call,
) -> ClientCall:
    """The call, looked at together with the others of its function."""
    view = used.view
    nodes = [
        node
        for node in walk_scope(view.function_node(function))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in client.operations
        and (owner := tables.held(context, view, node.func.value)) is not None
        and owner.client == used.twin.client
    ]
    site = Site(view, function, call, function.scope)
    target = used.twin.to.rpartition(".")[0]
    calls = requests_of(context, client, target, site, nodes)
    return next(item for item in calls if item.node is call)


def _is_dotted(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _state(context: Context, state: State, used: Used) -> Iterator[Fact]:
    """Something that is set on an object, for all of its requests."""
    view, member, text = used.view, used.member, ast.unparse(used.member)
    function = function_around(view, member) or function_at(view.module, -1)
    origins = Origins(context, Site(view, function, member, function.scope))
    if state.refuse:
        yield obstacle(used.key, view, member, f"`{text}` {state.refuse}")
    elif state.needs:
        yield obstacle(used.key, view, member, f"`{text}` would replace a query of a URL")
    elif not is_kept(view, origins, state, member):
        if is_kept(view, origins, supposed(state), member):
            if state.doubt_name not in context.settings.http_accept:
                yield Remark(used.key, f"`{text}`: {state.doubt}")
        else:
            yield obstacle(used.key, view, member, f"`{text}` is used in a way that is not proved")
