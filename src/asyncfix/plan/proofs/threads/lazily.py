"""Says whether an iterator calls functions of the project when somebody goes through it."""

from __future__ import annotations

from asyncfix.project.calling import LATER, LAZY
from asyncfix.project.inference import Inference, Ref
from asyncfix.project.summary import Module
from asyncfix.project.terms import Called, Expr, Name

_DEEPEST = 4


def runs_lazily(inference: Inference, module: Module, expr: Expr, depth: int = _DEEPEST) -> bool:
    """Whether an expression is a `map(function, …)` or the like, or an iterator over one."""
    if depth == 0:
        return False
    if isinstance(expr, Name):
        bindings = inference.lookup(module, expr.scope, expr.name) or ()
        values = (item.value for item in bindings if item.kind == "value")
        return any(runs_lazily(inference, module, value, depth - 1) for value in values)
    callee = inference.value(module, expr.func) if isinstance(expr, Called) else None
    if not isinstance(expr, Called) or not isinstance(callee, Ref):
        return False
    if callee.name in LATER:
        function = expr.args[0] if expr.args else None  # of a call within a call, none are known
        if _is_own(inference, module, function):
            return True
    return callee.name in LAZY and any(
        runs_lazily(inference, module, x, depth - 1) for x in expr.args
    )


def _is_own(inference: Inference, module: Module, expr: Expr) -> bool:
    """Whether it is a function of the project, or a lambda or another one that is not known."""
    value = inference.value(module, expr)
    return value is None or bool(inference.functions(value, module.path))
