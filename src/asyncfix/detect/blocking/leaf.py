"""Says which calls block by themselves, in whatever function they stand."""

from __future__ import annotations

from typing import NamedTuple

from asyncfix.detect.loops.offloads import offload_of
from asyncfix.entries import Entry
from asyncfix.model import Confidence
from asyncfix.project.arguments import may_block
from asyncfix.project.inference import Inference, Ref
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Attr, Called


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
    if entry is None or entry.idle or not may_block(inference, module, entry, call):
        return None
    if entry.spared_by and _is_spared(module, call, entry):
        return None
    if entry.lazy and _is_handed_over(inference, module, call):
        return None
    return Leaf(entry, Confidence.EXACT if isinstance(value, Ref) else Confidence.INFERRED)


def _is_spared(module: Module, call: Call, entry: Entry) -> bool:
    """Whether the code takes care that the call need not wait, as `q.empty()` does for `q.get()`.

    So does a function that is given the object. A name is one of its function's; an attribute may
    belong to an object that several share.
    """
    receiver, _, _ = call.text.rpartition(".")
    owner = call.func.base if isinstance(call.func, Attr) else None
    return any(
        other.text.rpartition(".")[2] in entry.spared_by
        and (other.text.rpartition(".")[0] == receiver or (owner and owner in other.args))
        and (other.function == call.function or "." in receiver)
        for other in module.calls
    )


def _is_handed_over(inference: Inference, module: Module, call: Call) -> bool:
    """Whether what is gone through later goes to a thread, as in `to_thread(list, walk(p))`."""
    return any(
        Called(call.func, (), ()) in other.args
        and other.span.contains(call.span)
        and offload_of(inference, module, other.func) is not None
        for other in module.calls
    )
