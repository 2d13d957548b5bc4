"""What is known of libraries, read from the packs' tables. The engine knows none by name."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from asyncfix.errors import CatalogueError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entry:
    """A blocking callable, or a blocking method of a class.

    `twins` maps an event-loop library (`asyncio`, `trio`, `anyio`) to the coroutine function
    that takes the same arguments; `unless` names the argument checks that make it inexact.
    `unit`: a `with` around the call is one piece of work. `bound`: what it works on belongs to
    its thread, so that calls must not be offloaded one by one; the text is the reason.
    `client` names the table of the client library that it belongs to; `helper` is what a
    function is called that the block around the call is moved to.
    """

    name: str
    rule: str
    twins: Mapping[str, str] = field(default_factory=dict)
    unless: tuple[str, ...] = ()
    unit: bool = False
    bound: str = ""
    client: str = ""
    helper: str = ""
    access: str = ""

    @property
    def is_method(self) -> bool:
        """Whether it is a method: the last name but one is a class's."""
        return self.name.split(".")[-2:][0][:1].isupper()


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """What is known of a class: its blocking methods, and what its members give.

    `returns`: method to class, `*` for all others; `attributes` likewise; `enter` is what
    `with` binds (itself if empty), `call` what calling an instance gives, `div` what `/` gives.
    `lock`: no await may come while one is held. `unit`: a `with` that makes one is one piece of
    work, and what is known of that.
    """

    name: str
    blocking: Mapping[str, Entry] = field(default_factory=dict)
    returns: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    enter: str = ""
    call: str = ""
    div: str = ""
    lock: bool = False
    unit: Entry | None = None

    @property
    def is_bound(self) -> bool:
        """Whether an instance belongs to the thread, or to the unit of work, that made it."""
        return any(entry.bound for entry in self.blocking.values())


@dataclass(frozen=True, slots=True)
class Framework:
    """How a framework calls its handlers.

    `classes` are its application and router classes; `routes` their decorator methods;
    `adders` their methods that take the handler as an argument; `depends` the markers whose
    argument is a dependency; `tasks` methods that schedule their argument. `sync_handlers` is
    `thread` where the framework runs a plain `def` handler in a thread.
    """

    name: str
    classes: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    adders: frozenset[str] = frozenset()
    constructors: frozenset[str] = frozenset()
    depends: frozenset[str] = frozenset()
    endpoint_classes: frozenset[str] = frozenset()
    forbidden_types: frozenset[str] = frozenset()
    thread: bool = False


@dataclass(frozen=True, slots=True)
class PerThread:
    """A callable that, with one of these first arguments, makes something that each thread has
    for itself, unless it is given that keyword; and how a reader is told."""

    name: str
    arguments: frozenset[str]
    unless: str
    reason: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All tables of all packs, merged.

    `aliases`: other dotted names of the same thing. `returns`: what a function's call gives,
    `@argument` where it is what its first argument gives. `loops`: per event-loop library,
    the function that runs a callable in a thread. `thread_safe`: prefixes of names that may
    be called in any thread. `loop_bound`: prefixes of names that may be called on the loop
    only. `consumes_coroutines`: callables that are given coroutines on purpose. `clients`:
    the tables of client libraries, as they stand. `per_thread`: what each thread has for itself.
    """

    callables: Mapping[str, Entry] = field(default_factory=dict)
    classes: Mapping[str, ClassEntry] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    returns: Mapping[str, str] = field(default_factory=dict)
    frameworks: tuple[Framework, ...] = ()
    loops: Mapping[str, str] = field(default_factory=dict)
    positional_offloads: frozenset[str] = frozenset()
    thread_safe: frozenset[str] = frozenset()
    loop_bound: frozenset[str] = frozenset()
    takes_data: frozenset[str] = frozenset()
    transparent_decorators: frozenset[str] = frozenset()
    clients: Mapping[str, Table] = field(default_factory=dict)
    per_thread: tuple[PerThread, ...] = ()

    def canonical(self, name: str) -> str:
        """The one name of what may be imported under several."""
        aliases = self.aliases
        if name in aliases:
            return aliases[name]
        head, _, last = name.rpartition(".")
        return f"{self.canonical(head)}.{last}" if head in aliases else name

    def entry(self, name: str) -> Entry | None:
        """The entry of a callable or of a class's method (`module.Class.method`)."""
        found = self.callables.get(name)
        if found is not None:
            return found
        owner, _, method = name.rpartition(".")
        known = self.classes.get(owner)
        return known.blocking.get(method) if known is not None else None


