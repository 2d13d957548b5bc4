"""Repairs tasks that nothing keeps: a set of the module keeps each until it is done."""

from __future__ import annotations

import ast

from asyncfix.detect.awaits.tasks import CHAINED
from asyncfix.model import Confidence, Edit, Strategy
from asyncfix.plan.code.reads import names_are_looked_at
from asyncfix.plan.code.toplevel import new_line, spelled_at_top
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.project.view import ScopeNode

_LIBRARY = "asyncio"
_TASKS = "_background_tasks"


def keep_task(context: Context, problem: Problem) -> Proposal | Refusal:
    """`task = create_task(…)`, which is added to a set, and discarded from it when it is done."""
    site = problem.site
    statement = site.view.statement(site.node)
    within = next(item for item in site.view.ancestors(statement) if isinstance(item, ScopeNode))
    if isinstance(within, ast.ClassDef):
        return Refusal("it stands in the body of a class, where each name becomes an attribute")
    if names_are_looked_at(site.function_node):
        return Refusal("the function looks at its own names, and would find another one")
    chained = _chained(site, statement)
    name = _name(site, statement) if chained is not None else ""
    if not name:
        return Refusal("the task is made within an expression: keep it in a statement of its own")
    if not site.view.stands_alone(statement):
        return Refusal("the statement shares its line with another")
    kept = _kept_in(context, site)
    if isinstance(kept, Refusal):
        return kept
    tasks, added = kept
    arguments = {"name": name, "tasks": tasks, "chained": str(chained)}
    edit = Edit(site.path, site.view.span(statement), "keep_task", arguments)
    edits = (edit,) if added is None else (edit, added)
    title = f"keep it in `{tasks}` until it is done"
    proposal = Proposal((problem.finding,), Strategy.NATIVE, title, edits)
    if problem.finding.confidence is not Confidence.HEURISTIC:
        return proposal
    reason = f"`{problem.finding.call}` is not known to make a task"
    return proposal.doubted(reason)


def _chained(site: Site, statement: ast.stmt) -> int | None:
    """How many methods of the task the statement calls; None if it does more than that."""
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return 0 if statement.value is site.node else None
    current, count = statement.value if isinstance(statement, ast.Expr) else None, 0
    while current is not site.node:
        method = current.func if isinstance(current, ast.Call) else None
        if not isinstance(method, ast.Attribute) or method.attr not in CHAINED:
            return None
        current, count = method.value, count + 1
    return count


def _name(site: Site, statement: ast.stmt) -> str:
    """The name that the task has, or is to have; empty if there is none."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return _unused(site)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    return target.id if isinstance(target, ast.Name) else ""


def _unused(site: Site) -> str:
    """A name for the task that nothing in the function uses."""
    used = {node.id for node in ast.walk(site.function_node) if isinstance(node, ast.Name)}
    used |= {node.arg for node in ast.walk(site.function_node) if isinstance(node, ast.arg)}
    used |= set(site.module.scopes[site.function.scope].bindings)
    names = ("task", "background_task", *(f"task_{number}" for number in range(2, 99)))
    return next((name for name in names if name not in used), "")


def _kept_in(context: Context, site: Site) -> tuple[str, Edit | None] | Refusal:
    """The name of the set that keeps tasks, and the edit that adds it unless it is there."""
    known = _existing(context, site)
    if known:
        return known, None
    name = context.fresh(site, _TASKS)
    spelled = spelled_at_top(context, site, f"{_LIBRARY}.Task", _LIBRARY)
    line = f"{name}: set[{spelled.text}[object]] = set()"
    edit = new_line(site, _LIBRARY, line, spelled.imports)
    if edit is None:
        return Refusal("the module has no place for a set that keeps its tasks")
    return name, edit


def _existing(context: Context, site: Site) -> str:
    """The set of the module that tasks are already discarded from when they are done."""
    for statement in site.view.tree.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            continue
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        value = statement.value
        if not (isinstance(target, ast.Name) and isinstance(value, ast.Call)):
            continue
        empty = isinstance(value.func, ast.Name) and value.func.id == "set" and not value.args
        visible = context.inference.scope_of(site.module, site.scope, target.id) == 0
        if (
            empty
            and visible
            and len(site.module.top[target.id]) == 1
            and _discards(site, target.id)
            and _only_keeps(context, site, target.id)
        ):
            return target.id
    return ""


def _only_keeps(context: Context, site: Site, name: str) -> bool:
    """Whether nothing looks into the set: who waits for all in it would wait for more."""
    for module in context.project.mentioning(name):
        view = context.view(module.path)
        for node in view.mentions(name):
            if module.path != site.path or isinstance(node, ast.alias):
                return False
            parent = view.parents[node]
            kept = isinstance(parent, ast.Attribute) and parent.attr in ("add", "discard")
            if isinstance(node.ctx, ast.Load) and not kept:
                return False
    return True


def _discards(site: Site, name: str) -> bool:
    """Whether `add_done_callback(name.discard)` stands somewhere in the module."""
    return any(
        isinstance(parent := site.view.parents[node], ast.Attribute)
        and parent.attr == "discard"
        and isinstance(call := site.view.parents[parent], ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "add_done_callback"
        for node in site.view.mentions(name)
        if isinstance(node, ast.Name)
    )
