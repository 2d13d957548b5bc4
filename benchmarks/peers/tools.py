"""The tools that are compared: how each is called, and how its answer is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers import document, kinds
from benchmarks.peers.document import Node
from benchmarks.peers.found import Found, Step

Place = Callable[[str], str]  # a path as the tool prints it -> below the folder of all projects


@dataclass(frozen=True, slots=True)
class Tool:
    """A command-line tool."""

    name: str
    arguments: tuple[str, ...]
    read: Callable[[str, Place], Iterator[Found]]
    by_file: bool = False  # so slow that it is only given some files


def _asyncfix(output: str, place: Place) -> Iterator[Found]:
    for node in document.each(document.parse(output), "findings"):
        own = _step(node, place)
        chain = tuple(_step(step, place) for step in document.each(node, "chain"))
        chain = chain if chain[:1] == (own,) else (own, *chain)
        rule, sink = document.text(node, "code"), document.text(node, "call")
        kind = kinds.of_rule(rule)
        if rule == "AF201":
            sink = document.text(list(document.each(node, "chain"))[-1], "call")
            kind = kinds.of_name(sink)
        yield Found(own.path, own.line, "asyncfix", rule, kind, sink, chain)


_HYDROID = {
    **{"sleep": kinds.SLEEP, "http": kinds.HTTP, "subprocess": kinds.SUBPROCESS},
    **{"database": kinds.DATABASE, "network": kinds.NETWORK, "synchronization": kinds.LOCK},
    **{"sdk": kinds.SDK, "cpu": kinds.CPU},
}


def _hydroid(output: str, place: Place) -> Iterator[Found]:
    for node in document.each(document.parse(output), "diagnostics"):
        sink = document.part(node, "sink")
        name, category = document.text(sink, "qualname"), document.text(sink, "category")
        chain = tuple(
            _step(document.part(step, "location"), place) for step in document.each(node, "chain")
        )
        kind = _HYDROID.get(category) or kinds.of_name(name)
        yield Found(chain[0].path, chain[0].line, "hydroid", category, kind, name, chain)


_BLOCKPATH = {
    **{"sleep": kinds.SLEEP, "http": kinds.HTTP, "subprocess": kinds.SUBPROCESS},
    **{"db": kinds.DATABASE, "socket": kinds.NETWORK, "cpu": kinds.CPU, "disk": kinds.FILE},
    "offload": kinds.PASSED,
}


def _blockpath(output: str, place: Place) -> Iterator[Found]:
    for node in document.each(document.parse(output), "findings"):
        chain = tuple(_step(step, place) for step in document.each(node, "witness"))
        code, category = document.text(node, "code"), document.text(node, "category")
        kind = _BLOCKPATH.get(category, kinds.OTHER)
        sink = document.text(node, "callee")
        yield Found(chain[0].path, chain[0].line, "blockpath", code, kind, sink, chain)


# What ASYNC240 of these two says of reading and writing, and of walking a tree.
_WHOLE = re.compile(r"\b(read|write)_(text|bytes)\b|\b(open|r?glob|walk)\b")


def _ruff(output: str, place: Place) -> Iterator[Found]:
    for node in document.array(output):
        path = document.text(node, "filename")
        line = document.number(document.part(node, "location"), "row")
        rule, message = document.text(node, "code"), document.text(node, "message")
        yield _linted("ruff", place(path), line, rule, message)


_LINTED = re.compile(r"(?P<path>.+?):(?P<line>\d+):\d+: (?P<rule>ASYNC\d+) (?P<message>.*)")


def _flake8(output: str, place: Place) -> Iterator[Found]:
    for match in filter(None, map(_LINTED.fullmatch, output.splitlines())):
        path, line, rule, message = match.groups()
        yield _linted("flake8-async", place(path), int(line), rule, message)


def _linted(tool: str, path: str, line: int, rule: str, message: str) -> Found:
    kind = kinds.of_rule(rule)
    return Found(path, line, tool, rule, kind, message, (Step(path, line),))


def refined(one: Found, source: Sequence[str]) -> Found:
    """ASYNC240 is for questions to the file system and for whole files alike; its line tells."""
    whole = one.rule == "ASYNC240" and _WHOLE.search(source[one.line - 1])
    if not whole:
        return one
    return Found(one.path, one.line, one.tool, one.rule, kinds.FILE, one.sink, one.chain)


def _step(node: Node, place: Place) -> Step:
    return Step(place(document.text(node, "path")), document.number(node, "line"))


def below(project: Path) -> Place:
    """Puts a path, absolute or relative to the project, below the folder of all projects."""
    root = project.parent.resolve()
    return lambda path: (project.resolve() / path).relative_to(root).as_posix()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TOOLS = (
    Tool("asyncfix", _words("check --isolated --output-format json ."), _asyncfix),
    Tool("hydroid", _words("--no-cache --format json ."), _hydroid),
    Tool("blockpath", _words("check --no-config --json ."), _blockpath),
    Tool(
        "ruff",
        _words(
            "check --isolated --no-cache --preview --exit-zero --output-format json"
            " --select ASYNC,RUF006,RUF029 ."
        ),
        _ruff,
    ),
    Tool(
        "flake8-async",
        _words(
            "--asyncio --enable ASYNC105,ASYNC210,ASYNC211,ASYNC212,ASYNC220,ASYNC221,ASYNC222"
            ",ASYNC230,ASYNC231,ASYNC232,ASYNC240,ASYNC250,ASYNC251,ASYNC300"
        ),
        _flake8,
        by_file=True,
    ),
)
