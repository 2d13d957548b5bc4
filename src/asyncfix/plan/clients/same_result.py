"""Looks for uses of a result that its class does not have when an asynchronous client gives it.

It is for libraries whose two clients give results of one class: all else stays as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.clients.response import Followed, bound_name
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Refusal
from asyncfix.project.inference import Instance
from asyncfix.project.view import View


def follow_same(context: Context, client: Client, site: Site) -> Followed | Refusal:
    """The result of the site's call, unless a member is used that it has not got there."""
    name = bound_name(site, site.node)
    for node in _members(client, site.function_node):
        root = node.value
        if root is site.node or (isinstance(root, ast.Name) and root.id == name):
            return Refusal(f"`.{node.attr}` {client.members[node.attr].refuse}")
    elsewhere = _used_elsewhere(context, client)
    return Refusal(elsewhere) if elsewhere else Followed((), name)


def _members(client: Client, within: ast.AST) -> Iterator[ast.Attribute]:
    for node in ast.walk(within):
        if isinstance(node, ast.Attribute) and node.attr in client.members:
            yield node


def _used_elsewhere(context: Context, client: Client) -> str:
    """The place where the project uses such a member of a result that it was handed."""
    question = ("results", client.library)
    if question not in context.whole:
        places = (
            place
            for module in context.project.mentioning(client.library)
            for place in _places(context, client, context.view(module.path))
        )
        context.whole[question] = next(places, "")
    return context.whole[question]


def _places(context: Context, client: Client, view: View) -> Iterator[str]:
    for name in client.members:
        for node in view.mentions(name):
            if not isinstance(node, ast.Attribute):
                continue
            value = context.value_in(view, node.value)
            if isinstance(value, Instance) and value.cls == client.result:
                path = view.module.path
                yield f"`{ast.unparse(node)}` {client.members[name].refuse} ({path})"
