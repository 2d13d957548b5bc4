"""Reads the packs' tables into a catalogue; of a wrong one it names the file and the key."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from asyncfix import entry_tables, fields, framework_tables, remedy_tables, runner_tables
from asyncfix.catalogue import Catalogue, ClassEntry, Entry, PerThread, Table
from asyncfix.errors import CatalogueError
from asyncfix.frameworks import Framework
from asyncfix.remedies import Advice, LazyLoading, Mixture, Shortcut, Superseded
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
    "own_loops",
    "process_wide",
    "plain_texts",
    "quoted_texts",
    "picks",
    "fixtures",
    "fixture_lookups",
    "set_up",
    "serving_both",
    "never_return",
    "tells_callers",
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
        "acceptable",
    ),
)
_RAW = ("client", "pool", "twin", "taker", "chain", "loading", "successor")
"""Sections whose tables are read by those who know what they are for."""


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
        self.lazy_loading: dict[str, LazyLoading] = {}
        self.runners: dict[str, Runner] = {}

    def add(self, file: str, section: str, content: object) -> None:
        """Takes a section of a file over."""
        if section in self.sets:
            self.sets[section].update(fields.texts(file, section, content))
        elif section in self.maps:
            self.maps[section].update(fields.text_map(file, section, content))
        elif section == "callable":
            self.callables.update(_each(file, section, content, entry_tables.entry))
        elif section == "class":
            self.classes.update(_each(file, section, content, entry_tables.class_entry))
        elif section == "framework":
            self.frameworks += _each(file, section, content, framework_tables.framework).values()
        elif section == "per_thread":
            self.per_thread += _each(file, section, content, _per_thread).values()
        elif section == "offload":
            self.offloads.update(_each(file, section, content, runner_tables.offload))
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
            self.runners.update(_each(file, section, content, runner_tables.runner))
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
            pools=self.raw["pool"],
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
            acceptable=self.maps["acceptable"],
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


def _per_thread(file: str, name: str, table: Table) -> PerThread:
    fields.known(file, name, table, frozenset(PerThread._fields) - {"name"})
    arguments = frozenset(fields.texts(file, f"{name}.arguments", table.get("arguments", [])))
    keys = ("keyword", "unless", "reason")
    keyword, unless, reason = (fields.text(file, name, table, key) for key in keys)
    return PerThread(name, arguments, keyword, unless, reason)
