"""Which tools see the same thing."""

from __future__ import annotations

import ast
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.peers import kinds
from benchmarks.peers.found import Found


@dataclass(frozen=True, slots=True)
class Functions:
    """The innermost function around a line: the async one, where there is one."""

    root: Path
    _spans: dict[str, list[tuple[int, int, bool]]] = field(default_factory=dict)

    def around(self, path: str, line: int) -> int:
        """The function's first line, or 0 at module level."""
        spans = self._spans.get(path)
        if spans is None:
            spans = self._spans[path] = list(_spans(self.root / path))
        inside = [span for span in spans if span[0] <= line <= span[1]]
        _, begin = max(((is_async, begin) for begin, _, is_async in inside), default=(False, 0))
        return begin


def _spans(path: Path) -> Iterator[tuple[int, int, bool]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (
                node.lineno,
                node.end_lineno or node.lineno,
                isinstance(node, ast.AsyncFunctionDef),
            )


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding and who has it: of its kind in the same function, or on the same line."""

    found: Found
    tools: frozenset[str]


def seen(found: Iterable[Found], root: Path) -> list[Seen]:
    """Every finding that can be compared, with the tools that have it."""
    comparable = [one for one in found if one.kind in kinds.COMPARED]
    functions = Functions(root)
    here: defaultdict[tuple[str, int, str], set[str]] = defaultdict(set)
    on_line: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    keys = [(one.path, functions.around(one.path, one.line), one.kind) for one in comparable]
    for one, key in zip(comparable, keys, strict=True):
        here[key].add(one.tool)
        on_line[one.path, one.line].add(one.tool)
    return [
        Seen(one, frozenset(here[key] | on_line[one.path, one.line]))
        for one, key in zip(comparable, keys, strict=True)
    ]


def disagreements(compared: Iterable[Seen]) -> Iterator[Seen]:
    """What asyncfix alone has, and what it does not have."""
    for one in compared:
        if "asyncfix" not in one.tools or one.tools == {"asyncfix"}:
            yield one
