"""Says whether the class of an object rests on an annotation, by the index alone."""

from __future__ import annotations

from asyncfix.detect.serving.handlers import is_dependency
from asyncfix.project.inference import Inference, Instance
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import Attr, Called, Derived, Either, Expr, Name

_DEEPEST = 6


def rests_on_promise(inference: Inference, module: Module, expr: Expr) -> bool:
    """Whether the class of an object is known by an annotation only."""
    return _rests_on_promise(inference, module, expr, _DEEPEST)


def _rests_on_promise(inference: Inference, module: Module, expr: Expr, depth: int) -> bool:
    if depth == 0:
        return True
    if isinstance(expr, Name):
        bindings = inference.lookup(module, expr.scope, expr.name) or ()
        return any(_is_promise(inference, module, expr, item, depth) for item in bindings)
    if isinstance(expr, Attr):
        if _rests_on_promise(inference, module, expr.base, depth - 1):
            return True
        return _attribute_is_promised(inference, module, expr, depth)
    if isinstance(expr, Called):
        return _result_is_promised(inference, module, expr, depth)
    if isinstance(expr, Derived):
        return _rests_on_promise(inference, module, expr.base, depth - 1)
    return isinstance(expr, Either)


def _result_is_promised(inference: Inference, module: Module, expr: Called, depth: int) -> bool:
    """Whether a function says what it returns, or a method's receiver is promised."""
    callee = inference.value(module, expr.func)
    found = inference.functions(callee, module.path)
    if any(item.function.returns is not None for item in found):
        return True
    method = isinstance(expr.func, Attr | Called)
    return method and _rests_on_promise(inference, module, expr.func, depth - 1)


def _attribute_is_promised(inference: Inference, module: Module, expr: Attr, depth: int) -> bool:
    owner = inference.value(module, expr.base)
    if not isinstance(owner, Instance):
        return False
    found = inference.class_named(owner.cls, module.path)
    if found is None:
        return False
    place, definition = found
    inside = place.scopes[definition.scope].bindings.get(expr.name, [])
    bindings = [*inside, *definition.attributes.get(expr.name, [])]
    return any(
        _is_promise(inference, place, Name(expr.name, definition.scope), item, depth)
        for item in bindings
        if item.kind == "value"
    )


def _is_promise(
    inference: Inference, module: Module, name: Name, binding: Binding, depth: int
) -> bool:
    if binding.kind == "parameter":
        return binding.annotation is not None and not _is_filled(inference, module, name)
    if binding.kind == "value":
        if binding.annotation is not None and binding.value is None:
            return True
        return _rests_on_promise(inference, module, binding.value, depth - 1)
    return False


def _is_filled(inference: Inference, module: Module, name: Name) -> bool:
    """Whether a framework fills a parameter with what a dependency gives."""
    home = inference.scope_of(module, name.scope, name.name)
    function = module.scopes[home].function if home is not None else -1
    return function >= 0 and any(
        item.name == name.name and is_dependency(inference, module, item)
        for item in module.functions[function].parameters
    )
