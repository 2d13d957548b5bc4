"""Finds tasks that nothing keeps a reference to, so that they may be thrown away half done."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.detect.detection import Detection, Reporter
from asyncfix.model import Confidence
from asyncfix.project.inference import Inference, Named, Ref, name_of
from asyncfix.project.nodes import targets_of
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Attr, Called, Expr, last_name
from asyncfix.project.view import FunctionNode, View, walk_scope

CODE = "AF305"
KIND = "task"
CHAINED = frozenset({"add_done_callback", "set_name"})
"""Methods of a task that give nothing back, and keep nothing."""
_SUSPENDING = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)
_LOOPS = frozenset({"loop", "_loop", "event_loop"})


class _Spawn(NamedTuple):
    call: Call
    confidence: Confidence


def dangling_tasks(inference: Inference, reporter: Reporter, module: Module) -> Iterator[Detection]:
    """The calls that make a task and lose it at once."""
    if not reporter.wants(CODE):
        return
    for call in module.calls:
        confidence = _spawns(inference, module, call) if call.function >= 0 else None
        if confidence is None:
            continue
        view = inference.project.view_around(module, module.functions[call.function])
        if _is_lost(inference, module, view, call):
            yield _detection(reporter, module, view, _Spawn(call, confidence))


def _spawns(inference: Inference, module: Module, call: Call) -> Confidence | None:
    """How surely a call makes a task; None if it isn't known to."""
    spawns = inference.catalogue.spawns
    value = inference.value(module, call.func)
    if isinstance(value, Named):
        made_of = spawns.get(value.name)
        if made_of is None or (made_of == "awaitable" and not _makes_new(inference, module, call)):
            return None
        return Confidence.EXACT if isinstance(value, Ref) else Confidence.INFERRED
    if value is None and isinstance(call.func, Attr) and last_name(call.func.base) in _LOOPS:
        methods = {name.rpartition(".")[2] for name in spawns if name.count(".") > 1}
        return Confidence.HEURISTIC if call.func.name in methods else None
    return None


def _makes_new(inference: Inference, module: Module, call: Call) -> bool:
    """Whether an awaitable that is made a task is a coroutine made there."""
    first = call.args[0] if call.args else None
    if not isinstance(first, Called):
        return False
    name = name_of(inference.value(module, first.func))
    return name not in inference.catalogue.spawns and name not in inference.catalogue.offloads


def _is_lost(inference: Inference, module: Module, view: View, call: Call) -> bool:
    """Whether nothing is done with the task that a call makes."""
    node, parent = _unchained(view, view.call(call.span))
    if node is not view.call(call.span):
        return True
    while isinstance(parent, ast.IfExp) or (
        isinstance(parent, ast.BoolOp) and parent.values[-1] is node
    ):
        if isinstance(parent, ast.IfExp) and parent.test is node:
            return False
        node, parent = parent, view.parents[parent]
    if isinstance(parent, ast.ListComp | ast.SetComp) and parent.elt is node:
        return isinstance(view.parents[parent], ast.Expr)
    if isinstance(parent, ast.Lambda):
        return _discards(inference, module, call.user)
    if isinstance(parent, ast.Assign | ast.AnnAssign) and node is view.call(call.span):
        return _is_unread(view, parent)
    return isinstance(parent, ast.Expr)


def _unchained(view: View, node: ast.expr) -> tuple[ast.expr, ast.AST]:
    """The last call of a chain of calls on a task, and what is around it."""
    parent = view.parents[node]
    while isinstance(parent, ast.Attribute) and parent.attr in CHAINED:
        outer = view.parents[parent]
        if not isinstance(outer, ast.Call) or outer.func is not parent:
            break
        node, parent = outer, view.parents[outer]
    return node, parent


def _discards(inference: Inference, module: Module, user: Expr) -> bool:
    """Whether what a lambda gives is thrown away by what it is handed to."""
    names = inference.catalogue.discards
    value = inference.value(module, user)
    if isinstance(value, Named):
        return value.name in names
    methods = {name.rpartition(".")[2] for name in names}
    return value is None and isinstance(user, Attr) and user.name in methods


def _is_unread(view: View, statement: ast.Assign | ast.AnnAssign) -> bool:
    """Whether a task is assigned to a local name that nobody reads, and that doesn't last."""
    targets = targets_of(statement)
    function = view.enclosing_function(statement)
    if function is None or len(targets) != 1 or not isinstance(targets[0], ast.Name):
        return False
    if any(isinstance(item, ast.ClassDef) for item in _within(view, statement, function)):
        return False
    name = targets[0].id
    for node in ast.walk(function):
        if isinstance(node, ast.Global | ast.Nonlocal) and name in node.names:
            return False
        if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Store):
            return False
    return _ends_at_once(view, statement, function)


def _ends_at_once(view: View, statement: ast.stmt, function: FunctionNode) -> bool:
    """Whether a local name is gone, or bound anew, before the function waits for anything.

    While a coroutine waits, its names keep what they are bound to.
    """
    around = list(_within(view, statement, function))
    if any(isinstance(item, ast.For | ast.AsyncFor | ast.While) for item in around):
        return True
    if any(isinstance(item, ast.AsyncWith) for item in around):
        return False
    return not any(
        isinstance(node, _SUSPENDING) and node.lineno > (statement.end_lineno or statement.lineno)
        for node in walk_scope(function)
    )


def _within(view: View, node: ast.AST, function: FunctionNode) -> Iterator[ast.AST]:
    """What is around a node in its function."""
    for item in view.ancestors(node):
        if item is function:
            return
        yield item


def _detection(reporter: Reporter, module: Module, view: View, spawn: _Spawn) -> Detection:
    call = spawn.call
    function = module.functions[call.function]
    finding = reporter.finding(
        CODE,
        f"nothing keeps the task of `{call.text}`, so that it may be thrown away half done"
        + _advice(view, call),
        module,
        function,
        call.span,
        call.text,
        spawn.confidence,
    )
    return Detection(finding, module, function, call.span, call.scope, KIND)


def _advice(view: View, call: Call) -> str:
    """A task group is right where several tasks belong to the code that starts them."""
    node = view.call(call.span)
    function = view.enclosing_function(node)
    if not isinstance(function, ast.AsyncFunctionDef):
        return ""
    several = (ast.For, ast.ListComp, ast.SetComp)
    in_loop = any(isinstance(item, several) for item in _within(view, node, function))
    return "; if they are to end with this function, use a task group" if in_loop else ""
