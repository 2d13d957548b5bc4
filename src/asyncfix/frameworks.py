"""How a framework calls its handlers, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Framework(NamedTuple):
    """How a framework calls its handlers.

    What maps names to roles says what else is handed over: to decorators, as arguments, to
    constructors. Of a class that is handed over, `__call__` is meant; the role `@argument` is what
    the first argument says.
    """

    name: str

    # how routes and dependencies are registered
    classes: frozenset[str] = frozenset()
    """Application and router classes."""
    applications: frozenset[str] = frozenset()
    """Those of the `classes` that a server runs."""
    routes: frozenset[str] = frozenset()
    """Their methods that are decorators of handlers."""
    adders: frozenset[str] = frozenset()
    """Their methods that take the handler as an argument."""
    leads: Mapping[str, str] = {}
    """Of methods that register by calling another one of their class, that one."""
    by_method: frozenset[str] = frozenset()
    """What is told the HTTP method before the path."""
    constructors: frozenset[str] = frozenset()
    """Classes that take the handler as an argument."""
    decorators: frozenset[str] = frozenset()
    """Functions that register what they decorate."""
    endpoint_classes: frozenset[str] = frozenset()
    """Classes whose methods that are named as `routes` are handlers."""
    views: frozenset[str] = frozenset()
    """Class methods that make a handler of an endpoint class."""
    keeps: str = ""
    """The attribute by which an endpoint class can say that one object serves all requests."""
    depends: frozenset[str] = frozenset()
    """The markers whose argument is a dependency."""

    # how applications are put together
    includes: frozenset[str] = frozenset()
    """Methods that take a router, or a list of routes."""
    prefixes: frozenset[str] = frozenset()
    """Keywords of those, and of a router's constructor, for what its paths begin with."""
    replaces: bool = False
    """A prefix that is given where a router is included takes the place of its own."""
    mounts: frozenset[str] = frozenset()
    """Methods that take a path and an application."""
    groups: frozenset[str] = frozenset()
    """Classes that take a path and an application, or a list of routes."""

    # what else is handed over, by its role
    hooks: Mapping[str, str] = {}
    """To decorators that are methods of the `classes`."""
    first: Mapping[str, str] = {}
    """As the first argument of methods of theirs, and of other callables."""
    second: Mapping[str, str] = {}
    third: Mapping[str, str] = {}
    keywords: Mapping[str, str] = {}
    """To their constructors, by keyword."""
    inherited: Mapping[str, str] = {}
    """Methods of library classes that classes of the project override."""

    # where it runs
    thread: bool = False
    """A plain `def` handler runs in a thread, not on the loop."""
    in_thread: str = ""
    """The keyword that says so of one handler, where the framework else runs it on the loop."""
    threaded: frozenset[str] = frozenset()
    """The roles whose plain functions run in a thread."""
    on_loop: frozenset[str] = frozenset()
    """The roles whose plain functions run on the loop while others are served."""
    checked: frozenset[str] = frozenset()
    """Keywords of a route whose answer takes a thread, too, as one with an annotation does."""
    answers: frozenset[str] = frozenset()
    """What takes none."""
    threads: int = 0
    """How many plain handlers run at once."""
    limiter: str = ""
    """The attribute that says otherwise."""
    executor: bool = False
    """The threads are of the loop's executor, which StopIteration does not come out of."""
    forbidden_types: frozenset[str] = frozenset()
    """A handler with a parameter of these must stay asynchronous."""

    # what handlers share, and what tests do
    shared: frozenset[str] = frozenset()
    """Members of what a handler is given that lead to what all requests share."""
    states: frozenset[str] = frozenset()
    """Those of it, and of applications, that hold whatever the project puts there."""
    overrides: frozenset[str] = frozenset()
    """Attributes that map a dependency to what tests put in its place."""
    clients: frozenset[str] = frozenset()
    """Classes of tests that are handed an application, and start it only where a `with` enters."""

    @property
    def positions(self) -> tuple[Mapping[str, str], ...]:
        """The roles of what is handed over, by the position of the argument."""
        return (self.first, self.second, self.third)
