"""Offloads a `with` call by call, where the block itself has to stay on the loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.model import Argument, Edit, Strategy
from asyncfix.plan.answers import CLOSING_CODEMOD
from asyncfix.plan.code.consumers import consumes, opens
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proofs.awaits.shared import split_update
from asyncfix.plan.proofs.threads.in_thread import given_to_thread
from asyncfix.plan.proofs.threads.updates import opened_for
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.repairs.calls import offloaded
from asyncfix.project.inference import Bound, name_of, object_name
from asyncfix.project.view import ScopeNode


def offload_pieces(context: Context, problem: Problem) -> Proposal | Refusal:
    """Runs the opening calls and each call on what they opened in a thread, one after another."""
    site, entry = problem.site, problem.entry
    block = site.node
    if entry is None or not isinstance(block, ast.With):
        return Refusal("it is not a `with` block")
    if entry.bound:
        return Refusal(entry.bound)
    if not site.view.stands_alone(block):
        return Refusal("it shares a line with other code")
    calls: list[ast.Call] = []
    names: list[str] = []
    for item in block.items:
        found = _item_calls(context, site, block, item)
        if isinstance(found, Refusal):
            return found
        calls += found
        names += [item.optional_vars.id] if isinstance(item.optional_vars, ast.Name) else []
    calls = list(dict.fromkeys(calls))
    for call in calls:
        refused = await_problem(context, site.at(call)) or _nested(calls, call)
        if refused:
            return Refusal(refused)
    edits = (
        *(offloaded(context, site, call) for call in calls),
        _closing(context, site, block, names),
    )
    title = f"open, use and close it in a thread with `{edits[0].text('offload')}`"
    proposal = Proposal((problem.finding,), Strategy.THREAD, title, edits)
    reason = _race(context, site, calls)
    return proposal.doubted(reason)


def _race(context: Context, site: Site, calls: Sequence[ast.Call]) -> str:
    """What other tasks and the thread could do to each other."""
    split = split_update(context, site, tuple(calls))
    if split:
        return split
    cut_short = _cut_short(context, site, calls)
    if cut_short:
        return cut_short
    for call in calls:
        state = given_to_thread(context, site, call)
        if state:
            return f"other tasks may change `{state}` while the thread goes through it"
    return ""


def _cut_short(context: Context, site: Site, calls: Sequence[ast.Call]) -> str:
    """Why a cancellation would close a file in the middle of a step, such as a `json.dump`."""
    written = {item.id for item in _written(context, site)}
    for call in calls:
        if any(isinstance(item, ast.Name) and item.id in written for item in call.args):
            what = ast.unparse(call.func)
            return f"a cancellation would close the file while `{what}` still writes it"
    return ""


def _written(context: Context, site: Site) -> Iterator[ast.Name]:
    """The names of the files that a `with` opens to write."""
    for item in site.node.items if isinstance(site.node, ast.With) else ():
        opening, name = item.context_expr, item.optional_vars
        if isinstance(opening, ast.Call) and isinstance(name, ast.Name):
            value = context.value(site, opening.func)
            entry = context.catalogue.entry(name_of(value))
            position = 0 if entry is not None and entry.is_method else 1
            if opened_for(opening, position)[1]:
                yield name


def _item_calls(
    context: Context, site: Site, block: ast.With, item: ast.withitem
) -> list[ast.Call] | Refusal:
    """The call that opens an item of the `with`, and the blocking calls on what it opens."""
    opening = item.context_expr
    if not isinstance(opening, ast.Call) or not opens(context, site, opening):
        return Refusal("what it opens is no file")
    value = context.value(site, opening.func)
    entry = context.catalogue.entry(name_of(value))
    if entry is not None and entry.whole:
        return Refusal("leaving its `with` does more than to close it")
    if not isinstance(item.optional_vars, ast.Name):
        return Refusal("what it opens has no name of its own")
    uses = _uses(context, site, block, item.optional_vars)
    return uses if isinstance(uses, Refusal) else [opening, *uses]


def _nested(calls: list[ast.Call], call: ast.Call) -> str:
    inside = any(other is not call and other in ast.walk(call.func) for other in calls)
    return "one call on the file is made on the result of another" if inside else ""


def _closing(context: Context, site: Site, block: ast.With, names: Sequence[str]) -> Edit:
    spelled, _ = context.offload(site)
    arguments: dict[str, Argument] = {"offload": spelled.text, "names": tuple(names)}
    return Edit(site.path, site.view.span(block), CLOSING_CODEMOD, arguments, spelled.imports)


def _uses(
    context: Context, site: Site, block: ast.With, name: ast.Name
) -> list[ast.Call] | Refusal:
    """The blocking calls on what the name holds; a refusal if it is used in any other way."""
    calls = []
    for node in _mentions(site, name):
        parent = site.view.parents[node]
        if not isinstance(node.ctx, ast.Load):
            if block in site.view.ancestors(node):
                return Refusal(f"`{name.id}` is bound again")
            continue
        if block not in site.view.ancestors(node):
            if isinstance(parent, ast.Attribute) and parent.attr in ("name", "closed"):
                continue
            if _belongs_elsewhere(site, node):
                continue
            return Refusal(f"`{name.id}` is used after its block")
        if any(isinstance(outer, ScopeNode) for outer in _between(site, node, block)):
            return Refusal(f"a nested function uses `{name.id}`")
        call = _call_on(context, site, node, parent)
        if isinstance(call, Refusal):
            return call
        calls += [call] if call is not None else []
    return calls


def _belongs_elsewhere(site: Site, node: ast.Name) -> bool:
    """Whether a `with` of its own binds the name anew around the node."""
    return any(
        isinstance(parent, ast.With | ast.AsyncWith)
        and any(
            isinstance(item.optional_vars, ast.Name) and item.optional_vars.id == node.id
            for item in parent.items
        )
        for parent in site.view.ancestors(node)
    )


def _mentions(site: Site, name: ast.Name) -> Iterator[ast.Name]:
    for node in ast.walk(site.function_node):
        if isinstance(node, ast.Name) and node.id == name.id and node is not name:
            yield node


def _between(site: Site, node: ast.AST, block: ast.With) -> Iterator[ast.AST]:
    for parent in site.view.ancestors(node):
        if parent is block:
            return
        yield parent


def _call_on(
    context: Context, site: Site, node: ast.Name, parent: ast.AST
) -> ast.Call | Refusal | None:
    """The call in which a file is used: one of its methods, or a function that is given it."""
    if _is_offloaded(context, site, node):
        return None
    if isinstance(parent, ast.Attribute):
        call = site.view.parents[parent]
        if not (isinstance(call, ast.Call) and call.func is parent):
            return None if parent.attr in ("name", "closed") else Refusal(_kept(node))
        value = context.value(site, parent)
        known = isinstance(value, Bound) and context.catalogue.entry(value.name) is not None
        return call if known else None
    call = site.view.parents[parent] if isinstance(parent, ast.keyword) else parent
    if isinstance(call, ast.Call) and consumes(context, site, call, node):
        return call
    if isinstance(parent, ast.For | ast.comprehension):
        return Refusal(f"the loop over `{node.id}` would still read on the event loop")
    return Refusal(_kept(node))


def _is_offloaded(context: Context, site: Site, node: ast.Name) -> bool:
    """Whether a file, or a method of it, is handed to a thread already."""
    child: ast.AST = node
    parent = site.view.parents[node]
    if isinstance(parent, ast.Attribute):
        child, parent = parent, site.view.parents[parent]
    if not isinstance(parent, ast.Call) or child not in parent.args:
        return False
    return object_name(context.value(site, parent.func)) in context.catalogue.loops.values()


def _kept(node: ast.Name) -> str:
    return f"`{node.id}` is used in a way that would stay on the event loop"
