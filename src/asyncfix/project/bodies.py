"""What stands in each function of a module: calls, context managers, iterations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from asyncfix.project.summary import Call, Iteration, Module, WithBlock

_Placed = TypeVar("_Placed", Call, WithBlock, Iteration)


class Body(NamedTuple):
    """What stands in one function."""

    calls: Sequence[Call] = ()
    withs: Sequence[WithBlock] = ()
    iterations: Sequence[Iteration] = ()


NOTHING = Body()
"""What stands in a function in which none of these does."""


def by_function(module: Module) -> dict[int, Body]:
    """What stands in each function of a module that anything stands in, by its index."""
    calls, withs = _grouped(module.calls), _grouped(module.withs)
    iterations = _grouped(module.iterations)
    return {
        index: Body(calls.get(index, ()), withs.get(index, ()), iterations.get(index, ()))
        for index in calls.keys() | withs.keys() | iterations.keys()
    }


def _grouped(items: Iterable[_Placed]) -> dict[int, tuple[_Placed, ...]]:
    """What stands in each function, in its order."""
    groups: dict[int, list[_Placed]] = defaultdict(list)
    for item in items:
        groups[item.function].append(item)
    return {index: tuple(group) for index, group in groups.items()}
