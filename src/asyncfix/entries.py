"""What is known of one callable or class of a library, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from asyncfix.kinds import Kind


class Waiver(NamedTuple):
    """An argument with which a call does not block, and the class of what it `gives` then.

    `position` counts from 1, without `self`; 0 where it is given by keyword only. `values` are
    constants, their dotted names, of which it may be an `|` with others, and those of its classes;
    a text may also be one that `begins` so.
    """

    position: int
    keyword: str
    values: frozenset[str | float] = frozenset()
    gives: str = ""
    begins: tuple[str, ...] = ()


class Result(NamedTuple):
    """What a callable of a library, or a method, gives: an object of the class `gives`.

    `attribute` is one of that which nobody changes: the argument at `position`, which counts from
    1, or with that `keyword`. Without it, it is what it is of the argument at `source`, or was of
    the object whose method it is, else None. If `always`, it is something whatever is given.
    An operator gives it only with an object of a class in `given`, if that names any.
    """

    name: str
    gives: str
    attribute: str = ""
    position: int = 0
    keyword: str = ""
    source: int = 0
    always: bool = False
    given: frozenset[str] = frozenset()


class Entry(NamedTuple):
    """A blocking callable, or a blocking method of a class."""

    name: str
    rule: str
    """The code of the rule whose findings its calls are."""

    # its asynchronous twin
    twins: Mapping[str, str] = {}
    """By event-loop library, the coroutine function that takes the same arguments."""
    member: str = ""
    """The method of the same object that does the same."""
    unless: tuple[str, ...] = ()
    """The checks of the arguments that make either inexact."""
    client: str = ""
    """The table of the client library that it belongs to."""

    # what moves to a thread with it
    unit: bool = False
    """A `with` around the call is one piece of work."""
    whole: bool = False
    """Leaving its `with` does more than to close it: the block moves in one piece or not at all."""
    helper: str = ""
    """What a function is called that the block around the call is moved to."""
    streams: str = ""
    """The keyword with which what it gives is still to be read; behind a `!`, without which."""
    lazy: bool = False
    """It blocks only while what it gives is gone through."""
    joins: bool = False
    """A `with` that makes one waits at its end for what was begun in it."""
    computes: bool = False
    """It works on the processor, so that another process can do it."""

    # what stands against that
    bound: str = ""
    """Why its calls must not be offloaded one by one: what it works on belongs to its thread, or
    to one unit of work."""
    thread_bound: bool = False
    """It is the thread that it belongs to."""
    overlap: str = ""
    """What may show if several threads use it at once, which its makers allow."""
    settings: tuple[str, ...] = ()
    """Attributes that all its calls go by, which nobody may set meanwhile."""
    access: str = ""
    """What it does to files: `read`, `write`, as its `mode` says, `archive` (which it reads to
    append to it), `ask`, `copy` or `move` to another, `remove`, or `make`."""
    paths: tuple[str, ...] = ()
    """The names of the parameters for those files, in order."""

    # whether it blocks
    idle: bool = False
    """It does not, whatever else is said of it."""
    nonblocking: tuple[Waiver, ...] = ()
    """Nor with any of these arguments."""
    needs_argument: bool = False
    """Nor without any argument."""
    spared_by: tuple[str, ...] = ()
    """Methods of the same object, or functions that are given it, that, called as well, say that
    this one does not wait."""
    minor: bool = False
    """It hardly ever waits by itself: a plain function that does no more does not block."""

    # what a reader is told
    doubt: str = ""
    """Why a fix is unsafe."""
    manual: str = ""
    """Why there is none."""

    @property
    def is_method(self) -> bool:
        """Whether it is a method: the last name but one is a class's."""
        return self.name.split(".")[-2:][0][:1].isupper()


class ClassEntry(NamedTuple):
    """A class: its blocking methods, and what its members give."""

    name: str
    blocking: Mapping[str, Entry] = {}

    # what it gives
    returns: Mapping[str, Kind] = {}
    """By method; `*` for all others."""
    attributes: Mapping[str, Kind] = {}
    """By attribute; `*` for all others but those in `members`."""
    members: frozenset[str] = frozenset()
    enter: Kind = ""
    """What `with` binds; an instance of itself if empty."""
    call: Kind = ""
    """What calling an instance gives."""
    div: Kind = ""
    """What `/` gives."""
    item: Kind = ""
    """What `[…]` gives."""

    # what it is
    inherits: frozenset[str] = frozenset()
    """All that its objects, which are true, are instances of beside itself, if known."""
    empty: bool = False
    """It holds others: its objects may be empty, and are false then."""
    unsaid: frozenset[str] = frozenset()
    """Words, in lower case, that no error has in it that a method of such an object raises, if the
    text that it is given begins with one of `for_texts`, and has no such word itself."""
    for_texts: tuple[str, ...] = ()
    passes_for: str = ""
    """The class that annotations may call it, where it is to be taken for what it is."""
    lock: bool = False
    """No `await` may come while one is held."""
    unit: Entry | None = None
    """What is known of a `with` that makes one, which is one piece of work."""
    gone_through: Entry | None = None
    """What is known of going through one, which blocks, and which `async for` does as well."""
    changing: frozenset[str] = frozenset()
    """Methods that change it, or move on in it, besides those of containers."""
    asking: frozenset[str] = frozenset()
    """Methods that tell how it is, and `setting`: those that set how it is, for all who ask."""
    setting: frozenset[str] = frozenset()
    thread_own: bool = False
    """What a thread puts in it, no other one sees."""
    fleeting: bool = False
    """What it leads to is gone as soon as nobody else keeps that."""

    # what is asynchronous of it
    awaitable: frozenset[str] = frozenset()
    """Methods that give a coroutine."""
    async_iterators: frozenset[str] = frozenset()
    """Methods that give what only `async for` goes through."""
    async_context: bool = False
    """Only `async with` enters it."""
    async_iterable: bool = False
    """Only `async for` goes through it."""

    def attribute(self, name: str) -> Kind:
        """What an attribute is; empty if it is a method, or not known."""
        if name in self.attributes:
            return self.attributes[name]
        methods = (*self.blocking, *self.returns, *self.members)
        return "" if name.startswith("_") or name in methods else self.attributes.get("*", "")

    @property
    def bound(self) -> str:
        """Why an instance belongs to the thread, or to the unit of work, that made it; or empty."""
        return next((entry.bound for entry in self.blocking.values() if entry.bound), "")

    @property
    def shared(self) -> Entry | None:
        """A method of what several threads may use at once; None if they may not."""
        return next((entry for entry in self.blocking.values() if entry.overlap), None)

    @property
    def is_thread_bound(self) -> bool:
        """Whether an instance works only in the thread that made it."""
        return any(entry.thread_bound for entry in self.blocking.values())


class PerThread(NamedTuple):
    """A callable that makes something that each thread has for itself.

    It does so with one of these `arguments`, given first or by that `keyword`, and without the
    keyword `unless`. The `reason` is what a reader is told.
    """

    name: str
    arguments: frozenset[str]
    keyword: str
    unless: str
    reason: str
