"""Sees whether code puts something else in the place of a library's function, as tests do."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.plan.context import Context
from asyncfix.project.inference import Inference, Ref
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Constant

_REPLACES = ("patch", "setattr")


def patched(context: Context, name: str) -> str:
    """Where a function is replaced by another, as by `mock.patch`; empty if it is not."""
    question = ("patched", name)
    if question not in context.whole:
        context.whole[question] = next(_places(context.inference, name), "")
    return context.whole[question]


def _places(inference: Inference, name: str) -> Iterator[str]:
    owner, _, short = name.rpartition(".")
    for module in inference.project.mentioning(short):
        for store in module.outside.get(short, ()):
            if inference.value(module, store.base) == Ref(owner):
                yield module.path
        for call in module.calls:
            replaces = any(word in call.text for word in _REPLACES)
            if replaces and _names(inference, module, call, owner, short):
                yield f"{module.path}, line {call.span.line}"


def _names(inference: Inference, module: Module, call: Call, owner: str, short: str) -> bool:
    """Whether a call that replaces something names the function: in one text, or in two parts."""
    for place, argument in enumerate(call.args[:2]):
        if isinstance(argument, Constant) and isinstance(argument.value, str):
            path, _, last = argument.value.rpartition(".")
            if last == short and not path and place == 1:
                return inference.value(module, call.args[0]) == Ref(owner)
            if last == short and path:
                return _leads_to(inference, module, path, f"{owner}.{short}")
    return False


def _leads_to(inference: Inference, module: Module, path: str, name: str) -> bool:
    """Whether what stands under a dotted path is the function, or the module that has it."""
    owner, _, short = name.rpartition(".")
    if path == owner or path.endswith(f".{owner}"):
        return True
    other = inference.project.find(path, module.path)
    bindings = other.scopes[0].bindings.get(short, ()) if other is not None else ()
    return any(item.kind == "import" and item.target == name for item in bindings)
