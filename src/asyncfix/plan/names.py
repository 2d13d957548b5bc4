"""Says which names a run of statements binds, and which of them the rest of the function sees."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from asyncfix.plan.context import Site
from asyncfix.plan.liveness import live_after, live_before
from asyncfix.plan.reads import arguments, bound_by, bound_in, declared, read_later
from asyncfix.project.view import FunctionNode


class Bindings(NamedTuple):
    """`shared`: names that the statements bind and the rest uses; `undeclared`: those of them
    that nothing else binds; `globals`: those that the function declares global; `seen`: those
    that the rest of the function may read afterwards."""

    shared: tuple[str, ...]
    undeclared: tuple[str, ...]
    globals: tuple[str, ...]


def bindings(site: Site, run: Sequence[ast.stmt]) -> Bindings:
    """What a nested function made of the statements has to declare."""
    function = site.function_node
    bound = {name for statement in run for name in bound_in(statement)}
    declared_global = declared(function, ast.Global)
    declared_nonlocal = declared(function, ast.Nonlocal)
    outside = _bound_outside(function, run)
    leaving = live_after(function, run) | _read_later_outside(function, run)
    entering = live_before(run) | {name for item in run for name in read_later(item)}
    carried = bound if _in_loop(site, run[0]) else bound & outside
    shared = bound & (leaving | (entering & carried) | declared_nonlocal) - declared_global
    undeclared = shared - outside - declared_nonlocal
    return Bindings(
        tuple(sorted(shared)), tuple(sorted(undeclared)), tuple(sorted(bound & declared_global))
    )


def _bound_outside(function: FunctionNode, run: Sequence[ast.stmt]) -> set[str]:
    """The names that the function binds elsewhere than in the statements."""
    found = {argument.arg for argument in arguments(function)}
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if node in run:
            continue
        found.update(bound_by(node))
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
                    if not isinstance(node, FunctionNode | ast.ClassDef):
                        pending.append(child)
                else:
                    found.update(bound_in(child))
    return found


def _read_later_outside(function: FunctionNode, run: Sequence[ast.stmt]) -> set[str]:
    """The names that code outside of the statements reads at a time that cannot be told."""
    found: set[str] = set()
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if node in run:
            continue
        children = list(ast.iter_child_nodes(node))
        found |= read_later(ast.Module([], [])) if not children else set()
        pending += children
    return found


def _in_loop(site: Site, statement: ast.stmt) -> bool:
    for parent in site.view.ancestors(statement):
        if parent is site.function_node:
            return False
        if isinstance(parent, ast.For | ast.AsyncFor | ast.While):
            return True
    return False
