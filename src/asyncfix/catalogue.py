"""What is known of libraries, as frozen data. The engine knows none by name; `tables` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from asyncfix.entries import ClassEntry, Entry, PerThread, Result
from asyncfix.frameworks import Framework
from asyncfix.kinds import Kind
from asyncfix.remedies import Advice, LazyLoading, Mixture, Shortcut, Superseded
from asyncfix.runners import Offload, Runner

Table = Mapping[str, object]


class Catalogue(NamedTuple):
    """All tables of all packs, merged. What maps names to a `Table` stands as it was written."""

    # what blocks
    callables: Mapping[str, Entry] = {}
    classes: Mapping[str, ClassEntry] = {}
    no_files: frozenset[str] = frozenset()
    """How paths start that lead to no disk."""

    # what names stand for
    aliases: Mapping[str, str] = {}
    """Other dotted names of the same thing."""
    returns: Mapping[str, Kind] = {}
    """What a function's call gives; `@argument` where it is what its first argument gives."""
    fields: frozenset[str] = frozenset()
    """What says of a field of a class what it is: by its `type`, `factory` or `default`."""
    factories: frozenset[str] = frozenset()
    """What says as a default that what it is given is called for each object."""
    results: Mapping[str, Result] = {}
    """What is known of what a call gives, in particular of an attribute of it."""
    objects: Mapping[str, str] = {}
    """What there is one of, and its class."""
    coroutines: frozenset[str] = frozenset()
    """Library functions that give a coroutine."""
    always_true: frozenset[str] = frozenset()
    """Classes that say nothing of how their objects are tested: such are true."""
    settings: frozenset[str] = frozenset()
    """Classes whose objects hold what a program is set up with, which seldom changes."""
    picks: frozenset[str] = frozenset()
    """Functions that give one item of what they get."""
    url_readers: frozenset[str] = frozenset()
    """What takes a URL apart: the `scheme` of what it gives is what the URL begins with."""
    plain_texts: frozenset[str] = frozenset()
    """Functions and classes whose results, as texts, are never empty, and have letters, digits and
    `-._~:+` only."""
    quoted_texts: frozenset[str] = frozenset()
    """Functions that encode a text for a URL."""
    transparent_decorators: frozenset[str] = frozenset()
    """Decorators that do not change what a function gives."""
    calling_decorators: frozenset[str] = frozenset()
    """Those that call it in the thread of the caller, perhaps several times."""
    serving_both: frozenset[str] = frozenset()
    """What makes decorators that do for a coroutine function what they do for a plain one."""
    passes_errors: frozenset[str] = frozenset()
    """What makes context managers that let through whatever is raised in their blocks."""
    never_return: frozenset[str] = frozenset()
    """What raises whatever it is given, or ends the program."""

    # what calls functions of a project
    frameworks: tuple[Framework, ...] = ()
    offloads: Mapping[str, Offload] = {}
    """What runs a callable off the loop."""
    runners: Mapping[str, Runner] = {}
    """What starts a loop."""
    spawns: Mapping[str, str] = {}
    """What makes a task, which lives as long as somebody keeps it, of a `coroutine` or an
    `awaitable`."""
    waits_for: frozenset[str] = frozenset()
    """What gives, once it is awaited, what its first argument would give."""
    gathers: frozenset[str] = frozenset()
    """What gives, once it is awaited, a list of what its arguments would give."""
    discards: frozenset[str] = frozenset()
    """What calls a function it is given and throws away what that gives."""
    calls_back: frozenset[str] = frozenset()
    """What runs the methods `called_back` of whatever classes below theirs a project has."""
    called_back: frozenset[str] = frozenset()
    fixtures: frozenset[str] = frozenset()
    """Decorators of functions whose results a test runner hands to those that have a parameter of
    their name."""
    fixture_lookups: frozenset[str] = frozenset()
    """Methods that get one of those results by its name."""
    fixture_requests: frozenset[str] = frozenset()
    """What marks tests that have fixtures of those names without a parameter."""
    replacing: frozenset[str] = frozenset()
    """How calls end that put something in the place of an attribute or an item for a while."""
    set_up: frozenset[str] = frozenset()
    """How functions are named that are called before or after tests."""

    # event loops and threads
    loops: Mapping[str, str] = {}
    """By event-loop library, what runs a callable in a thread; first the one that goes first."""
    any_loop: frozenset[str] = frozenset()
    """Those of these libraries whose functions work on asyncio's loop as well."""
    positional_offloads: frozenset[str] = frozenset()
    """Those of the functions that pass no keyword arguments on."""
    nesting: frozenset[str] = frozenset()
    """After a call of these, loops may be started within one."""
    own_loops: frozenset[str] = frozenset()
    """Classes whose objects start a loop for each thing that is asked of them, unless entered."""
    thread_safe: frozenset[str] = frozenset()
    """Prefixes of names that may be called in any thread."""
    loop_bound: frozenset[str] = frozenset()
    """Prefixes of names that may be called on the loop only."""
    loop_methods: frozenset[str] = frozenset()
    """Names of methods of objects that only the loop may use."""
    anywhere: frozenset[str] = frozenset()
    """Prefixes of those that are the same in any thread to a function that moves whole."""
    sets_context: frozenset[str] = frozenset()
    """What sets something for the context of a task, which a thread has a copy of."""
    reentrant: frozenset[str] = frozenset()
    """Classes of locks that a thread may take again while it holds them."""
    cancels: frozenset[str] = frozenset()
    """Exceptions that the cancellation of a task is, or is one of."""
    scopes: frozenset[str] = frozenset()
    """What makes a scope that, once it is cancelled, cancels each further `await` in it."""
    asks_about: frozenset[str] = frozenset()
    """Prefixes of names that only look at what they are handed."""
    takes_data: frozenset[str] = frozenset()
    """Callables that want data, never a coroutine."""
    expects_errors: frozenset[str] = frozenset()
    """Context managers for code that is meant to fail."""
    lock_twins: Mapping[str, str] = {}
    """By a thread's lock, the one for tasks."""

    # what shows that code runs elsewhere, or at another time
    thread_state: frozenset[str] = frozenset()
    """Classes of objects with a value per thread."""
    per_thread: tuple[PerThread, ...] = ()
    request_state: Mapping[str, str] = {}
    """Objects of a request that its framework runs in a thread, to names of such applications."""
    process_wide: frozenset[str] = frozenset()
    """What changes something for the whole process."""
    undoes: Mapping[str, str] = {}
    """What changes the same as another one of those."""
    depends: Mapping[str, frozenset[str]] = {}
    """What depends on such a change, by what makes it: calls of a rule, or names of functions."""
    stands_for: Mapping[str, str] = {}
    """Functions to the method of a thing of a module that they call."""
    changes_first: frozenset[str] = frozenset()
    """Functions that change the container that they are given first."""
    sequences: Mapping[str, str] = {}
    """After a call of these, what the functions of that module give depends on their order."""
    tells_callers: frozenset[str] = frozenset()
    """What tells who has called it."""
    tells_handled: frozenset[str] = frozenset()
    """What tells which exception is being handled."""
    mock_members: frozenset[str] = frozenset()
    """What mocks have beside what they stand for."""
    mock_classes: frozenset[str] = frozenset()
    """Classes whose objects stand for any object, and of which nothing can be awaited."""

    # remedies of single calls
    superseded: Mapping[str, Superseded] = {}
    """Offloads that newer ones replace."""
    shortcuts: Mapping[str, Shortcut] = {}
    """Classes that take a keyword no more."""
    advice: Mapping[str, Advice] = {}
    """Calls that should be given a keyword."""
    mixtures: Mapping[str, Mixture] = {}
    lazy_loading: tuple[LazyLoading, ...] = ()

    # other libraries for the same
    clients: Mapping[str, Table] = {}
    """Client libraries, by name."""
    pools: Mapping[str, Table] = {}
    """What their clients share."""
    acceptable: Mapping[str, str] = {}
    """What another client may do in another way and a project can accept, by name."""
    twins: Mapping[str, Table] = {}
    """Classes that have an asynchronous twin."""
    takers: Mapping[str, Table] = {}
    """What is handed their objects."""
    chains: Mapping[str, Table] = {}
    """Queries of theirs."""
    loading: Mapping[str, Table] = {}
    """What they load."""
    successors: Mapping[str, Table] = {}
    """Packages that others have taken over from."""
    requirements: Mapping[str, str] = {}
    """How a project declares a package that fixes need."""

    def canonical(self, name: str) -> str:
        """The one name of what may be imported under several."""
        aliases = self.aliases
        if name in aliases:
            return aliases[name]
        head, _, last = name.rpartition(".")
        return f"{self.canonical(head)}.{last}" if head in aliases else name

    def entry(self, name: str) -> Entry | None:
        """The entry of a callable or of a class's method (`module.Class.method`)."""
        found = self.callables.get(name)
        if found is not None:
            return found
        owner, _, method = name.rpartition(".")
        known = self.classes.get(owner)
        return known.blocking.get(method) if known is not None else None

    @property
    def opened(self) -> frozenset[str]:
        """The classes of open files."""
        return frozenset(
            self.returns[name]
            for name, entry in self.callables.items()
            if entry.unit and name in self.returns
        )

    def is_thread_safe(self, name: str) -> bool:
        """Whether a dotted name, or what it is part of, may be called in any thread."""
        return _has_prefix(name, self.thread_safe)

    def is_loop_bound(self, name: str) -> bool:
        """Whether a dotted name, or what it is part of, may be called on the loop only."""
        return _has_prefix(name, self.loop_bound)

    def must_stay(self, name: str) -> bool:
        """Whether that is so even if a function that calls it runs in a thread as a whole."""
        return self.is_loop_bound(name) and not name.startswith(tuple(self.anywhere))

    def replaces(self, called: str) -> bool:
        """Whether what is called by that text puts something in the place of an attribute."""
        owner, _, last = called.rpartition(".")
        return last in self.replacing or f"{owner.rpartition('.')[2]}.{last}" in self.replacing

    def makes_coroutine(self, name: str) -> bool:
        """Whether calling a library's function or method gives a coroutine."""
        owner, _, method = name.rpartition(".")
        known = self.classes.get(owner)
        return name in self.coroutines or (known is not None and method in known.awaitable)


def _has_prefix(name: str, prefixes: frozenset[str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:size]) in prefixes for size in range(1, len(parts) + 1))
