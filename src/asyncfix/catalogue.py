"""What is known of libraries, as frozen data. The engine knows none by name; `tables` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from asyncfix.frameworks import Framework
from asyncfix.remedies import Advice, LazyLoading, Mixture, Shortcut, Superseded
from asyncfix.runners import Offload, Runner

Table = Mapping[str, object]


class Waiver(NamedTuple):
    """An argument with which a call does not block, and the class of what it `gives` then.
    `position` counts from 1, without `self`; 0 where it is given by keyword only. `values` are
    constants, their dotted names, of which it may be an `|` with others, and those of its classes.
    """

    position: int
    keyword: str
    values: frozenset[str | float]
    gives: str = ""


class Entry(NamedTuple):
    """A blocking callable, or a blocking method of a class.

    `twins` maps an event-loop library (`asyncio`, `trio`, `anyio`) to the coroutine function
    that takes the same arguments, `member` is the method of the same object that does; `unless`
    names the argument checks that make it inexact.
    `unit`: a `with` around the call is one piece of work. `bound`: what it works on belongs to
    its thread, or to one unit of work, so that calls must not be offloaded one by one; the text
    is the reason. `thread_bound`: it is the thread that it belongs to. `overlap`: its makers let
    several threads use it at once; the text is what may show then, and `settings` are attributes
    that all its calls go by. `client` names the table of the client library that it belongs to;
    `helper` is what a function is called that the block around the call is moved to. `access`: it
    opens a file to `read` or `write` it, or as its `mode` says, an `archive`, which it reads to
    append to it, or is given one to `copy` or `move` to another; `paths` are the names of the
    parameters for those files, in order. `streams` is the keyword with which what it gives is
    still to be read (behind a `!`, the one without which it is). `whole`: leaving its `with` does
    more than to close it, so that the block moves as one piece or not at all. `lazy`: it only
    blocks while what it gives is gone through. `joins`: a `with` that makes one waits at its end
    for what was begun in it.

    `idle`: it does not block, whatever else is said of it. `nonblocking`: nor with any of these
    arguments. `needs_argument`: nor without any. `spared_by`: methods of the same object, or
    functions that are given it, that, called as well, say that this one does not wait. `doubt`: why
    a fix is unsafe; `manual`: why there is none. `minor`: it hardly ever waits by itself, so that a
    plain function that does no more than that is not one that blocks.
    `computes`: it works on the processor, so that another process can do it.
    """

    name: str
    rule: str
    twins: Mapping[str, str] = {}
    member: str = ""
    unless: tuple[str, ...] = ()
    unit: bool = False
    bound: str = ""
    thread_bound: bool = False
    overlap: str = ""
    settings: tuple[str, ...] = ()
    client: str = ""
    helper: str = ""
    access: str = ""
    paths: tuple[str, ...] = ()
    streams: str = ""
    whole: bool = False
    lazy: bool = False
    joins: bool = False
    idle: bool = False
    nonblocking: tuple[Waiver, ...] = ()
    needs_argument: bool = False
    spared_by: tuple[str, ...] = ()
    doubt: str = ""
    manual: str = ""
    minor: bool = False
    computes: bool = False

    @property
    def is_method(self) -> bool:
        """Whether it is a method: the last name but one is a class's."""
        return self.name.split(".")[-2:][0][:1].isupper()


class ClassEntry(NamedTuple):
    """What is known of a class: its blocking methods, and what its members give.

    `returns`: method to class, `*` for all others; `attributes` likewise, but for names in
    `members`; `enter` is what `with` binds (itself if empty), `call` what calling an instance
    gives, `div` what `/` gives, `item` what `[…]` gives.
    `lock`: no await may come while one is held. `unit`: a `with` that makes one is one piece of
    work, and what is known of that. `passes_for` is the class that annotations may call it, where
    it is to be taken for what it is. `awaitable`: methods that give a coroutine. `async_context`:
    only `async with` enters it; `async_iterable`: only `async for` goes through it, and through
    what the methods in `async_iterators` give. `changing`: methods that change it, or move on in
    it, besides those of containers; `thread_own`: what each thread puts in it, no other one sees.
    `inherits`: all that its objects, which are true, are instances of beside itself, if known.
    `gone_through`: what is known of going through one, which blocks, and which `async for` does
    as well.
    """

    name: str
    blocking: Mapping[str, Entry] = {}
    returns: Mapping[str, str] = {}
    attributes: Mapping[str, str] = {}
    enter: str = ""
    call: str = ""
    div: str = ""
    item: str = ""
    members: frozenset[str] = frozenset()
    lock: bool = False
    unit: Entry | None = None
    passes_for: str = ""
    awaitable: frozenset[str] = frozenset()
    async_iterators: frozenset[str] = frozenset()
    async_context: bool = False
    async_iterable: bool = False
    changing: frozenset[str] = frozenset()
    thread_own: bool = False
    inherits: frozenset[str] = frozenset()
    gone_through: Entry | None = None

    def attribute(self, name: str) -> str:
        """The class of what an attribute is; empty if it is a method, or not known."""
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
    """A callable that, with one of these first arguments, makes something that each thread has
    for itself, unless it is given that keyword; and how a reader is told. `keyword`: the name of
    that argument."""

    name: str
    arguments: frozenset[str]
    keyword: str
    unless: str
    reason: str


