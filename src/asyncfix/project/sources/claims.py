"""Says who does which of the jobs that several processes share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctypes import Array, c_byte
    from multiprocessing.context import ForkContext, SpawnContext


class Claims:
    """Which jobs somebody has taken, for all processes to see.

    Nobody waits for anybody here. Two that look at the same moment both take a job: no harm done.
    """

    def __init__(self, context: ForkContext | SpawnContext, number: int) -> None:
        self._taken: Array[c_byte] = context.RawArray("b", number)

    def take(self, at: int) -> bool:
        """Takes a job, unless somebody has it already."""
        if self._taken[at]:
            return False
        self._taken[at] = 1
        return True

    def taken(self, worker: int, workers: int) -> Iterator[int]:
        """Takes one job after the other: first those of a stretch of the worker's own.

        Neighbours have much in common, which is found out but once so. Then come those that are
        left of other stretches, from their ends, where others get to last.
        """
        number = len(self._taken)
        bounds = [number * item // workers for item in range(workers + 1)]
        stretches = [range(*bounds[item : item + 2]) for item in range(workers)]
        others = [*stretches[worker + 1 :], *stretches[:worker]]
        for places in (stretches[worker], *map(reversed, others)):
            yield from filter(self.take, places)
