"""Reads what is known of blocking callables and of classes."""

from __future__ import annotations

from asyncfix.entries import ClassEntry, Entry, Waiver
from asyncfix.reader import Reader

_OF_METHODS = frozenset(
    {
        "rule",
        "bound",
        "thread_bound",
        "overlap",
        "settings",
        "unit",
        "helper",
        "client",
        "streams",
        "joins",
        "idle",
        "spared_by",
        "doubt",
        "manual",
    }
)
"""The keys of a class that say something of all its blocking methods."""


def entry(name: str, table: Reader) -> Entry:
    """A blocking callable."""
    waivers = tuple(_waiver(item) for item in table.rows("nonblocking"))
    return _ruled(table, table.whole(Entry, name=name, nonblocking=waivers))


def class_entry(name: str, table: Reader) -> ClassEntry:
    """A class, with its blocking methods."""
    table.known({*ClassEntry._fields, *_OF_METHODS, "minor", "prefix"} - {"name"})
    common = table.record(Entry, name=name, minor=False, nonblocking=())
    minor, prefix = table.words("minor"), table.text("prefix")
    blocking = {
        method: common._replace(
            name=f"{name}.{method}",
            minor=method in minor,
            member=f"{prefix}{method}" if prefix else "",
        )
        for method in table.texts("blocking")
    }
    itself = (
        _ruled(table, common) if blocking or common.unit or table.flag("gone_through") else None
    )
    return table.record(
        ClassEntry,
        name=name,
        blocking=blocking,
        unit=itself if common.unit else None,
        gone_through=itself if table.flag("gone_through") else None,
    )


def _ruled(table: Reader, entry: Entry) -> Entry:
    if not entry.rule:
        raise table.error("names no rule")
    return entry


def _waiver(table: Reader) -> Waiver:
    values = table.table.get("values", [])
    if not isinstance(values, list) or not all(isinstance(x, str | int | float) for x in values):
        raise table.wrong("values", "a list of texts, numbers, true or false")
    return table.whole(Waiver, values=frozenset(values))
