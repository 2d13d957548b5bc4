"""Removes the imports that a rewrite left without a use, and only those."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from asyncfix.rewrite.source import Source, blocks, is_blank, is_comment
from asyncfix.rewrite.usage import Usage, bound_name, names_in_types_and_texts

Statement = ast.Import | ast.ImportFrom
_SILENCED = re.compile(r"#\s*noqa|unused-import|#\s*pyright:\s*ignore", re.IGNORECASE)
_JOIN = re.compile(r"(?:[ \t\f]|\\(?:\r\n|\r|\n))*;(?:[ \t\f]|\\(?:\r\n|\r|\n))*")
_WORD = re.compile(r"[^\W\d]\w*")
_COMMA = re.compile(r"[ \t]*,[ \t]*")


@dataclass(frozen=True, slots=True)
class _Item:
    """One name of one import statement, with the module, class or function it stands in.

    `plain` is false for what stands in a class body, an `if`, a `try` and so on.
    """

    statement: Statement
    alias: ast.alias
    owner: ast.AST
    plain: bool

    @property
    def bound(self) -> str:
        return bound_name(self.alias, self.statement)

    @property
    def key(self) -> tuple[bool, str, str, str]:
        """What tells the item from others, in whichever text of the file it stands."""
        module = ""
        if isinstance(self.statement, ast.ImportFrom):
            module = "." * self.statement.level + (self.statement.module or "")
        top = self.plain and isinstance(self.owner, ast.Module)
        return (top, module, self.alias.name, self.alias.asname or "")


def without_unused(before: str, after: str, keep: Container[str]) -> str:
    """The text `after` without imports that `before` had a use for and `after` has none.

    Raises SyntaxError.
    """
    source = Source.of(after)
    doomed: dict[Statement, list[str]] = {}
    for item in _newly_unused(Source.of(before), source, keep):
        doomed.setdefault(item.statement, []).append(item.bound)
    for statement in sorted(doomed, key=source.start, reverse=True):
        start, names = source.start(statement), doomed[statement]
        if len(names) == len(statement.names):
            after = _without_statement(Source.of(after), start)
            continue
        for name in names:
            after = _without_name(Source.of(after), start, name)
    return after


def _newly_unused(old: Source, new: Source, keep: Container[str]) -> Iterator[_Item]:
    gone = _words_gone(old.lines, new.lines)
    old_items, new_items = list(_items(old.tree, old.tree)), list(_items(new.tree, new.tree))
    pairs = [pair for pair in _matched(old_items, new_items) if pair[1].bound in gone]
    if not pairs:
        return
    names = {item.bound for _, item in pairs}
    used = Usage(new, names)
    left = [
        (was, item)
        for was, item in pairs
        if not used.is_used(item.owner, item.bound)
        and used.is_import_only(item.owner, item.bound)
        and _is_removable(new, item, new_items)
    ]
    if not left:
        return
    used_before, mentioned = Usage(old, names), names_in_types_and_texts(new.tree, new.text)
    for was, item in left:
        if (
            used_before.is_used(was.owner, was.bound)
            and item.bound not in mentioned
            and item.bound not in keep
        ):
            yield item


def _words_gone(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """The words on lines that are there no more: without one, no use of a name has gone."""
    gone = Counter(before) - Counter(after)
    return frozenset(_WORD.findall("".join(gone)))


def _items(node: ast.stmt | ast.Module, owner: ast.AST) -> Iterator[_Item]:
    for child in chain.from_iterable(blocks(node)):
        if isinstance(child, ast.Import | ast.ImportFrom):
            plain = node is owner and not isinstance(owner, ast.ClassDef)
            yield from (_Item(child, alias, owner, plain) for alias in child.names)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _items(child, child)
        else:
            yield from _items(child, owner)


def _matched(old: Sequence[_Item], new: Sequence[_Item]) -> Sequence[tuple[_Item, _Item]]:
    """Each old item with the new one that it became; nothing if some are gone already."""
    pairs, rest = [], iter(new)
    for was in old:
        item = next((each for each in rest if each.key == was.key), None)
        if item is None:
            return ()
        pairs.append((was, item))
    return pairs


def _is_removable(source: Source, item: _Item, items: Sequence[_Item]) -> bool:
    statement, alias = item.statement, item.alias
    end = statement.end_lineno or statement.lineno
    text = "".join(source.lines[statement.lineno - 1 : end])
    namesakes = [each for each in items if each.owner is item.owner and each.bound == item.bound]
    return (
        item.plain
        and len(namesakes) == 1
        and alias.name != "*"
        and alias.asname != alias.name  # the usual sign of a name that is meant for others
        and not _SILENCED.search(text)
    )


def _statement_at(source: Source, start: int) -> tuple[Statement, list[ast.stmt], bool]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
            for each in node.body:
                if isinstance(each, ast.Import | ast.ImportFrom) and source.start(each) == start:
                    return each, node.body, isinstance(node, ast.Module)
    raise AssertionError("an import has moved")


def _without_statement(source: Source, at: int) -> str:
    statement, body, in_module = _statement_at(source, at)
    index, end = body.index(statement), source.end(statement)
    if index + 1 < len(body):
        following = source.start(body[index + 1])
        if _JOIN.fullmatch(source.text, end, following):
            return source.replaced(at, following, "")
    if index and _JOIN.fullmatch(source.text, source.end(body[index - 1]), at):
        return source.replaced(source.end(body[index - 1]), end, "")
    if len(body) == 1 and not in_module:
        comment = re.compile(r"[ \t]*#[^\r\n]*").match(source.text, end)
        return source.replaced(at, comment.end() if comment else end, "pass")
    return _without_lines(source, statement, first=not index)


def _without_lines(source: Source, statement: Statement, *, first: bool) -> str:
    lines = source.lines
    start, end = statement.lineno - 1, statement.end_lineno or statement.lineno
    above, below = start, end
    while above and is_blank(lines[above - 1]):
        above -= 1
    while below < len(lines) and is_blank(lines[below]):
        below += 1
    if below == len(lines):
        start = above
    elif first and above == start and (not start or not is_comment(lines[start - 1])):
        end = below
    else:
        end += min(start - above, below - end)
    return "".join([*lines[:start], *lines[end:]])


def _without_name(source: Source, at: int, name: str) -> str:
    statement, _, _ = _statement_at(source, at)
    index = next(n for n, each in enumerate(statement.names) if bound_name(each, statement) == name)
    alias = statement.names[index]
    start, end = source.start(alias), source.end(alias)
    line = source.lines[alias.lineno - 1]
    comma = _COMMA.match(source.text, end)
    after = comma.end() if comma else end
    line_start = source.starts[alias.lineno - 1]
    tail = source.text[after : line_start + len(line)].strip()
    alone = not source.text[line_start:start].strip() and (not tail or tail[0] == "#")
    if alone and source.segment(statement).endswith(")"):
        return source.replaced(line_start, line_start + len(line), "")
    if index + 1 == len(statement.names) and index:
        previous = source.end(statement.names[index - 1])
        if "#" not in source.text[previous:start]:
            return source.replaced(previous, end, "")
    return source.replaced(start, after, "")
