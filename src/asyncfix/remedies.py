"""What is known of calls that should be written in another way, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Superseded:
    """An offload that takes an executor first, and what does the same without one.

    `twin` runs a callable with its arguments in the executor that `None` stands for, from Python
    `since` on; it begins when it is awaited, and the callable sees the caller's context variables.
    `current` are the functions that give the loop that runs. `starters` begin at once what they
    are given, but for one with a timeout of 0, which is the argument of that name. What goes
    through one of the `contexts` has context variables of its own.
    """

    name: str
    twin: str
    since: tuple[int, ...] = ()
    current: frozenset[str] = frozenset()
    starters: Mapping[str, str] = field(default_factory=dict)
    contexts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A keyword that a class takes no more: another one takes its value, in a `wrapper`.

    With the other one given as well, it says nothing.
    """

    name: str
    keyword: str
    becomes: str
    wrapper: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A keyword that a call should be given, and its value.

    `classes`: it is for those calls only that are told one of these by the keyword `told_by`.
    `methods`: only where one of these is called somewhere. `why` it should be given, and the
    `doubt` that makes the fix unsafe, are for a reader.
    """

    name: str
    keyword: str
    value: str
    why: str
    doubt: str = ""
    told_by: str = ""
    classes: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mixture:
    """Two callables that should not both serve one application.

    They are for the same thing if they are given the same address, as first argument or by the
    keyword `address`. `asynchronous` is the one for code on the loop. `apart`: parts of paths of
    code that is no application; `workers`: libraries whose presence explains the other one.
    `trouble` and `way_out` are for a reader.
    """

    name: str
    asynchronous: str
    trouble: str
    way_out: str
    address: str = ""
    apart: frozenset[str] = frozenset()
    workers: frozenset[str] = frozenset()
