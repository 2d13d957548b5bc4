"""The statements of a module, parsed when somebody asks for what stands on their lines."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.text import parse

_DEFINING = ("def ", "class ", "async ", "@")


class ImportedName(NamedTuple):
    """A name bound by an import statement: dotted target, and the statement."""

    bound: str
    target: str
    node: ast.Import | ast.ImportFrom


class Statements:
    """The statements at the top of a text, of which it is known on what lines they start.

    Those that start on a line where another ends are one with it.
    """

    def __init__(self, lines: Sequence[str], starts: Sequence[int]) -> None:
        self._lines = lines
        self._starts = starts
        self._parsed: dict[int, list[ast.stmt]] = {}

    @classmethod
    def of(cls, tree: ast.Module) -> Statements:
        """The statements of a tree that has been made already."""
        found = cls((), starts_of(tree))
        found._parsed.update((place, []) for place in range(len(found._starts)))
        found._sort_in(tree.body)
        return found

    def on(self, lines: Sequence[int]) -> list[ast.stmt]:
        """The statements that stand on one of the lines, and maybe some beside them."""
        return self._at(sorted({bisect_right(self._starts, line) - 1 for line in lines} - {-1}))

    def all(self) -> list[ast.stmt]:
        """All statements."""
        return self._at(range(len(self._starts)))

    def importing(self) -> list[ast.stmt]:
        """The statements that may be imports, and maybe some others."""
        return self._at([place for place in range(len(self._starts)) if self._may_import(place)])

    def _may_import(self, place: int) -> bool:
        if not self._lines:
            return True
        first, end = self._extent(place)
        return not self._lines[first - 1].startswith(_DEFINING) and any(
            "import" in line for line in self._lines[first - 1 : end - 1]
        )

    def _at(self, places: Sequence[int]) -> list[ast.stmt]:
        missing = [place for place in places if place not in self._parsed]
        if missing:
            self._parsed.update((place, []) for place in missing)
            self._sort_in(self._read(missing))
        return [item for place in places for item in self._parsed[place]]

    def _read(self, places: Sequence[int]) -> list[ast.stmt]:
        try:
            return parse("".join(self._text(places))).body
        except SyntaxError:  # a decorator in parentheses starts before the line that is known
            every = parse("".join(self._lines)).body
            return [statement for statement in every if self._place(statement) in places]

    def _text(self, places: Sequence[int]) -> Iterator[str]:
        """The lines of some statements, where they stand; empty ones in place of the others."""
        line = 1
        for place in places:
            first, end = self._extent(place)
            if first > line:
                yield " " + "\n" * (first - line)  # a line before it may end with a mere \r
            yield from self._lines[first - 1 : end - 1]
            line = end

    def _extent(self, place: int) -> tuple[int, int]:
        """The line on which a statement starts, and that on which the next one does."""
        after = self._starts[place + 1 : place + 2]
        return self._starts[place], after[0] if after else len(self._lines) + 1

    def _sort_in(self, statements: Sequence[ast.stmt]) -> None:
        for statement in statements:
            self._parsed[self._place(statement)].append(statement)

    def _place(self, statement: ast.stmt) -> int:
        return bisect_right(self._starts, first_line(statement)) - 1


def starts_of(tree: ast.Module) -> tuple[int, ...]:
    """The lines on which the statements of a module start, but for those where another ends."""
    starts, end = list[int](), 0
    for statement in tree.body:
        first = first_line(statement)
        if first > end:
            starts.append(first)
        end = statement.end_lineno or first
    return tuple(starts)


def first_line(statement: ast.stmt) -> int:
    """The line on which a statement starts, decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(item.lineno for item in decorators)])


def stands_on(statement: ast.stmt, lines: Sequence[int]) -> bool:
    """Whether a statement has some of the lines, which are sorted."""
    index = bisect_left(lines, first_line(statement))
    return index < len(lines) and lines[index] <= (statement.end_lineno or lines[index])


def imported_by(node: ast.stmt) -> Iterator[ImportedName]:
    """The names that a statement imports, if it is an import of absolute names."""
    if isinstance(node, ast.Import):
        for item in node.names:
            target = item.name if item.asname else item.name.partition(".")[0]
            yield ImportedName(item.asname or target, target, node)
    elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
        for item in node.names:
            if item.name != "*":
                target = f"{node.module}.{item.name}"
                yield ImportedName(item.asname or item.name, target, node)
