"""Says which parameters of a function are units of work: a session, a connection."""

from __future__ import annotations

from asyncfix.project.inference import Inference
from asyncfix.project.project import Definition
from asyncfix.project.terms import Name


def units_of(inference: Inference, definition: Definition) -> frozenset[str]:
    """The parameters that are one which any thread may use, one after another.

    What it gives, such as the objects that a session loads, is part of it.
    """
    module, function = definition.module, definition.function
    return frozenset(
        item.name
        for item in function.parameters
        if (
            known := inference.class_entry(inference.value(module, Name(item.name, function.scope)))
        )
        and known.unit is not None
        and not known.is_thread_bound
    )
