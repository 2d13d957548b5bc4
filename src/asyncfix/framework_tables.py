"""Reads how frameworks call their handlers."""

from __future__ import annotations

from asyncfix import fields
from asyncfix.catalogue import Table
from asyncfix.errors import CatalogueError
from asyncfix.frameworks import Framework


def framework(file: str, name: str, table: Table) -> Framework:
    """A framework."""
    single = {"thread", "in_thread", "limiter", "threads", "replaces", "executor", "keeps"}
    maps = ("hooks", "first", "second", "third", "keywords", "inherited", "leads")
    sets = frozenset(Framework._fields).difference({"name"}, single, maps)
    fields.known(file, name, table, sets.union(single, maps))
    threads = table.get("threads", 0)
    if not isinstance(threads, int):
        raise CatalogueError(f"{file}: {name}.threads must be a number")
    roles = {key: fields.text_map(file, f"{name}.{key}", table.get(key, {})) for key in maps}
    return Framework(
        name=name,
        thread=fields.flag(file, name, table, "thread"),
        in_thread=fields.text(file, name, table, "in_thread"),
        limiter=fields.text(file, name, table, "limiter"),
        threads=threads,
        replaces=fields.flag(file, name, table, "replaces"),
        executor=fields.flag(file, name, table, "executor"),
        keeps=fields.text(file, name, table, "keeps"),
        hooks=roles["hooks"],
        first=roles["first"],
        second=roles["second"],
        third=roles["third"],
        keywords=roles["keywords"],
        inherited=roles["inherited"],
        leads=roles["leads"],
        **{key: frozenset(fields.texts(file, f"{name}.{key}", table.get(key, []))) for key in sets},
    )
