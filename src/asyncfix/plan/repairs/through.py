"""Repairs of a call of a plain function that blocks further down: the whole call in a thread."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.detect.detection import Reached
from asyncfix.model import Strategy
from asyncfix.plan.code.names import given
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proofs.state.accesses import own_objects
from asyncfix.plan.proofs.state.fresh import is_fresh
from asyncfix.plan.proofs.state.given_away import is_given_away
from asyncfix.plan.proofs.state.going import Going, chain_of, going, gone_through_later, is_grouping
from asyncfix.plan.proofs.threads.handed_on import handed_functions
from asyncfix.plan.proofs.threads.in_thread import given_to_thread
from asyncfix.plan.proofs.threads.lazily import runs_lazily
from asyncfix.plan.proofs.threads.made import handed_over, kept_in_thread, lent
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.repairs.blocks import hoist, race
from asyncfix.plan.repairs.calls import closure_problem, offloaded, weighed
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Ref
from asyncfix.project.nodes import root_name
from asyncfix.project.project import Definition
from asyncfix.project.view import FunctionNode

_EAGER = "all its items are made before the first one is used"
_SEVERAL = "which of several functions it calls is known only as it runs"
_BESIDE = frozenset({"either", "callback"})
_IN_STATEMENTS = frozenset({"with", "read", "operator", "later"})
"""How functions run that can only be moved with the statement around them; see `Edge`."""
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return, ast.Expr, ast.With)


def offload(
    context: Context, problem: Problem, given: frozenset[str] = frozenset()
) -> Proposal | Refusal:
    """Run the call in a thread, if all that it runs may run there.

    `given` are names of objects that may be handed over although they are a unit of work.
    """
    reached, site = problem.reached, problem.site
    call = site.node
    if reached is not None and reached.how in _IN_STATEMENTS:
        return _with_statement(context, problem, reached)
    if reached is None or not isinstance(call, ast.Call):
        return Refusal("it is not a single call")
    if _is_awaited(site, call):
        return Refusal("what it gives is awaited, so that it must run on the event loop")
    if context.value(site, call.func) == Ref("builtins.next") and len(call.args) < 2:
        return Refusal("`next` may raise StopIteration, which cannot leave a thread")
    if reached.how in _BESIDE:
        reached = reached._replace(targets=_beside(context, site, problem))
    gone: Going | Refusal = Going(False, False)
    chain = [call]
    if reached.how == "iterate":
        chain = chain_of(context, site, call)
        gone = going(context, site, chain[-1])
        if isinstance(gone, Going) and not all(_is_gone_through(x) for x in reached.targets):
            gone = gone._replace(whole=True)  # what gives the iterator blocks as well
    elif is_grouping(context, site, call):
        gone = Refusal("its groups are made while they are gone through, on the event loop")
    if isinstance(gone, Refusal):
        return gone
    if reached.how == "iterate" and not gone.collected:
        reached = reached._replace(targets=_beside(context, site, problem))
    call, site = chain[-1], site.at(chain[-1])
    refused = await_problem(context, site) or kept_in_thread(
        context, context.value(site, call), reached.targets
    )
    for each in chain:
        refused = refused or handed_over(context, site, each, given, shared=True)
    if refused:
        return Refusal(refused)
    doubt = _against(context, site, chain, reached)
    if isinstance(doubt, Refusal):
        return doubt
    if gone.whole and (refused := closure_problem(context, site, call)):
        return Refusal(refused)
    edit = offloaded(context, site, call, gone.whole, "list" if gone.collected else "")
    title = f"run it in a thread with `{edit.text('offload')}`"
    proposal = Proposal((problem.finding,), Strategy.THREAD, title, (edit,))
    return weighed(context, site, proposal, doubt or (_EAGER if gone.collected else ""))


def _against(
    context: Context, site: Site, chain: Sequence[ast.Call], reached: Reached
) -> str | Refusal:
    """What may not be the same if a thread runs the last call of a chain, or why none may."""
    call = chain[-1]
    implied = (item.target for item in context.implicits.made(site.module, site.scope, call))
    named = _named(context, site, call)
    callbacks = (item for each in chain for item in handed_functions(context, site, each))
    own, cls = _on_own(context, site, call), _class(context, site, call)
    against = (
        context.off_loop.hindrance((*reached.targets, *named, *callbacks, *implied), own, cls),
        *(lent(context, site, each) for each in chain),
    )
    for found in against:
        if found is not None and found.certain:
            return Refusal(found.reason)
    doubts = (found.reason for found in against if found is not None)
    doubt = _handling_doubt(site) or next(doubts, "")
    doubt = doubt or (_SEVERAL if reached.how == "either" else "")
    if any(
        item.function.is_generator and item.function.name != "__iter__" for item in reached.targets
    ):
        doubt = doubt or _shared_iterator(context, site, chain)
    for each in chain:
        if not doubt and (state := given_to_thread(context, site, each)):
            doubt = f"other tasks may change `{state}` while the thread goes through it"
        doubt = doubt or _lambda_doubt(each) or _lazy_doubt(context, site, each)
    return doubt


def _shared_iterator(context: Context, site: Site, chain: Sequence[ast.Call]) -> str:
    """Why two threads may ask for the next item of what a chain of calls goes through."""
    own = own_objects(site.function_node)
    for node in (item for call in chain for item in call.args):
        root = root_name(node) if isinstance(node, ast.Name | ast.Attribute) else None
        is_function = isinstance(context.value(site, node), Ref)  # `map(str, rows())`
        if root is not None and root.id not in own and not is_function:
            return f"other tasks may ask for the next item of `{ast.unparse(node)}` meanwhile"
    return ""


def _with_statement(context: Context, problem: Problem, reached: Reached) -> Proposal | Refusal:
    """Run the statement in a thread that enters, reads, uses or iterates over what blocks."""
    site = problem.site
    statement = site.view.statement(site.node)
    if not isinstance(statement, _SIMPLE):
        return Refusal("it is a part of a statement that cannot be moved to a thread")
    made = site.node if isinstance(site.node, ast.Call) and reached.how == "later" else None
    if made is not None and (reason := gone_through_later(context, site, made)):
        return Refusal(reason)
    found = context.off_loop.hindrance(reached.targets, on_own=False)
    if found is not None and found.certain:
        return Refusal(found.reason)
    edit = hoist(context, site, [statement], "work", whole=_is_stored_into(site, statement))
    if isinstance(edit, Refusal):
        return Refusal(f"the statement around it cannot move to a thread: {edit.reason}")
    doubt = found.reason if found is not None else race(context, site, [statement], edit)
    doubt = doubt or _handling_doubt(site)
    title = f"run the statement in a thread with `{edit.text('offload')}`"
    proposal = Proposal((problem.finding,), Strategy.THREAD, title, (edit,))
    return weighed(context, site, proposal, doubt)


def _is_stored_into(site: Site, statement: ast.stmt) -> bool:
    """Whether the place is a part of what an assignment assigns to."""
    around = (site.node, *site.view.ancestors(site.node))
    if isinstance(statement, ast.Assign):
        return any(item in around for item in statement.targets)
    return isinstance(statement, ast.AnnAssign) and statement.target in around


def _is_gone_through(target: Definition) -> bool:
    """Whether a function runs where what another one gives is gone through."""
    return target.function.is_generator or target.function.name in ("__iter__", "__next__")


def _is_awaited(site: Site, call: ast.Call) -> bool:
    return isinstance(site.view.parents[call], ast.Await)


def _beside(context: Context, site: Site, problem: Problem) -> tuple[Definition, ...]:
    """All functions that a call runs or may run, those among them that do not block."""
    edges = context.graph.edges(context.definition(site))
    return tuple(edge.target for edge in edges if edge.span == problem.finding.span)


def _lambda_doubt(call: ast.Call) -> str:
    for node in given(call):
        if isinstance(node, ast.Lambda):
            return "the function that it is handed would be called in the thread"
        if isinstance(node, ast.GeneratorExp):
            return "the generator that it is handed would run in the thread"
    return ""


def _lazy_doubt(context: Context, site: Site, call: ast.Call) -> str:
    for node in given(call):
        if runs_lazily(context.inference, site.module, describe(node, site.scope)):
            return f"what `{ast.unparse(node)}` calls would be called in the thread"
    return ""


def _handling_doubt(site: Site) -> str:
    """A thread does not see the exception that the coroutine is just handling.

    A bare `raise`, `traceback.format_exc` and `logging.exception` ask for it.
    """
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, FunctionNode):
            break
        if isinstance(parent, ast.ExceptHandler):
            return "the thread would not see the exception that is being handled"
    return ""


def _named(context: Context, site: Site, call: ast.Call) -> list[Definition]:
    """The method that a call names: others than those that block may run in its place."""
    value = context.value(site, call.func)
    return context.inference.functions(value, site.path) if isinstance(value, Bound) else []


def _class(context: Context, site: Site, call: ast.Call) -> str:
    """The class of the object that a method is called on, if it can be no other."""
    if not isinstance(call.func, ast.Attribute):
        return ""
    receiver = describe(call.func.value, site.scope)
    return context.dispatch.received(context.definition(site), receiver, "")


def _on_own(context: Context, site: Site, call: ast.Call) -> bool:
    """Whether it is a method of an object that the coroutine has made for itself."""
    root = root_name(call.func) if isinstance(call.func, ast.Attribute) else None
    if root is None or not is_fresh(context.inference, context.definition(site), root.id):
        return False
    spawning = {name.rpartition(".")[2] for name in context.catalogue.spawns}
    return not is_given_away(site, root.id, spawning)
