"""Sees that all that a variable, an attribute or a function can give is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Key, Obstacle
from asyncfix.plan.twins.homes import bindings_of
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import NONE

Place = tuple[str, int, int]


def missing_stores(
    context: Context, variables: Iterable[Key], stores: Mapping[Key, Set[Place]]
) -> Iterator[Obstacle]:
    """An obstacle for each variable that also gets something which was not followed there."""
    for key in sorted(variables):
        module = context.project.module(key.path)
        if module is None:
            continue
        yield from _used_beyond(context, module, key)
        known = len(stores.get(key, ()))
        if key.kind == "result":
            function = module.functions[key.number]
            expected = sum(item != NONE for item in (*function.returned, *function.yielded))
            if known < expected:
                reason = f"`{function.name}` gives something that is not followed"
                yield Obstacle(key, key.path, function.span.line, reason)
            continue
        bindings = [item for item in bindings_of(module, key) if _gives(item)]
        if known < len(bindings):
            reason = f"`{key.name}` gets something that is not followed"
            yield Obstacle(key, key.path, bindings[0].line, reason)


def _used_beyond(context: Context, module: Module, key: Key) -> Iterator[Obstacle]:
    """Code that cannot be seen may use what a variable of a module, or an attribute, holds."""
    name = module.functions[key.number].name if key.kind == "result" else key.name
    if key.kind != "name" or key.number == 0:
        where = context.project.used_beyond(name)
        if where:
            line = module.functions[key.number].span.line if key.kind == "result" else 1
            yield Obstacle(key, key.path, line, f"`{name}` may be used in {where}")


def _gives(binding: Binding) -> bool:
    """Whether a binding gives the variable something: more than None, and not by a call of it."""
    if binding.kind in ("parameter", "import") or binding.value == NONE:
        return False
    return binding.value is not None or binding.annotation is None
