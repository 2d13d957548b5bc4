"""Says in which order Python looks for an attribute in a class and in those it inherits from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from asyncfix.project.summary import Class, Module
from asyncfix.project.values import object_name

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

Ancestor = tuple[str, int] | str
"""A class of the project by module path and index; one of a library by dotted name, or empty
where it is not known."""

UNKNOWN: Ancestor = ""

# Classes that bring no attributes that anybody calls.
_PLAIN = frozenset(
    {
        *("builtins.object", "abc.ABC"),
        *("typing.Generic", "typing.Protocol"),
        *("typing_extensions.Generic", "typing_extensions.Protocol"),
    }
)


def lineage(inference: Inference, module: Module, definition: Class) -> tuple[Ancestor, ...]:
    """A class of the project, then those that it inherits from."""
    own = (module.path, definition.index)
    known = inference.lineages.get(own)
    if known is not None:
        return known
    with inference.asking(("lineage", *own)) as open_question:
        if not open_question:
            return (own, UNKNOWN)
        found = (own, *_above(inference, module, definition))
    inference.lineages[own] = found
    return found


def _above(inference: Inference, module: Module, definition: Class) -> Sequence[Ancestor]:
    bases: list[Ancestor] = []
    rows: list[list[Ancestor]] = []
    for base in definition.bases:
        name = object_name(inference.value(module, base))
        if name in _PLAIN:
            continue
        owner = inference.class_named(name, module.path) if name else None
        if owner is not None:
            row = list(lineage(inference, *owner))
        else:
            own = not name or inference.longest_module(name, module.path)[0] is not None
            row = [UNKNOWN if own else name]
        bases.append(row[0])
        rows.append(row)
    return _linear([*rows, bases])


def _linear(rows: list[list[Ancestor]]) -> Sequence[Ancestor]:
    """The order of all that keeps each row's own (C3); what comes after a clash is not known."""
    found: list[Ancestor] = []
    rows = [row for row in rows if row]
    while rows:
        head = next(
            (row[0] for row in rows if not any(row[0] in other[1:] for other in rows)), None
        )
        if head is None:
            return [*found, UNKNOWN]
        found.append(head)
        rows = [rest for row in rows if (rest := row[1:] if row[0] == head else row)]
    return found


def names_bound(inference: Inference, ancestor: Ancestor) -> frozenset[str] | None:
    """The names that a class binds; None for one of a library that may bind any."""
    if ancestor in inference.catalogue.always_true:
        return frozenset()
    module = None if isinstance(ancestor, str) else inference.project.module(ancestor[0])
    if module is None or isinstance(ancestor, str):
        return None
    return frozenset(module.scopes[module.classes[ancestor[1]].scope].bindings)
