"""Turns an `async def` handler into a plain `def`, if nobody can tell the difference.

What ties its code to the loop is said by `affinity`, what becomes of other uses by `elsewhere`.
"""

from __future__ import annotations

import ast

from asyncfix.detect.serving.handlers import Handler, Handlers
from asyncfix.model import Edit, Strategy
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.conversion.affinity import affinity
from asyncfix.plan.proofs.conversion.elsewhere import used_elsewhere
from asyncfix.plan.proofs.conversion.family import awaited_on_something, family
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.project.callgraph import key_of
from asyncfix.project.decorated import gives_back
from asyncfix.project.decorators import is_route
from asyncfix.project.implementations import is_stub
from asyncfix.project.inference import Coroutine, Instance, object_name
from asyncfix.project.project import Definition


def make_sync(
    context: Context, handlers: Handlers, problems: tuple[Problem, ...]
) -> Proposal | Refusal:
    """The whole function becomes `def`, so that its framework runs it in a thread.

    Methods that override it, or that it overrides, become plain with it.
    """
    site = problems[0].site
    members = family(context, context.definition(site))
    edits: list[Edit] = []
    doubts: list[str] = []
    for member in sorted(members, key=lambda item: item != context.definition(site)):
        refused = _refused(context, handlers, member, alone=len(members) == 1)
        if refused and member != context.definition(site):
            refused = f"`{member.function.qualname}` would have to be plain as well, and {refused}"
        if refused:
            return Refusal(refused)
        others = used_elsewhere(context, member)
        if isinstance(others, Refusal):
            return others
        edits += [
            Edit(member.module.path, member.function.span, "make_handler_sync"),
            *others.edits,
        ]
        doubts += [others.doubt] if others.doubt else []
    title = f"make `{site.function.name}` a plain `def`: its framework runs it in a thread"
    if len(members) > 1:
        title += ", and so are those that it overrides or that override it"
    if len(edits) > len(members):
        title += "; its callers do so themselves"
    findings = tuple(problem.finding for problem in problems)
    proposal = Proposal(findings, Strategy.DEF, title, tuple(edits))
    if not doubts:
        return proposal
    return proposal.doubted(doubts[0])


def _refused(context: Context, handlers: Handlers, member: Definition, alone: bool) -> str:
    """Why a function can't become plain: a handler, or a method that is there to be overridden."""
    function = member.function
    view = context.view(member.module.path)
    site = Site(view, function, view.function_node(function), function.scope)
    handler = handlers.get(key_of(member))
    if not function.is_async:
        return f"`{function.name}` is plain in one class and not in another"
    if not alone and not _is_made_by_framework(context, member):
        where = awaited_on_something(context, function.name)
        if where:
            return f"a `{function.name}` that may be it is awaited in {where}"
    if handler is None and not alone and is_stub(context.graph, member):
        return "it awaits" if function.awaits else _bad_decorator(context, site)
    if handler is None:
        return "no web framework calls it"
    if function.name == "__call__":
        return "whoever has its object may call and await that"
    if not handler.thread:
        return "its framework does not run a plain `def` in its place in a thread"
    return (
        _needs_loop(context, site, handler)
        or _bad_decorator(context, site)
        or _hands_on(context, handler)
        or affinity(context, handler)
        or _used_beyond(context, member)
    )


def _used_beyond(context: Context, member: Definition) -> str:
    """Where code that cannot be seen may await it; the framework alone calls its endpoints."""
    name = member.function.name
    if member.function.owner >= 0 and _is_made_by_framework(context, member):
        return ""
    where = context.project.used_beyond(name)
    return where and f"`{name}` may be awaited in {where}"


def _is_made_by_framework(context: Context, member: Definition) -> bool:
    """Whether a method's class is one of endpoints, whose objects nobody else has."""
    classes = context.inference.classes_of(member.cls, member.module.path)
    return any(item.endpoint_classes & classes for item in context.catalogue.frameworks)


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
    inference, module = context.inference, site.module
    for decorator in site.function.decorators:
        if is_route(inference, module, decorator) or gives_back(inference, module, decorator):
            continue
        value = inference.value(module, decorator)
        known = object_name(value) in context.catalogue.transparent_decorators
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
