"""Knows the ways in which Python code keeps one object for all: singletons and cached functions."""

from __future__ import annotations

from asyncfix.project.decorators import CACHES
from asyncfix.project.inference import Inference, Ref, object_name
from asyncfix.project.project import Definition
from asyncfix.project.resolution.members import methods
from asyncfix.project.summary import Call, Class, Module
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


def kept_by_metaclass(
    inference: Inference, module: Module, call: Call
) -> tuple[Definition, str] | None:
    """What makes a class's one object where the call is the same each time, and keeps it there.

    Only a metaclass keeps the constructor from running again.
    """
    value = inference.value(module, call.func)
    found = inference.class_named(value.name, module.path) if isinstance(value, Ref) else None
    maker = _maker(inference, found[0], found[1].metaclass) if found is not None else None
    if maker is None:
        return None
    how = {_kept_by(inference, maker, item) for item in maker.function.returned}
    places = {_place(item) for item in maker.function.returned}
    same = all(isinstance(item, Constant) for item in call.given) or "item" not in how
    return (maker, places.pop()) if same and "" not in how and len(places) == 1 else None


def _place(expr: Expr) -> str:
    """The attribute, with what it is one of, that an expression reads or takes an item of."""
    base = expr.base if isinstance(expr, Item) else expr
    if isinstance(base, Attr) and isinstance(base.base, Name):
        return f"{base.base.name}.{base.name}"
    return base.name if isinstance(base, Name) else ""


def _kept(inference: Inference, module: Module, cls: Class) -> str:
    """How a class keeps its objects; see `_kept_by`."""
    for maker in methods(inference, f"{module.name}.{cls.qualname}", "__new__", module.path):
        kept = [_kept_by(inference, maker, item) for item in maker.function.returned]
        if kept and all(kept):
            return "item" if "item" in kept else "attribute"
    return "attribute" if _by_metaclass(inference, module, cls.metaclass) else ""


def _by_metaclass(inference: Inference, module: Module, metaclass: Expr) -> bool:
    maker = _maker(inference, module, metaclass)
    kept = [_kept_by(inference, maker, item) for item in maker.function.returned] if maker else []
    return bool(kept) and all(kept)


def _maker(inference: Inference, module: Module, metaclass: Expr) -> Definition | None:
    """What a metaclass has called where its classes are called."""
    value = inference.value(module, metaclass)
    found = (
        methods(inference, value.name, "__call__", module.path) if isinstance(value, Ref) else ()
    )
    return next(iter(found), None)


def _kept_by(inference: Inference, maker: Definition, expr: Expr) -> str:
    """How what is made is kept: as an `attribute`, as an `item` by some key, or not: empty."""
    base, how = expr, "attribute"
    if isinstance(expr, Item):
        by_class = expr.parts == (Name(maker.function.first, maker.function.scope),)
        base, how = expr.base, "attribute" if by_class else "item"
    if isinstance(base, Name):
        return how if inference.scope_of(maker.module, base.scope, base.name) == 0 else ""
    return how if isinstance(base, Attr) and isinstance(base.base, Name) else ""
