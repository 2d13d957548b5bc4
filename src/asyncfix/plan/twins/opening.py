"""Says how an object that has to be closed is opened as its twin, where its function keeps it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.model import Edit
from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Fact, obstacle
from asyncfix.plan.twins.gathering import is_gone_through
from asyncfix.plan.twins.held import Held, closes, closing_of
from asyncfix.plan.twins.homes import home
from asyncfix.plan.twins.keeping import is_kept
from asyncfix.plan.twins.places import is_within
from asyncfix.plan.twins.suspending import suspending, waited
from asyncfix.plan.twins.tables import Tables
from asyncfix.plan.twins.twin import Twin
from asyncfix.project.nodes import is_try, names_in, targets_of
from asyncfix.project.terms import NONE
from asyncfix.project.view import View, walk_scope


def opened(context: Context, tables: Tables, held: Held) -> Iterator[Fact]:
    """How a call that opens an object is waited for: its statement says how long it is kept."""
    view, call = held.view, held.node
    parent = view.parents[call]
    if isinstance(parent, ast.withitem) or closing_of(context, view, call) is not None:
        return
    if not isinstance(parent, ast.Assign | ast.AnnAssign) or not isinstance(call, ast.Call):
        yield obstacle(held.key, view, call, f"`{held.text}` is not closed where it is opened")
        return
    targets = targets_of(parent)
    name = targets[0]
    if len(targets) > 1 or not isinstance(name, ast.Name) or not _is_own(context, view, name):
        reason = f"`{ast.unparse(name)}` is not only what is opened here"
        yield obstacle(held.key, view, call, reason)
    elif _is_closed_at_last(view, parent, name.id, held.twin):
        yield from waited(held.key, view, call)
    else:
        yield from _as_block(context, tables, parent, name, held)


def _is_own(context: Context, view: View, name: ast.Name) -> bool:
    """Whether a variable is one of the function around it, and is given nothing else than None."""
    variable = home(context, view, name)
    if variable is None or variable.number == 0 or variable.number != view.scope(name):
        return False
    bindings = view.module.scopes[variable.number].bindings[name.id]
    return sum(item.value != NONE for item in bindings) == 1


def _is_closed_at_last(view: View, made: ast.stmt, name: str, held: Twin) -> bool:
    """Whether a `finally` closes it, and nothing that fails stands between."""
    child: ast.AST = made
    for parent in view.ancestors(made):
        if is_try(parent) and child in parent.body and _closes_in(parent, name, held):
            return True
        child = parent
    block = view.block(made)
    for statement in block[block.index(made) + 1 :]:
        if is_try(statement):
            return _closes_in(statement, name, held)
        if not _is_set_up(statement, name):
            return False
    return False


def _closes_in(block: ast.Try, name: str, held: Twin) -> bool:
    """Whether a `finally` closes it, at once or if it is there."""
    final = [
        part
        for item in block.finalbody
        for part in (item.body if _asks_for(item, name) and isinstance(item, ast.If) else [item])
    ]
    return any(closes(item, name, held) for item in final)


def _asks_for(statement: ast.stmt, name: str) -> bool:
    test = ast.unparse(statement.test) if isinstance(statement, ast.If) else ""
    return test in (name, f"{name} is not None", f"{name} != None")


def _is_set_up(statement: ast.stmt, name: str) -> bool:
    """Whether a statement sets an attribute of it, or a variable to what it has made."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    target, value = statement.targets[0], statement.value
    if isinstance(target, ast.Attribute) and ast.unparse(target.value) == name:
        return not isinstance(value, ast.Call)
    called = value.func if isinstance(value, ast.Call) and not value.args else None
    return isinstance(called, ast.Attribute) and ast.unparse(called.value) == name


def _as_block(
    context: Context, tables: Tables, made: ast.stmt, name: ast.Name, held: Held
) -> Iterator[Fact]:
    """The statements from its opening to its last use become the block of an `async with`."""
    view, key = held.view, held.key
    block = view.block(made)
    start = block.index(made)
    function = view.enclosing_function(made)
    names = _bound_to_it(context, tables, view, name)
    uses = {
        node
        for text in names
        for node in view.mentions(text)
        if isinstance(node, ast.Name)
        and node is not name
        and (text == name.id or not _is_only_told(context, tables, view, node))
    }
    last, inside = start, set[ast.Name]()
    for index, statement in enumerate(block[start:], start):
        among = uses & {*ast.walk(statement)}
        if among:
            last, inside = index, inside | among
    around = {node for node in uses if is_within(view, node, function)}
    if around - inside or not inside:
        reason = f"`{name.id}` is used outside of the block that opens it"
        yield obstacle(key, view, made, reason)
        return
    run = block[start : last + 1]
    if any(_hands_out(context, tables, view, statement) for statement in run):
        yield obstacle(key, view, made, f"`{name.id}`, or what works on it, leaves its function")
        return
    if not all(view.stands_alone(statement) for statement in run):
        yield obstacle(key, view, made, "it shares a line with other code")
        return
    ends = closes(run[-1], name.id, held.twin)
    if not ends and any(is_kept(context, view, node) for node in inside):
        yield obstacle(key, view, made, f"`{name.id}` is kept for later, and never closed here")
        return
    if len(run) == 1 + ends:
        yield obstacle(key, view, made, f"`{name.id}` is opened for nothing")
        return
    span = view.span(run[0]).to_end_of(view.span(run[-1]))
    edit = Edit(view.module.path, span, "enter_run", {"closed": ends})
    yield from suspending(key, view, held.node, edit)


def used_once_closed(view: View, member: ast.Attribute, twin: Twin) -> bool:
    """Whether what a statement closes is used in those after it, where the errors are others."""
    statement, name = view.statement(member), ast.unparse(member.value)
    if not closes(statement, name, twin):
        return False
    block = view.block(statement)
    return any(
        isinstance(node, ast.Attribute)
        and ast.unparse(node.value) == name
        and not closes(view.statement(node), name, twin)
        for after in block[block.index(statement) + 1 :]
        for node in ast.walk(after)
    )


def _hands_out(context: Context, tables: Tables, view: View, statement: ast.stmt) -> bool:
    """Whether a statement returns it, or something that it has made, so that it must stay open."""
    return any(
        isinstance(node, ast.Return)
        and node.value is not None
        and any(
            isinstance(part, ast.Name | ast.Call)
            and not isinstance(view.parents[part], ast.Attribute)
            and tables.held(context, view, part) is not None
            and not is_gone_through(view, part)
            for part in ast.walk(node.value)
        )
        for node in (statement, *walk_scope(statement))
    )


def _is_only_told(context: Context, tables: Tables, view: View, node: ast.Name) -> bool:
    """Whether a variable is only asked for what it knows after its closing as well."""
    member, twin = view.parents[node], tables.held(context, view, node)
    return isinstance(member, ast.Attribute) and twin is not None and member.attr in twin.same


def _bound_to_it(context: Context, tables: Tables, view: View, name: ast.Name) -> set[str]:
    """The names of the variables that have it, or something that it has made."""
    names, function = {name.id}, view.enclosing_function(name)
    found = True
    while found and function is not None:
        found = False
        for node in walk_scope(function):
            value = getattr(node, "value", None)
            if not isinstance(node, ast.Assign) or not isinstance(value, ast.expr):
                continue
            roots = names_in(value)
            if roots & names and tables.held(context, view, value) is not None:
                new = {item.id for item in node.targets if isinstance(item, ast.Name)} - names
                found = found or bool(new)
                names |= new
    return names
