"""Says which classes of the project inherit from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.project.summary import Class, Module
from asyncfix.project.values import Ref

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference


def of(inference: Inference, name: str, importer: str) -> frozenset[tuple[str, int]]:
    """The classes that inherit from the one of that dotted name: module path and index.

    Files are looked at in which the last part of the name stands.
    """
    found: set[tuple[str, int]] = set()
    pending = [(name, importer)]
    while pending:
        parent, place = pending.pop()
        for module in inference.project.mentioning(parent.rpartition(".")[2]):
            for definition in module.classes:
                key = (module.path, definition.index)
                if key not in found and _inherits(inference, module, definition, parent, place):
                    found.add(key)
                    pending.append((f"{module.name}.{definition.qualname}", module.path))
    return frozenset(found)


def _inherits(
    inference: Inference, module: Module, definition: Class, parent: str, place: str
) -> bool:
    """Whether a base of a class is that one, seen from either place."""
    ours = inference.class_named(parent, place)
    for base in definition.bases:
        value = inference.value(module, base)
        if not isinstance(value, Ref) or value.name != parent:
            continue
        theirs = inference.class_named(parent, module.path)
        if ours is None or theirs is None:
            return ours is theirs
        if (ours[0].path, ours[1].index) == (theirs[0].path, theirs[1].index):
            return True
    return False
