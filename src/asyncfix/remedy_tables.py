"""Reads what is known of calls that should be written in another way."""

from __future__ import annotations

from asyncfix import fields
from asyncfix.catalogue import Table
from asyncfix.remedies import Advice, LazyLoading, Mixture, Shortcut, Superseded


def superseded(file: str, name: str, table: Table) -> Superseded:
    """An offload that takes an executor."""
    fields.known(file, name, table, frozenset(Superseded._fields) - {"name"})
    since = fields.text(file, name, table, "since")
    return Superseded(
        name=name,
        twin=fields.text(file, name, table, "twin"),
        since=tuple(int(part) for part in since.split(".") if part.isdecimal()),
        current=frozenset(fields.texts(file, f"{name}.current", table.get("current", []))),
        starters=fields.text_map(file, f"{name}.starters", table.get("starters", {})),
        contexts=frozenset(fields.texts(file, f"{name}.contexts", table.get("contexts", []))),
    )


def shortcut(file: str, name: str, table: Table) -> Shortcut:
    """A keyword that went."""
    names = tuple(item for item in Shortcut._fields if item != "name")
    fields.known(file, name, table, frozenset(names))
    return Shortcut(name, *(fields.text(file, name, table, key) for key in names))


def advice(file: str, name: str, table: Table) -> Advice:
    """A keyword that is to be given."""
    fields.known(file, name, table, frozenset(Advice._fields) - {"name"})
    return Advice(
        name=name,
        classes=frozenset(fields.texts(file, name, table.get("classes", []))),
        methods=frozenset(fields.texts(file, name, table.get("methods", []))),
        **{
            key: fields.text(file, name, table, key)
            for key in ("keyword", "value", "why", "doubt", "told_by")
        },
    )


def mixture(file: str, name: str, table: Table) -> Mixture:
    """What should not be used side by side."""
    fields.known(file, name, table, frozenset(Mixture._fields) - {"name"})
    return Mixture(
        name=name,
        apart=frozenset(fields.texts(file, name, table.get("apart", []))),
        workers=frozenset(fields.texts(file, name, table.get("workers", []))),
        **{
            key: fields.text(file, name, table, key)
            for key in ("asynchronous", "trouble", "way_out", "address")
        },
    )


def loading(file: str, name: str, table: Table) -> LazyLoading:
    """How related objects are loaded."""
    fields.known(file, name, table, frozenset(LazyLoading._fields) - {"name"})
    sets = ("lazy", "queries", "chained", "sessions", "wrappers", "queried", "expiring", "loading")
    return LazyLoading(
        name=name,
        loader=fields.text(file, name, table, "loader"),
        option=fields.text(file, name, table, "option"),
        many=fields.text(file, name, table, "many"),
        key=fields.text(file, name, table, "key"),
        relations=fields.text_map(file, f"{name}.relations", table.get("relations", {})),
        errors=fields.texts(file, name, table.get("errors", [])),
        steps=fields.text_map(file, f"{name}.steps", table.get("steps", {})),
        **{key: frozenset(fields.texts(file, name, table.get(key, []))) for key in sets},
    )
