"""Gives a module one object that all of its clients share, because it is slow to make."""

from __future__ import annotations

import ast

from asyncfix.model import Argument, Edit, Import
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site, Spelling
from asyncfix.plan.proposal import Refusal
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Ref
from asyncfix.project.view import View


def shared_object(
    context: Context, site: Site, client: Client, target: str
) -> tuple[str, Edit | None] | Refusal:
    """The name of the object, and the edit that adds it to the module unless it is there."""
    function = f"{target}.{client.shared.partition('(')[0]}"
    known = _existing(context, site, function)
    if known:
        return known, None
    spelled = _spelled_at_top(context, site, function, target)
    if isinstance(spelled, Refusal):
        return spelled
    name = context.fresh(site, client.shared_name)
    anchor = _anchor(site.view, target)
    if anchor is None or not site.view.stands_alone(anchor[0]):
        return Refusal("the module has no place for the object that its clients share")
    arguments: dict[str, Argument] = {
        "statement": f"{name} = {spelled.text}({client.shared.partition('(')[2]}",
        "before": anchor[1],
        "apart": True,
    }
    span = site.view.span(anchor[0])
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


def _spelled_at_top(context: Context, site: Site, function: str, target: str) -> Spelling | Refusal:
    """How the function is written at the top of the module."""
    for item in site.view.imports():
        rebound = len(site.module.top.get(item.bound, ())) != 1
        if not rebound and item.target == target:
            return Spelling(f"{item.bound}.{function.rpartition('.')[2]}")
    name = target if target not in site.module.top and not site.module.stars else ""
    alias = "" if name else context.fresh(site, f"_{target}")
    bound = name or alias
    needed = Import(target, alias=alias)
    return Spelling(f"{bound}.{function.rpartition('.')[2]}", (needed,))


def _anchor(view: View, target: str) -> tuple[ast.stmt, bool] | None:
    """The statement at the module's top to put it behind, or (true) before."""
    body = view.tree.body
    last: ast.stmt | None = None
    defined = False
    for statement in body:
        defined = defined or isinstance(
            statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        )
        if isinstance(statement, ast.Import | ast.ImportFrom):
            wanted = any(item.target.startswith(target) for item in view.imported_by(statement))
            if not defined or wanted:
                last = statement
    if last is not None:
        return last, False
    if not body:
        return None
    first = body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return first, not is_docstring
