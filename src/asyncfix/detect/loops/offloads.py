"""Says which calls take a callable off the event loop, and which callable that is.

The forms are the catalogue's; `functools.partial` and lambdas among their arguments are seen
through.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from asyncfix.project.inference import Inference, Named, Ref
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Attr, Called, Expr
from asyncfix.runners import Offload, Runner

_T = TypeVar("_T", Offload, Runner)
_PARTIAL = "functools.partial"


def offload_of(inference: Inference, module: Module, callee: Expr) -> Offload | None:
    """The form of offload that calling the callee is, if it is one."""
    return known_of(inference, module, callee, inference.catalogue.offloads)


def known_of(
    inference: Inference, module: Module, callee: Expr, table: Mapping[str, _T]
) -> _T | None:
    """What the table says of the callee; of a method of what is not known, if its name tells."""
    value = inference.value(module, callee)
    if isinstance(value, Named):
        return table.get(value.name)
    if value is None and isinstance(callee, Attr):
        for name, item in table.items():
            if item.distinct and name.rpartition(".")[2] == callee.name:
                return item
    return None


class Ran(NamedTuple):
    """A call that is made off the loop, and the one that hands it over.

    What is called is the argument at `position` of `handing`, or one by keyword if that is 0; it
    gets those from `start` on.
    """

    call: Call
    handing: Call
    position: int
    start: int


def ran(inference: Inference, module: Module, call: Call) -> Ran | None:
    """The call that is made off the loop by one that hands a callable over.

    A lambda is none: the calls in it are known as those of the function around it.
    """
    offload = offload_of(inference, module, call.func)
    if offload is None or not offload.passes:
        return None
    func, start = given(offload, call), offload.position
    position = 0 if any(name == offload.keyword for name, _ in call.keywords) else start
    partial = _partial(inference, module, call, func)
    if partial is not None and partial.args:
        func, call, position, start = partial.args[0], partial, 1, 1
    if func is None:
        return None
    return Ran(call._replace(func=func, args=call.args[start:]), call, position, start)


def offloaded(inference: Inference, module: Module, call: Call) -> Expr | None:
    """The callable argument of a call that takes it off the loop; None if it is no such call.

    Of `functools.partial(f, …)` that is `f`. It is None for a lambda too.
    """
    offload = offload_of(inference, module, call.func)
    if offload is None:
        return None
    return _without_partial(inference, module, call, given(offload, call))


def given(offload: Offload, call: Call) -> Expr | None:
    """The argument of a call that is the callable, as it is written."""
    if offload.keyword:
        for name, value in call.keywords:
            if name == offload.keyword:
                return value
    index = offload.position - 1
    return call.args[index] if 0 <= index < len(call.args) else None


def _without_partial(
    inference: Inference, module: Module, call: Call, argument: Expr
) -> Expr | None:
    partial = _partial(inference, module, call, argument)
    if partial is not None:
        return partial.args[0] if partial.args else None
    return argument


def _partial(inference: Inference, module: Module, call: Call, argument: Expr) -> Call | None:
    """The call of `functools.partial` that an argument of a call is."""
    if not isinstance(argument, Called):
        return None
    if inference.value(module, argument.func) != Ref(_PARTIAL):
        return None
    # what a nested call is given is kept only with the call's own entry
    inner = (
        item
        for item in module.calls
        if item.func == argument.func and item.span != call.span and call.span.contains(item.span)
    )
    return next(inner, None)
