"""Repairs a thread's lock that is held while awaiting: a lock for tasks takes its place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.model import Applicability, Edit, Strategy
from asyncfix.plan.code.toplevel import spelled_at_top
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.project.inference import Instance, Ref
from asyncfix.project.nodes import last_name
from asyncfix.project.summary import Class, Module
from asyncfix.project.view import View

_LIBRARY = "asyncio"


class _Use(NamedTuple):
    """A place where the lock is named; `owner` is what it is an attribute of."""

    view: View
    node: ast.Name | ast.Attribute
    owner: ast.expr | None = None


def use_async_lock(context: Context, problem: Problem) -> Proposal | Refusal:
    """`async with` on an `asyncio.Lock`, wherever the lock is used, in one fix."""
    site, block = problem.site, problem.site.node
    if not isinstance(block, ast.With) or len(block.items) != 1:
        return Refusal("it is not the only thing that a `with` holds")
    lock = block.items[0].context_expr
    value = context.value(site, lock)
    twin = context.catalogue.lock_twins.get(value.cls) if isinstance(value, Instance) else None
    if twin is None:
        return Refusal("there is no such lock for tasks: await nothing while it is held")
    if context.loop_library(site) != _LIBRARY:
        return Refusal("locks for tasks are known for asyncio only")
    uses = _uses(context, site, lock)
    if isinstance(uses, Refusal):
        return uses
    if where := context.project.used_beyond(last_name(lock)):
        return Refusal(f"`{ast.unparse(lock)}` may be used in {where}")
    edits: list[Edit] = []
    for use in uses:
        edit = _edit(context, site, use, twin)
        if isinstance(edit, Refusal):
            return edit
        edits.append(edit)
    if sum("twin" in edit.arguments for edit in edits) != 1:
        return Refusal("it is not known where the lock is made")
    return Proposal(
        (problem.finding,),
        Strategy.NATIVE,
        f"make it an `{twin}`",
        tuple(edits),
        Applicability.UNSAFE,
        f"an `{twin}` is for the tasks of one event loop: threads and other loops can't share it",
    )


def _uses(context: Context, site: Site, lock: ast.expr) -> list[_Use] | Refusal:
    """All places of the project where the lock is named."""
    if isinstance(lock, ast.Name):
        if context.inference.scope_of(site.module, site.scope, lock.id) != 0:
            return Refusal("the lock is not one of the module or of an object")
        return _of_global(context, site.view, lock.id)
    if not isinstance(lock, ast.Attribute):
        return Refusal("the lock is not one of the module or of an object")
    owner = context.value(site, lock.value)
    found = (
        context.inference.class_named(owner.cls, site.path) if isinstance(owner, Instance) else None
    )
    if found is None:
        return Refusal("it is not known whose lock it is")
    return _of_attribute(context, found, lock.attr)


def _of_global(context: Context, view: View, name: str) -> list[_Use] | Refusal:
    for module in context.project.mentioning(name):
        if module is view.module:
            continue
        other = context.view(module.path)
        for node in other.mentions(name):
            imports = isinstance(node, ast.alias)
            if not imports and isinstance(node, ast.Attribute):
                imports = context.value_in(other, node.value) == Ref(view.module.name)
            if imports or view.module.name in module.stars:
                return Refusal(f"{module.path} uses the lock, too")
    scope_of = context.inference.scope_of
    return [
        _Use(view, node)
        for node in view.mentions(name)
        if isinstance(node, ast.Name) and scope_of(view.module, view.scope(node), name) == 0
    ]


def _of_attribute(context: Context, owner: tuple[Module, Class], name: str) -> list[_Use] | Refusal:
    uses = []
    for use in _attributes(context, name):
        related = _is_related(context, use, owner)
        if related is None:
            where = f"{use.view.module.path}, line {use.node.lineno}"
            return Refusal(f"it is not known whether it is this lock in {where}")
        if related:
            uses.append(use)
    return uses


def _attributes(context: Context, name: str) -> Iterator[_Use]:
    for module in context.project.mentioning(name):
        view = context.view(module.path)
        for node in view.mentions(name):
            if isinstance(node, ast.Attribute):
                yield _Use(view, node, node.value)


def _is_related(context: Context, use: _Use, owner: tuple[Module, Class]) -> bool | None:
    """Whether an attribute is one of the class, its parents or its children; None if unknown."""
    value = context.value_in(use.view, use.owner) if use.owner is not None else None
    if not isinstance(value, Instance | Ref):
        return None
    mine = f"{owner[0].name}.{owner[1].qualname}"
    other = value.cls if isinstance(value, Instance) else value.name
    classes_of = context.inference.classes_of
    path = use.view.module.path
    return mine in classes_of(other, path) or other in classes_of(mine, owner[0].path)


def _edit(context: Context, site: Site, use: _Use, twin: str) -> Edit | Refusal:
    """What becomes of a place where the lock is named: it is made there, or held."""
    view, node = use.view, use.node
    where = f"{view.module.path}, line {node.lineno}"
    parent = view.parents[node]
    if isinstance(node.ctx, ast.Store):
        if not (isinstance(parent, ast.Assign) and len(parent.targets) == 1):
            return Refusal(f"the lock is not simply made in {where}")
        call = parent.value
        made = context.value_in(view, call.func) if isinstance(call, ast.Call) else None
        if not isinstance(made, Ref) or context.catalogue.lock_twins.get(made.name) != twin:
            return Refusal(f"the lock is not simply made in {where}")
        spelled = spelled_at_top(context, site._replace(view=view), twin, _LIBRARY)
        arguments = {"twin": spelled.text}
        return Edit(view.module.path, view.span(call), "use_async_lock", arguments, spelled.imports)
    block = view.parents[parent] if isinstance(parent, ast.withitem) else None
    if not isinstance(block, ast.With) or len(block.items) != 1 or block.items[0].optional_vars:
        return Refusal(f"the lock is used in another way in {where}")
    holder = _site(view, block)
    refused = await_problem(context, holder) if holder is not None else "it is not in an async def"
    if refused:
        return Refusal(f"{refused} ({where})")
    return Edit(view.module.path, view.span(block), "use_async_lock")


def _site(view: View, block: ast.With) -> Site | None:
    """The function that a `with` stands in."""
    span = view.span(block)
    for item in view.module.withs:
        if item.span == span:
            return Site(view, view.module.functions[item.function], block, item.scope)
    return None
