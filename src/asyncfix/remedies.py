"""What is known of calls that should be written in another way, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Superseded(NamedTuple):
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
    starters: Mapping[str, str] = {}
    contexts: frozenset[str] = frozenset()


class Shortcut(NamedTuple):
    """A keyword that a class takes no more: another one takes its value, in a `wrapper`.

    With the other one given as well, it says nothing.
    """

    name: str
    keyword: str
    becomes: str
    wrapper: str


class Advice(NamedTuple):
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


class Mixture(NamedTuple):
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


class LazyLoading(NamedTuple):
    """How objects of a database come to their related ones, and which wait until they are read.

    `relations` are the callables that declare a relation, with the keyword that says how it is
    loaded; it is loaded when it is read if the keyword is not given, or has one of the values in
    `lazy`. An annotation says what it gives within one of the `wrappers`, or within one of the
    `queried` if it is a query itself. Without an annotation, it gives many objects if its keyword
    `many` says so, or if the class has no `key` of another table. `queries` make a statement of one
    class, and `chained` are methods that leave it one. `sessions` are the asynchronous ones.
    `steps`: of `session.METHOD`, and of what that gives, what a method gives: `object`, `list`, or
    a name that stands at the left of further steps. `loader` makes the option that loads a relation
    with the query, `option` the method of a statement that takes it, and the keyword of a method
    that takes a class. `expiring` methods let what is loaded be forgotten, `loading` members load
    it in another way. `errors` are the classes of the error that reading raises.
    """

    name: str
    loader: str
    option: str
    relations: Mapping[str, str] = {}
    lazy: frozenset[str] = frozenset()
    queries: frozenset[str] = frozenset()
    chained: frozenset[str] = frozenset()
    sessions: frozenset[str] = frozenset()
    wrappers: frozenset[str] = frozenset()
    queried: frozenset[str] = frozenset()
    many: str = ""
    key: str = ""
    steps: Mapping[str, str] = {}
    expiring: frozenset[str] = frozenset()
    loading: frozenset[str] = frozenset()
    errors: tuple[str, ...] = ()
