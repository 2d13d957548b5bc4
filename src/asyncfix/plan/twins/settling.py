"""Says what becomes of a `with` that settles what was done to an object, and does not close it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.model import Argument, Edit
from asyncfix.plan.code.flow import leaving
from asyncfix.plan.code.spelling import fresh
from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Change, Fact, obstacle
from asyncfix.plan.twins.held import Held, begins_with, closes
from asyncfix.plan.twins.places import is_within
from asyncfix.plan.twins.suspending import suspending
from asyncfix.plan.twins.tables import Tables
from asyncfix.project.nodes import is_try
from asyncfix.project.view import View, walk_run, walk_scope

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_KEEPING = (ast.For, ast.comprehension, ast.withitem, ast.Assign)


def settled(context: Context, tables: Tables, held: Held, item: ast.withitem) -> Iterator[Fact]:
    """What becomes of `with connect() as it:` and of `with it:`."""
    view, block = held.view, held.view.parents[item]
    if not isinstance(block, ast.With) or len(block.items) > 1:
        reason = f"the `with` of `{held.text}` does more than one thing: split it"
        yield obstacle(held.key, view, item.context_expr, reason)
        return
    name = item.optional_vars
    if name is not None and not isinstance(name, ast.Name):
        yield obstacle(held.key, view, block, f"`{ast.unparse(name)}` is not followed")
        return
    problem = (
        _cut_short(view, block)
        or (_used_after(view, block, name, held) if held.is_call else _caught(view, block, held))
        or ("" if held.is_call or name is None else "its `with` gives it another name")
    )
    if problem:
        yield obstacle(held.key, view, block, problem)
        return
    if held.is_call:
        yield from _dropped(view, block, name, held)
        edit = Edit(view.module.path, view.span(block), "make_with_async")
        yield from suspending(held.key, view, block, edit)
        if name is None or _only_reads(context, tables, view, block):
            return
    text = name.id if name is not None else held.text
    arguments: dict[str, Argument] = {
        "call": f"{text}.{held.twin.settles}()",
        "result": fresh(view, "result"),
        "keep": held.is_call,
        "ends": _falls_through(block.body),
    }
    edit = Edit(view.module.path, view.span(block), "settle_block", arguments)
    yield from suspending(held.key, view, block, edit)


def _cut_short(view: View, block: ast.With) -> str:
    """Why a block, or what leaves it early, cannot be rewritten; empty if it can."""
    if block.body[0].lineno == block.items[-1].context_expr.end_lineno:
        return "the block of its `with` is on the same line"
    for node in walk_run(block.body):
        if is_try(node) and any(isinstance(part, ast.Return) for part in walk_scope(node)):
            return "its `with` is left from within a `try`"
        if isinstance(node, ast.Return) and not view.stands_alone(node):
            return "a `return` in its `with` shares a line with other code"
    if any(isinstance(node, ast.Break | ast.Continue) for node in leaving(block.body)):
        return "its `with` is left by `break` or `continue`"
    return ""


def _used_after(view: View, block: ast.With, name: ast.Name | None, held: Held) -> str:
    """Why an object cannot be closed at the end of its block; empty if it can."""
    if name is None:
        return ""
    within, closing = {*ast.walk(block)}, _closing_after(view, block, name, held)
    allowed = within | ({*ast.walk(closing)} if closing is not None else set())
    function = view.enclosing_function(block)
    for node in view.mentions(name.id):
        if not isinstance(node, ast.Name) or node in allowed or _is_bound_around(view, node):
            continue
        if is_within(view, node, function):
            return f"`{name.id}` is used beyond its `with`, which does not close it"
    return ""


def _is_bound_around(view: View, node: ast.Name) -> bool:
    """Whether a name is that of what a `with` around it gives."""
    return any(
        isinstance(item.optional_vars, ast.Name) and item.optional_vars.id == node.id
        for parent in view.ancestors(node)
        if isinstance(parent, ast.With)
        for item in parent.items
    )


def _closing_after(view: View, block: ast.With, name: ast.Name, held: Held) -> ast.stmt | None:
    """The statement right after a block, if all that it does is to close the object."""
    statements = view.block(block)
    after = statements[statements.index(block) + 1 :][:1]
    return after[0] if after and closes(after[0], name.id, held.twin) else None


def _dropped(view: View, block: ast.With, name: ast.Name | None, held: Held) -> Iterator[Fact]:
    closing = _closing_after(view, block, name, held) if name is not None else None
    if closing is not None:
        edit = Edit(view.module.path, view.span(closing), "drop_statement")
        yield Change(held.key, edit)


def _caught(view: View, block: ast.With, held: Held) -> str:
    """Why an error in a block may not end the object's use, which must then be rolled back."""
    node, function = held.node, view.enclosing_function(block)
    if not isinstance(node, ast.Name) or function is None:
        return f"`{held.text}` is rolled back where it may be used further on"
    bindings = view.module.scopes[view.scope(node)].bindings.get(node.id, ())
    if not bindings or any(item.kind == "parameter" for item in bindings):
        return f"an error rolls `{node.id}` back, which is used elsewhere as well"
    made = {
        parent
        for mention in view.mentions(node.id)
        if isinstance(mention, ast.Name) and isinstance(mention.ctx, ast.Store)
        if view.scope(mention) == view.scope(node)
        for parent in view.ancestors(mention)
    }
    child: ast.AST = block
    for parent in view.ancestors(block):
        if parent is function or parent in made:
            break
        catches = is_try(parent) and child in parent.body and parent.handlers
        if (catches or isinstance(parent, ast.With)) and _goes_on(view, block, node, held):
            return f"an error rolls `{node.id}` back, and may not end its use"
        child = parent
    return ""


def _goes_on(view: View, block: ast.With, node: ast.Name, held: Held) -> bool:
    """Whether an object is used after a block, or the block may run again."""
    function = view.enclosing_function(block)
    for parent in view.ancestors(block):
        if parent is function:
            break
        if isinstance(parent, _LOOPS):
            return True
    end = block.end_lineno or block.lineno
    return any(
        mention.lineno > end and not closes(view.statement(mention), node.id, held.twin)
        for mention in view.mentions(node.id)
        if isinstance(mention, ast.Name) and is_within(view, mention, function)
    )


def _only_reads(context: Context, tables: Tables, view: View, block: ast.With) -> bool:
    """Whether nothing in a block leaves something to be settled."""
    for node in ast.walk(block):
        if not isinstance(node, ast.Name | ast.Attribute | ast.Call):
            continue
        twin = tables.held(context, view, node)
        parent = view.parents[node]
        if twin is None or isinstance(parent, _KEEPING):
            continue
        if not isinstance(parent, ast.Attribute):
            return False
        call = view.parents[parent]
        if parent.attr in twin.same or parent.attr == twin.closes:
            continue
        words = twin.reading.get(parent.attr)
        if words is None or not isinstance(call, ast.Call) or not begins_with(call, words):
            return False
    return True


def _falls_through(body: list[ast.stmt]) -> bool:
    """Whether the end of statements may be reached."""
    last = body[-1]
    if isinstance(last, ast.If) and last.orelse:
        return _falls_through(last.body) or _falls_through(last.orelse)
    return not isinstance(last, ast.Return | ast.Raise)
