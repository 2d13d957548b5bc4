"""Says which names a run of statements binds, and which of them the rest of the function sees."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from asyncfix.plan.code.liveness import live_after, live_before
from asyncfix.plan.code.reads import arguments, bound_in, declared, read_later
from asyncfix.plan.context import Site


class Bindings(NamedTuple):
    """`shared`: names that the statements bind and the rest uses; `undeclared`: those of them
    that nothing else binds; `globals`: those that the function declares global."""

    shared: tuple[str, ...]
    undeclared: tuple[str, ...]
    globals: tuple[str, ...]


def bindings(site: Site, run: Sequence[ast.stmt]) -> Bindings:
    """What a nested function made of the statements has to declare."""
    function = site.function_node
    declared_global = declared(function, ast.Global)
    everything = {name for statement in run for name in bound_in(statement)}
    bound = everything - declared_global
    declared_nonlocal = declared(function, ast.Nonlocal)
    outside = {argument.arg for argument in arguments(function)}
    outside.update(name for item in function.body for name in bound_in(item, run))
    leaving = live_after(function, run) | read_later(function, run)
    entering = live_before(run) | {name for item in run for name in read_later(item)}
    carried = bound if _in_loop(site, run[0]) else bound & outside
    shared = bound & (leaving | (entering & carried) | declared_nonlocal)
    undeclared = shared - outside - declared_nonlocal
    outer = everything & declared_global
    return Bindings(tuple(sorted(shared)), tuple(sorted(undeclared)), tuple(sorted(outer)))


def _in_loop(site: Site, statement: ast.stmt) -> bool:
    for parent in site.view.ancestors(statement):
        if parent is site.function_node:
            return False
        if isinstance(parent, ast.For | ast.AsyncFor | ast.While):
            return True
    return False


def given(call: ast.Call) -> list[ast.expr]:
    """All arguments of a call."""
    return [*call.args, *(item.value for item in call.keywords)]
