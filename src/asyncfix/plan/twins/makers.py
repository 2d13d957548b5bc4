"""Says how the call that makes an object becomes one that makes its twin."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

from asyncfix.model import Argument, Edit
from asyncfix.plan.clients.constant import shared_object
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.threads.other_loops import other_loops
from asyncfix.plan.proposal import Refusal
from asyncfix.plan.requirements import declares
from asyncfix.plan.twins.facts import Change, Fact, Remark, expression_key, obstacle
from asyncfix.plan.twins.names import written
from asyncfix.plan.twins.places import function_around
from asyncfix.plan.twins.tables import Tables
from asyncfix.plan.twins.twin import Twin
from asyncfix.plan.twins.urls import carried
from asyncfix.project.values import object_name
from asyncfix.project.view import View


def made(
    context: Context, tables: Tables, view: View, call: ast.Call, maker: Twin
) -> Iterator[Fact]:
    """The call of the twin, with arguments that mean the same."""
    key, shown = expression_key(view, call), ast.unparse(call.func)
    given = _given(call, maker)
    if given is None:
        yield obstacle(key, view, call, f"the arguments of `{shown}` are not known")
        return
    for name, value in given.items():
        difference = _difference(context, view, maker, name, value)
        if difference:
            yield obstacle(key, view, value, f"`{name}` of `{shown}`{difference}")
    if maker.outdated and declares(context.project, maker.outdated):
        yield obstacle(key, view, call, maker.update)
    if maker.url:
        yield from carried(context, view, call, maker, given.get(maker.url))
    if maker.note or maker.requires:
        yield Remark(key, maker.note, maker.requires)
    spelled = written(context, view, call, maker.to, bool(maker.client))
    added = [f"{name}={text}" for name, text in maker.added.items() if name not in given]
    if maker.client:
        client = tables.clients[maker.client]
        yield from _of_client(context, client, maker, view, call, given.keys(), added)
    arguments: dict[str, Argument] = {"twin": spelled.text, "added": tuple(added)}
    edit = Edit(view.module.path, view.span(call), "call_twin", arguments, spelled.imports)
    yield Change(key, edit)


def _given(call: ast.Call, maker: Twin) -> dict[str, ast.expr] | None:
    """The arguments of a call by name; None if not all are written out."""
    if len(call.args) > len(maker.positional) or any(
        isinstance(item, ast.Starred) for item in call.args
    ):
        return None
    given = dict(zip(maker.positional, call.args, strict=False))
    for keyword in call.keywords:
        if keyword.arg is None:
            return None
        given[keyword.arg] = keyword.value
    return given


def _difference(context: Context, view: View, maker: Twin, name: str, value: ast.expr) -> str:
    """What is said of an argument that does not mean the same to the twin; else empty."""
    if name in maker.unlike:
        return f": {maker.unlike[name]}"
    if name in maker.added and ast.unparse(value) != maker.added[name]:
        return f" is not `{maker.added[name]}`"
    if name in maker.values and _name(context, view, value) in maker.values[name]:
        return ""
    known = maker.arguments | maker.added.keys() | {maker.url}
    return "" if name in known else " is not known to mean the same to the twin"


def _of_client(
    context: Context,
    client: Client,
    maker: Twin,
    view: View,
    call: ast.Call,
    given: Set[str],
    added: list[str],
) -> Iterator[Fact]:
    """What else there is to making a client: on a loop, it takes what the module's others take."""
    key, function = expression_key(view, call), function_around(view, call)
    if function is None:
        yield Remark(key, other_loops(context))
    elif not given & {client.shared_argument, *client.shared_unless}:
        site = Site(view, function, call, function.scope)
        shared = shared_object(context, site, client, maker.to.rpartition(".")[0])
        if isinstance(shared, Refusal):
            yield obstacle(key, view, call, shared.reason)
            return
        added.append(f"{client.shared_argument}={shared[0]}")
        if shared[1] is not None:
            yield Change(key, shared[1])


def _name(context: Context, view: View, node: ast.expr) -> str:
    return object_name(context.value_in(view, node))
