"""How a framework calls its handlers, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Framework(NamedTuple):
    """How a framework calls its handlers.

    `classes` are its application and router classes; `routes` their decorator methods;
    `adders` their methods that take the handler as an argument, and `constructors` the classes
    that do; `depends` the markers whose argument is a dependency. The methods of an
    `endpoint_classes` class that are named as `routes` are handlers, too. A handler with a
    parameter of the `forbidden_types` must stay asynchronous. `overrides` are attributes that
    map a dependency to what tests put in its place; `shared` are members of what a handler is
    given that lead to what all requests share, and `states` those of it, and of applications,
    that hold whatever the project puts there. `thread`: the framework runs a plain `def`
    handler in a thread; else it runs it on the loop, unless the keyword `in_thread` is true where
    the handler is registered. `decorators` are functions that register what they decorate.

    Of the `classes`, `applications` are those that a server runs. `includes` are methods that take
    a router, or a list of routes, with one of the `prefixes` as a keyword; so are those of a
    router's constructor, in whose place that one comes if `replaces`. `views` are class methods
    that make a handler of an endpoint class. What registers `by_method` is told the HTTP method
    before the path. `leads`: of methods that register by calling another one of their class,
    that one. `mounts` are methods that take a path and an application, and `groups`
    classes that take a path and an application, or a list of routes. `threads` is how many plain
    handlers run at once unless the attribute called `limiter` says otherwise; a route with one of
    the keywords `checked`, or an annotation of what it returns, takes a thread for its answer too,
    unless that is one of the `answers`.

    What else is handed over, by its role: to decorators that are methods of the `classes`
    (`hooks`), to methods of theirs and other callables as the `first`, `second` or `third`
    argument, and to their constructors by `keywords`; of a class that is handed over, `__call__`
    is meant. The role `@argument` is what the first argument says. `inherited` are methods of
    library classes that classes of the project override. Plain functions run in a thread in the
    roles `threaded`, and on the loop in others: in the roles `on_loop` while others are served.
    `executor`: those threads are of the loop's executor, which StopIteration does not come out of.
    `keeps` is the attribute by which an endpoint class can say that one object serves all requests.
    `clients` are classes of tests that are handed an application, and start it only where a `with`
    enters them.
    """

    name: str
    classes: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    adders: frozenset[str] = frozenset()
    constructors: frozenset[str] = frozenset()
    depends: frozenset[str] = frozenset()
    endpoint_classes: frozenset[str] = frozenset()
    forbidden_types: frozenset[str] = frozenset()
    overrides: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    clients: frozenset[str] = frozenset()
    decorators: frozenset[str] = frozenset()
    applications: frozenset[str] = frozenset()
    includes: frozenset[str] = frozenset()
    mounts: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()
    checked: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    thread: bool = False
    in_thread: str = ""
    hooks: Mapping[str, str] = {}
    first: Mapping[str, str] = {}
    second: Mapping[str, str] = {}
    third: Mapping[str, str] = {}
    keywords: Mapping[str, str] = {}
    inherited: Mapping[str, str] = {}
    leads: Mapping[str, str] = {}
    threaded: frozenset[str] = frozenset()
    on_loop: frozenset[str] = frozenset()
    limiter: str = ""
    threads: int = 0
    views: frozenset[str] = frozenset()
    by_method: frozenset[str] = frozenset()
    replaces: bool = False
    executor: bool = False
    keeps: str = ""

    @property
    def positions(self) -> tuple[Mapping[str, str], ...]:
        """The roles of what is handed over, by the position of the argument."""
        return (self.first, self.second, self.third)
