"""Says, by the index alone, which local names of a function hold what it has made itself."""

from __future__ import annotations

from asyncfix.project.inference import Bound, Inference, Ref
from asyncfix.project.project import Definition
from asyncfix.project.summary import (
    Attr,
    Called,
    Derived,
    Either,
    Expr,
    Item,
    Literal,
    Name,
    Text,
)

_TAKING = frozenset({"get", "items", "values", "pop", "setdefault"})
_DEEPEST = 6


def root_of(expr: Expr) -> str:
    """The name that a chain of attributes, items and calls starts from; "" if it is no name."""
    while isinstance(expr, Attr | Item | Called | Derived):
        expr = expr.func if isinstance(expr, Called) else expr.base
    return expr.name if isinstance(expr, Name) else ""


def is_fresh(inference: Inference, definition: Definition, name: str, depth: int = 0) -> bool:
    """Whether all that a local name is bound to was made by the function, or by what it called."""
    module = definition.module
    bindings = module.scopes[definition.function.scope].bindings.get(name, ())
    return bool(bindings) and all(
        binding.kind == "value" and _made(inference, definition, binding.value, depth)
        for binding in bindings
    )


def _made(inference: Inference, definition: Definition, expr: Expr, depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    if isinstance(expr, Literal | Text):
        return True
    if isinstance(expr, Either):
        return all(_made(inference, definition, item, depth + 1) for item in expr.options)
    if isinstance(expr, Called):
        return _given_anew(inference, definition, expr, depth)
    if isinstance(expr, Derived):
        return expr.how in ("await", "div") or _made(inference, definition, expr.base, depth + 1)
    if isinstance(expr, Name):
        return is_fresh(inference, definition, expr.name, depth + 1)
    root = root_of(expr)
    return bool(root) and is_fresh(inference, definition, root, depth + 1)


def _given_anew(inference: Inference, definition: Definition, expr: Called, depth: int) -> bool:
    """Whether a call gives something new: not an item of a container, nor what a module keeps."""
    func = expr.func
    if isinstance(func, Attr) and func.name in _TAKING:
        root = root_of(func)
        return not root or is_fresh(inference, definition, root, depth + 1)
    value = inference.value(definition.module, func)
    if not isinstance(value, Ref | Bound):
        return True
    return not any(
        _keeps(inference, giver, returned)
        for giver in inference.functions_named(value.name, definition.module.path)
        for returned in (*giver.function.returned, *giver.function.yielded)
    )


def _keeps(inference: Inference, giver: Definition, returned: Expr) -> bool:
    """Whether what a function returns lives on elsewhere: in a module, or in its object."""
    if isinstance(returned, Name):
        return inference.scope_of(giver.module, returned.scope, returned.name) == 0
    return isinstance(returned, Attr | Item)
