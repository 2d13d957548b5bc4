"""Says what comes of waiting: for a coroutine, a task, or several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from asyncfix.project.resolution import containers
from asyncfix.project.summary import Module
from asyncfix.project.terms import STARRED, Called, Derived, Expr
from asyncfix.project.values import Coroutine, Instance, Value, merge, name_of

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_FUTURE = "asyncio.Future"


def waited_for(inference: Inference, module: Module, expr: Expr) -> Value:
    """What awaiting an expression gives."""
    value = inference.value(module, expr) if expr is not None else None
    return value.result if isinstance(value, Coroutine) else containers.awaited(value)


def gathered(inference: Inference, module: Module, expr: Expr) -> Sequence[Expr]:
    """What an expression waits for, side by side, to give the results in that order."""
    call = expr.base if isinstance(expr, Derived) and expr.how == "await" else None
    callee = inference.value(module, call.func) if isinstance(call, Called) else None
    if not isinstance(call, Called) or name_of(callee) not in inference.catalogue.gathers:
        return ()
    return call.args if STARRED not in call.args else ()


def started(inference: Inference, module: Module, expr: Called, name: str) -> Value:
    """What a call of a library gives that has its arguments waited for, if it is known of any."""
    catalogue = inference.catalogue
    if name in catalogue.gathers and STARRED not in expr.args:
        given = merge(waited_for(inference, module, item) for item in expr.args)
        return Instance(_FUTURE, (containers.holding("builtins.list", given),))
    given = waited_for(inference, module, expr.args[0]) if expr.args else None
    if given is None:
        return None
    if name in catalogue.waits_for:
        return Coroutine(given)
    made = catalogue.returns.get(name)
    return Instance(made, (given,)) if name in catalogue.spawns and made is not None else None
