"""Says whether a call never returns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from asyncfix.project import decorators
from asyncfix.project.resolution import hints
from asyncfix.project.summary import Function, Module
from asyncfix.project.values import Named

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference


def is_endless(
    inference: Inference,
    module: Module,
    callee: Named,
    awaited: bool,
    is_overridden: Callable[[Function], bool],
) -> bool:
    """Whether what is called, or awaiting what it gives, always raises, ends the program or goes on
    for ever. `is_overridden`: whether the object may have another method."""
    if callee.name in inference.catalogue.never_return:
        return not awaited
    found = inference.functions(callee, module.path)
    if len(found) != 1 or found[0].function.is_generator:
        return False
    place, function = found[0].module, found[0].function
    if function.is_async is not awaited or is_overridden(function):
        return False
    endless = function.endless or hints.promises_no_end(inference, place, function.returns)
    return endless and decorators.gives_its_own(inference, found[0])
