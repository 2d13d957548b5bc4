"""Finds the client objects that a function makes for itself."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.model import Finding
from asyncfix.plan.clients.examiner import Examiner
from asyncfix.plan.clients.held import Held, makes
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Problem, Refusal
from asyncfix.project.view import walk_scope


def find_held(
    context: Context, client: Client, site: Site, problems: Sequence[Problem]
) -> tuple[list[Held], dict[Finding, Refusal]]:
    """The objects that the problems are about, and the problems whose object is another's."""
    held: dict[int, Held] = {}
    others: dict[Finding, Refusal] = {}
    for problem in problems:
        found = _made(context, client, site, problem.site.node)
        if isinstance(found, Refusal):
            others[problem.finding] = found
            continue
        known = held.setdefault(id(found.made), found)
        known.findings.append(problem.finding)
    for item in held.values():
        Examiner(context, client, site, item).examine()
        if not item.is_block and len(item.requests) != len(item.findings):
            item.refuse("another request of it is left as it is")
    return list(held.values()), others


def _made(
    context: Context, client: Client, site: Site, node: ast.expr | ast.stmt
) -> Held | Refusal:
    """The object that a `with` opens, or whose method a call calls."""
    if isinstance(node, ast.With):
        first = node.items[0].context_expr
        if makes(context, client, site, first):
            return _opened(context, client, site, node)
        node = first  # what a request gives is entered
    method = node.func if isinstance(node, ast.Call) else None
    receiver = method.value if isinstance(method, ast.Attribute) else None
    if not isinstance(receiver, ast.Name):
        return Refusal("its client is made elsewhere")
    stores = [
        item
        for item in walk_scope(site.function_node)
        if isinstance(item, ast.Name) and item.id == receiver.id and isinstance(item.ctx, ast.Store)
    ]
    statement = site.view.parents[stores[0]] if len(stores) == 1 else None
    block = site.view.parents[statement] if isinstance(statement, ast.withitem) else None
    if isinstance(block, ast.With):
        return _opened(context, client, site, block)
    made = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    if (
        not isinstance(statement, ast.Assign | ast.AnnAssign)
        or (isinstance(statement, ast.Assign) and len(statement.targets) != 1)
        or not isinstance(made, ast.Call)
        or not makes(context, client, site, made)
    ):
        return Refusal("its client is made elsewhere")
    region = _living(site, statement, receiver.id)
    return region if isinstance(region, Refusal) else Held(receiver.id, made, region)


def _opened(context: Context, client: Client, site: Site, node: ast.With) -> Held | Refusal:
    item = node.items[0]
    made, name = item.context_expr, item.optional_vars
    if not isinstance(made, ast.Call) or not makes(context, client, site, made):
        return Refusal("its client is made elsewhere")
    if len(node.items) != 1 or not isinstance(name, ast.Name):
        return Refusal("its `with` does more than to open a client under a name")
    return Held(name.id, made, [node])


def _living(
    site: Site, statement: ast.Assign | ast.AnnAssign, name: str
) -> list[ast.stmt] | Refusal:
    """The statements from the one that makes the object to the last that uses it."""
    block = site.view.block(statement)
    first = block.index(statement)
    inside = [
        index
        for index, item in enumerate(block)
        for part in ast.walk(item)
        if isinstance(part, ast.Name) and part.id == name
    ]
    everywhere = sum(
        isinstance(part, ast.Name) and part.id == name for part in ast.walk(site.function_node)
    )
    if min(inside) < first or len(inside) < everywhere:
        return Refusal("its client is used beyond the block that makes it")
    return block[first : max(inside) + 1]
