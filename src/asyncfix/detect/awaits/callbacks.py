"""Says which variables hold, by their annotation, functions that give something to await.

`on_event: Callable[[Event], Awaitable[None]]` says so of a parameter or an attribute.
"""

from __future__ import annotations

from asyncfix.project.inference import Inference, object_name
from asyncfix.project.resolution.promised import promised
from asyncfix.project.summary import Module
from asyncfix.project.terms import Expr, Item

_AWAITABLE = frozenset(
    f"{home}.{name}"
    for home in ("typing", "collections.abc")
    for name in ("Awaitable", "Coroutine")
)


def promises_awaitable(inference: Inference, module: Module, func: Expr) -> bool:
    """Whether all that a parameter or an attribute says of itself is that it gives one."""
    found = promised(inference, module, func)
    if found is None:
        return False
    place, given = found
    bare = given.base if isinstance(given, Item) else given
    return object_name(inference.value(place, bare)) in _AWAITABLE
