"""Looks for uses of a result that its class does not have when an asynchronous client gives it.

It is for libraries whose two clients give results of one class: all else stays as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.clients.response import Followed, bound_name
from asyncfix.plan.clients.table import Client
from asyncfix.plan.code.reads import is_declared
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
    elsewhere = _used_elsewhere(context, client) if _leaves(context, client, site, name) else ""
    return Refusal(elsewhere) if elsewhere else Followed((), name)


def _members(client: Client, within: ast.AST) -> Iterator[ast.Attribute]:
    for node in ast.walk(within):
        if isinstance(node, ast.Attribute) and node.attr in client.members:
            yield node


def _leaves(context: Context, client: Client, site: Site, name: str) -> bool:
    """Whether other code than the function's own may get the result."""
    named = (
        node
        for node in ast.walk(site.function_node)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    )
    start = [site.node] if isinstance(site.node, ast.expr) else []
    return is_declared(site.function_node, name) or any(
        _is_handed_on(context, client, site, node) for node in (*start, *named)
    )


def _is_handed_on(context: Context, client: Client, site: Site, node: ast.expr) -> bool:
    """Whether an expression of the result is used otherwise than for its members."""
    parent = site.view.parents[node]
    if isinstance(parent, ast.Assign | ast.NamedExpr):
        bound = bound_name(site, node)
        inner = isinstance(parent, ast.NamedExpr) and _is_handed_on(context, client, site, parent)
        return not bound or inner or node is not site.node
    if isinstance(parent, ast.Attribute):
        call = site.view.parents[parent]
        if not isinstance(call, ast.Call) or call.func is not parent:
            return False
        given = context.value_in(site.view, call)
        itself = isinstance(given, Instance) and given.cls == client.result
        return itself and _is_handed_on(context, client, site, call)
    return not isinstance(parent, ast.Expr)


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
