"""One finding, said the same way for every tool."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers import document


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """A call on the way to the one that blocks."""

    path: str
    line: int


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A finding. Its chain starts where it stands and ends at the call that blocks."""

    path: str
    line: int
    tool: str
    rule: str
    kind: str
    sink: str
    chain: tuple[Step, ...]

    @property
    def through(self) -> bool:
        """Whether the blocking call is in another function than the finding."""
        return len(self.chain) > 1


def record(one: Found) -> dict[str, object]:
    """The finding as a JSON object."""
    steps = [{"path": step.path, "line": step.line} for step in one.chain]
    return {
        "tool": one.tool,
        "rule": one.rule,
        "path": one.path,
        "line": one.line,
        "kind": one.kind,
        "sink": one.sink,
        "chain": steps,
    }


def write(path: Path, records: Iterable[dict[str, object]]) -> None:
    """Writes one JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in records)


def read(path: Path) -> Iterator[Found]:
    """The findings of a file of JSON lines."""
    for line in path.read_text(encoding="utf-8").splitlines():
        node = document.parse(line)
        yield Found(
            path=document.text(node, "path"),
            line=document.number(node, "line"),
            tool=document.text(node, "tool"),
            rule=document.text(node, "rule"),
            kind=document.text(node, "kind"),
            sink=document.text(node, "sink"),
            chain=tuple(
                Step(document.text(step, "path"), document.number(step, "line"))
                for step in document.each(node, "chain")
            ),
        )
