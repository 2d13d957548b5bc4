"""Says which calls block by themselves, in whatever function they stand."""

from __future__ import annotations

from typing import NamedTuple

from asyncfix.catalogue import Entry
from asyncfix.model import Confidence
from asyncfix.project.arguments import may_block
from asyncfix.project.inference import Inference, Ref
from asyncfix.project.summary import Call, Module


class Leaf(NamedTuple):
    """What the catalogue knows of a call that blocks, and how surely it is that call."""

    entry: Entry
    confidence: Confidence


def leaf(inference: Inference, module: Module, call: Call) -> Leaf | None:
    """What is known of a call that blocks with the arguments it has; None of any other.

    One that is awaited does not block, whatever it seems to be.
    """
    if call.awaited:
        return None
    value = inference.value(module, call.func)
    entry = inference.entry(value, module.path)
    if entry is None or not may_block(inference, module, entry, call):
        return None
    return Leaf(entry, Confidence.EXACT if isinstance(value, Ref) else Confidence.INFERRED)
