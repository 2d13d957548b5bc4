"""Reads the packs' tables into a catalogue; of a wrong one it names the file and the key."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from asyncfix.catalogue import (
    Catalogue,
    ClassEntry,
    Entry,
    Framework,
    Offload,
    PerThread,
    Runner,
    Shortcut,
    Superseded,
    Table,
    Waiver,
)
from asyncfix.errors import CatalogueError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_T = TypeVar("_T")

_SETS = (
    "positional_offloads",
    "thread_safe",
    "loop_bound",
    "takes_data",
    "transparent_decorators",
    "calling_decorators",
    "nesting",
    "discards",
    "coroutines",
    "expects_errors",
    "no_files",
)
_MAPS = ("aliases", "returns", "loops", "lock_twins", "spawns")
_OF_METHODS = (
    *("rule", "bound", "thread_bound", "unit", "helper", "joins", "spared_by", "doubt", "manual"),
)
"""The keys of a class that say something of all its blocking methods."""


def load(files: Iterable[Path]) -> Catalogue:
    """Reads and merges tables; `CatalogueError` names the file and key that cannot be used."""
    merger = _Merger()
    for path in files:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise CatalogueError(f"{path.name}: {error}") from error
        for section, content in data.items():
            merger.add(path.name, section, content)
    return merger.result()


class _Merger:
    def __init__(self) -> None:
        self.callables: dict[str, Entry] = {}
        self.classes: dict[str, ClassEntry] = {}
        self.frameworks: list[Framework] = []
        self.maps: dict[str, dict[str, str]] = {name: {} for name in _MAPS}
        self.sets: dict[str, set[str]] = {name: set() for name in _SETS}
        self.clients: dict[str, Table] = {}
        self.per_thread: list[PerThread] = []
        self.offloads: dict[str, Offload] = {}
        self.superseded: dict[str, Superseded] = {}
        self.shortcuts: dict[str, Shortcut] = {}
        self.runners: dict[str, Runner] = {}

    def add(self, file: str, section: str, content: object) -> None:
        """Takes a section of a file over."""
        if section in self.sets:
            self.sets[section].update(_texts(file, section, content))
        elif section in self.maps:
            self.maps[section].update(_text_map(file, section, content))
        elif section == "callable":
            self.callables.update(_each(file, section, content, _entry))
        elif section == "class":
            self.classes.update(_each(file, section, content, _class))
        elif section == "framework":
            self.frameworks += _each(file, section, content, _framework).values()
        elif section == "per_thread":
            self.per_thread += _each(file, section, content, _per_thread).values()
        elif section == "offload":
            self.offloads.update(_each(file, section, content, _offload))
        elif section == "superseded":
            self.superseded.update(_each(file, section, content, _superseded))
        elif section == "shortcut":
            self.shortcuts.update(_each(file, section, content, _shortcut))
        elif section == "runner":
            self.runners.update(_each(file, section, content, _runner))
        elif section == "client":
            self.clients.update(_each(file, section, content, _table))
        else:
            raise CatalogueError(f"{file}: unknown section [{section}]")

    def result(self) -> Catalogue:
        """All that was added."""
        return Catalogue(
            callables=self.callables,
            classes=self.classes,
            frameworks=tuple(self.frameworks),
            clients=self.clients,
            per_thread=tuple(self.per_thread),
            offloads=self.offloads,
            superseded=self.superseded,
            shortcuts=self.shortcuts,
            runners=self.runners,
            aliases=self.maps["aliases"],
            returns=self.maps["returns"],
            loops=self.maps["loops"],
            lock_twins=self.maps["lock_twins"],
            spawns=self.maps["spawns"],
            **{name: frozenset(values) for name, values in self.sets.items()},
        )


def _each(
    file: str, section: str, content: object, read: Callable[[str, str, Table], _T]
) -> dict[str, _T]:
    """What a section holds, by name."""
    return {
        name: read(file, name, _table(file, name, value))
        for name, value in _table(file, section, content).items()
    }


def _table(file: str, key: str, value: object) -> Table:
    if not isinstance(value, dict):
        raise CatalogueError(f"{file}: {key} must be a table")
    return value


def _texts(file: str, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise CatalogueError(f"{file}: {key} must be a list of texts")
    return tuple(value)


def _text_map(file: str, key: str, value: object) -> dict[str, str]:
    table = _table(file, key, value)
    texts = {name: item for name, item in table.items() if isinstance(item, str)}
    if len(texts) != len(table):
        raise CatalogueError(f"{file}: every value of {key} must be a text")
    return texts


def _text(file: str, key: str, table: Table, name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        raise CatalogueError(f"{file}: {key}.{name} must be a text")
    return value


def _flag(file: str, key: str, table: Table, name: str) -> bool:
    value = table.get(name, False)
    if not isinstance(value, bool):
        raise CatalogueError(f"{file}: {key}.{name} must be true or false")
    return value


def _known(file: str, key: str, table: Table, names: frozenset[str]) -> None:
    for name in table:
        if name not in names:
            raise CatalogueError(f"{file}: {key} has an unknown key {name!r}")


def _waivers(file: str, key: str, value: object) -> tuple[Waiver, ...]:
    if not isinstance(value, list):
        raise CatalogueError(f"{file}: {key} must be a list of tables")
    return tuple(_waiver(file, key, _table(file, key, item)) for item in value)


def _waiver(file: str, key: str, table: Table) -> Waiver:
    _known(file, key, table, frozenset(Waiver.__slots__))
    position, values = table.get("position", 0), table.get("values", [])
    if not isinstance(position, int):
        raise CatalogueError(f"{file}: {key}.position must be a number")
    if not isinstance(values, list) or not all(isinstance(x, str | int | float) for x in values):
        what = "must be a list of texts, numbers, true or false"
        raise CatalogueError(f"{file}: {key}.values {what}")
    return Waiver(position, _text(file, key, table, "keyword"), frozenset(values))


def _entry(file: str, name: str, table: Table) -> Entry:
    _known(file, name, table, frozenset(Entry.__slots__) - {"name"})
    rule = _text(file, name, table, "rule")
    if not rule:
        raise CatalogueError(f"{file}: {name} names no rule")
    return Entry(
        name=name,
        rule=rule,
        twins=_text_map(file, f"{name}.twins", table.get("twins", {})),
        unless=_texts(file, f"{name}.unless", table.get("unless", [])),
        unit=_flag(file, name, table, "unit"),
        bound=_text(file, name, table, "bound"),
        thread_bound=_flag(file, name, table, "thread_bound"),
        client=_text(file, name, table, "client"),
        helper=_text(file, name, table, "helper"),
        access=_text(file, name, table, "access"),
        whole=_flag(file, name, table, "whole"),
        lazy=_flag(file, name, table, "lazy"),
        joins=_flag(file, name, table, "joins"),
        nonblocking=_waivers(file, f"{name}.nonblocking", table.get("nonblocking", [])),
        needs_argument=_flag(file, name, table, "needs_argument"),
        spared_by=_texts(file, f"{name}.spared_by", table.get("spared_by", [])),
        doubt=_text(file, name, table, "doubt"),
        manual=_text(file, name, table, "manual"),
        minor=_flag(file, name, table, "minor"),
    )


def _class(file: str, name: str, table: Table) -> ClassEntry:
    own = frozenset(ClassEntry.__slots__) - {"name"}
    _known(file, name, table, own | {*_OF_METHODS, "minor"})
    minor = _texts(file, f"{name}.minor", table.get("minor", []))
    common = {key: table[key] for key in _OF_METHODS if key in table}
    methods = _texts(file, f"{name}.blocking", table.get("blocking", []))
    return ClassEntry(
        name=name,
        blocking={
            method: _entry(file, f"{name}.{method}", {**common, "minor": method in minor})
            for method in methods
        },
        returns=_text_map(file, f"{name}.returns", table.get("returns", {})),
        attributes=_text_map(file, f"{name}.attributes", table.get("attributes", {})),
        enter=_text(file, name, table, "enter"),
        call=_text(file, name, table, "call"),
        div=_text(file, name, table, "div"),
        lock=_flag(file, name, table, "lock"),
        awaitable=frozenset(_texts(file, f"{name}.awaitable", table.get("awaitable", []))),
        async_iterators=frozenset(
            _texts(file, f"{name}.async_iterators", table.get("async_iterators", []))
        ),
        async_context=_flag(file, name, table, "async_context"),
        async_iterable=_flag(file, name, table, "async_iterable"),
        unit=_entry(file, name, common) if _flag(file, name, table, "unit") else None,
        passes_for=_text(file, name, table, "passes_for"),
    )


def _per_thread(file: str, name: str, table: Table) -> PerThread:
    _known(file, name, table, frozenset(PerThread.__slots__) - {"name"})
    arguments = frozenset(_texts(file, f"{name}.arguments", table.get("arguments", [])))
    unless, reason = (_text(file, name, table, key) for key in ("unless", "reason"))
    return PerThread(name, arguments, unless, reason)


def _offload(file: str, name: str, table: Table) -> Offload:
    _known(file, name, table, frozenset(Offload.__slots__) - {"name"})
    position, passes = table.get("position", 1), _text(file, name, table, "passes")
    if not isinstance(position, int):
        raise CatalogueError(f"{file}: {name}.position must be a number")
    if passes not in ("", "all", "positional", "none"):
        raise CatalogueError(f"{file}: {name}.passes must be 'all', 'positional' or 'none'")
    keyword = _text(file, name, table, "keyword")
    return Offload(name, position, keyword, passes, _flag(file, name, table, "distinct"))


def _superseded(file: str, name: str, table: Table) -> Superseded:
    _known(file, name, table, frozenset(Superseded.__slots__) - {"name"})
    since = _text(file, name, table, "since")
    return Superseded(
        name=name,
        twin=_text(file, name, table, "twin"),
        since=tuple(int(part) for part in since.split(".") if part.isdecimal()),
        current=frozenset(_texts(file, f"{name}.current", table.get("current", []))),
        starters=_text_map(file, f"{name}.starters", table.get("starters", {})),
        contexts=frozenset(_texts(file, f"{name}.contexts", table.get("contexts", []))),
    )


def _shortcut(file: str, name: str, table: Table) -> Shortcut:
    names = tuple(item for item in Shortcut.__slots__ if item != "name")
    _known(file, name, table, frozenset(names))
    return Shortcut(name, *(_text(file, name, table, key) for key in names))


def _runner(file: str, name: str, table: Table) -> Runner:
    _known(file, name, table, frozenset(Runner.__slots__) - {"name"})
    takes = _text(file, name, table, "takes") or "coroutine"
    if takes not in ("coroutine", "function", "wrapper"):
        raise CatalogueError(f"{file}: {name}.takes must be 'coroutine', 'function' or 'wrapper'")
    library, manual = (_text(file, name, table, key) for key in ("library", "manual"))
    return Runner(name, library, takes, manual, _flag(file, name, table, "distinct"))


def _framework(file: str, name: str, table: Table) -> Framework:
    sets = frozenset(Framework.__slots__) - {"name", "thread", "in_thread"}
    _known(file, name, table, sets | {"thread", "in_thread"})
    return Framework(
        name=name,
        thread=_flag(file, name, table, "thread"),
        in_thread=_text(file, name, table, "in_thread"),
        **{key: frozenset(_texts(file, f"{name}.{key}", table.get(key, []))) for key in sets},
    )
