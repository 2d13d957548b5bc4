"""Says whether a call that the catalogue knows blocks with the arguments that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.catalogue import Entry, Waiver
from asyncfix.project.summary import Call, Called, Constant, Either, Expr, Module
from asyncfix.project.values import Instance, Ref

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference


def may_block(inference: Inference, module: Module, entry: Entry, call: Call | Called) -> bool:
    """Whether a call of what the entry is about can block; an argument not known may be any."""
    if entry.needs_argument and not (call.args or call.keywords):
        return False
    return not is_waived(inference, module, entry, call)


def is_waived(inference: Inference, module: Module, entry: Entry, call: Call | Called) -> bool:
    """Whether one of the arguments says that the call does not block."""
    return any(
        _matches(inference, module, _given(waiver, call), waiver) for waiver in entry.nonblocking
    )


def _given(waiver: Waiver, call: Call | Called) -> Expr:
    if 0 < waiver.position <= len(call.args):
        return call.args[waiver.position - 1]
    return next((item for name, item in call.keywords if name == waiver.keyword), None)


def _matches(inference: Inference, module: Module, expr: Expr, waiver: Waiver) -> bool:
    if isinstance(expr, Constant):
        return expr.value in waiver.values
    if isinstance(expr, Either):
        return any(_matches(inference, module, item, waiver) for item in expr.options)
    value = inference.value(module, expr)
    if isinstance(value, Ref):
        return value.name in waiver.values
    return isinstance(value, Instance) and value.cls in waiver.values
