"""Says what a function uses the local name of its event loop for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.detect.loops.executors import is_given_data, superseded_of
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Problem
from asyncfix.project.nodes import targets_of
from asyncfix.project.summary import Call
from asyncfix.project.terms import Attr, Name
from asyncfix.suppress import suppressions

_LOOKING = frozenset({"locals", "vars", "eval", "exec"})
"""What sees names of a function that it does not name."""


def used_by(
    context: Context, problem: Problem, call: Call
) -> tuple[Sequence[Call], ast.stmt | None]:
    """The offloads to repair at once, and the statement that nothing needs afterwards.

    These are all that use the name of the loop, if nothing else does; else the one call, and none.
    """
    site = problem.site
    loop = call.func.base if isinstance(call.func, Attr) else None
    if not isinstance(loop, Name):
        return (call,), None
    statement = _only_binding(context, site, loop)
    calls = [_offload(context, site, node) for node in _uses(site, loop.name)]
    offloads = [item for item in calls if item is not None and item.func == call.func]
    if statement is None or len(offloads) < len(calls) or _is_silenced(context, problem, offloads):
        return (call,), None
    return offloads, statement


def _uses(site: Site, name: str) -> Iterator[ast.Name]:
    for node in ast.walk(site.function_node):
        if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Store):
            yield node


def _offload(context: Context, site: Site, node: ast.Name) -> Call | None:
    """The offload whose loop a name is, if it is one that can go."""
    method = site.view.parents[node]
    outer = site.view.parents[method]
    if not isinstance(outer, ast.Call) or outer.func is not method:
        return None
    call = site.module.call_at(site.view.span(outer))
    if call is None or superseded_of(context.inference, site.module, call) is None:
        return None
    return None if is_given_data(context.inference, site.module, call) else call


def _only_binding(context: Context, site: Site, loop: Name) -> ast.stmt | None:
    """The statement that binds the name, if it is alone in that, and can be taken out."""
    home = context.inference.scope_of(site.module, site.scope, loop.name)
    if home != site.function.scope or len(site.module.scopes[home].bindings[loop.name]) != 1:
        return None
    if any(_is_seen_by(node, loop.name) for node in ast.walk(site.function_node)):
        return None
    for node in ast.walk(site.function_node):
        if isinstance(node, ast.Assign | ast.AnnAssign) and _binds(node, loop.name):
            lasting = len(site.view.block(node)) > 1 and site.view.stands_alone(node)
            return node if lasting else None
    return None


def _is_seen_by(node: ast.AST, name: str) -> bool:
    """Whether a node makes the name one of others, or looks at all names of the function."""
    if isinstance(node, ast.Global | ast.Nonlocal):
        return name in node.names
    return isinstance(node, ast.Name) and node.id in _LOOKING


def _binds(node: ast.Assign | ast.AnnAssign, name: str) -> bool:
    targets = targets_of(node)
    return len(targets) == 1 and isinstance(targets[0], ast.Name) and targets[0].id == name


def _is_silenced(context: Context, problem: Problem, calls: Sequence[Call]) -> bool:
    """Whether a comment says of one of the calls that it is to stay."""
    near = {line for call in calls for line in (call.span.line, call.span.end_line)}
    silence = suppressions(problem.site.view.text, near)
    rule = context.rules[problem.finding.code]
    return any(silence.covers(problem.finding._replace(span=call.span), rule) for call in calls)
