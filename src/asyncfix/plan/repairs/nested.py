"""Repairs event loops that are started in a coroutine: what they run is awaited."""

from __future__ import annotations

import ast

from asyncfix.detect.loops.nested import runner_of
from asyncfix.model import Edit, Strategy
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.caught import caught, caught_above
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proofs.awaits.no_return import may_not_return
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Coroutine, Ref
from asyncfix.runners import Runner


def await_in_place(context: Context, problem: Problem) -> Proposal | Refusal:
    """`await f(x)` for `asyncio.run(f(x))`: the loop that runs already runs it."""
    site, call = problem.site, problem.site.node
    if not isinstance(call, ast.Call):
        return Refusal("it is not a call")
    runner = runner_of(context.inference, site.module, describe(call.func, site.scope))
    if runner is None:
        return Refusal("it is not known what it runs")
    refused = _refused(context, site, call, runner)
    if refused:
        return Refusal(refused)
    edit = Edit(site.path, problem.finding.span, "await_in_place", {"takes": runner.takes})
    proposal = Proposal((problem.finding,), Strategy.AWAIT, "await it instead", (edit,))
    reason = _doubt(context, site, call, runner)
    return proposal.doubted(reason)


def leave_helper(context: Context, problem: Problem) -> Refusal:
    """Why a helper that runs a loop stays as it is: plain code needs it so."""
    return Refusal("the helper is made for plain code: await what it runs, or call it in a thread")


def _refused(context: Context, site: Site, call: ast.Call, runner: Runner) -> str:
    """Why what it runs can't be awaited there; empty if it can."""
    if runner.manual:
        return runner.manual
    if not _on_same_library(context, site, runner):
        return f"the coroutine may run on another library's loop than {runner.library}'s"
    if isinstance(site.view.parents[call], ast.Await):
        return "what it gives is awaited already"
    given = call.func.args if isinstance(call.func, ast.Call) else call.args
    if not given or isinstance(given[0], ast.Starred):
        return "it is not told by its first argument what it runs"
    if runner.takes == "coroutine" and not isinstance(given[0], ast.Call):
        return "what it runs is not called in its place"
    return await_problem(context, site)


def _on_same_library(context: Context, site: Site, runner: Runner) -> bool:
    """Whether the function surely runs on a loop of the runner's library, if on any."""
    known = context.catalogue
    others = site.module.packages & known.loops.keys() - {runner.library}
    together = {"asyncio", *known.any_loop}
    return others <= (together if runner.library in together else set())


def _doubt(context: Context, site: Site, call: ast.Call, runner: Runner) -> str:
    """What the program may have done with the call other than fail; empty if nothing."""
    nesting = _allows_nesting(context)
    if nesting:
        return f"`{nesting}` makes the call work as it is, and let other tasks wait for it"
    error = "builtins.RuntimeError"
    where = caught(context, site, error) or caught_above(context, site, {error})
    if where:
        return f"{where} catches the error that the call raised: what it does would not be done"
    wrapped = call.func if isinstance(call.func, ast.Call) else None
    options = call.keywords if wrapped is None else wrapped.keywords
    if options:
        return f"`{options[0].arg or '**'}=` is left out"
    if runner.takes == "coroutine" and not isinstance(context.value(site, call.func), Ref):
        foreign = _foreign(context, site, call)
        if foreign:
            return foreign
    given = call.args[0] if call.args else None
    return may_not_return(context, site, given) if isinstance(given, ast.Call) else ""


def _foreign(context: Context, site: Site, call: ast.Call) -> str:
    """Why the loop that it runs on may matter: it is given a future of that loop."""
    if not isinstance(context.value(site, call.func), Bound):
        return "it is not known whose method it is"
    if not isinstance(context.value(site, call.args[0]), Coroutine):
        return "what it runs may belong to another loop"
    return ""


def _allows_nesting(context: Context) -> str:
    """What in the project allows a loop within a loop; empty if nothing does."""
    for name in sorted(context.catalogue.nesting):
        for module in context.project.mentioning(name.partition(".")[0]):
            for call in module.calls:
                if context.inference.value(module, call.func) == Ref(name):
                    return name
    return ""
