"""Why something should not run in another thread than the event loop's."""

from __future__ import annotations

from typing import NamedTuple


class Hindrance(NamedTuple):
    """Why functions should not run in a thread. `certain`: they would not work there.

    `changes`: they change what other tasks can reach, wherever they run.
    """

    reason: str
    certain: bool
    changes: bool = False
