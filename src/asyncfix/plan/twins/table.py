"""Reads the tables of twins: how members and arguments of a class carry over to another one.

It checks the tables' shape; what they say is the packs' knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from asyncfix.catalogue import Catalogue, Table
from asyncfix.errors import CatalogueError


@dataclass(frozen=True, slots=True)
class Twin:
    """How a class, or a function that makes objects of one, carries over to the twin `to`.

    Members: those in `awaited` give a coroutine, as do those in `renamed` by their new names,
    what those in `entered` give is entered by `async with`, those in `same` do the same;
    `refused` has the reason for some that don't. `takes` are members that keep what they are
    given. Arguments: `positional` are the names of those without a keyword, `arguments` all that
    mean the same, `unlike` has the reason for some that don't, and `added` those that keep a
    default. `url` is an argument that starts with a word of `urls`, which has the new word for
    it; `packages` what a new word needs, and `drivers` the module of an old word, whose errors
    and types are of other classes. `context`: `async with` enters an object. `exclusive`: why
    tasks must not share one. `refuse`: why nothing of it can move. `note` is what a move changes.
    `outdated` finds declarations of a version without the twin, and `update` is what is said of
    it.
    """

    name: str
    to: str = ""
    awaited: frozenset[str] = frozenset()
    entered: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    positional: tuple[str, ...] = ()
    arguments: frozenset[str] = frozenset()
    unlike: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    url: str = ""
    urls: Mapping[str, str] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    drivers: Mapping[str, str] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    context: bool = False
    exclusive: str = ""
    refuse: str = ""
    note: str = ""
    outdated: str = ""
    update: str = ""

    @property
    def shown(self) -> str:
        """The last name of the twin."""
        return self.to.rpartition(".")[2]


def twins(catalogue: Catalogue) -> Mapping[str, Twin]:
    """All twins, by the name of what they are twins of. CatalogueError for a wrong table."""
    return {name: _twin(name, table) for name, table in catalogue.twins.items()}


def _twin(name: str, table: Table) -> Twin:
    for key in table:
        if key not in Twin.__slots__ or key == "name":
            raise CatalogueError(f"twin {name} has an unknown key {key!r}")
    context = table.get("context", False)
    if not isinstance(context, bool):
        raise CatalogueError(f"twin {name}: context must be true or false")
    to, refuse = (_text(name, key, table.get(key, "")) for key in ("to", "refuse"))
    if not to and not refuse:
        raise CatalogueError(f"twin {name} names neither a twin nor a reason for having none")
    return Twin(
        name=name,
        to=to,
        refuse=refuse,
        context=context,
        exclusive=_text(name, "exclusive", table.get("exclusive", "")),
        awaited=frozenset(_texts(name, "awaited", table)),
        entered=frozenset(_texts(name, "entered", table)),
        same=frozenset(_texts(name, "same", table)),
        takes=frozenset(_texts(name, "takes", table)),
        renamed=_map(name, "renamed", table),
        refused=_map(name, "refused", table),
        positional=_texts(name, "positional", table),
        arguments=frozenset(_texts(name, "arguments", table)),
        unlike=_map(name, "unlike", table),
        added=_map(name, "added", table),
        values=_values(name, table),
        url=_text(name, "url", table.get("url", "")),
        urls=_map(name, "urls", table),
        packages=_map(name, "packages", table),
        drivers=_map(name, "drivers", table),
        requires=_texts(name, "requires", table),
        note=_text(name, "note", table.get("note", "")),
        outdated=_text(name, "outdated", table.get("outdated", "")),
        update=_text(name, "update", table.get("update", "")),
    )


def _text(name: str, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise CatalogueError(f"twin {name}: {key} must be a text")
    return value


def _texts(name: str, key: str, table: Table) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise CatalogueError(f"twin {name}: {key} must be a list of texts")
    return tuple(_text(name, key, item) for item in value)


def _values(name: str, table: Table) -> dict[str, frozenset[str]]:
    value = table.get("values", {})
    if not isinstance(value, dict):
        raise CatalogueError(f"twin {name}: values must be a table")
    return {item: frozenset(_texts(name, item, value)) for item in value}


def _map(name: str, key: str, table: Table) -> dict[str, str]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise CatalogueError(f"twin {name}: {key} must be a table")
    return {item: _text(name, f"{key}.{item}", text) for item, text in value.items()}
