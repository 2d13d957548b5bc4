"""Repairs offloads that are given what a call gives: the function is passed instead."""

from __future__ import annotations

import ast

from asyncfix.detect.loops.offloads import offload_of
from asyncfix.model import Edit, Import, Strategy
from asyncfix.plan.code.names import given
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.caught import caught
from asyncfix.plan.proofs.threads.tame import is_tame
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.repairs.executors import without_executor
from asyncfix.project.expressions import describe
from asyncfix.runners import Offload


def pass_callable(context: Context, problem: Problem) -> Proposal | Refusal:
    """`to_thread(f, x)` for `to_thread(f(x))`."""
    site, call = problem.site, problem.site.node
    if not isinstance(call, ast.Call):
        return Refusal("it is not a call")
    offload = offload_of(context.inference, site.module, describe(call.func, site.scope))
    place = _place(offload, call) if offload is not None else None
    if offload is None or place is None or not offload.passes:
        return Refusal("what it is given is not called by this call: pass the function yourself")
    inner = given(call)[place]
    if not isinstance(inner, ast.Call):
        return Refusal("what it is given is not called in its place")
    if _has_others(offload, call, place):
        return Refusal("it is given further arguments, which it would pass to the function")
    partial, imports = "", tuple[Import, ...]()
    if _needs_partial(offload, call, place, inner):
        spelled = context.spell(site, "functools.partial")
        partial, imports = spelled.text, spelled.imports
    arguments = {"place": str(_written(call).index(inner)), "partial": partial}
    edit = without_executor(context, site, call) or Edit(
        site.path, problem.finding.span, "pass_callable", arguments, imports
    )
    title = "pass the function instead of calling it"
    proposal = Proposal((problem.finding,), Strategy.THREAD, title, (edit,))
    reason = _doubt(context, site, call, inner)
    return proposal.doubted(reason)


def _place(offload: Offload, call: ast.Call) -> int | None:
    """The index of the callable among the positional and keyword arguments."""
    for index, item in enumerate(call.keywords):
        if item.arg == offload.keyword and item.arg:
            return len(call.args) + index
    index = offload.position - 1
    return index if 0 <= index < len(call.args) else None


def _written(call: ast.Call) -> list[ast.expr]:
    """The arguments in the order in which they are written."""
    return sorted(given(call), key=lambda item: (item.lineno, item.col_offset))


def _has_others(offload: Offload, call: ast.Call, place: int) -> bool:
    """Whether the function would get arguments that are there already."""
    if offload.passes == "none":
        return any(item.arg in (None, "args", "kwargs") for item in call.keywords) or (
            place + 1 < len(call.args)
        )
    others = [item for item in call.keywords if item.arg != offload.keyword]
    return place + 1 < len(call.args) or (bool(others) and offload.passes == "all")


def _needs_partial(offload: Offload, call: ast.Call, place: int, inner: ast.Call) -> bool:
    if not inner.args and not inner.keywords:
        return False
    by_keyword = place >= len(call.args) or offload.passes == "none"
    names = {item.arg for item in inner.keywords}
    positional = offload.passes == "positional" and bool(names)
    return by_keyword or positional or offload.keyword in names


def _doubt(context: Context, site: Site, call: ast.Call, inner: ast.Call) -> str:
    """What the program may have done with the call other than fail; empty if nothing."""
    if not isinstance(site.view.parents[call], ast.Await):
        return "the function was done before the code after it ran; now it runs beside that"
    where = caught(context, site, "builtins.TypeError")
    if where:
        return f"{where} catches the error that the call raised: what it does would not be done"
    text = ast.unparse(inner.func)
    if not is_tame(context, site, inner, frozenset()):
        return f"`{text}` may need the event loop's thread"
    return ""
