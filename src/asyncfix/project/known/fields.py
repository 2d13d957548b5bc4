"""Which fields a class has whose constructor is made for it, as that of a dataclass is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from asyncfix.project.lineage import lineage
from asyncfix.project.summary import Binding, Class, Module
from asyncfix.project.terms import Attr, Called, Expr, Item, Name, Text, last_name, uncalled
from asyncfix.project.values import object_name

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_PLAIN = "dataclasses.dataclass"
"""What makes a constructor that sets each field to just what it is given."""
_NO_FIELD = frozenset({"ClassVar"})
_ORDERING = frozenset({"KW_ONLY", "InitVar"})
"""What annotates no attribute that stands in its place among the arguments."""
_MOVING = frozenset({"init", "kw_only", "converter"})
"""Arguments of what makes a field that change what fills it."""


def is_plain(inference: Inference, owner: tuple[Module, Class]) -> bool:
    """Whether a class sets its fields to just what its constructor is given."""
    module, cls = owner
    if not _is_made_plainly(inference, owner):
        return False
    return not inference.method(f"{module.name}.{cls.qualname}", "__setattr__", module.path)


def _is_made_plainly(inference: Inference, owner: tuple[Module, Class]) -> bool:
    module, cls = owner
    return any(
        object_name(inference.value(module, uncalled(item))) == _PLAIN for item in cls.decorators
    )


def with_defaults(
    inference: Inference, owner: tuple[Module, Class]
) -> Iterator[tuple[str, Module, Class, Binding]]:
    """The fields of a dataclass that have a default, and where that stands; none where a class
    above is no dataclass, or a class below gives one of them another value."""
    found: dict[str, tuple[str, Module, Class, Binding]] = {}
    for ancestor in reversed(lineage(inference, *owner)):
        module = None if isinstance(ancestor, str) else inference.project.module(ancestor[0])
        if module is None or isinstance(ancestor, str):
            return
        cls = module.classes[ancestor[1]]
        if not _is_made_plainly(inference, (module, cls)):
            return
        for name, bindings in module.scopes[cls.scope].bindings.items():
            first = bindings[0]
            found.pop(name, None)
            kind = _kind(first.annotation)
            single = len(bindings) == 1 and first.kind == "value" and first.value is not None
            if single and first.annotation is not None and kind not in _NO_FIELD | _ORDERING:
                found[name] = (name, module, cls, first)
    yield from found.values()


def by_place(
    inference: Inference, owner: tuple[Module, Class], call: ast.Call
) -> Iterator[tuple[str, ast.expr]]:
    """The fields that get an argument by their place, and that; none where that is not clear."""
    given = list(takewhile(lambda item: not isinstance(item, ast.Starred), call.args))
    fields = in_order(inference, owner) if given else None
    yield from zip(fields or (), given, strict=False)


def in_order(inference: Inference, owner: tuple[Module, Class]) -> list[str] | None:
    """The fields in their order, those of the classes above first; None where it is not clear."""
    found: dict[str, None] = {}
    for ancestor in reversed(lineage(inference, *owner)):
        module = None if isinstance(ancestor, str) else inference.project.module(ancestor[0])
        if module is None or isinstance(ancestor, str):
            return None
        cls = module.classes[ancestor[1]]
        for name, bindings in module.scopes[cls.scope].bindings.items():
            annotated = [item for item in bindings if item.annotation is not None]
            if not annotated or _kind(annotated[0].annotation) in _NO_FIELD:
                continue
            if len(bindings) > 1 or not _is_plain(cls, annotated[0]):
                return None
            found[name] = None
    return list(found)


def _is_plain(cls: Class, field: Binding) -> bool:
    """Whether a field of a decorated class stands in the order in which it is written."""
    made = {name for x in cls.decorators if isinstance(x, Called) for name, _ in x.keywords}
    value = field.value
    own = {name for name, _ in value.keywords} if isinstance(value, Called) else frozenset()
    moved = not _MOVING.isdisjoint(made) or not _MOVING.isdisjoint(own)
    return bool(cls.decorators) and not moved and _kind(field.annotation) not in _ORDERING


def _kind(annotation: Expr) -> str:
    """What an annotation is one of: `ClassVar` of `typing.ClassVar[int]`."""
    if isinstance(annotation, Text):
        return next((x for x in (*_NO_FIELD, *_ORDERING) if x in annotation.value), "")
    inner = annotation.base if isinstance(annotation, Item) else annotation
    return last_name(inner) if isinstance(inner, Name | Attr) else ""
