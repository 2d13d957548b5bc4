"""What runs code elsewhere: off the loop, or on a loop of its own. Frozen data."""

from __future__ import annotations

from typing import NamedTuple


class Offload(NamedTuple):
    """A callable that runs a callable it is given off the loop: in a thread or a process.

    The callable is the argument at `position`, counted from 1 without `self`, or the one called
    `keyword`. `passes`: which of the call's other arguments it is called with: `all`,
    `positional`, `none`; empty if that call alone does not call it. `distinct`: no other method
    is called so, so that the name tells, whatever object it is called on. `shared`: it takes a
    thread of the pool in which frameworks run plain handlers.
    """

    name: str
    position: int = 1
    keyword: str = ""
    passes: str = ""
    distinct: bool = False
    shared: bool = False


class Runner(NamedTuple):
    """A callable that starts an event loop of that library, and runs on it what it is given.

    `takes`: a `coroutine`, a `function` and its arguments, or, as a `wrapper`, a function alone:
    what it gives is called then. `manual` is why an `await` can't take its place. `distinct`: no
    other method is called so.
    """

    name: str
    library: str
    takes: str = "coroutine"
    manual: str = ""
    distinct: bool = False
