"""How long an event loop is held up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def watched() -> AsyncIterator[list[float]]:
    """By how much each wait of a millisecond takes longer, in seconds, while it is entered."""
    lags: list[float] = []
    watching = asyncio.create_task(_watch(lags))
    await asyncio.sleep(0.01)
    yield lags
    await asyncio.sleep(0.005)
    watching.cancel()


async def _watch(lags: list[float]) -> None:
    while True:
        start = time.perf_counter()
        await asyncio.sleep(0.001)
        lags.append(time.perf_counter() - start - 0.001)
