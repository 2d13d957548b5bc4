"""Says what an expression gives, by what kind of expression it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.project.resolution import containers, entering, results, supers
from asyncfix.project.summary import Module
from asyncfix.project.terms import (
    NONE,
    Attr,
    Called,
    Constant,
    Derived,
    Display,
    Either,
    Expr,
    Item,
    Joined,
    Literal,
    Mapped,
    Part,
    Text,
)
from asyncfix.project.values import Instance, Value, merge

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference


def evaluated(inference: Inference, module: Module, expr: Expr) -> Value:
    """What an expression gives that is no plain name; None if that is not known."""
    if isinstance(expr, Attr):
        value = inference.value(module, expr.base)
        if value is None and isinstance(expr.base, Called):
            return supers.inherited(inference, module, expr.base, expr.name)
        return inference.attribute(value, expr.name, module.path)
    if isinstance(expr, Called):
        return results.called(inference, module, expr)
    if isinstance(expr, Literal):
        return Instance(expr.type)
    if isinstance(expr, Text | Joined):
        return Instance("builtins.str")
    if isinstance(expr, Constant):
        return Instance(f"builtins.{type(expr.value).__name__}")
    if isinstance(expr, Derived):
        return results.derived(inference, module, expr)
    if isinstance(expr, Either):
        return merge(inference.value(module, item) for item in expr.options if item != NONE)
    if isinstance(expr, Item):
        return results.subscribed(inference, module, expr)
    if isinstance(expr, Display):
        return _display(inference, module, expr)
    if isinstance(expr, Mapped):
        return containers.holding("builtins.dict", None, inference.value(module, expr.value))
    if isinstance(expr, Part):
        return entering.parted(inference, module, expr)
    return None


def _display(inference: Inference, module: Module, expr: Display) -> Value:
    values = tuple(inference.value(module, item) for item in expr.items)
    if expr.type != "builtins.tuple":
        value = merge(values)
        values = () if value is None else (value,)
    return Instance(expr.type, values)
