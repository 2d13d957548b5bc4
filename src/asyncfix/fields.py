"""Reads the values of a table; the error for a wrong one names the file and the key."""

from __future__ import annotations

from asyncfix.catalogue import Table
from asyncfix.errors import CatalogueError


def table(file: str, key: str, value: object) -> Table:
    """A value that has to be a table."""
    if not isinstance(value, dict):
        raise CatalogueError(f"{file}: {key} must be a table")
    return value


def texts(file: str, key: str, value: object) -> tuple[str, ...]:
    """A value that has to be a list of texts."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise CatalogueError(f"{file}: {key} must be a list of texts")
    return tuple(value)


def text_map(file: str, key: str, value: object) -> dict[str, str]:
    """A value that has to be a table of texts."""
    given = table(file, key, value)
    found = {name: item for name, item in given.items() if isinstance(item, str)}
    if len(found) != len(given):
        raise CatalogueError(f"{file}: every value of {key} must be a text")
    return found


def text(file: str, key: str, table: Table, name: str) -> str:
    """The text at a key of a table, empty if there is none."""
    value = table.get(name, "")
    if not isinstance(value, str):
        raise CatalogueError(f"{file}: {key}.{name} must be a text")
    return value


def flag(file: str, key: str, table: Table, name: str) -> bool:
    """What is true or false at a key of a table, false if there is nothing."""
    value = table.get(name, False)
    if not isinstance(value, bool):
        raise CatalogueError(f"{file}: {key}.{name} must be true or false")
    return value


def known(file: str, key: str, table: Table, names: frozenset[str]) -> None:
    """Raises the error for a key that nobody reads."""
    for name in table:
        if name not in names:
            raise CatalogueError(f"{file}: {key} has an unknown key {name!r}")
