"""Makes a plain function a coroutine function, if each place that uses it can await it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asyncfix.model import Applicability, Edit, Strategy
from asyncfix.plan.context import Context, Site
from asyncfix.plan.guards import NOT_IN_COROUTINE, await_problem
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.references import names_for
from asyncfix.project.inference import Ref
from asyncfix.project.project import Definition
from asyncfix.project.view import View


def await_in_callers(context: Context, problem: Problem) -> Proposal | Refusal:
    """`async def` for the function, `await` for the call in it and wherever it is called."""
    site, function = problem.site, problem.site.function
    name = function.name
    why = f"`{name}` is a plain `def`"
    advice = "make it an `async def`, and await it wherever it is called"
    if site.view.enclosing_function(site.node) is not site.function_node or not _is_simple(site):
        return Refusal(f"{why}: {advice}")
    reason = await_problem(context, site)
    if reason != NOT_IN_COROUTINE:
        return Refusal(reason)
    calls = _calls(context, context.definition(site))
    if isinstance(calls, Refusal):
        return Refusal(f"{why}, and {calls.reason}: {advice}")
    edits = (
        Edit(site.path, function.span, "make_function_async"),
        Edit(site.path, problem.finding.span, "add_await"),
        *(Edit(each.path, each.view.span(each.node), "add_await") for each in calls),
    )
    title = f"make `{name}` an `async def`, and await it in its callers"
    doubt = f"`{name}` becomes a coroutine function: code outside of the project must await it, too"
    findings = (problem.finding,)
    return Proposal(findings, Strategy.AWAIT, title, edits, Applicability.UNSAFE, doubt)


def _is_simple(site: Site) -> bool:
    """Whether it is a function of the module that is only what its `def` says."""
    function = site.function
    return (
        function.outer == 0
        and not function.decorators
        and not function.is_generator
        and len(site.module.top.get(function.name, ())) == 1
    )


def _calls(context: Context, definition: Definition) -> list[Site] | Refusal:
    """The calls of a function, each in a coroutine; a refusal if it is used in another way."""
    found: list[Site] = []
    name = definition.function.name
    as_text = re.compile(rf"[\"'][\w.:]*\b{re.escape(name)}[\"']")
    for module in context.project.mentioning(name):
        view = context.view(module.path)
        if as_text.search(view.text):
            return Refusal(f"{module.path} names it in a string")
        for node in _uses(context, view, definition):
            site = _called_in_coroutine(context, view, node)
            if site is None:
                return Refusal(f"{module.path}, line {node.lineno}, does not await it")
            found.append(site)
    return found or Refusal("nothing in the project calls it")


def _uses(
    context: Context, view: View, definition: Definition
) -> Iterator[ast.Name | ast.Attribute]:
    """Where a module uses the function, or may do so."""
    for name in dict.fromkeys(names_for(view, definition.function.name)):
        for node in view.mentions(name):
            if isinstance(node, ast.Name | ast.Attribute):
                value = context.value_in(view, node)
                if value is None or value == Ref(definition.name):
                    yield node


def _called_in_coroutine(
    context: Context, view: View, node: ast.Name | ast.Attribute
) -> Site | None:
    """The call of what a node names, if an `await` may stand in front of it."""
    call = view.parents[node]
    if not isinstance(call, ast.Call) or call.func is not node:
        return None
    if context.value_in(view, node) is None or isinstance(view.parents[call], ast.Await):
        return None
    scope = view.scope(call)
    function = next((item for item in view.module.functions if item.scope == scope), None)
    if function is None or not function.is_async:
        return None
    site = Site(view, function, call, scope)
    return None if await_problem(context, site) else site
