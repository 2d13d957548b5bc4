"""Finds the statements in which something that is opened is used, from its opening to its end."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import pairwise, takewhile

from asyncfix.entries import Entry
from asyncfix.plan.code.consumers import consumes
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Problem, Refusal
from asyncfix.project.inference import Instance, Ref
from asyncfix.project.view import FunctionNode, ScopeNode, View, walk_scope

_EAGER = frozenset(
    {"list", "tuple", "set", "dict", "sorted", "sum", "any", "all", "max", "min", "frozenset"}
)
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return)


def statements_to_move(context: Context, problem: Problem) -> list[ast.stmt] | Refusal:
    """The block that a finding is about, with all that uses what must not leave its thread."""
    entry = problem.entry
    site = _from_its_making(context, problem.site, entry)
    statement = site.view.statement(site.node)
    if entry is None or not (entry.bound or isinstance(site.node, ast.Call)):
        return [statement]
    keeps = isinstance(statement, ast.Assign) and statement.value is site.node
    if not entry.bound and not keeps:
        return _around_reading(site, statement)
    held = _held(context, site, statement, entry)
    if not held:
        return [statement] if isinstance(statement, ast.With) else _refusal(entry)
    uses = [
        node
        for node in ast.walk(site.function_node)
        if isinstance(node, ast.Name) and node.id in held
    ]
    run = _covering(site.view, site.function_node, [statement, *uses])
    if run is None or any(_escapes(context, site, use, held) for use in uses):
        return _refusal(entry)
    return run


def _from_its_making(context: Context, site: Site, entry: Entry | None) -> Site:
    """The place where the function makes the object of a method's call, if it makes it itself.

    What it gives may be tied to it, so that it must be closed there as well; results of a client
    library are not.
    """
    call = site.node
    if entry is None or not entry.bound or not entry.is_method or not isinstance(call, ast.Call):
        return site
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    for node in walk_scope(site.function_node) if isinstance(receiver, ast.Name) else ():
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        name = getattr(receiver, "id", "")
        if [getattr(item, "id", "") for item in node.targets] == [name]:
            made, callee = context.value(site, node.value), context.value(site, node.value.func)
            known = isinstance(made, Instance) and callee == Ref(made.cls)
            if known and (entry.client or _is_closed(site.view, node, name)):
                return site.at(node.value)
    return site


def _is_closed(view: View, made: ast.Assign, name: str) -> bool:
    """Whether what follows on an assignment surely closes what it made."""
    block = view.block(made)
    after = block[block.index(made) + 1 :]
    if any(_closes(part, name) for item in after for part in getattr(item, "finalbody", ())):
        return True
    before = takewhile(lambda item: not _closes(item, name), after)
    left = any(isinstance(part, ast.Return) for item in before for part in ast.walk(item))
    return not left and any(_closes(item, name) for item in after)


def _closes(statement: ast.stmt, name: str) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and ast.unparse(call.func) == f"{name}.close"


def _refusal(entry: Entry) -> Refusal:
    return Refusal(entry.bound or "what it opens is used beyond its block")


def _around_reading(site: Site, statement: ast.stmt) -> list[ast.stmt] | Refusal:
    """The statement around an opening call whose result is gone through, or closed, at once."""
    parents = [site.node, *site.view.ancestors(site.node)]
    for child, parent in pairwise(parents):
        if isinstance(parent, ast.For) and parent.iter is child:
            return [parent]
        if isinstance(parent, ast.withitem) and isinstance(statement, ast.With):
            return [statement]
        if isinstance(statement, _SIMPLE) and _goes_through(site, parent, child):
            return [statement]
        if isinstance(parent, ast.stmt):
            break
    return Refusal("it is no block")


def _goes_through(site: Site, parent: ast.AST, child: ast.AST) -> bool:
    """Whether an expression goes through all of a part of it before it ends."""
    if isinstance(parent, ast.comprehension):
        return _is_finished(site, site.view.parents[parent])
    if isinstance(parent, ast.Call) and child in parent.args:
        return _is_finished(site, parent)
    return False


def _is_finished(site: Site, node: ast.AST) -> bool:
    """Whether what an expression goes through lazily is gone through at once."""
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp):
        return True
    parent = site.view.parents[node]
    name = getattr(parent.func, "id", "") if isinstance(parent, ast.Call) else ""
    return name in _EAGER


def _held(context: Context, site: Site, statement: ast.stmt, entry: Entry) -> frozenset[str]:
    """The names that hold what is opened, and what works on that."""
    held: set[str] = set()
    if isinstance(statement, ast.With):
        for item in statement.items:
            if isinstance(item.optional_vars, ast.Name):
                held.add(item.optional_vars.id)
    elif isinstance(statement, ast.Assign) and statement.value is site.node:
        held.update(item.id for item in statement.targets if isinstance(item, ast.Name))
    if held and not entry.bound and _is_bound_again(site, held):
        return frozenset()
    for node in walk_scope(site.function_node):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            roots = {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}
            if roots & held and _works_on(context, site, node.value, held):
                held.update(item.id for item in node.targets if isinstance(item, ast.Name))
    return frozenset(held)


def _is_bound_again(site: Site, names: set[str]) -> bool:
    stores = [
        node.id
        for node in ast.walk(site.function_node)
        if isinstance(node, ast.Name) and node.id in names and not isinstance(node.ctx, ast.Load)
    ]
    return len(stores) > len(names)


def _works_on(context: Context, site: Site, call: ast.Call, held: set[str]) -> bool:
    """Whether what a call gives goes on working on what the names hold."""
    known = context.inference.class_entry(context.value(site, call))
    if known is not None and known.bound:
        return True
    given = [item for item in call.args if isinstance(item, ast.Name) and item.id in held]
    return any(not consumes(context, site, call, item) for item in given)


def _covering(
    view: View, function: FunctionNode, nodes: Iterable[ast.AST]
) -> list[ast.stmt] | None:
    """The smallest run of sibling statements of the function that holds all the nodes."""
    paths = [_path(view, function, node) for node in nodes]
    depth = 0
    while len({path[depth] for path in paths}) == 1:
        if any(len(path) <= depth + 1 for path in paths):
            break
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


def _escapes(context: Context, site: Site, use: ast.Name, held: frozenset[str]) -> bool:
    """Whether a name's value leaves the statements: only its members may be used there."""
    parent = site.view.parents[use]
    if isinstance(use.ctx, ast.Store):
        return False
    if any(isinstance(item, ScopeNode) for item in _between(site, use)):
        return True
    if isinstance(parent, ast.comprehension):
        return not _is_finished(site, site.view.parents[parent])
    if isinstance(parent, ast.Attribute | ast.withitem | ast.Compare | ast.For):
        return False
    if isinstance(parent, ast.If | ast.While | ast.UnaryOp | ast.BoolOp):
        return False
    call = site.view.parents[parent] if isinstance(parent, ast.keyword) else parent
    if not isinstance(call, ast.Call):
        return True
    return not (consumes(context, site, call, use) or _is_kept(site, call, held))


def _between(site: Site, use: ast.Name) -> Iterator[ast.AST]:
    for parent in site.view.ancestors(use):
        if parent is site.function_node:
            return
        yield parent


def _is_kept(site: Site, call: ast.Call, held: frozenset[str]) -> bool:
    """Whether what a call makes of it is gone through at once, or held by a name."""
    parent = site.view.parents[call]
    if isinstance(parent, ast.For | ast.withitem | ast.Expr | ast.Attribute):
        return True
    if isinstance(parent, ast.comprehension):
        return _is_finished(site, site.view.parents[parent])
    targets: list[ast.expr] = getattr(parent, "targets", [])
    named = any(isinstance(item, ast.Name) and item.id in held for item in targets)
    return named or _is_finished(site, call) or getattr(call.func, "id", "") in (*_EAGER, "next")
