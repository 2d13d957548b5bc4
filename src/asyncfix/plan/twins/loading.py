"""Reads the tables of what objects load when it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from asyncfix.catalogue import Catalogue
from asyncfix.reader import Reader


@dataclass(frozen=True, slots=True)
class Loading:
    """What is known of attributes that are loaded when they are read.

    `classes` are those of the sessions that load them. A call of one of `relations` in the body
    of a class makes such an attribute, unless its argument `keyword` is one of `eager`; with one
    of `queried` it is a query. What a call of one of `withheld` makes is not loaded with its
    object in any case; an attribute that is made with an argument in `computed` is set by the
    database. The text that is its argument `reverse` is the name of another one, of the class on
    the other side. Objects of the classes in `read_by` read attributes of the names of their own,
    and of what their methods in `converted_by` are given.

    `loader` makes an option that loads such an attribute with its object, and so do those that are
    called as in `loaders`; the method `options` of a query takes them, and an argument of that name
    of the methods in `got_by`, which give one object of a class. `eagerly` has for each of
    `relations` the argument with which the attribute is loaded wherever its object is. A call of
    one of `selects` is a query for a class; methods in `executed_by` execute it, and those in
    `passed_by` take what they give to pieces. After those in `renewed_by`, everything is loaded
    anew; `renewer` is the one that takes, behind the object, the names of what it loads. After
    those in `expired_by`, objects are loaded when they are read next, and so is an attribute that
    is set to something that a class, with `marker` in its body, or one of `functions` makes for
    the database to find out. Methods in `rendered_by` hand what they are given to a template.
    """

    classes: frozenset[str]
    relations: frozenset[str]
    keyword: str
    eager: frozenset[str]
    queried: frozenset[str]
    withheld: frozenset[str]
    computed: frozenset[str]
    reverse: str
    read_by: frozenset[str]
    converted_by: frozenset[str]
    loader: str
    loaders: frozenset[str]
    eagerly: Mapping[str, str]
    options: str
    selects: frozenset[str]
    executed_by: frozenset[str]
    got_by: frozenset[str]
    renewed_by: frozenset[str]
    expired_by: frozenset[str]
    functions: frozenset[str]
    renewer: str
    marker: str
    passed_by: frozenset[str]
    rendered_by: frozenset[str]


def loadings(catalogue: Catalogue) -> Iterator[Loading]:
    """All such tables. CatalogueError for a wrong one."""
    for name, given in catalogue.loading.items():
        yield Reader(f"loading {name}", given).record(Loading)
