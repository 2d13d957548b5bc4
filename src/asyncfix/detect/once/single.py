"""Knows the ways in which Python code keeps one object for all: singletons and cached functions."""

from __future__ import annotations

from asyncfix.project.decorators import CACHES
from asyncfix.project.inference import Inference, Ref, object_name
from asyncfix.project.members import methods
from asyncfix.project.project import Definition
from asyncfix.project.summary import Class, Module
from asyncfix.project.terms import Attr, Called, Constant, Expr, Item, Name, uncalled


def is_cached(inference: Inference, target: Definition) -> bool:
    """Whether what the function gives is kept by a decorator of Python's own."""
    for decorator in target.function.decorators:
        if object_name(inference.value(target.module, uncalled(decorator))) in CACHES:
            given = decorator.args if isinstance(decorator, Called) else ()
            named = decorator.keywords if isinstance(decorator, Called) else ()
            return Constant(0) not in (*given, *(item for _, item in named))
    return False


def is_single(inference: Inference, definition: Definition, expr: Called) -> bool:
    """Whether a call of a class gives an object that the class keeps."""
    value = inference.value(definition.module, expr.func)
    if not isinstance(value, Ref):
        return False
    found = inference.class_named(value.name, definition.module.path)
    if found is None:
        return False
    given = (*expr.args, *(item for _, item in expr.keywords))
    how = _kept(inference, *found)
    return how == "attribute" or (how == "item" and all(isinstance(x, Constant) for x in given))


def _kept(inference: Inference, module: Module, cls: Class) -> str:
    """How a class keeps its objects; see `_kept_by`."""
    for maker in methods(inference, f"{module.name}.{cls.qualname}", "__new__", module.path):
        kept = [_kept_by(inference, maker, item) for item in maker.function.returned]
        if kept and all(kept):
            return "item" if "item" in kept else "attribute"
    return "attribute" if _by_metaclass(inference, module, cls.metaclass) else ""


def _by_metaclass(inference: Inference, module: Module, metaclass: Expr) -> bool:
    value = inference.value(module, metaclass)
    if not isinstance(value, Ref):
        return False
    for caller in methods(inference, value.name, "__call__", module.path):
        kept = [_kept_by(inference, caller, item) for item in caller.function.returned]
        return bool(kept) and all(kept)
    return False


def _kept_by(inference: Inference, maker: Definition, expr: Expr) -> str:
    """How what is made is kept: as an `attribute`, as an `item` by some key, or not: empty."""
    base, how = expr, "attribute"
    if isinstance(expr, Item):
        by_class = expr.parts == (Name(maker.function.first, maker.function.scope),)
        base, how = expr.base, "attribute" if by_class else "item"
    if isinstance(base, Name):
        return how if inference.scope_of(maker.module, base.scope, base.name) == 0 else ""
    return how if isinstance(base, Attr) and isinstance(base.base, Name) else ""