class Catalogue(NamedTuple):
    """All tables of all packs, merged.

    `aliases`: other dotted names of the same thing. `returns`: what a function's call gives,
    `@argument` where it is what its first argument gives. `loops`: per event-loop library, the
    function that runs a callable in a thread, the library that goes first at the top; what those
    in `any_loop` have works on asyncio's loop as well, and on others. `positional_offloads` are
    those of the functions that pass no keyword arguments on. `thread_safe`: prefixes of names that
    may be called in any thread. `loop_bound`: prefixes of names that may be called on the loop
    only. `takes_data`: callables that want data, never a coroutine. `transparent_decorators` do not
    change what a function gives; `calling_decorators` call it in the thread of the caller, perhaps
    several times.
    `clients`: the tables of client libraries, `pools` of what their clients share; `twins`: those
    of classes that have an asynchronous twin, `takers` of what is handed their objects, `chains` of
    their queries and `loading` of what they load; `successors` of packages; all as they stand.
    `per_thread`: what each thread has for itself. `offloads`: what runs a callable off the loop,
    `superseded` those of them that newer ones replace; `shortcuts`: keywords of classes that went;
    `advice`: keywords that calls should be given;
    `runners`: what starts a loop. `nesting`: after a call of these, loops may be started within
    one. `spawns`: what makes a task, which lives as long as somebody keeps it, of a `coroutine`
    or an `awaitable`. `discards`: what calls a function it is given and throws away what that
    gives. `lock_twins`: the same lock for tasks. `coroutines`: library functions that give a
    coroutine. `expects_errors`: context managers for code that is meant to fail. `no_files`: how
    paths start that lead to no disk. `sequences`: after a call of these, what the functions of that
    module give depends on the order in which they are called. `process_wide`: what changes
    something for the whole process. `undoes`: what changes the same as another one of those.
    `mock_members`: what mocks have beside what they stand for.
    `own_loops`: classes whose objects start a loop for each thing
    that is asked of them, unless they are entered. `plain_texts`: functions and classes whose
    results, as texts, are never empty and have letters, digits and `-._~:+` only; `quoted_texts`:
    functions that encode a text for a URL. `picks`: those that give one item of what they get.
    `fixtures`: decorators of functions whose results a test runner hands to those that have a
    parameter of their name; `fixture_lookups` are methods that get one by its name, and functions
    named as in `set_up` are called before or after tests. `serving_both`: what makes decorators
    that do for a coroutine function what they do for a plain one. `acceptable`: what another
    client may do in another way and a project can accept, by name. `never_return`: what raises
    whatever it is given, or ends the program. `tells_callers`: what tells who has called it;
    `tells_handled`: what tells which exception is being handled. `calls_back`: what runs the
    methods `called_back` of whatever classes below theirs a project has.
    """

    callables: Mapping[str, Entry] = {}
    classes: Mapping[str, ClassEntry] = {}
    aliases: Mapping[str, str] = {}
    returns: Mapping[str, str] = {}
    frameworks: tuple[Framework, ...] = ()
    loops: Mapping[str, str] = {}
    any_loop: frozenset[str] = frozenset()
    positional_offloads: frozenset[str] = frozenset()
    thread_safe: frozenset[str] = frozenset()
    loop_bound: frozenset[str] = frozenset()
    takes_data: frozenset[str] = frozenset()
    transparent_decorators: frozenset[str] = frozenset()
    calling_decorators: frozenset[str] = frozenset()
    clients: Mapping[str, Table] = {}
    pools: Mapping[str, Table] = {}
    twins: Mapping[str, Table] = {}
    takers: Mapping[str, Table] = {}
    chains: Mapping[str, Table] = {}
    loading: Mapping[str, Table] = {}
    successors: Mapping[str, Table] = {}
    per_thread: tuple[PerThread, ...] = ()
    offloads: Mapping[str, Offload] = {}
    superseded: Mapping[str, Superseded] = {}
    shortcuts: Mapping[str, Shortcut] = {}
    advice: Mapping[str, Advice] = {}
    mixtures: Mapping[str, Mixture] = {}
    lazy_loading: tuple[LazyLoading, ...] = ()
    thread_state: frozenset[str] = frozenset()
    request_state: Mapping[str, str] = {}
    runners: Mapping[str, Runner] = {}
    nesting: frozenset[str] = frozenset()
    spawns: Mapping[str, str] = {}
    requirements: Mapping[str, str] = {}
    discards: frozenset[str] = frozenset()
    lock_twins: Mapping[str, str] = {}
    coroutines: frozenset[str] = frozenset()
    expects_errors: frozenset[str] = frozenset()
    no_files: frozenset[str] = frozenset()
    own_loops: frozenset[str] = frozenset()
    sequences: Mapping[str, str] = {}
    process_wide: frozenset[str] = frozenset()
    undoes: Mapping[str, str] = {}
    mock_members: frozenset[str] = frozenset()
    plain_texts: frozenset[str] = frozenset()
    quoted_texts: frozenset[str] = frozenset()
    picks: frozenset[str] = frozenset()
    fixtures: frozenset[str] = frozenset()
    fixture_lookups: frozenset[str] = frozenset()
    set_up: frozenset[str] = frozenset()
    serving_both: frozenset[str] = frozenset()
    acceptable: Mapping[str, str] = {}
    never_return: frozenset[str] = frozenset()
    tells_callers: frozenset[str] = frozenset()
    tells_handled: frozenset[str] = frozenset()
    calls_back: frozenset[str] = frozenset()
    called_back: frozenset[str] = frozenset()

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

    def makes_coroutine(self, name: str) -> bool:
        """Whether calling a library's function or method gives a coroutine."""
        owner, _, method = name.rpartition(".")
        known = self.classes.get(owner)
        return name in self.coroutines or (known is not None and method in known.awaitable)


def _has_prefix(name: str, prefixes: frozenset[str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:size]) in prefixes for size in range(1, len(parts) + 1))
