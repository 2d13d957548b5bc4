# strategy: native
"""A module with a docstring and a __future__ import."""

from __future__ import annotations

import time  # the clock

# fmt: off
TABLE = [1,2,
         3,4]
# fmt: on


async def main() -> list[int]:
    """Waits."""
    time.sleep(0.001)  # a comment that stays
    return TABLE
