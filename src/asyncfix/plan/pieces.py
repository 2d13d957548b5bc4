"""Offloads a `with` call by call, where the block itself has to stay on the loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.model import Applicability, Edit, Strategy
from asyncfix.plan.context import Context, Site
from asyncfix.plan.guards import await_problem, shared_state
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.project.inference import Bound, Ref
from asyncfix.project.view import ScopeNode


def offload_pieces(context: Context, problem: Problem) -> Proposal | Refusal:
    """Runs the opening call and each call on what it opened in a thread, one after the other."""
    site, entry = problem.site, problem.entry
    block = site.node
    if entry is None or not isinstance(block, ast.With):
        return Refusal("it is not a `with` block")
    if entry.bound:
        return Refusal(entry.bound)
    item = block.items[0]
    opening = item.context_expr
    if len(block.items) > 1 or not isinstance(opening, ast.Call) or not _opens(context, site, opening):
        return Refusal("it opens more than one thing")
    if not isinstance(item.optional_vars, ast.Name):
        return Refusal("what it opens has no name of its own")
    if not site.view.stands_alone(block):
        return Refusal("it shares a line with other code")
    uses = _uses(context, site, block, item.optional_vars)
    if isinstance(uses, Refusal):
        return uses
    calls = [opening, *uses]
    edits = []
    for call in calls:
        refused = await_problem(context, site.at(call)) or _nested(calls, call)
        if refused:
            return Refusal(refused)
        edits.append(_edit(context, site, call))
    edits.append(_closing(context, site, block, item.optional_vars.id))
    title = f"open, use and close it in a thread with `{edits[0].text('offload')}`"
    proposal = Proposal((problem.finding,), Strategy.THREAD, title, tuple(edits))
    state = shared_state(site, tuple(calls))
    if state:
        reason = f"other tasks may change `{state}`, which is read before the await and written after"
        return proposal._replace(applicability=Applicability.UNSAFE, reason=reason)
    return proposal


def _opens(context: Context, site: Site, call: ast.Call) -> bool:
    value = context.value(site, call.func)
    entry = context.catalogue.entry(value.name) if isinstance(value, Ref | Bound) else None
    return entry is not None and entry.unit


def _nested(calls: list[ast.Call], call: ast.Call) -> str:
    inside = any(other is not call and other in ast.walk(call) for other in calls)
    return "one call on the file is an argument of another" if inside else ""


def _edit(context: Context, site: Site, call: ast.Call) -> Edit:
    spelled, partial = context.offload(site)
    keywords = bool(call.keywords) and bool(partial.text)
    return Edit(
        site.path,
        site.view.span(call),
        "move_to_thread",
        {"offload": spelled.text, "partial": partial.text if keywords else "", "whole": False},
        (*spelled.imports, *(partial.imports if keywords else ())),
    )


def _closing(context: Context, site: Site, block: ast.With, name: str) -> Edit:
    spelled, _ = context.offload(site)
    arguments = {"offload": spelled.text, "name": name}
    return Edit(site.path, site.view.span(block), "close_in_thread", arguments, spelled.imports)


def _uses(
    context: Context, site: Site, block: ast.With, name: ast.Name
) -> list[ast.Call] | Refusal:
    """The blocking calls on what the name holds; a refusal if it is used in any other way."""
    calls = []
    for node in _mentions(site, name):
        parent = site.view.parents[node]
        if not isinstance(node.ctx, ast.Load):
            return Refusal(f"`{name.id}` is bound again")
        if block not in site.view.ancestors(node):
            if isinstance(parent, ast.Attribute) and parent.attr in ("name", "closed"):
                continue
            return Refusal(f"`{name.id}` is used after its block")
        if any(isinstance(outer, ScopeNode) for outer in _between(site, node, block)):
            return Refusal(f"a nested function uses `{name.id}`")
        call = _call_on(context, site, node, parent)
        if isinstance(call, Refusal):
            return call
        calls += [call] if call is not None else []
    return calls


def _mentions(site: Site, name: ast.Name) -> Iterator[ast.Name]:
    for node in ast.walk(site.function_node):
        if isinstance(node, ast.Name) and node.id == name.id and node is not name:
            yield node


def _between(site: Site, node: ast.AST, block: ast.With) -> Iterator[ast.AST]:
    for parent in site.view.ancestors(node):
        if parent is block:
            return
        yield parent


def _call_on(
    context: Context, site: Site, node: ast.Name, parent: ast.AST
) -> ast.Call | None | Refusal:
    """The call in which a file is used: one of its methods, or a function that is given it."""
    if isinstance(parent, ast.Attribute):
        call = site.view.parents[parent]
        if not (isinstance(call, ast.Call) and call.func is parent):
            return None
        value = context.value(site, parent)
        known = isinstance(value, Bound) and context.catalogue.entry(value.name) is not None
        return call if known else None
    if isinstance(parent, ast.Call) and parent.func is not node:
        value = context.value(site, parent.func)
        safe = context.catalogue.thread_safe
        if isinstance(value, Ref) and {value.name, value.name.partition(".")[0]} & safe:
            if not value.name.startswith("builtins."):
                return parent
    return Refusal(f"`{node.id}` is handed to code that would use it on the loop")

