"""Says whether something that works in one thread only would cross to another with an object."""

from __future__ import annotations

from collections.abc import Iterable

from asyncfix.plan.context import Context
from asyncfix.project.inference import Instance, Value
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.summary import Class, Display, Module


def kept_in_thread(context: Context, made: Value, targets: Iterable[Definition]) -> str:
    """Why what a call gives, or what its targets set on their objects, stays in its thread."""
    inference = context.inference
    for target in targets:
        function, module = target.function, target.module
        if reason := bound_part(context, made, module.path):
            return f"it hands out something that stays in its thread: {reason}"
        for expr in (*function.returned, *function.yielded):
            for item in expr.items if isinstance(expr, Display) else ():
                known = inference.class_entry(inference.value(module, item))
                if known is not None and known.is_thread_bound:
                    return f"it hands out something that stays in its thread: {known.bound}"
        if function.owner >= 0 and function.parameters:
            own = f"{function.parameters[0].name}."
            names = {item.text.removeprefix(own) for item in function.stores}
            reason = _bound_in(context, module, module.classes[function.owner], names)
            if reason:
                return f"it keeps something that stays in its thread: {reason}"
    return ""


def bound_part(context: Context, value: Value, path: str) -> str:
    """Why an object of the project holds something that stays in its thread; empty if it doesn't.

    `path` is the file that names the object's class.
    """
    owner = context.inference.class_named(value.cls, path) if isinstance(value, Instance) else None
    if owner is None:
        return ""
    names: set[str] = set()
    for ancestor in lineage(context.inference, *owner):
        module = None if isinstance(ancestor, str) else context.project.module(ancestor[0])
        if module is not None and not isinstance(ancestor, str):
            names.update(module.classes[ancestor[1]].attributes)
    return _bound_in(context, *owner, names)


def _bound_in(context: Context, module: Module, cls: Class, names: Iterable[str]) -> str:
    made = Instance(f"{module.name}.{cls.qualname}")
    for name in sorted(names):
        value = context.inference.attribute(made, name, module.path)
        known = context.inference.class_entry(value)
        if known is not None and known.is_thread_bound:
            return known.bound
    return ""
