"""Says whether the class of an object rests on an annotation, by the index alone."""

from __future__ import annotations

from asyncfix.detect.serving.handlers import is_dependency
from asyncfix.project.inference import Inference, Instance, class_name, name_of
from asyncfix.project.lineage import lineage
from asyncfix.project.summary import Binding, Class, Function, Module
from asyncfix.project.terms import (
    NONE,
    Attr,
    Called,
    Derived,
    Either,
    Expr,
    Item,
    Name,
    Part,
    uncalled,
)

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
    if isinstance(expr, Derived | Item | Part):
        return _rests_on_promise(inference, module, expr.base, depth - 1)
    return isinstance(expr, Either)


def _result_is_promised(inference: Inference, module: Module, expr: Called, depth: int) -> bool:
    """Whether a function says what it returns, or a method's receiver is promised."""
    callee = inference.value(module, expr.func)
    found = inference.functions(callee, module.path)
    if any(_gives_promise(inference, x.module, x.function, depth) for x in found):
        return True
    method = isinstance(expr.func, Attr | Called)
    return method and _rests_on_promise(inference, module, expr.func, depth - 1)


def _gives_promise(inference: Inference, module: Module, function: Function, depth: int) -> bool:
    """Whether a function says what it gives, or gives what is promised itself."""
    if function.returns is not None:
        return True
    returned = (item for item in function.returned if item != NONE)
    return any(_rests_on_promise(inference, module, item, depth - 1) for item in returned)


def _attribute_is_promised(inference: Inference, module: Module, expr: Attr, depth: int) -> bool:
    owner = inference.value(module, expr.base)
    found = inference.class_named(class_name(owner), module.path)
    if not isinstance(owner, Instance) or found is None:
        return False
    for ancestor in lineage(inference, *found):
        place = None if isinstance(ancestor, str) else inference.project.module(ancestor[0])
        if place is None or isinstance(ancestor, str):
            continue
        if _binds_promise(inference, place, place.classes[ancestor[1]], expr.name, depth):
            return True
    return False


def _binds_promise(
    inference: Inference, module: Module, definition: Class, name: str, depth: int
) -> bool:
    """Whether what a class itself binds an attribute to is promised only."""
    inside = module.scopes[definition.scope].bindings.get(name, [])
    if any(_is_field(inference, module, definition, item) for item in inside):
        return True
    functions = [module.functions[int(x.target)] for x in inside if x.kind == "function"]
    if any(_gives_promise(inference, module, item, depth) for item in functions):
        return True
    named = Name(name, definition.scope)
    bindings = (*inside, *definition.attributes.get(name, []))
    values = (item for item in bindings if item.kind == "value")
    return any(_is_promise(inference, module, named, item, depth) for item in values)


def _is_field(inference: Inference, module: Module, definition: Class, binding: Binding) -> bool:
    """Whether what the body of a class binds may be what its objects are made with instead."""
    if binding.annotation is not None:
        return bool(definition.decorators or definition.bases)
    made = inference.value(module, uncalled(binding.value))
    return isinstance(binding.value, Called) and name_of(made) in inference.catalogue.fields


def _is_promise(
    inference: Inference, module: Module, name: Name, binding: Binding, depth: int
) -> bool:
    if binding.kind == "rest":
        return True
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
