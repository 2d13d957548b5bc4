"""Says where state is that an expression stands for, as all modules call it."""

from __future__ import annotations

from asyncfix.project.inference import Inference, Ref
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import Attr, Expr, Item, Name


def own_place(definition: Definition, name: str) -> str:
    """The place of a name of the function's own."""
    return f"{definition.module.path}#{definition.function.scope}.{name}"


def place_of(inference: Inference, module: Module, expr: Expr) -> str:
    """Where state is that an expression stands for; "" if that is not known."""
    if isinstance(expr, Item):
        return place_of(inference, module, expr.base)
    if isinstance(expr, Attr):
        base = inference.value(module, expr.base)
        home = inference.project.find(base.name, module.path) if isinstance(base, Ref) else None
        return f"{home.name}.{expr.name}" if home is not None else f".{expr.name}"
    if not isinstance(expr, Name):
        return ""
    scope = inference.scope_of(module, expr.scope, expr.name)
    if scope is None:
        return expr.name
    bindings = module.scopes[scope].bindings.get(expr.name, [])
    first = bindings[0] if len(bindings) == 1 else None
    if first is not None and first.kind == "import":
        return _exported(inference, module, first.target)
    if first is not None and first.value != expr and isinstance(first.value, Name | Attr | Item):
        return place_of(inference, module, first.value)
    return f"{module.name}.{expr.name}" if scope == 0 else f"{module.path}#{scope}.{expr.name}"


def _exported(inference: Inference, importer: Module, target: str) -> str:
    """The dotted name of what is imported, by the module that binds it itself."""
    module, rest = inference.longest_module(target, importer.path)
    if module is None or len(rest) != 1 or module is importer:
        return target
    bindings = module.top.get(rest[0], [])
    if len(bindings) == 1 and bindings[0].kind == "import":
        return _exported(inference, module, bindings[0].target)
    return f"{module.name}.{rest[0]}"
