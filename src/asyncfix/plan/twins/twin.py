"""Reads the tables of twins: how members and arguments of a class carry over to another one.

It checks the tables' shape; what they say is the packs' knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from asyncfix.catalogue import Catalogue
from asyncfix.reader import Reader


@dataclass(frozen=True, slots=True)
class Twin:
    """How a class, or a function that makes objects of one, carries over to the twin `to`.

    Members: those in `awaited` give a coroutine, as do those in `renamed` by their new names, what
    those in `entered` give is entered by `async with`, those in `same` do the same; `refused` has
    the reason for some that don't, or don't if they are called with an argument, as `send(stream)`.
    `takes` are members that keep what they are given. Arguments: `positional` are the names of
    those without a keyword, `arguments` all that mean the same, `unlike` has the reason for some
    that don't, and `added` those that keep a default. `url` is an argument that starts with a word
    of `urls`, which has the new word for it; `packages` what a new word needs, and `drivers` the
    module of an old word, whose errors and types are of other classes. `context`: `async with`
    enters an object. `exclusive`: why tasks must not share one. `refuse`: why nothing of it can
    move. `note` is what a move changes. `closes` closes an object, which is all that leaving its
    `with` does, unless that calls `settles` instead. `starter` makes a coroutine of what a member
    in `entered` gives. `any_loop`: what an object does may run on one event loop after the other,
    unless it needs one of `loop_bound`: those of the `packages` whose objects only the loop may use
    that made them. `outdated` finds declarations of a version without the twin, and `update` is
    what is said of it. `client` names the table of the library whose requests an object sends.
    `opens`: what the function gives is awaited or entered first, and has to be closed. `reading`
    are members that leave nothing to settle, where their argument begins with one of the words, if
    there are any. `merged` has the member that does what two of them, `one.other`, do one after the
    other; `gathered` is the one that gives all that is left to be gone through. `left` are words
    that begin the argument of a call whose result has something left even where nobody looks at it,
    and `ahead` is what is to be said of a loop that changes something meanwhile. `foreign` are
    members that are given what the twin calls in another thread, and `consuming` those that go
    through an argument there, all the items of which those in `iterated` take. `lingering` has what
    is said of members of an object that no variable has, where other code works before the next
    call, and `assigned` why a member of `same` cannot be assigned to. `exact`: a move changes
    nothing else. `kin` are the classes that an annotation may name instead, whose twins are related
    in the same way.
    """

    name: str
    to: str
    awaited: frozenset[str]
    entered: frozenset[str]
    same: frozenset[str]
    takes: frozenset[str]
    renamed: Mapping[str, str]
    refused: Mapping[str, str]
    positional: tuple[str, ...]
    arguments: frozenset[str]
    unlike: Mapping[str, str]
    added: Mapping[str, str]
    values: Mapping[str, frozenset[str]]
    url: str
    urls: Mapping[str, str]
    packages: Mapping[str, str]
    drivers: Mapping[str, str]
    requires: tuple[str, ...]
    context: bool
    exclusive: str
    refuse: str
    kin: frozenset[str]
    starter: str
    any_loop: bool
    loop_bound: frozenset[str]
    note: str
    outdated: str
    update: str
    client: str
    opens: bool
    closes: str
    settles: str
    reading: Mapping[str, frozenset[str]]
    merged: Mapping[str, str]
    gathered: str
    left: frozenset[str]
    ahead: str
    foreign: frozenset[str]
    consuming: frozenset[str]
    iterated: frozenset[str]
    lingering: Mapping[str, str]
    assigned: Mapping[str, str]
    exact: bool

    @property
    def shown(self) -> str:
        """The last name of the twin."""
        return self.to.rpartition(".")[2]


def twins(catalogue: Catalogue) -> Mapping[str, Twin]:
    """All twins, by the name of what they are twins of. CatalogueError for a wrong table."""
    return {
        name: _twin(name, Reader(f"twin {name}", table)) for name, table in catalogue.twins.items()
    }


def _twin(name: str, table: Reader) -> Twin:
    twin = table.whole(Twin, name=name)
    if not twin.to and not twin.refuse:
        raise table.error("names neither a twin nor a reason for having none")
    return twin
