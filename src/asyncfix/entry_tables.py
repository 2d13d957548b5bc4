"""Reads what is known of blocking callables and of classes."""

from __future__ import annotations

from asyncfix import fields
from asyncfix.catalogue import ClassEntry, Entry, Table, Waiver
from asyncfix.errors import CatalogueError

_OF_METHODS = (
    *(
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
        "spared_by",
        "doubt",
        "manual",
    ),
)
"""The keys of a class that say something of all its blocking methods."""


def entry(file: str, name: str, table: Table) -> Entry:
    """A blocking callable or method."""
    fields.known(file, name, table, frozenset(Entry._fields) - {"name"})
    rule = fields.text(file, name, table, "rule")
    if not rule:
        raise CatalogueError(f"{file}: {name} names no rule")
    return Entry(
        name=name,
        rule=rule,
        twins=fields.text_map(file, f"{name}.twins", table.get("twins", {})),
        member=fields.text(file, name, table, "member"),
        unless=fields.texts(file, f"{name}.unless", table.get("unless", [])),
        unit=fields.flag(file, name, table, "unit"),
        bound=fields.text(file, name, table, "bound"),
        thread_bound=fields.flag(file, name, table, "thread_bound"),
        overlap=fields.text(file, name, table, "overlap"),
        settings=fields.texts(file, f"{name}.settings", table.get("settings", [])),
        client=fields.text(file, name, table, "client"),
        helper=fields.text(file, name, table, "helper"),
        access=fields.text(file, name, table, "access"),
        paths=fields.texts(file, f"{name}.paths", table.get("paths", [])),
        streams=fields.text(file, name, table, "streams"),
        whole=fields.flag(file, name, table, "whole"),
        lazy=fields.flag(file, name, table, "lazy"),
        joins=fields.flag(file, name, table, "joins"),
        nonblocking=_waivers(file, f"{name}.nonblocking", table.get("nonblocking", [])),
        needs_argument=fields.flag(file, name, table, "needs_argument"),
        spared_by=fields.texts(file, f"{name}.spared_by", table.get("spared_by", [])),
        doubt=fields.text(file, name, table, "doubt"),
        manual=fields.text(file, name, table, "manual"),
        minor=fields.flag(file, name, table, "minor"),
        computes=fields.flag(file, name, table, "computes"),
    )


def class_entry(file: str, name: str, table: Table) -> ClassEntry:
    """A class, with its blocking methods."""
    own = frozenset(ClassEntry._fields) - {"name"}
    fields.known(file, name, table, own | {*_OF_METHODS, "minor", "prefix"})
    minor = fields.texts(file, f"{name}.minor", table.get("minor", []))
    common = {key: table[key] for key in _OF_METHODS if key in table}
    prefix = fields.text(file, name, table, "prefix")
    methods = {
        method: {
            **common,
            "minor": method in minor,
            "member": f"{prefix}{method}" if prefix else "",
        }
        for method in fields.texts(file, f"{name}.blocking", table.get("blocking", []))
    }
    return ClassEntry(
        name=name,
        blocking={key: entry(file, f"{name}.{key}", item) for key, item in methods.items()},
        returns=fields.text_map(file, f"{name}.returns", table.get("returns", {})),
        attributes=fields.text_map(file, f"{name}.attributes", table.get("attributes", {})),
        enter=fields.text(file, name, table, "enter"),
        call=fields.text(file, name, table, "call"),
        div=fields.text(file, name, table, "div"),
        item=fields.text(file, name, table, "item"),
        members=frozenset(fields.texts(file, name, table.get("members", []))),
        lock=fields.flag(file, name, table, "lock"),
        awaitable=frozenset(fields.texts(file, f"{name}.awaitable", table.get("awaitable", []))),
        async_iterators=frozenset(
            fields.texts(file, f"{name}.async_iterators", table.get("async_iterators", []))
        ),
        async_context=fields.flag(file, name, table, "async_context"),
        async_iterable=fields.flag(file, name, table, "async_iterable"),
        unit=entry(file, name, common) if fields.flag(file, name, table, "unit") else None,
        passes_for=fields.text(file, name, table, "passes_for"),
        changing=frozenset(fields.texts(file, f"{name}.changing", table.get("changing", []))),
        thread_own=fields.flag(file, name, table, "thread_own"),
        inherits=frozenset(fields.texts(file, f"{name}.inherits", table.get("inherits", []))),
        gone_through=entry(file, name, common)
        if fields.flag(file, name, table, "gone_through")
        else None,
    )


def _waivers(file: str, key: str, value: object) -> tuple[Waiver, ...]:
    if not isinstance(value, list):
        raise CatalogueError(f"{file}: {key} must be a list of tables")
    return tuple(_waiver(file, key, fields.table(file, key, item)) for item in value)


def _waiver(file: str, key: str, table: Table) -> Waiver:
    fields.known(file, key, table, frozenset(Waiver._fields))
    position, values = table.get("position", 0), table.get("values", [])
    if not isinstance(position, int):
        raise CatalogueError(f"{file}: {key}.position must be a number")
    if not isinstance(values, list) or not all(isinstance(x, str | int | float) for x in values):
        what = "must be a list of texts, numbers, true or false"
        raise CatalogueError(f"{file}: {key}.values {what}")
    return Waiver(position, fields.text(file, key, table, "keyword"), frozenset(values))
