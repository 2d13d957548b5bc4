"""Gives a module one object that all of its clients share, because it is slow to make."""

from __future__ import annotations

import ast

from asyncfix.model import Argument, Edit
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Refusal
from asyncfix.plan.toplevel import anchor, spelled_at_top
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Ref


def shared_object(
    context: Context, site: Site, client: Client, target: str
) -> tuple[str, Edit | None] | Refusal:
    """The name of the object, and the edit that adds it to the module unless it is there."""
    function = f"{target}.{client.shared.partition('(')[0]}"
    known = _existing(context, site, function)
    if known:
        return known, None
    spelled = spelled_at_top(context, site, function, target)
    name = context.fresh(site, client.shared_name)
    place = anchor(site.view, target)
    if place is None or not site.view.stands_alone(place[0]):
        return Refusal("the module has no place for the object that its clients share")
    arguments: dict[str, Argument] = {
        "statement": f"{name} = {spelled.text}({client.shared.partition('(')[2]}",
        "before": place[1],
        "apart": True,
    }
    span = site.view.span(place[0])
    return name, Edit(site.path, span, "add_statement", arguments, spelled.imports)


def _existing(context: Context, site: Site, function: str) -> str:
    """The constant of the module that holds what the function gives without arguments."""
    for statement in site.view.tree.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
            continue
        target, call = statement.targets[0], statement.value
        value = context.inference.value(site.module, describe(call.func, 0))
        plain = not call.args and not call.keywords and len(statement.targets) == 1
        if plain and isinstance(target, ast.Name) and value == Ref(function):
            scope = context.inference.scope_of(site.module, site.scope, target.id)
            if scope == 0 and len(site.module.top[target.id]) == 1:
                return target.id
    return ""
