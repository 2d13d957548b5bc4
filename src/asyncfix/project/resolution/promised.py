"""Says what comes of calling a variable of which only its annotation tells what it holds.

`open_session: Callable[[], Session]` tells it of a parameter or an attribute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.project.resolution import hints, members
from asyncfix.project.summary import Module
from asyncfix.project.terms import NONE, Attr, Either, Expr, Item, Name, Text, last_name
from asyncfix.project.values import Instance, Value, object_name

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

CALLABLE = frozenset({"typing.Callable", "collections.abc.Callable"})
"""What an annotation as a function is made with."""
_OPTIONAL = "typing.Optional"
_NAMES = frozenset({"Callable", "Optional"})


def called(inference: Inference, module: Module, func: Expr) -> Value:
    """What a call gives of which no more is known."""
    found = promised(inference, module, func)
    if found is None:
        return None
    return inference.across(inference.annotation(*found), found[0].path, module.path)


def promised(inference: Inference, module: Module, func: Expr) -> tuple[Module, Expr] | None:
    """The annotation of what all that is known of a variable says it gives, and where it stands."""
    if isinstance(func, Name):
        bindings = inference.lookup(module, func.scope, func.name) or ()
        return _result(inference, module, bindings[0].annotation) if len(bindings) == 1 else None
    owner = inference.value(module, func.base) if isinstance(func, Attr) else None
    if not isinstance(func, Attr) or not isinstance(owner, Instance):
        return None
    cls = inference.class_named(owner.cls, module.path)
    if cls is None:
        return None
    declared = members.declared(inference, cls, func.name)
    return _result(inference, *declared) if declared is not None else None


def may_promise(annotation: Expr) -> bool:
    """Whether an annotation may be about functions; saves time."""
    if isinstance(annotation, Either):
        return any(map(may_promise, annotation.options))
    if isinstance(annotation, Text):
        return "Callable" in annotation.value
    return isinstance(annotation, Item) and last_name(annotation.base) in _NAMES


def _result(inference: Inference, module: Module, annotation: Expr) -> tuple[Module, Expr] | None:
    """What `Callable[…, X]` says that a call gives, and where; also of that or None."""
    annotation = hints.written(annotation) if isinstance(annotation, Text) else annotation
    place, meant = module, annotation
    if isinstance(annotation, Name | Attr):
        place, meant = hints.spelled_out(inference, module, annotation)
    if isinstance(meant, Either):
        options = [item for item in meant.options if item != NONE]
        return _result(inference, place, options[0]) if len(options) == 1 else None
    if not isinstance(meant, Item):
        return None
    kind = object_name(inference.value(place, meant.base))
    if kind == _OPTIONAL:
        return _result(inference, place, meant.parts[0]) if len(meant.parts) == 1 else None
    return (place, meant.parts[1]) if kind in CALLABLE and len(meant.parts) == 2 else None
