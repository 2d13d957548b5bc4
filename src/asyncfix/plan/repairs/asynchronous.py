"""Repairs what is asynchronous and treated as if it were not."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from asyncfix.detect.awaits.async_only import AsyncOnly
from asyncfix.detect.awaits.relatives import Relatives
from asyncfix.model import Argument, Confidence, Edit, Span, Strategy
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.caught import caught_above
from asyncfix.plan.proofs.awaits.guards import await_problem, nesting_problem
from asyncfix.plan.proofs.awaits.no_return import may_not_return
from asyncfix.plan.proofs.awaits.shared import split_update
from asyncfix.plan.proofs.calls.stand_ins import promised_only
from asyncfix.plan.proofs.state.promised import rests_on_promise
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.repairs.calls import awaited
from asyncfix.plan.repairs.plain_caller import await_in_callers
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Instance
from asyncfix.project.terms import Attr, Derived

_COLLECTED = {"list": "list", "set": "set"}
_DECLARED = (
    "that it is a coroutine, or that plain data is wanted there, is known by an annotation only, "
    "or by a container that may change"
)
# What Python raises where only the asynchronous form works; it depends on the version which.
_RAISED = ("builtins.TypeError", "builtins.AttributeError")
_TAKING_ALL = frozenset({"tuple", "frozenset", "sorted", "sum", "min", "max", "dict"})


def add_await(context: Context, problem: Problem) -> Proposal | Refusal:
    """`await` in front of the call; unsafe where its callee is known by a promise only."""
    site = problem.site
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, ast.Await):
            return Refusal("the `await` further left belongs in parentheses with the call")
        if isinstance(parent, ast.Call) and not _is_plain_method(context, site, parent.func):
            break
        if not isinstance(parent, ast.Attribute | ast.Subscript | ast.Call):
            break
    if not site.function.is_async:
        return await_in_callers(context, problem)
    return _weighed(context, problem, awaited(context, problem))


def _is_plain_method(context: Context, site: Site, func: ast.expr) -> bool:
    """Whether `func` is a method of what the awaited call gives, and no coroutine function."""
    if not isinstance(func, ast.Attribute) or func.value is not site.node:
        return False
    given = Derived("await", describe(func.value, site.scope))
    value = context.inference.value(site.module, Attr(given, func.attr))
    found = context.inference.functions(value, site.path) if isinstance(value, Bound) else []
    return bool(found) and not any(item.function.is_async for item in found)


def _weighed(context: Context, problem: Problem, answer: Proposal | Refusal) -> Proposal | Refusal:
    site, call = problem.site, problem.site.node
    if isinstance(answer, Refusal):
        return answer
    if isinstance(call, ast.Attribute):
        return answer.doubted(_promised(context, site, call.value))
    if not isinstance(call, ast.Call):
        return answer
    answer = answer.doubted(may_not_return(context, site, call))
    if problem.finding.confidence is Confidence.HEURISTIC:
        return answer.doubted(_DECLARED)
    if isinstance(context.value(site, call.func), Instance):
        return answer.doubted(_promised(context, site, call.func))
    if problem.finding.confidence is Confidence.EXACT or not isinstance(call.func, ast.Attribute):
        return answer
    reason = promised_only(context, site, call.func)
    return answer.doubted(reason)


def _promised(context: Context, site: Site, receiver: ast.expr) -> str:
    """Why an object whose property is read, or that is called, may be of another class."""
    if not rests_on_promise(context.inference, site.module, describe(receiver, site.scope)):
        return ""
    return f"what `{ast.unparse(receiver)}` is, is known by an annotation only"


def enter_async(context: Context, problem: Problem) -> Proposal | Refusal:
    """`async with`, where all of the statement's items need it."""
    site = problem.site
    if not isinstance(site.node, ast.With):
        return Refusal("it is no `with`")
    refused = _in_coroutine(context, problem)
    if refused:
        return refused
    known = AsyncOnly(context.inference, Relatives(context.inference))
    for item in site.node.items:
        if known.context(site.module, describe(item.context_expr, site.scope)) is None:
            text = ast.unparse(item.context_expr)
            return Refusal(f"`{text}` may need a `with` that is not asynchronous: split the two")
    title = "enter it with `async with`"
    return _proposal(context, problem, title, problem.finding.span, "make_with_async")


