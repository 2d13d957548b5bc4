"""Says whether code that runs as a class is made may give it another method of a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asyncfix.project.inference import Inference, Ref
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Class, Module
from asyncfix.project.terms import Called, Constant, Expr, Name, last_name, uncalled

_DEEPEST = 3
# Where a metaclass is given the body of a class: `__new__(metaclass, name, bases, body)`.
_BODY = 3


def is_made_otherwise(inference: Inference, module: Module, cls: Class, name: str) -> bool:
    """Whether a class decorator, a metaclass or `__init_subclass__` of the project may do so."""
    names = module.scopes[cls.scope].bindings
    return (
        "__getattribute__" in names
        or _any_sets(inference, _methods(module, cls, "__init_subclass__"), name)
        or any(sets_it(inference, module, item, name) for item in cls.decorators)
        or _metaclass_may(inference, module, cls.metaclass, name)
    )


def sets_it(inference: Inference, module: Module, func: Expr, name: str) -> bool:
    """Whether a function of the project, or what it calls, sets an attribute of that name."""
    value = inference.value(module, uncalled(func))
    found = inference.functions(value, module.path) if isinstance(value, Ref) else ()
    return _any_sets(inference, found, name)


def sets_name(call: Call, name: str) -> bool:
    """Whether a call is one of `setattr` with that name, or with one that isn't written out."""
    if call.text.rpartition(".")[2] not in ("setattr", "__setattr__"):
        return False
    named = [item for item in call.args if isinstance(item, Constant)]
    return Constant(name) in named or not any(isinstance(item.value, str) for item in named)


def gives_another(inference: Inference, module: Module, decorator: Expr) -> bool:
    """Whether a decorator of the project may give another class than the one it is handed."""
    value = inference.value(module, uncalled(decorator))
    if isinstance(value, Ref) and inference.class_named(value.name, module.path) is not None:
        return True
    found = inference.functions(value, module.path)
    return any(not _gives_back(inference, item, _DEEPEST) for item in found)


def _gives_back(inference: Inference, maker: Definition, depth: int) -> bool:
    """Whether a function gives what it is handed, or a function that does so."""
    returned = maker.function.returned
    return bool(returned) and all(_is_given(inference, maker, item, depth) for item in returned)


def _is_given(inference: Inference, maker: Definition, returned: Expr, depth: int) -> bool:
    module, expr = maker.module, uncalled(returned)
    names = module.scopes[maker.function.scope].bindings
    bound = names.get(expr.name, ()) if isinstance(expr, Name) else ()
    kinds = {item.kind for item in bound}
    if kinds == {"function"}:
        inner = [Definition(module, module.functions[int(item.target)]) for item in bound]
        return depth > 0 and all(_gives_back(inference, item, depth - 1) for item in inner)
    if kinds == {"parameter"}:
        return expr is returned
    return isinstance(returned, Called) and _is_of_library(inference, module, returned)


def _is_of_library(inference: Inference, module: Module, called: Called) -> bool:
    """Whether what is called is a library's, as in `return dataclass(cls)`."""
    value = inference.value(module, uncalled(called.func))
    return isinstance(value, Ref) and inference.longest_module(value.name, module.path)[0] is None


def _any_sets(inference: Inference, found: Iterable[Definition], name: str, depth: int = 0) -> bool:
    return any(_sets(inference, item, name, depth) for item in found)


def _sets(inference: Inference, definition: Definition, name: str, depth: int) -> bool:
    module, span = definition.module, definition.function.span
    if depth == _DEEPEST:
        return False
    for function in module.functions:
        inside = span.contains(function.span)
        if inside and any(item.text.endswith(f".{name}") for item in function.stores):
            return True
    for call in module.calls:
        if not span.contains(call.span):
            continue
        if sets_name(call, name):
            return True
        callee = inference.value(module, call.func)
        found = inference.functions(callee, module.path) if isinstance(callee, Ref) else ()
        if _any_sets(inference, found, name, depth + 1):
            return True
    return False


def _metaclass_may(inference: Inference, module: Module, metaclass: Expr, name: str) -> bool:
    kind = inference.value(module, metaclass)
    found = inference.class_named(kind.name, module.path) if isinstance(kind, Ref) else None
    if found is None:
        return False
    place, cls = found
    makers = [*_methods(place, cls, "__new__"), *_methods(place, cls, "__init__")]
    return (
        "__prepare__" in place.scopes[cls.scope].bindings
        or _any_sets(inference, makers, name)
        or any(_changes_body(item) for item in makers)
        or any(_metaclass_may(inference, place, base, name) for base in cls.bases)
    )


def _changes_body(maker: Definition) -> bool:
    """Whether a metaclass's `__new__` makes the class of another body than it is given."""
    function = maker.function
    if function.name != "__new__":
        return False
    if len(function.parameters) <= _BODY:
        return True
    body = function.parameters[_BODY].name
    calls = [call for call in maker.module.calls if function.span.contains(call.span)]
    return (
        any(store.root == body for store in function.stores)
        or any(call.text.startswith(f"{body}.") and not _reads(call) for call in calls)
        or any(
            last_name(call.func) == "__new__"
            and not any(isinstance(item, Name) and item.name == body for item in call.args)
            for call in calls
        )
    )


def _reads(call: Call) -> bool:
    return last_name(call.func) in ("get", "items", "keys", "values", "copy")


def _methods(module: Module, cls: Class, name: str) -> Iterator[Definition]:
    for function in module.functions:
        if function.owner == cls.index and function.name == name:
            yield Definition(module, function)
