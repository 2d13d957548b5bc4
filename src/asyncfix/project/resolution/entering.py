"""Says what a `with` binds, and what a loop goes over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from asyncfix.project.resolution import containers, enumerations, fields, results, waiting
from asyncfix.project.summary import Module
from asyncfix.project.terms import Display, Expr, Literal, Part, Slice, Text
from asyncfix.project.values import Bound, Coroutine, Instance, Ref, Union, Value, merge

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference


def entered(inference: Inference, module: Module, value: Value, asynchronous: bool) -> Value:
    """What a `with`, or an `async with`, binds for a context manager."""
    if isinstance(value, Union):
        return merge(entered(inference, module, item, asynchronous) for item in value.options)
    if not isinstance(value, Instance):
        return None
    known = containers.entered(value, asynchronous)
    if known is not None:
        return known
    if inference.class_named(value.cls, module.path) is not None:
        gives = _given(inference, module, value, "__aenter__" if asynchronous else "__enter__")
        if isinstance(gives, Coroutine) is asynchronous:
            return gives.result if isinstance(gives, Coroutine) else gives
        return None
    entry = inference.class_entry(value)
    if entry is None:
        return None
    return containers.told(entry.enter) if entry.enter else value


def iterated(inference: Inference, module: Module, value: Value, asynchronous: bool) -> Value:
    """What a loop over something goes through."""
    if isinstance(value, Union):
        return merge(iterated(inference, module, item, asynchronous) for item in value.options)
    known = containers.element(value, asynchronous)
    if isinstance(value, Ref) and not asynchronous:
        return enumerations.member(inference, module, value)
    if known is not None or not isinstance(value, Instance):
        return known
    if inference.class_named(value.cls, module.path) is None:
        return None
    gives = _given(inference, module, value, "__aiter__" if asynchronous else "__iter__")
    return containers.element(gives, asynchronous)


def item(inference: Inference, module: Module, value: Value, parts: Sequence[Expr]) -> Value:
    """What a subscription gives."""
    if isinstance(value, Union):
        return merge(item(inference, module, option, parts) for option in value.options)
    index = parts[0] if len(parts) == 1 else None
    number = index.number if isinstance(index, Literal) else -1
    is_slice = isinstance(index, Slice)
    known = containers.item(value, number, is_slice)
    if known is not None or not isinstance(value, Instance):
        return known
    if is_slice:
        entry = inference.class_entry(value)
        is_query = entry is not None and entry.gone_through is not None
        return value if is_query and isinstance(index, Slice) and index.step is None else None
    if inference.class_named(value.cls, module.path) is None:
        entry = inference.class_entry(value)
        return containers.told(entry.item) if entry is not None and entry.item else None
    key = index.value if isinstance(index, Text) else number
    if (name := fields.named(inference, module, value, key)) is not None:
        return inference.attribute(value, name, module.path)
    return _given(inference, module, value, "__getitem__")


def parted(inference: Inference, module: Module, expr: Part) -> Value:
    """What one of several targets gets of what is unpacked into them."""
    if isinstance(expr.base, Display):
        fits = len(expr.base.items) == expr.size
        return inference.value(module, expr.base.items[expr.place]) if fits else None
    together = waiting.gathered(inference, module, expr.base)
    if len(together) == expr.size:
        return waiting.waited_for(inference, module, together[expr.place])
    value = inference.value(module, expr.base)
    if isinstance(value, Instance) and value.cls == "builtins.tuple":
        return containers.part(value, expr.place, expr.size)
    if isinstance(value, Instance):
        name = fields.named(inference, module, value, expr.place, expr.size)
        if name is not None:
            return inference.attribute(value, name, module.path)
    return iterated(inference, module, value, asynchronous=False)


def _given(inference: Inference, module: Module, value: Instance, method: str) -> Value:
    """What a method of an instance of a class of the project gives."""
    found = inference.attribute(value, method, module.path)
    if not isinstance(found, Bound):
        return None
    return results.given(inference, found, value, module.path)
