"""Examines the requests that a function sends with client objects that others have as well."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.plan.clients.arguments import asks_to_stream
from asyncfix.plan.clients.bodies import Bodies
from asyncfix.plan.clients.calls import ClientCall, examine_parts
from asyncfix.plan.clients.handlers import Raised
from asyncfix.plan.clients.handling import Handling
from asyncfix.plan.clients.outside import caught_or_shown
from asyncfix.plan.clients.rebound import all_strangers
from asyncfix.plan.clients.response import bound_name
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site


def requests_of(
    context: Context, client: Client, target: str, site: Site, nodes: Sequence[ast.Call]
) -> list[ClientCall]:
    """The calls of methods of such objects in one function, each as it will be or refused.

    Where an `await` may stand is not looked at, nor what opens and closes the objects.
    """
    raised = Raised(context, client)
    calls = [_call(client, site, node) for node in nodes]
    caught, shown = caught_or_shown(context, raised, site)
    for call in calls:
        call.shown = shown
        if caught:
            call.refuse(caught)
        elif call.streams:
            call.refuse("the response is read in pieces")
        else:
            examine_parts(context, client, site, call, calls, of_object=True)
    names = frozenset(call.name for call in calls if call.name)
    others = all_strangers(site, names, nodes)
    bodies = Bodies(context, raised, site, frozenset(id(node) for node in nodes), names, others)
    Handling(raised, bodies, site, target).examine(calls)
    return calls


def _call(client: Client, site: Site, node: ast.Call) -> ClientCall:
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    operation = client.operations[method]
    streams = operation.streams or asks_to_stream(client, site, node)
    return ClientCall(node, operation, bound_name(site, node), streams=streams)
