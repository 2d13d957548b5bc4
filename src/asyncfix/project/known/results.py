"""What is known of an object that a library gives, and of an attribute of it: of a time zone."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from asyncfix.entries import Result
from asyncfix.project.known.facts import IDLE, UNKNOWN, Known, Thing, as_thing
from asyncfix.project.known.kinds import of_library
from asyncfix.project.nodes import argument, is_spread

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

Evaluate = Callable[[ast.expr], Known]

_SOMETHING = Thing(truth=True)
_OPERATORS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("__add__", "__radd__"),
    ast.Sub: ("__sub__", "__rsub__"),
    ast.Mult: ("__mul__", "__rmul__"),
    ast.Div: ("__truediv__", "__rtruediv__"),
}


def of_class(inference: Inference, cls: str, home: str) -> Known:
    """An object of a library's class of which all is known that it is."""
    if not of_library(inference, cls, home):
        return UNKNOWN
    empty = inference.catalogue.classes[cls].empty
    return Thing(cls, home, exact=True, truth=None if empty else True)


def result(known: Result, call: ast.Call, base: Known, made: Known, evaluate: Evaluate) -> Known:
    """What is `made` by a call, with its attribute. `base` is the object whose method is called:
    None if it is a function, or a method of the class."""
    if not isinstance(made, Thing) or made == UNKNOWN or not known.attribute:
        return made
    return _with(made, known.attribute, _attribute(known, call, base, evaluate))


def _with(made: Thing, attribute: str, value: Known) -> Thing:
    held = ((attribute, value),) if value != UNKNOWN else ()
    return replace(made, attributes=held, lasting=held)


def combined(inference: Inference, operator: ast.operator, left: Known, right: Known) -> Known:
    """What an operator gives: the method of the one, or else that of the other."""
    ways = zip(_OPERATORS.get(type(operator), ()), (left, right), (right, left), strict=False)
    for method, base, other in ways:
        if not isinstance(base, Thing) or not base.exact:
            continue
        known = inference.catalogue.results.get(f"{base.cls}.{method}")
        if known is None or (known.given and _kind(other) not in known.given):
            continue
        made = of_class(inference, known.gives, base.home)
        if isinstance(made, Thing) and made != UNKNOWN and known.attribute:
            return _with(made, known.attribute, _held(base, known.attribute))
        return made
    return UNKNOWN


def _kind(value: Known) -> str:
    thing = as_thing(value)
    return thing.cls if thing is not None else ""


def _held(base: Known, attribute: str) -> Known:
    """What is known of an attribute of an object."""
    return dict(base.attributes).get(attribute, UNKNOWN) if isinstance(base, Thing) else UNKNOWN


def _attribute(known: Result, call: ast.Call, base: Known, evaluate: Evaluate) -> Known:
    if known.always:
        return _SOMETHING
    given = None if is_spread(call) else argument(call, known.position, known.keyword)
    if given is not None:
        return evaluate(given)
    if is_spread(call) or any(item.arg is None for item in call.keywords):
        return UNKNOWN
    if known.source:
        source = argument(call, known.source, "")
        return _held(evaluate(source), known.attribute) if source is not None else UNKNOWN
    return _held(base, known.attribute) if isinstance(base, Thing) else base


def entered(inference: Inference, value: Known) -> Known:
    """What `with` binds of an object of a library that it gives itself."""
    if not isinstance(value, Thing) or not value.exact:
        return UNKNOWN
    known = inference.catalogue.classes.get(value.cls)
    itself = known is not None and known.inherits and known.enter in ("", value.cls)
    return value if itself or value == IDLE else UNKNOWN


def unsaid(inference: Inference, value: Known, text: Known) -> frozenset[str]:
    """Words that no error has in it that a method of an object raises which is given that text."""
    known = inference.catalogue.classes.get(value.cls) if isinstance(value, Thing) else None
    if known is None or not isinstance(value, Thing) or not value.exact or value.optional:
        return frozenset()
    if not isinstance(text, str) or not text.upper().startswith(known.for_texts):
        return frozenset()
    return frozenset(word for word in known.unsaid if word not in text.lower())
