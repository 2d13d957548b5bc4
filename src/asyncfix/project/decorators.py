"""Says which decorators leave what calling a function gives as it is, and which make a property."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.project.project import Definition
from asyncfix.project.summary import Function, Module
from asyncfix.project.terms import NONE, Attr, Called, Derived, Expr, Name, last_name, uncalled
from asyncfix.project.values import Instance, Ref, object_name

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

CACHES = frozenset({"functools.lru_cache", "functools.cache"})
"""What keeps what a function gives."""
PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})
"""What has a method read like an attribute."""
_PLAIN = frozenset(
    {
        *("builtins.staticmethod", "builtins.classmethod", "abc.abstractmethod"),
        *("functools.wraps", "typing.final", "typing.override", "typing.overload"),
        *("typing_extensions.final", "typing_extensions.override"),
        *PROPERTIES,
    }
)
_OF_CLASS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})
_MOST_LAYERS = 3


def is_property(inference: Inference, module: Module, function: Function) -> bool:
    """Whether a method is read like an attribute; one by another library's `…property` is, too."""
    for decorator in function.decorators:
        if object_name(inference.value(module, decorator)) in PROPERTIES:
            return True
        named = last_name(uncalled(decorator))
        if named.lower().endswith("property"):
            return True
    return False


def is_known_property(inference: Inference, module: Module, function: Function) -> bool:
    """Whether what reading the property gives is what its function gives."""
    return any(
        isinstance(value := inference.value(module, item), Ref) and value.name in PROPERTIES
        for item in function.decorators
    ) and all(_is_transparent(inference, module, item, function) for item in function.decorators)


def is_of_class(inference: Inference, module: Module, function: Function) -> bool:
    """Whether the first parameter of a method is the class."""
    if function.name in _OF_CLASS:
        return True
    return has(inference, module, function, "builtins.classmethod")


def has(inference: Inference, module: Module, function: Function, name: str) -> bool:
    """Whether a function has a decorator of that name."""
    return any(inference.value(module, item) == Ref(name) for item in function.decorators)


def gives_its_own(inference: Inference, definition: Definition) -> bool:
    """Whether calling a function gives what the function gives, for all its decorators."""
    function, module = definition.function, definition.module
    return all(_is_transparent(inference, module, item, function) for item in function.decorators)


def _is_transparent(
    inference: Inference, module: Module, decorator: Expr, function: Function
) -> bool:
    value = inference.value(module, uncalled(decorator))
    if not isinstance(value, Ref):
        return is_route(inference, module, decorator)
    if value.name in _PLAIN or value.name in inference.catalogue.transparent_decorators:
        return True
    if value.name in CACHES:
        return not function.is_async
    found = inference.functions(value, module.path)
    if len(found) == 1:
        applied = isinstance(decorator, Called)
        return _gives_argument(inference, found[0], applied, function.is_async)
    return is_route(inference, module, decorator)


def is_route(inference: Inference, module: Module, decorator: Expr) -> bool:
    """Whether a decorator registers a handler and gives the function back as it is."""
    func = uncalled(decorator)
    if not isinstance(func, Attr):
        return False
    owner = inference.value(module, func.base)
    if not isinstance(owner, Instance):
        return False
    return any(
        framework.classes & inference.classes_of(owner.cls, module.path)
        and func.name in (framework.routes | framework.adders | framework.hooks.keys())
        for framework in inference.catalogue.frameworks
    )


# decorators of the project


def may_give_more(inference: Inference, definition: Definition) -> bool:
    """Whether a decorator of the project may call the function with more arguments."""
    for decorator in definition.function.decorators:
        value = inference.value(definition.module, uncalled(decorator))
        if is_route(inference, definition.module, decorator):
            continue
        name = object_name(value)
        if not name or inference.functions_named(name, definition.module.path):
            return True
    return False


