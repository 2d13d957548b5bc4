"""Repairs of one call: its async twin, a thread for it, an `await` in front of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from asyncfix.entries import Entry
from asyncfix.model import Edit, Strategy
from asyncfix.plan.code.consumers import consumes, is_shared_file, opens, stays_off
from asyncfix.plan.code.names import given
from asyncfix.plan.context import Context, Site, Spelling
from asyncfix.plan.proofs.awaits.caught import caught, caught_above
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proofs.awaits.shared import split_update
from asyncfix.plan.proofs.threads.in_thread import given_to_thread, read_in_thread
from asyncfix.plan.proofs.threads.made import lent
from asyncfix.plan.proofs.threads.tame import is_tame
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.twins.names import written
from asyncfix.project.nodes import targets_of
from asyncfix.project.values import name_of
from asyncfix.project.view import walk_scope

Check = Callable[[Context, Site, ast.Call], str]


def twin(context: Context, problem: Problem) -> Proposal | Refusal:
    """`await` the coroutine function that does the same with the same arguments."""
    entry, site = problem.entry, problem.site
    name = entry.twins.get(context.loop_library(site)) if entry is not None else None
    if entry is not None and entry.member:
        return _member(context, problem, entry.member)
    if entry is None or name is None:
        return Refusal("it has no async twin")
    refused = await_problem(context, site)
    if refused:
        return Refusal(refused)
    spelled = _spelled(context, site, entry.name, name)
    edit = Edit(
        site.path,
        problem.finding.span,
        "use_async_twin",
        {"twin": spelled.text},
        spelled.imports,
    )
    call = site.node
    doubts = [
        CHECKS[check](context, site, call) for check in entry.unless if isinstance(call, ast.Call)
    ]
    reason = next((doubt for doubt in doubts if doubt), "") or _put_in_place(
        context, site, entry, name
    )
    proposal = Proposal(
        (problem.finding,), Strategy.NATIVE, f"await `{spelled.text}` instead", (edit,)
    )
    return weighed(context, site, proposal, reason)


def _put_in_place(context: Context, site: Site, entry: Entry, twin: str) -> str:
    """Why code that replaces a function, or its twin, as tests do, would see a difference."""
    if where := context.patches.of(entry.name, site.path):
        return f"what replaces `{entry.name}` would no longer reach this call ({where})"
    where = context.patches.of(twin, site.path)
    return f"what replaces `{twin}` would reach this call ({where})" if where else ""


def _spelled(context: Context, site: Site, called: str, name: str) -> Spelling:
    """How a twin is written: as what is called is, if both are of one module."""
    is_bare = isinstance(site.node, ast.Call) and isinstance(site.node.func, ast.Name)
    if is_bare and called.rpartition(".")[0] == name.rpartition(".")[0]:
        return written(context, site.view, site.node, name)
    return context.spell(site, name)


def _member(context: Context, problem: Problem, name: str) -> Proposal | Refusal:
    """`await` the method of the same object that does the same with the same arguments."""
    site = problem.site
    if not isinstance(site.node, ast.Call) or not isinstance(site.node.func, ast.Attribute):
        return Refusal("it is not called as a method")
    refused = await_problem(context, site)
    if refused:
        return Refusal(refused)
    edit = Edit(site.path, problem.finding.span, "use_async_twin", {"member": name})
    title = f"await `{name}` instead"
    proposal = Proposal((problem.finding,), Strategy.NATIVE, title, (edit,))
    return weighed(context, site, proposal, "")


def thread(context: Context, problem: Problem) -> Proposal | Refusal:
    """Run the call in a thread: exact, unless what it works on belongs to its thread."""
    entry, site = problem.entry, problem.site
    call = site.node
    if entry is None or not isinstance(call, ast.Call):
        return Refusal("it is not a single call")
    lending = lent(context, site, call) if entry.overlap else None
    if entry.bound and (lending is None or lending.certain):
        return Refusal(lending.reason if lending is not None else entry.bound)
    user = _user(context, site, call) if opens(context, site, call) else None
    if isinstance(user, Refusal):
        return user
    if entry.lazy and user is None:
        return Refusal("it does its work while it is gone through, on the event loop")
    moved = user or call
    refused = await_problem(context, site.at(moved))
    if refused:
        return Refusal(refused)
    whole = (
        user is not None
        or _starts_with_work(context, site, call)
        or any(opens(context, site, item) for item in given(call))
    )
    if whole:
        refused = closure_problem(context, site, moved)
        if refused:
            return Refusal(refused)
    edit = offloaded(context, site, moved, whole)
    title = f"run it in a thread with `{edit.text('offload')}`"
    proposal = Proposal((problem.finding,), Strategy.THREAD, title, (edit,))
    doubt = _race(context, site, moved, whole) or (lending.reason if lending is not None else "")
    return weighed(context, site.at(moved), proposal, doubt)


def offloaded(
    context: Context, site: Site, call: ast.Call, whole: bool = False, first: str = ""
) -> Edit:
    """The edit that runs a call in a thread; `whole` and `first` are those of the codemod."""
    spelled, partial = context.offload(site)
    bound = partial if call.keywords and not whole else Spelling("")
    return Edit(
        site.path,
        site.view.span(call),
        "move_to_thread",
        {"offload": spelled.text, "partial": bound.text, "whole": whole, "first": first},
        (*spelled.imports, *bound.imports),
    )


def _user(context: Context, site: Site, call: ast.Call) -> ast.Call | Refusal | None:
    """The call that uses up what the call opens, as in `json.load(open(p))`; None if it is kept."""
    parent, user = site.view.parents[call], site.view.call_given(call)
    if user is not None:
        if consumes(context, site, user, call):
            return user
        return Refusal(f"`{ast.unparse(user.func)}` would still use it on the event loop")
    if isinstance(parent, ast.For | ast.comprehension):
        return Refusal("the loop over it would still read on the event loop")
    if isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        targets = targets_of(parent)
        for target in targets:
            if isinstance(target, ast.Name) and not stays_off(context, site, target.id):
                return Refusal(f"`{target.id}` would still be used on the event loop")
        return None
    if isinstance(parent, ast.Return | ast.Yield | ast.Expr | ast.withitem):
        return None
    if isinstance(parent, ast.Attribute) and parent.attr in ("name", "closed"):
        return None
    return Refusal("what it opens would still be used on the event loop")


def _race(context: Context, site: Site, call: ast.Call, whole: bool) -> str:
    """What a call in a thread and other tasks could do to each other; empty if nothing."""
    moved = walk_scope(call) if whole else ()
    if each := context.stateful.own_among(site.module, site.scope, moved):
        return f"`{each}` is another one in each thread"
    state = (
        read_in_thread(context, site, (call,)) if whole else given_to_thread(context, site, call)
    )
    if state:
        return f"other tasks may change `{state}` while the thread goes through it"
    if isinstance(call.func, ast.Attribute) and is_shared_file(context, site, call):
        text = ast.unparse(call.func.value)
        return f"other tasks may use `{text}` at the same time, from another thread"
    return ""


def awaited(context: Context, problem: Problem) -> Proposal | Refusal:
    """Put an `await` in front of the call."""
    site = problem.site
    refused = await_problem(context, site)
    if refused:
        return Refusal(refused)
    edit = Edit(site.path, problem.finding.span, "add_await")
    return Proposal((problem.finding,), Strategy.AWAIT, "await it", (edit,))


def weighed(context: Context, site: Site, proposal: Proposal, reason: str = "") -> Proposal:
    """Marks a proposal unsafe where there is a reason, or where the await splits an update."""
    reason = reason or split_update(context, site)
    return proposal.doubted(reason)


def _starts_with_work(context: Context, site: Site, call: ast.Call) -> bool:
    """Whether the callee itself is computed by a blocking call, as in `open(p).read()`."""
    current: ast.expr = call.func
    while isinstance(current, ast.Attribute | ast.Subscript | ast.Call):
        if isinstance(current, ast.Call):
            value = context.value(site, current.func)
            name = name_of(value)
            if name and context.counts(name):
                return True
            current = current.func
        else:
            current = current.value
    return False


def closure_problem(context: Context, site: Site, call: ast.Call) -> str:
    """Why the whole call cannot go into a lambda."""
    for node in ast.walk(call):
        if isinstance(node, ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr):
            return "part of it must stay on the event loop"
        if isinstance(node, ast.Call) and node is not call and not _is_link(call, node):
            if node in given(call) and opens(context, site, node):
                continue
            value = context.value(site, node.func)
            if context.counts(name_of(value)):
                return "a part of it blocks by itself"
            if not is_tame(context, site, node, frozenset()):
                text = ast.unparse(node.func)
                return f"it calls `{text}`, which may need the event loop's thread"
    return ""


def _is_link(call: ast.Call, node: ast.Call) -> bool:
    """Whether a call is one of those that the chain goes through."""
    current: ast.expr = call.func
    while isinstance(current, ast.Attribute | ast.Subscript | ast.Call):
        if current is node:
            return True
        current = current.func if isinstance(current, ast.Call) else current.value
    return False


def _may_be_negative(context: Context, site: Site, call: ast.Call) -> str:
    """A delay can be below zero, where the two sleeps differ.

    That is near for a difference of two values, and where the code is ready for the ValueError.
    """
    argument = call.args[0] if call.args else None
    if argument is None or isinstance(argument, ast.Constant):
        return ""
    text = ast.unparse(argument)
    if any(_keeps_positive(parent, call, text) for parent in site.view.ancestors(call)):
        return ""
    if not _is_difference(site, argument) and not _is_expected(context, site):
        return ""
    return "a negative delay raises ValueError in the blocking call, and not in its twin"


def _is_expected(context: Context, site: Site) -> bool:
    """Whether the code around a call, or around one of its function, names ValueError."""
    kind = "builtins.ValueError"
    return bool(caught(context, site, kind, named=True) or caught_above(context, site, (kind,)))


def _is_difference(site: Site, node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Sub)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub)
    if isinstance(node, ast.Name):
        return any(
            isinstance(other, ast.Assign)
            and not isinstance(other.value, ast.Name)
            and any(isinstance(item, ast.Name) and item.id == node.id for item in other.targets)
            and _is_difference(site, other.value)
            for other in walk_scope(site.function_node)
        )
    return False


def _keeps_positive(parent: ast.AST, call: ast.Call, text: str) -> bool:
    """Whether a test around the call, such as `if wait > 0:`, lets no negative delay through."""
    if not isinstance(parent, ast.If) or not isinstance(parent.test, ast.Compare):
        return False
    if not any(call in ast.walk(statement) for statement in parent.body):
        return False
    test = parent.test
    positive = isinstance(test.ops[0], ast.Gt | ast.GtE) and ast.unparse(test.left) == text
    limit = test.comparators[0]
    return positive and isinstance(limit, ast.Constant) and limit.value in (0, 0.0)


CHECKS: Mapping[str, Check] = {"may-be-negative": _may_be_negative}
