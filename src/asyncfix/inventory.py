"""What `asyncfix handlers` reports, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from asyncfix.model import Failure, Fix, Result, Step, Strategy


class Verdict(str, Enum):
    """What to do about a handler."""

    FINE = "fine"
    AWAIT = "await"
    NATIVE = "native"
    DEF = "def"
    THREAD = "thread"
    PROCESS = "process"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Route:
    """One path of a handler; what is not known of it stands in `<…>`.

    `served`: it is known to which application it belongs.
    """

    methods: tuple[str, ...]
    path: str
    served: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding in a handler, or in a coroutine function that it awaits; `way` leads there.

    `blocks`: it is about something that blocks the loop.
    """

    result: Result
    way: tuple[Step, ...] = ()
    blocks: bool = True

    @property
    def fix(self) -> Fix | None:
        """What repairs it, also if it is held back; None if no fix does."""
        fix = self.result.fix
        return None if fix is None or fix.strategy is Strategy.MANUAL else fix


@dataclass(frozen=True, slots=True)
class Handled:
    """A function that a framework calls.

    `function` is its dotted name, `name` the part of it that counts in its file; `role` is what
    the framework calls it as; `in_thread`: it runs in the framework's thread pool; `awaits` is
    what it awaits, as it is written; `later` are blocking calls that nothing in it waits for.
    """

    path: str
    line: int
    function: str
    name: str
    role: str
    framework: str
    is_async: bool
    in_thread: bool
    routes: tuple[Route, ...]
    awaits: tuple[str, ...]
    noted: tuple[Noted, ...]
    verdict: Verdict
    reason: str
    later: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """What shares the threads in which plain handlers run.

    `plain` counts the plain functions by role, `offloads` the calls that take a thread of the same
    pool, `coming` the handlers that are to become plain. `size` is as the project sets it, or as
    it is by default; `set_at` is where.
    """

    size: int
    plain: tuple[tuple[str, int], ...]
    offloads: int
    coming: int
    set_at: str = ""

    @property
    def users(self) -> int:
        """How many functions and calls share the pool now."""
        return sum(count for _, count in self.plain) + self.offloads


@dataclass(frozen=True, slots=True)
class Starvation:
    """A dependency that keeps a connection while those that use it wait for threads.

    `users` are the handlers that need a thread again while it is kept, by dotted name.
    """

    path: str
    line: int
    dependency: str
    keeps: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """All handlers of a project; `asyncfix handlers` prints it."""

    handlers: tuple[Handled, ...]
    pool: Pool
    starvations: tuple[Starvation, ...] = ()
    failures: tuple[Failure, ...] = ()
    files: int = 0