def keeps_coroutine(inference: Inference, module: Module, decorator: Expr) -> bool:
    """Whether a decorator of the project gives a coroutine function back, or one that awaits it."""
    value = inference.value(module, uncalled(decorator))
    found = inference.functions(value, module.path) if isinstance(value, Ref) else []
    if len(found) != 1:
        return False
    place, maker = found[0].module, found[0].function
    if isinstance(decorator, Called):
        inner = [_inner(place, maker, item) for item in maker.returned]
        if len(inner) != 1 or inner[0] is None:
            return False
        maker = inner[0]
    if maker.is_async or maker.decorators or not maker.parameters or not maker.returned:
        return False
    first = maker.first
    if len(place.scopes[maker.scope].bindings[first]) > 1:
        return False
    return all(
        (isinstance(item, Name) and item.name == first)
        or _awaits(inference, place, _inner(place, maker, item), first)
        for item in maker.returned
    )


def _awaits(inference: Inference, module: Module, wrapper: Function | None, name: str) -> bool:
    """Whether a function is a coroutine function that awaits what calling a name gives."""
    if wrapper is None or not wrapper.is_async or wrapper.is_generator:
        return False
    if name in module.scopes[wrapper.scope].bindings:
        return False
    wraps = all(
        inference.value(module, uncalled(item)) == Ref("functools.wraps")
        for item in wrapper.decorators
    )
    return wraps and any(
        call.function == wrapper.index
        and call.awaited
        and isinstance(call.func, Name)
        and call.func.name == name
        for call in module.calls
    )


def _gives_argument(
    inference: Inference,
    maker: Definition,
    applied: bool,
    is_async: bool,
    layers: int = _MOST_LAYERS,
) -> bool:
    """Whether a decorator gives the function back, or a wrapper that gives what it gives.

    `applied`: it is called for the decorator itself, as `retry` in `@retry(3)` is.
    """
    function, module = maker.function, maker.module
    if layers == 0 or function.is_async or function.is_generator or function.decorators:
        return False
    returned = [item for item in function.returned if item != NONE]
    if not returned or len(returned) < len(function.returned):
        return False
    if applied:
        inner = [_inner(module, function, item) for item in returned]
        return all(
            item is not None
            and _gives_argument(inference, Definition(module, item), False, is_async, layers - 1)
            for item in inner
        )
    return all(_is_same(inference, maker, item, is_async) for item in returned)


def _inner(module: Module, function: Function, expr: Expr) -> Function | None:
    """The one function of that name that is defined in a function."""
    if not isinstance(expr, Name):
        return None
    bindings = module.scopes[function.scope].bindings.get(expr.name, [])
    if len(bindings) != 1 or bindings[0].kind != "function":
        return None
    return module.functions[int(bindings[0].target)]


def _is_same(inference: Inference, maker: Definition, expr: Expr, is_async: bool) -> bool:
    """Whether what a decorator returns is its argument, or a wrapper that gives the same."""
    function, module = maker.function, maker.module
    first = function.first
    if len(module.scopes[function.scope].bindings.get(first, ())) != 1:
        return False
    if isinstance(expr, Name) and expr.name == first:
        return True
    wrapper = _inner(module, function, expr)
    if wrapper is None or wrapper.is_generator or not wrapper.returned:
        return False
    if wrapper.is_async and not is_async:
        return False
    for decorator in wrapper.decorators:
        if inference.value(module, uncalled(decorator)) != Ref("functools.wraps"):
            return False
    return all(_calls(module, wrapper, item, first) for item in wrapper.returned)


def _calls(module: Module, wrapper: Function, expr: Expr, name: str) -> bool:
    """Whether an expression is what calling the decorated function gives."""
    here = module.scopes[wrapper.scope].bindings
    if isinstance(expr, Name) and expr.scope == wrapper.scope:
        bindings = here.get(expr.name, ())
        if len(bindings) != 1 or bindings[0].kind != "value" or bindings[0].annotation:
            return False
        expr = bindings[0].value
    if wrapper.is_async:
        if not isinstance(expr, Derived) or expr.how != "await":
            return False
        expr = expr.base
    func = expr.func if isinstance(expr, Called) else None
    return isinstance(func, Name) and func.name == name and name not in here
