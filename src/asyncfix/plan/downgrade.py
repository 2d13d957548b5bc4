"""Turns an `async def` handler into a plain `def`, if nobody can tell the difference.

What ties its code to the loop is said by `affinity`, what becomes of other uses by `elsewhere`.
"""

from __future__ import annotations

import ast

from asyncfix.detect.handlers import Handler, Handlers
from asyncfix.model import Applicability, Edit, Strategy
from asyncfix.plan.affinity import affinity
from asyncfix.plan.context import Context, Site
from asyncfix.plan.elsewhere import used_elsewhere
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.references import overridden
from asyncfix.project.inference import Coroutine, Instance, Ref


def make_sync(
    context: Context, handlers: Handlers, problems: tuple[Problem, ...]
) -> Proposal | Refusal:
    """The whole function becomes `def`, so that its framework runs it in a thread."""
    site = problems[0].site
    handler = handlers.get((site.path, site.function.index))
    if handler is None:
        return Refusal("no web framework calls it")
    if not handler.thread:
        return Refusal("its framework does not run a plain `def` in its place in a thread")
    refused = (
        _needs_loop(context, site, handler)
        or _bad_decorator(context, site)
        or _hands_on(context, handler)
        or affinity(context, handler)
        or overridden(context, handler.definition)
    )
    if refused:
        return Refusal(refused)
    others = used_elsewhere(context, handler.definition)
    if isinstance(others, Refusal):
        return others
    edit = Edit(site.path, site.function.span, "make_handler_sync")
    title = f"make `{site.function.name}` a plain `def`: its framework runs it in a thread"
    if others.edits:
        title += ", and so do its callers"
    findings = tuple(problem.finding for problem in problems)
    proposal = Proposal(findings, Strategy.DEF, title, (edit, *others.edits))
    if not others.doubt:
        return proposal
    return proposal._replace(applicability=Applicability.UNSAFE, reason=others.doubt)


def _needs_loop(context: Context, site: Site, handler: Handler) -> str:
    """Whether its own syntax, parameters or calls are asynchronous."""
    if site.function.awaits:
        return "it awaits"
    if site.function.is_generator and handler.role == "route":
        return "it streams what it yields"
    for parameter in site.function.parameters:
        value = context.inference.annotation(site.module, parameter.annotation)
        if isinstance(value, Instance) and value.cls in handler.framework.forbidden_types:
            return "it serves a WebSocket"
    for node in ast.walk(site.function_node):
        if isinstance(node, ast.AsyncFunctionDef) and node is not site.function_node:
            return "it defines a coroutine function"
        if isinstance(node, ast.Call) and isinstance(context.value(site, node), Coroutine):
            return f"it makes a coroutine of `{ast.unparse(node.func)}`"
    return ""


def _bad_decorator(context: Context, site: Site) -> str:
    for decorator in site.function.decorators:
        if context.inference.is_route(site.module, decorator):
            continue
        value = context.inference.value(site.module, decorator)
        known = isinstance(value, Ref) and value.name in context.catalogue.transparent_decorators
        if not known:
            return "one of its decorators may await it"
    return ""


def _hands_on(context: Context, handler: Handler) -> str:
    """A dependency must not hand on what works in its own thread only."""
    if handler.role != "dependency":
        return ""
    module, function = handler.definition.module, handler.definition.function
    for expr in (*function.yielded, *function.returned):
        known = context.inference.class_entry(context.inference.value(module, expr))
        if known is not None and known.is_thread_bound:
            return known.bound
    return ""