def load(files: Iterable[Path]) -> Catalogue:
    """Reads and merges tables; `CatalogueError` names the file and key that cannot be used."""
    merger = _Merger()
    for path in files:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise CatalogueError(f"{path.name}: {error}") from error
        merger.add(path.name, data)
    return merger.result()


class _Merger:
    def __init__(self) -> None:
        self.callables: dict[str, Entry] = {}
        self.classes: dict[str, ClassEntry] = {}
        self.frameworks: list[Framework] = []
        self.maps: dict[str, dict[str, str]] = {"aliases": {}, "returns": {}, "loops": {}}
        self.sets: dict[str, set[str]] = {name: set() for name in _SETS}
        self.clients: dict[str, Table] = {}
        self.per_thread: list[PerThread] = []

    def add(self, file: str, data: Table) -> None:
        for section, content in data.items():
            if section in _SETS:
                self.sets[section].update(_texts(file, section, content))
                continue
            table = _table(file, section, content)
            if section in self.maps:
                self.maps[section].update(_text_map(file, section, table))
            elif section == "callable":
                for name, value in table.items():
                    self.callables[name] = _entry(file, name, _table(file, name, value))
            elif section == "class":
                for name, value in table.items():
                    self.classes[name] = _class(file, name, _table(file, name, value))
            elif section == "framework":
                for name, value in table.items():
                    self.frameworks.append(_framework(file, name, _table(file, name, value)))
            elif section == "per_thread":
                for name, value in table.items():
                    self.per_thread.append(_per_thread(file, name, _table(file, name, value)))
            elif section == "client":
                for name, value in table.items():
                    self.clients[name] = _table(file, name, value)
            else:
                raise CatalogueError(f"{file}: unknown section [{section}]")

    def result(self) -> Catalogue:
        return Catalogue(
            callables=self.callables,
            classes=self.classes,
            frameworks=tuple(self.frameworks),
            clients=self.clients,
            per_thread=tuple(self.per_thread),
            aliases=self.maps["aliases"],
            returns=self.maps["returns"],
            loops=self.maps["loops"],
            **{name: frozenset(values) for name, values in self.sets.items()},
        )


_SETS = (
    "positional_offloads",
    "thread_safe",
    "loop_bound",
    "takes_data",
    "transparent_decorators",
)


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


def _known(file: str, key: str, table: Table, names: frozenset[str]) -> None:
    for name in table:
        if name not in names:
            raise CatalogueError(f"{file}: {key} has an unknown key {name!r}")


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
        unit=table.get("unit") is True,
        bound=_text(file, name, table, "bound"),
        client=_text(file, name, table, "client"),
        helper=_text(file, name, table, "helper"),
        access=_text(file, name, table, "access"),
    )


def _class(file: str, name: str, table: Table) -> ClassEntry:
    _known(
        file,
        name,
        table,
        (frozenset(ClassEntry.__slots__) - {"name"}) | {"rule", "bound", "unit", "helper"},
    )
    common = {key: table[key] for key in ("rule", "bound", "unit", "helper") if key in table}
    methods = _texts(file, f"{name}.blocking", table.get("blocking", []))
    return ClassEntry(
        name=name,
        blocking={method: _entry(file, f"{name}.{method}", common) for method in methods},
        returns=_text_map(file, f"{name}.returns", table.get("returns", {})),
        attributes=_text_map(file, f"{name}.attributes", table.get("attributes", {})),
        enter=_text(file, name, table, "enter"),
        call=_text(file, name, table, "call"),
        div=_text(file, name, table, "div"),
        lock=table.get("lock") is True,
        unit=_entry(file, name, common) if table.get("unit") is True else None,
    )


def _per_thread(file: str, name: str, table: Table) -> PerThread:
    _known(file, name, table, frozenset(PerThread.__slots__) - {"name"})
    arguments = frozenset(_texts(file, f"{name}.arguments", table.get("arguments", [])))
    unless, reason = (_text(file, name, table, key) for key in ("unless", "reason"))
    return PerThread(name, arguments, unless, reason)


def _framework(file: str, name: str, table: Table) -> Framework:
    sets = frozenset(Framework.__slots__) - {"name", "thread"}
    _known(file, name, table, sets | {"thread"})
    return Framework(
        name=name,
        thread=table.get("thread") is True,
        **{key: frozenset(_texts(file, f"{name}.{key}", table.get(key, []))) for key in sets},
    )
