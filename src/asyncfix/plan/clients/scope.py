"""Finds a client that a function has open already where it sends a request in another way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from asyncfix.plan.clients.calls import ClientCall
from asyncfix.plan.clients.constant import shared_object
from asyncfix.plan.clients.doubts import SHARED_COOKIES
from asyncfix.plan.clients.table import Client
from asyncfix.plan.code.reads import bound_by, is_declared
from asyncfix.plan.context import Context, Site
from asyncfix.project.inference import Ref
from asyncfix.project.nodes import names_in

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def use_open_client(
    context: Context, client: Client, target: str, site: Site, call: ClientCall
) -> None:
    """Lets the call use a client that is open where it stands, if a project accepts that.

    It must be seen how that was made, which must change nothing of the request.
    """
    accepted = context.settings.http_accept
    if SHARED_COOKIES not in accepted or not client.per_request or call.carried.constructor:
        return
    for name, made in _open(client, site.at(call.node)):
        if context.value(site, made.func) != Ref(f"{target}.{client.cls}") or made.args:
            continue
        given = {item.arg or "": item.value for item in made.keywords}
        fixed = {key: text for key, text in client.constructor.items() if _is_fixed(client, key)}
        same = all(key in given and ast.unparse(given[key]) == fixed[key] for key in fixed)
        if (same or client.fixed_doubt_name in accepted) and all(
            key in fixed or _is_harmless(context, client, target, site.at(made), call, key, value)
            for key, value in given.items()
        ):
            call.opened, call.place = name, None
            more = (x for x in client.per_request if x in client.constructor)
            added = (f"{x}={client.constructor[x]}" for x in more if x not in call.carried.given)
            call.carried = replace(call.carried, added=(*call.carried.added, *added))
            return


def open_around(
    context: Context, client: Client, target: str, site: Site, node: ast.stmt
) -> ast.Call | None:
    """What opens a client around a statement that sends requests with it."""
    used = names_in(node)
    for parent in site.view.ancestors(node):
        if parent is site.function_node:
            break
        for item in parent.items if isinstance(parent, ast.AsyncWith) else ():
            name, made = item.optional_vars, item.context_expr
            if (
                isinstance(name, ast.Name)
                and name.id in used
                and isinstance(made, ast.Call)
                and context.value(site, made.func) == Ref(f"{target}.{client.cls}")
            ):
                return made
    return None


def own_options(client: Client, made: ast.Call) -> dict[str, str]:
    """What a client is opened with for the sake of its requests, as it is written."""
    usual = {*client.constructor, *client.repeated}
    return {
        item.arg or "": ast.unparse(item.value)
        for item in made.keywords
        if item.arg not in usual
        and not (item.arg == client.shared_argument and isinstance(item.value, ast.Name))
    }


def _is_fixed(client: Client, key: str) -> bool:
    """Whether an argument of a client cannot be given for one request."""
    return key not in client.per_request


def _is_harmless(
    context: Context,
    client: Client,
    target: str,
    site: Site,
    call: ClientCall,
    key: str,
    value: ast.expr,
) -> bool:
    """Whether a client that was made with an argument sends the call's request as it is."""
    if key in client.per_request:
        return key in client.constructor or key in call.carried.given
    if key != client.shared_argument:
        return False
    if isinstance(value, ast.Name):
        return shared_object(context, site, client, target) == (value.id, None)
    return isinstance(value, ast.Constant) and value.value is True


def _open(client: Client, site: Site) -> Iterator[tuple[str, ast.Call]]:
    """What is open at the site, from the inside out: its name, and the call that made it."""
    child: ast.AST = site.node
    for parent in site.view.ancestors(site.node):
        if isinstance(child, ast.stmt):
            yield from _assigned(client, site, child)
        if parent is site.function_node:
            return
        if isinstance(parent, ast.AsyncWith) and child in parent.body:
            for item in parent.items:
                name, made = item.optional_vars, item.context_expr
                if isinstance(name, ast.Name) and isinstance(made, ast.Call):
                    nodes = [node for statement in parent.body for node in ast.walk(statement)]
                    if _only_sends(client, site, name, nodes):
                        yield name.id, made
        child = parent


def _assigned(client: Client, site: Site, before: ast.stmt) -> Iterator[tuple[str, ast.Call]]:
    """What was made by an assignment before a statement, in the same block."""
    block = site.view.block(before)
    for statement in block[: block.index(before)]:
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        name, made = statement.targets[0], statement.value
        if isinstance(name, ast.Name) and isinstance(made, ast.Call):
            nodes = [node for node in ast.walk(site.function_node) if node is not name]
            if _only_sends(client, site, name, nodes, block):
                yield name.id, made


def _only_sends(
    client: Client,
    site: Site,
    name: ast.Name,
    nodes: list[ast.AST],
    block: list[ast.stmt] | None = None,
) -> bool:
    """Whether all that the nodes do with a name is to call methods that send a request.

    Of what stands in a `block` without a `with`, they may also close it, behind the site.
    """
    sending = {item.method for item in client.operations.values()} | {client.streams.method}
    closing = {item.awaited for item in client.session.members.values() if item.awaited}
    if is_declared(site.function_node, name.id):
        return False
    for node in nodes:
        if name.id in bound_by(node):
            return False
        if not isinstance(node, ast.Name) or node.id != name.id:
            continue
        member = site.view.parents[node]
        used = site.view.parents[member]
        if not isinstance(member, ast.Attribute) or not isinstance(used, ast.Call):
            return False
        closes = block is not None and member.attr in closing and _is_behind(site, used, block)
        if used.func is not member or not (member.attr in sending or closes):
            return False
    return True


def _is_behind(site: Site, closing: ast.Call, block: list[ast.stmt]) -> bool:
    """Whether a call runs only after the site has, each time that the block does."""
    if site.view.enclosing_function(closing) is not site.function_node:
        return False
    again = [
        parent
        for parent in site.view.ancestors(closing)
        if isinstance(parent, _LOOPS) and any(parent in ast.walk(item) for item in block)
    ]
    return not again and closing.lineno > (getattr(site.node, "end_lineno", None) or 0)
