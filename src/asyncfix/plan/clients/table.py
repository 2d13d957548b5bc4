"""What the table of a client library says: how each argument, member and exception carries over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DROP = "-"
"""The destination of an argument that is left out."""
CONSTRUCTOR = "client:"
"""The prefix of the destination of an argument that goes to the client's constructor."""
AS_TEXT = "str()"
"""The destination of an argument that is turned into text where it stands."""
REPLACED = "="
"""The prefix of the destination of an argument whose value becomes what the text behind it says.

`{0}` in it is the value, or the first of a pair, of which `{1}` is the second.
"""


@dataclass(frozen=True, slots=True)
class Argument:
    """How an argument carries over.

    `accept` maps a check of the value to where it then goes: a keyword of the new call (`""`
    for its own name), or one of the destinations above. `refuse` says why nothing else does;
    `doubtful` are checks of values that do so all the same, if doubts are allowed.
    `doubt_name` is the name of that doubt.
    `body`: it gives the request a body. `replaces_query`: a query that the URL has would be lost.
    """

    name: str
    accept: Mapping[str, str]
    refuse: str
    body: bool
    replaces_query: bool
    doubtful: Mapping[str, str]
    doubt_name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A function of the library: the client's method, and its parameters that take a position.

    `verb` is the HTTP method, empty where an argument names it. `add` has keywords of the new
    call that keep a default, unless the call has the argument of the given name. `streams`: what
    it gives is entered, and read within its block.
    """

    name: str
    method: str
    verb: str
    positional: tuple[str, ...]
    add: Mapping[str, str]
    streams: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """How a member of the result carries over.

    `to` and `negated` are texts with `{}` for the result, and what it says of `not`; `call`: it
    must be called; `then`: the only uses of it (`[]`, `in`, or a method); `guard`: the condition
    under which the statement that calls it is still run; `needs` is a property that the URL must
    have; `unlike` names exceptions that a call of it raises here and not there; `refuse` is why it
    can't be kept. `keys` are all that it is looked up by, in lower case. `iterated` is the method
    whose call an `async for` goes through; with `pieces`, it gives the same bytes in other pieces,
    whatever size is asked for. `awaited` is the method whose call, awaited, takes the place of its
    own. `doubt_name`: what `refuse` says is a doubt only, of that name.
    """

    name: str
    to: str = ""
    negated: str = ""
    call: bool = False
    then: tuple[str, ...] = ()
    guard: str = ""
    needs: str = ""
    unlike: tuple[str, ...] = ()
    refuse: str = ""
    keys: tuple[str, ...] = ()
    iterated: str = ""
    pieces: bool = False
    awaited: str = ""
    doubt_name: str = ""


@dataclass(frozen=True, slots=True)
class Streams:
    """Results that are entered, and read within their block; no `method` if there are none.

    `keyword` is the argument that asks for one, `method` the client's method that gives it and is
    told the HTTP method first. `members` are those that differ from what `Client.members` says;
    `sinks` are methods to which it is all the same into which pieces bytes are cut.
    """

    keyword: str
    method: str
    members: Mapping[str, Member]
    sinks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mapped:
    """The classes of the new library that an exception becomes.

    `response` is whether it has the result as its attribute of that name; `needs` is a property
    that the URL must have; `text`: it has the same text there.
    """

    to: tuple[str, ...]
    response: bool
    needs: str
    text: bool


@dataclass(frozen=True, slots=True)
class State:
    """How a member of a client object carries over.

    `value` is the check of what may be assigned to it, `entries` the check of a dict whose entries
    may be stored in it. `awaited` is the method whose call, awaited, takes the place of its own.
    `needs` is a property that the URLs of all requests must have then; `refuse` is why it can't
    be kept. Where neither check holds but `supposed` does, a fix that is unsafe in any case may
    keep it all the same: `doubt` is what is not known then, and `doubt_name` its name. Of an
    `awaited` one, it is what others who share the object may not expect.
    """

    value: str = ""
    entries: str = ""
    awaited: str = ""
    needs: str = ""
    refuse: str = ""
    supposed: str = ""
    doubt: str = ""
    doubt_name: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A class whose objects have the library's functions as methods; empty if there is none."""

    cls: str
    arguments: Mapping[str, Argument]
    members: Mapping[str, State]


@dataclass(frozen=True, slots=True)
class Client:
    """The whole table of one client library; the texts are named as the table names them.

    `truth` and `falsehood` are texts like those of a member, for tests of the result itself.
    `result` is the class of what its calls give, if the asynchronous client gives the same; its
    exceptions are then the same as well. `like` names the table that this one differs from: the
    entries that it gives stand instead of those, but for arguments and exceptions one by one.
    `instead` is the table for other targets, `variable` what a client is called. `doubt` says why
    even what is kept is not the same, and `doubt_name` is the name of that. `finish`, with `{}` for
    the result, is what reads all of it; `bodied` are the HTTP methods that are refused without a
    body. Of methods in `body_doubtful`, what `body_refusal` says is a doubt, whose name is
    `body_doubt_name`; `query_doubt_name` is that of a query that arguments may replace. `doubts`
    are the names of doubts that are allowed. `per_request` are keywords of a client that a request
    can be given as well; that one was made without others in `constructor` is a doubt of the name
    in `fixed_doubt_name`. `response` is the class of what the new client's calls give.
    """

    library: str
    targets: tuple[str, ...]
    cls: str
    result: str
    truth: str
    falsehood: str
    shared: str
    shared_argument: str
    shared_name: str
    shared_unless: frozenset[str]
    forget: str
    constructor: Mapping[str, str]
    per_request: tuple[str, ...]
    fixed_doubt_name: str
    repeated: Mapping[str, str]
    session: Session
    arguments: Mapping[str, Argument]
    operations: Mapping[str, Operation]
    members: Mapping[str, Member]
    streams: Streams
    exceptions: Mapping[str, Mapped]
    overlapping: frozenset[str]
    body_verbs: frozenset[str]
    body_doubtful: frozenset[str]
    body_doubt_name: str
    query_doubt_name: str
    body_refusal: str
    mocks: tuple[str, ...]
    mock_reason: str
    instead: str
    doubt: str
    doubt_name: str
    variable: str
    finish: str
    bodied: frozenset[str]
    bodied_refusal: str
    doubts: frozenset[str]
    response: str
