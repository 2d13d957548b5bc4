"""Repairs offloads that name the default executor: a shorter one does what they do."""

from __future__ import annotations

import ast

from asyncfix.detect.loops.executors import CODE, makers_of_loop, starter, superseded_of
from asyncfix.model import Edit, Strategy
from asyncfix.plan.code.loop_names import used_by
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.guards import text_problem
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.project.inference import Named, Prepared, Ref, Value
from asyncfix.project.summary import Call
from asyncfix.remedies import Superseded
from asyncfix.selection import selected

_PARTIAL = Ref("functools.partial")
_VARIABLE = "ContextVar"


def use_to_thread(context: Context, problem: Problem) -> Proposal | Refusal:
    """`to_thread(f, x)` for `loop.run_in_executor(None, f, x)`; `loop` goes if nothing uses it."""
    site = problem.site
    call = site.module.call_at(problem.finding.span)
    if call is None:
        return Refusal("it is not a call")
    calls, unneeded = used_by(context, problem, call)
    edits = []
    for item in calls:
        edit = _edit(context, site, item)
        if isinstance(edit, Refusal):
            return edit
        edits.append(edit)
    if unneeded is not None:
        edits.append(Edit(site.path, site.view.span(unneeded), "drop_statement"))
    old = superseded_of(context.inference, site.module, call)
    title = f"use `{old.twin}`" if old is not None else "use what takes its place"
    proposal = Proposal((problem.finding,), Strategy.THREAD, title, tuple(edits))
    reason = next((found for item in calls if (found := _doubt(context, site, item))), "")
    return proposal.doubted(reason)


def without_executor(context: Context, site: Site, node: ast.Call) -> Edit | None:
    """The edit for such an offload that is given a call which is to be passed, if it is wanted."""
    call = site.module.call_at(site.view.span(node))
    old = superseded_of(context.inference, site.module, call) if call is not None else None
    if call is None or old is None:
        return None
    if CODE not in selected(context.settings, tuple(context.rules.values())):
        return None
    if _doubt(context, site, call) or _has_comment(site, node):
        return None
    spelled = context.spell(site, old.twin)
    arguments = {"function": spelled.text, "given": "call"}
    return Edit(site.path, call.span, "drop_executor", arguments, spelled.imports)


def _edit(context: Context, site: Site, call: Call) -> Edit | Refusal:
    node = site.view.call(call.span)
    old = superseded_of(context.inference, site.module, call)
    if old is None:
        return Refusal("its result is not awaited at once")
    if _has_comment(site, node):
        return Refusal("a comment beside the executor would be lost")
    shown = text_problem(site.view, node)
    if shown:
        return Refusal(shown)
    spelled = context.spell(site.at(node), old.twin)
    arguments = {"function": spelled.text}
    if _can_unpack(context, site, node):
        arguments["given"] = "partial"
    return Edit(site.path, call.span, "drop_executor", arguments, spelled.imports)


def _target(node: ast.Call) -> ast.expr:
    return node.args[1] if len(node.args) > 1 else node.keywords[0].value


def _has_comment(site: Site, node: ast.Call) -> bool:
    """Whether something is said of the executor that goes."""
    return "#" in _between(site, node.args[0], _target(node))


def _between(site: Site, first: ast.expr, second: ast.expr) -> str:
    """The text from the end of one node to the start of another one."""
    start, end = site.view.span(first), site.view.span(second)
    lines = site.view.lines[start.end_line - 1 : end.line]
    lines[-1] = lines[-1][: end.column]
    lines[0] = lines[0][start.end_column :]
    return "".join(lines)


def _can_unpack(context: Context, site: Site, node: ast.Call) -> bool:
    """Whether the arguments of a `partial` can follow its function."""
    inner = _target(node)
    if not isinstance(inner, ast.Call) or len(node.args) > 2 or not inner.args:
        return False
    if isinstance(inner.args[0], ast.Starred) or context.value(site, inner.func) != _PARTIAL:
        return False
    return "#" not in "".join(site.view.lines[inner.lineno - 1 : inner.end_lineno or inner.lineno])


def _doubt(context: Context, site: Site, call: Call) -> str:
    """What may change but the words; empty if nothing."""
    old = superseded_of(context.inference, site.module, call)
    if old is None:
        return ""
    if not makers_of_loop(context.inference, site.module, call):
        return f"it is not known that `{call.text.rpartition('.')[0]}` is the loop that runs"
    if not call.awaited and not _starts(context, site, call, old):
        return "with a timeout of 0 the function would not be started"
    target = _target(site.view.call(call.span))
    if _sees_context(context, context.value(site, target), old):
        return "the function would see the context variables of its caller"
    return ""


def _starts(context: Context, site: Site, call: Call, old: Superseded) -> bool:
    """Whether what the call is handed to begins it, however short its timeout is."""
    outer = starter(context.inference, site.view, call, old)
    callee = context.value(site, outer.func) if outer is not None else None
    if outer is None or not isinstance(callee, Ref):
        return False
    keyword = old.starters[callee.name]
    given = [item.value for item in outer.keywords if item.arg == keyword] + outer.args[1:2]
    return not keyword or (
        bool(given)
        and isinstance(given[0], ast.Constant)
        and (given[0].value is None or (isinstance(given[0].value, int | float)))
        and (given[0].value is None or given[0].value > 0)
    )


def _sees_context(context: Context, value: Value, old: Superseded) -> bool:
    """Whether the function may read context variables that the project has."""
    called = value.target if isinstance(value, Prepared) else value
    if isinstance(called, Named):
        known = context.catalogue.entry(called.name) is not None
        if known or called.name in old.contexts:
            return False
    return bool(context.project.with_word(_VARIABLE))
