"""Says whether callers rely on a coroutine function that has never let go of the loop so far."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.plan.context import Context, Site
from asyncfix.plan.shared import split_update
from asyncfix.project.inference import Bound, Ref
from asyncfix.project.project import Definition


def split_in_caller(context: Context, definition: Definition) -> str:
    """What a caller reads before it awaits the function, and writes after; "" if nothing is.

    As long as the function awaited nothing, no other task could come in between.
    """
    if definition.function.awaits:
        return ""
    for site in _awaited_at(context, definition):
        caller = context.definition(site)
        reason = split_update(site, (site.node,)) or context.file_uses.contended(caller)
        if reason:
            return f"`{caller.function.name}` awaits it: {reason}"
    return ""


def _awaited_at(context: Context, definition: Definition) -> Iterator[Site]:
    """The places in the project where the function is called and awaited."""
    for module in context.project.mentioning(definition.function.name):
        for call in module.calls:
            if not call.awaited or call.function < 0 or definition.function.name not in call.text:
                continue
            value = context.inference.value(module, call.func)
            if isinstance(value, Ref | Bound) and value.name == definition.name:
                view = context.view(module.path)
                yield Site(view, module.functions[call.function], view.call(call.span), call.scope)
