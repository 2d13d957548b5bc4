"""Says which variables hold, by their annotation, functions that give something to await.

`on_event: Callable[[Event], Awaitable[None]]` says so of a parameter or an attribute.
"""

from __future__ import annotations

from asyncfix.project.inference import Inference, Instance, object_name
from asyncfix.project.resolution import members
from asyncfix.project.resolution.hints import spelled_out
from asyncfix.project.summary import Module
from asyncfix.project.terms import NONE, Attr, Either, Expr, Item, Name, last_name

_CALLABLE = frozenset({"typing.Callable", "collections.abc.Callable"})
_AWAITABLE = frozenset(
    f"{home}.{name}"
    for home in ("typing", "collections.abc")
    for name in ("Awaitable", "Coroutine")
)
_OPTIONAL = "typing.Optional"
_NAMES = frozenset({"Callable", "Optional"})


def promises_awaitable(inference: Inference, module: Module, func: Expr) -> bool:
    """Whether all that a parameter or an attribute says of itself is that it gives one."""
    if isinstance(func, Name):
        bindings = inference.lookup(module, func.scope, func.name) or ()
        declared = [item.annotation for item in bindings]
        return len(declared) == 1 and _gives_awaitable(inference, module, declared[0])
    owner = inference.value(module, func.base) if isinstance(func, Attr) else None
    if not isinstance(func, Attr) or not isinstance(owner, Instance):
        return False
    cls = inference.class_named(owner.cls, module.path)
    found = members.declared(inference, cls, func.name) if cls is not None else None
    return found is not None and _gives_awaitable(inference, *found)


def may_promise(annotation: Expr) -> bool:
    """Whether an annotation may be about functions; saves time."""
    if isinstance(annotation, Either):
        return any(map(may_promise, annotation.options))
    return isinstance(annotation, Item) and last_name(annotation.base) in _NAMES


def _gives_awaitable(inference: Inference, module: Module, annotation: Expr) -> bool:
    """Whether an annotation is `Callable[…, Awaitable[…]]`, or that or None."""
    place, meant = module, annotation
    if isinstance(annotation, Name | Attr):
        place, meant = spelled_out(inference, module, annotation)
    if isinstance(meant, Either):
        options = [item for item in meant.options if item != NONE]
        return len(options) == 1 and _gives_awaitable(inference, place, options[0])
    if not isinstance(meant, Item):
        return False
    kind = object_name(inference.value(place, meant.base))
    if kind == _OPTIONAL:
        return len(meant.parts) == 1 and _gives_awaitable(inference, place, meant.parts[0])
    if kind not in _CALLABLE or len(meant.parts) != 2:
        return False
    given = meant.parts[1]
    bare = given.base if isinstance(given, Item) else given
    return object_name(inference.value(place, bare)) in _AWAITABLE