def iterate_async(context: Context, problem: Problem) -> Proposal | Refusal:
    """`async for`, in a loop or a comprehension."""
    site = problem.site
    refused = _in_coroutine(context, problem)
    if refused:
        return refused
    title, over = "go through it with `async for`", problem.finding.span
    if isinstance(site.node, ast.For):
        header = site.view.span(site.node).to_end_of(over)
        return _proposal(context, problem, title, header, "make_for_async")
    if isinstance(site.node, ast.GeneratorExp):
        return Refusal("the generator expression would become an asynchronous one")
    if not isinstance(site.node, ast.ListComp | ast.SetComp | ast.DictComp):
        return Refusal("it is neither a loop nor a comprehension")
    nested = nesting_problem(site)
    if nested:
        return Refusal(nested)
    span = site.view.span(site.node)
    loops = tuple(_asynchronous(context, site, site.node.generators))
    return _proposal(context, problem, title, span, "make_for_async", {"loops": loops})


def _asynchronous(
    context: Context, site: Site, generators: Sequence[ast.comprehension]
) -> Iterator[str]:
    """The numbers of the loops of a comprehension that need `async for`."""
    known = AsyncOnly(context.inference, Relatives(context.inference))
    for number, item in enumerate(generators):
        over = describe(item.iter, site.scope)
        is_needed = known.iterable(site.module, over) or known.blocking(site.module, over)
        if not item.is_async and is_needed is not None:
            yield str(number)


def collect(context: Context, problem: Problem) -> Proposal | Refusal:
    """`list(rows())` becomes `[row async for row in rows()]`, and its like."""
    site = problem.site
    refused = _in_coroutine(context, problem)
    if refused:
        return refused
    nested = nesting_problem(site)
    if nested:
        return Refusal(nested)
    call = site.node
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return Refusal("it is no call of a built-in")
    name, alone = call.func.id, len(call.args) == 1 and not call.keywords
    kind = _COLLECTED.get(name, "call")
    if name not in {*_COLLECTED, *_TAKING_ALL} or (kind != "call" and not alone):
        return Refusal(f"`{name}` cannot go through it: write an `async for` loop")
    if len(call.args) > 1 and name in ("min", "max"):
        return Refusal(f"`{name}` compares it with other things")
    arguments = {"kind": kind, "name": context.fresh(site, "item")}
    title = "collect it with `async for`"
    return _proposal(context, problem, title, site.view.span(call), "collect_async", arguments)


def _in_coroutine(context: Context, problem: Problem) -> Refusal | None:
    """Why nothing may be waited for at the place, if so."""
    site = problem.site
    reason = await_problem(context, site)
    if not reason:
        return None
    if site.function.is_async or not isinstance(site.function_node, ast.FunctionDef):
        return Refusal(reason)
    name = site.function.name
    return Refusal(
        f"`{name}` is a plain `def`: make it an `async def`, and await it wherever it is called"
    )


def _proposal(
    context: Context,
    problem: Problem,
    title: str,
    span: Span,
    codemod: str,
    arguments: Mapping[str, Argument] | None = None,
) -> Proposal:
    edit = Edit(problem.site.path, span, codemod, arguments or {})
    proposal = Proposal((problem.finding,), Strategy.AWAIT, title, (edit,))
    if problem.entry is not None:
        return proposal.doubted(problem.entry.doubt or split_update(context, problem.site))
    where = caught_above(context, problem.site, _RAISED)
    if not where:
        return proposal
    reason = f"{where} catches the error that it raised: what it does would not be done"
    return proposal.doubted(reason)
