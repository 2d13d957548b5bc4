"""Reads the packs' tables into a catalogue; of a wrong one it names the file and the key."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from asyncfix import fields, remedy_tables
from asyncfix.catalogue import Catalogue, ClassEntry, Entry, PerThread, Table, Waiver
from asyncfix.errors import CatalogueError
from asyncfix.frameworks import Framework
from asyncfix.remedies import Advice, Loading, Mixture, Shortcut, Superseded
from asyncfix.runners import Offload, Runner

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
    "thread_state",
    "no_files",
    "process_wide",
)
_MAPS = (
    *(
        "aliases",
        "returns",
        "loops",
        "lock_twins",
        "spawns",
        "request_state",
        "requirements",
        "sequences",
    ),
)
_RAW = ("client", "twin", "taker", "chain", "loading", "successor")
"""Sections whose tables are read by those who know what they are for."""
_OF_METHODS = (
    *(
        "rule",
        "bound",
        "thread_bound",
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


def load(files: Iterable[Path]) -> Catalogue:
    """Reads and merges tables; `CatalogueError` names the file and key that cannot be used."""
    merger = _Merger()
    for path in files:
        text = path.read_text(encoding="utf-8")
        data = _parsed(path.name, text)
        likewise = fields.text_map(path.name, "likewise", data.pop("likewise", {}))
        for section, content in data.items():
            merger.add(path.name, section, content)
        for name, other in likewise.items():
            copy = _parsed(path.name, re.sub(rf"\b{re.escape(name)}\b", other, text))
            del copy["likewise"]
            for section, content in copy.items():
                merger.add(path.name, section, content)
    return merger.result()


def _parsed(file: str, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{file}: {error}") from error


class _Merger:
    def __init__(self) -> None:
        self.callables: dict[str, Entry] = {}
        self.classes: dict[str, ClassEntry] = {}
        self.frameworks: list[Framework] = []
        self.maps: dict[str, dict[str, str]] = {name: {} for name in _MAPS}
        self.sets: dict[str, set[str]] = {name: set() for name in _SETS}
        self.raw: dict[str, dict[str, Table]] = {name: {} for name in _RAW}
        self.per_thread: list[PerThread] = []
        self.offloads: dict[str, Offload] = {}
        self.superseded: dict[str, Superseded] = {}
        self.shortcuts: dict[str, Shortcut] = {}
        self.advice: dict[str, Advice] = {}
        self.mixtures: dict[str, Mixture] = {}
        self.lazy_loading: dict[str, Loading] = {}
        self.runners: dict[str, Runner] = {}

    def add(self, file: str, section: str, content: object) -> None:
        """Takes a section of a file over."""
        if section in self.sets:
            self.sets[section].update(fields.texts(file, section, content))
        elif section in self.maps:
            self.maps[section].update(fields.text_map(file, section, content))
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
            self.superseded.update(_each(file, section, content, remedy_tables.superseded))
        elif section == "shortcut":
            self.shortcuts.update(_each(file, section, content, remedy_tables.shortcut))
        elif section == "advice":
            self.advice.update(_each(file, section, content, remedy_tables.advice))
        elif section == "mixture":
            self.mixtures.update(_each(file, section, content, remedy_tables.mixture))
        elif section == "lazy_loading":
            self.lazy_loading.update(_each(file, section, content, remedy_tables.loading))
        elif section == "runner":
            self.runners.update(_each(file, section, content, _runner))
        elif section in self.raw:
            self.raw[section].update(_each(file, section, content, fields.table))
        else:
            raise CatalogueError(f"{file}: unknown section [{section}]")

    def result(self) -> Catalogue:
        """All that was added."""
        return Catalogue(
            callables=self.callables,
            classes=self.classes,
            frameworks=tuple(self.frameworks),
            clients=self.raw["client"],
            twins=self.raw["twin"],
            takers=self.raw["taker"],
            chains=self.raw["chain"],
            loading=self.raw["loading"],
            successors=self.raw["successor"],
            per_thread=tuple(self.per_thread),
            offloads=self.offloads,
            superseded=self.superseded,
            shortcuts=self.shortcuts,
            advice=self.advice,
            mixtures=self.mixtures,
            lazy_loading=tuple(self.lazy_loading.values()),
            runners=self.runners,
            aliases=self.maps["aliases"],
            returns=self.maps["returns"],
            loops=self.maps["loops"],
            lock_twins=self.maps["lock_twins"],
            spawns=self.maps["spawns"],
            requirements=self.maps["requirements"],
            request_state=self.maps["request_state"],
            sequences=self.maps["sequences"],
            **{name: frozenset(values) for name, values in self.sets.items()},
        )


def _each(
    file: str, section: str, content: object, read: Callable[[str, str, Table], _T]
) -> dict[str, _T]:
    """What a section holds, by name."""
    return {
        name: read(file, name, fields.table(file, name, value))
        for name, value in fields.table(file, section, content).items()
    }


def _waivers(file: str, key: str, value: object) -> tuple[Waiver, ...]:
    if not isinstance(value, list):
        raise CatalogueError(f"{file}: {key} must be a list of tables")
    return tuple(_waiver(file, key, fields.table(file, key, item)) for item in value)


def _waiver(file: str, key: str, table: Table) -> Waiver:
    fields.known(file, key, table, frozenset(Waiver.__slots__))
    position, values = table.get("position", 0), table.get("values", [])
    if not isinstance(position, int):
        raise CatalogueError(f"{file}: {key}.position must be a number")
    if not isinstance(values, list) or not all(isinstance(x, str | int | float) for x in values):
        what = "must be a list of texts, numbers, true or false"
        raise CatalogueError(f"{file}: {key}.values {what}")
    return Waiver(position, fields.text(file, key, table, "keyword"), frozenset(values))


def _entry(file: str, name: str, table: Table) -> Entry:
    fields.known(file, name, table, frozenset(Entry.__slots__) - {"name"})
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
        client=fields.text(file, name, table, "client"),
        helper=fields.text(file, name, table, "helper"),
        access=fields.text(file, name, table, "access"),
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


def _class(file: str, name: str, table: Table) -> ClassEntry:
    own = frozenset(ClassEntry.__slots__) - {"name"}
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
        blocking={key: _entry(file, f"{name}.{key}", item) for key, item in methods.items()},
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
        unit=_entry(file, name, common) if fields.flag(file, name, table, "unit") else None,
        passes_for=fields.text(file, name, table, "passes_for"),
        changing=frozenset(fields.texts(file, f"{name}.changing", table.get("changing", []))),
        thread_own=fields.flag(file, name, table, "thread_own"),
    )


def _per_thread(file: str, name: str, table: Table) -> PerThread:
    fields.known(file, name, table, frozenset(PerThread.__slots__) - {"name"})
    arguments = frozenset(fields.texts(file, f"{name}.arguments", table.get("arguments", [])))
    unless, reason = (fields.text(file, name, table, key) for key in ("unless", "reason"))
    return PerThread(name, arguments, unless, reason)


def _offload(file: str, name: str, table: Table) -> Offload:
    fields.known(file, name, table, frozenset(Offload.__slots__) - {"name"})
    position, passes = table.get("position", 1), fields.text(file, name, table, "passes")
    if not isinstance(position, int):
        raise CatalogueError(f"{file}: {name}.position must be a number")
    if passes not in ("", "all", "positional", "none"):
        raise CatalogueError(f"{file}: {name}.passes must be 'all', 'positional' or 'none'")
    keyword = fields.text(file, name, table, "keyword")
    distinct, shared = (fields.flag(file, name, table, key) for key in ("distinct", "shared"))
    return Offload(name, position, keyword, passes, distinct, shared)


def _runner(file: str, name: str, table: Table) -> Runner:
    fields.known(file, name, table, frozenset(Runner.__slots__) - {"name"})
    takes = fields.text(file, name, table, "takes") or "coroutine"
    if takes not in ("coroutine", "function", "wrapper"):
        raise CatalogueError(f"{file}: {name}.takes must be 'coroutine', 'function' or 'wrapper'")
    library, manual = (fields.text(file, name, table, key) for key in ("library", "manual"))
    return Runner(name, library, takes, manual, fields.flag(file, name, table, "distinct"))


def _framework(file: str, name: str, table: Table) -> Framework:
    single = {"thread", "in_thread", "limiter", "threads"}
    maps = ("hooks", "first", "second", "keywords", "inherited")
    sets = frozenset(Framework.__slots__).difference({"name"}, single, maps)
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
        hooks=roles["hooks"],
        first=roles["first"],
        second=roles["second"],
        keywords=roles["keywords"],
        inherited=roles["inherited"],
        **{key: frozenset(fields.texts(file, f"{name}.{key}", table.get(key, []))) for key in sets},
    )
