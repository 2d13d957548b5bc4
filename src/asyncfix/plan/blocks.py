"""Offloads statements as one piece: a `with`, a loop, the life of a connection."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from asyncfix.model import Applicability, Confidence, Edit, Strategy
from asyncfix.plan import flow, names
from asyncfix.plan.context import Context, Site
from asyncfix.plan.guards import await_problem, shared_state
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.tame import first_wild
from asyncfix.project.view import FunctionNode, View, walk_scope


def offload_block(context: Context, problem: Problem) -> Proposal | Refusal:
    """Moves the statements that the finding is about into a function that runs in a thread."""
    site = problem.site
    run = _run(context, problem)
    if isinstance(run, Refusal):
        return run
    edit = hoist(context, site, run, _helper_name(problem))
    if isinstance(edit, Refusal):
        return edit
    title = f"run the block in a thread with `{edit.text('offload')}`"
    proposal = Proposal((problem.finding,), Strategy.THREAD, title, (edit,))
    reason = ""
    if problem.finding.confidence is Confidence.HEURISTIC:
        reason = "how long it runs depends on its caller, and a thread takes its turns from the loop"
    state = shared_state(site.at(run[0]), tuple(run))
    if state:
        reason = f"other tasks may change `{state}`, which is read before the await and written after"
    if reason:
        return proposal._replace(applicability=Applicability.UNSAFE, reason=reason)
    return proposal


def _helper_name(problem: Problem) -> str:
    return problem.entry.helper if problem.entry is not None and problem.entry.helper else "work"


def _run(context: Context, problem: Problem) -> list[ast.stmt] | Refusal:
    """The statements to move: the block, and all that uses what must not leave its thread."""
    site = problem.site
    statement = site.view.statement(site.node)
    if problem.entry is None or not problem.entry.bound:
        return [statement]
    held = _held(context, site, statement)
    if not held:
        return [statement] if isinstance(statement, ast.With) else Refusal(problem.entry.bound)
    uses = [
        node
        for node in ast.walk(site.function_node)
        if isinstance(node, ast.Name) and node.id in held
    ]
    run = _covering(site.view, site.function_node, [statement, *uses])
    if run is None or any(_escapes(site.view, use) for use in uses):
        return Refusal(problem.entry.bound)
    return run


def _held(context: Context, site: Site, statement: ast.stmt) -> frozenset[str]:
    """The names that hold what is bound to its thread, and what comes from that."""
    held: set[str] = set()
    if isinstance(statement, ast.With):
        for item in statement.items:
            if isinstance(item.optional_vars, ast.Name):
                held.add(item.optional_vars.id)
    elif isinstance(statement, ast.Assign) and statement.value is site.node:
        held.update(item.id for item in statement.targets if isinstance(item, ast.Name))
    for node in walk_scope(site.function_node):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            value = context.value(site, node.value)
            known = context.catalogue.classes.get(getattr(value, "cls", ""))
            if known is not None and known.is_bound:
                roots = {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}
                if roots & held:
                    held.update(item.id for item in node.targets if isinstance(item, ast.Name))
    return frozenset(held)


def _covering(
    view: View, function: FunctionNode, nodes: Iterable[ast.AST]
) -> list[ast.stmt] | None:
    """The smallest run of sibling statements of the function that holds all the nodes."""
    paths = [_path(view, function, node) for node in nodes]
    depth = 0
    while all(len(path) > depth + 1 for path in paths) and len({path[depth] for path in paths}) == 1:
        if len({id(view.block(path[depth + 1])) for path in paths}) != 1:
            break
        depth += 1
    block = view.block(paths[0][depth])
    if any(view.block(path[depth]) is not block for path in paths):
        return None
    places = sorted(block.index(path[depth]) for path in paths)
    return block[places[0] : places[-1] + 1]


def _path(view: View, function: FunctionNode, node: ast.AST) -> list[ast.stmt]:
    """The statements around a node, from the function's own body inwards."""
    path = [node] if isinstance(node, ast.stmt) else []
    for parent in view.ancestors(node):
        if parent is function:
            break
        if isinstance(parent, ast.stmt):
            path.append(parent)
    return path[::-1]


def _escapes(view: View, use: ast.Name) -> bool:
    """Whether a name's value leaves the statements: only its members may be used there."""
    parent = view.parents[use]
    if isinstance(use.ctx, ast.Store) or isinstance(parent, ast.Attribute | ast.withitem):
        return False
    return not (isinstance(parent, ast.Compare) or _is_test(parent))


def _is_test(parent: ast.AST) -> bool:
    return isinstance(parent, ast.If | ast.While | ast.UnaryOp | ast.BoolOp)


def hoist(context: Context, site: Site, run: Sequence[ast.stmt], name: str) -> Edit | Refusal:
    """The edit that moves a run of sibling statements into a nested function, if it is exact."""
    place = site.at(run[0])
    refused = (
        await_problem(context, place)
        or flow.problem(site, run)
        or first_wild(context, site, run)
    )
    if refused:
        return Refusal(refused)
    bound = names.bindings(site, run)
    result = flow.result(site, run, bound)
    if isinstance(result, Refusal):
        return result
    spelled, _ = context.offload(site)
    first, last = site.view.span(run[0]), site.view.span(run[-1])
    span = type(first)(first.line, first.column, last.end_line, last.end_column)
    shared = () if result == "value" else bound.shared
    arguments = {
        "offload": spelled.text,
        "name": context.fresh(site, name),
        "nonlocals": shared,
        "globals": bound.globals,
        "declare": () if result == "value" else bound.undeclared,
        "result": result,
        "outcome": context.fresh(site, "outcome") if result == "maybe" else "",
    }
    return Edit(site.path, span, "move_block_to_thread", arguments, spelled.imports)
