"""The comparison as Markdown tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.peers import kinds
from benchmarks.peers.agree import Seen
from benchmarks.peers.found import Found


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; every column but the first is aligned to the right."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def counts(found: Iterable[Found], tools: Sequence[str]) -> str:
    """How much each tool finds of each kind: directly, and through calls."""
    counted = Counter((one.tool, one.kind, one.through) for one in found)

    def cell(tool: str, kind: str) -> str:
        direct, through = counted[tool, kind, False], counted[tool, kind, True]
        return f"{direct:,} + {through:,}" if direct or through else ""

    rows = [
        [kind, *(cell(tool, kind) for tool in tools)] for kind in (*kinds.COMPARED, kinds.OTHER)
    ]
    return table(["kind", *tools], [row for row in rows if any(row[1:])])


def matrix(compared: Iterable[Seen], tools: Sequence[str]) -> str:
    """How many of a row's findings the tool of the column has too."""
    pairs: Counter[tuple[str, str]] = Counter()
    alone: Counter[str] = Counter()
    for one in compared:
        pairs.update((one.found.tool, other) for other in one.tools)
        alone[one.found.tool] += len(one.tools) == 1
    rows = [
        [tool, *(f"{pairs[tool, other]:,}" for other in tools), f"{alone[tool]:,}"]
        for tool in tools
    ]
    return table(["of the findings of", *tools, "nobody else"], rows)
