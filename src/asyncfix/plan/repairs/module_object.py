"""Gives a module one object that its functions share, made when the module is imported."""

from __future__ import annotations

import ast

from asyncfix.model import Edit
from asyncfix.plan.code.toplevel import new_line, spelled_at_top
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Refusal
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Ref


def module_object(
    context: Context, site: Site, maker: str, library: str, name: str
) -> tuple[str, Edit | None] | Refusal:
    """The name of what `maker()` gives, and the edit that adds it unless the module has it.

    `maker` is a dotted name of the module `library`; `name` is what a new object is called.
    """
    known = _existing(context, site, maker)
    if known:
        return known, None
    spelled = spelled_at_top(context, site, maker, library)
    fresh = context.fresh(site, name)
    edit = new_line(site, library, f"{fresh} = {spelled.text}()", spelled.imports)
    if edit is None:
        return Refusal("the module has no place for an object that its functions share")
    return fresh, edit


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
