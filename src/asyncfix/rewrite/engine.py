"""Parses what edits stand in, hands each one's node to its codemod, gives the new text.

It knows spans, nodes and order; what an edit means is its codemod's, imports are `imports`'.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from typing import cast

import libcst as cst
from libcst.codemod import CodemodContext

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders, imports
from asyncfix.rewrite.comments import with_comments
from asyncfix.rewrite.enclosing import enclosing, is_whole
from asyncfix.rewrite.layout import LONGEST, Surroundings, laid_out, margin_of
from asyncfix.rewrite.locate import Job, NotFound, Run, find_nodes, find_runs
from asyncfix.rewrite.pieces import Piece, Place, pieces
from asyncfix.rewrite.printed import Positions, printed
from asyncfix.rewrite.runs import replace_runs
from asyncfix.rewrite.source import Source
from asyncfix.text import split_lines

_DECORATED = (cst.FunctionDef, cst.ClassDef)
"""Their decorators stand above the lines that libcst takes for theirs, or for their block's."""

_STATEMENTS = (cst.SimpleStatementLine, cst.BaseCompoundStatement)


class RewriteError(Exception):
    """An edit that cannot be carried out; nothing of the file is changed then."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def rewrite(
    text: str,
    edits: Sequence[Edit],
    codemods: Callable[[str], type[Codemod]],
    keep: Container[str] = (),
    longest: int = LONGEST,
) -> str:
    """The text with the edits carried out and its imports brought up to date.

    `codemods` gives the class for an edit's codemod name; an import that binds a name in
    `keep` stays even if nothing uses it any more. New calls are broken over lines that would have
    more characters than the `longest` one may have. Raises RewriteError.
    """
    if not edits:
        return text
    names = sorted({edit.codemod for edit in edits})
    made = {name: codemods(name)(CodemodContext()) for name in names}
    jobs = [Job(edit, made[edit.codemod]) for edit in edits]
    try:
        after = _by_pieces(text, jobs, longest) or _with_edits(text, jobs, longest)
    except RecursionError:
        raise RewriteError("an expression is nested too deeply to rewrite") from None
    needed = tuple(dict.fromkeys(each for edit in edits for each in edit.imports))
    try:
        return imports.update(text, after, needed, keep)
    except SyntaxError as error:
        message = f"the edits would give invalid code: {error.msg}"
        raise RewriteError(message, edits[0].span.line) from None


def _by_pieces(text: str, jobs: Sequence[Job], longest: int) -> str | None:
    """The new text with but those definitions parsed that edits stand in; None if it takes more.

    What is wrong with an edit shows as it would without: when the whole file is parsed.
    """
    try:
        source = Source.of(text)
        parts = pieces(source, [Place(job.edit.span, job.on_statements) for job in jobs])
        done = [_rewritten(part, jobs, longest) for part in parts]
    except (SyntaxError, RewriteError):
        return None
    lines, end = [], 0
    for part, new in zip(parts, done, strict=True):
        if new is None:
            return None
        lines += [*source.lines[end : part.first], new]
        end = part.end
    return "".join([*lines, *source.lines[end:]]) if parts else None


def _rewritten(piece: Piece, jobs: Sequence[Job], longest: int) -> str | None:
    inside = [replace(job, shift=piece.shift) for job in jobs if piece.holds(job.edit.span)]
    return piece.cut_out(_with_edits(piece.text, inside, longest))


def _with_edits(text: str, jobs: Sequence[Job], longest: int) -> str:
    module, positions = _parsed(text)
    lines = split_lines(text)
    try:
        nodes = find_nodes([job for job in jobs if not job.on_statements], positions)
        runs = find_runs([job for job in jobs if job.on_statements], positions, lines)
    except NotFound as error:
        raise RewriteError(str(error), error.line) from None
    dispatcher = _Dispatcher(nodes, runs, positions, lines, longest)
    try:
        after = module.visit(dispatcher).code
    except (CannotRewrite, cst.CSTValidationError) as error:
        edit = dispatcher.current or jobs[0].edit
        raise RewriteError(f"{edit.codemod}: {error}", edit.span.line) from None
    if not dispatcher.is_done:
        raise RewriteError("not everything was found again", jobs[0].edit.span.line)
    return after


def _parsed(text: str) -> tuple[cst.Module, Positions]:
    try:
        module = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise RewriteError("libcst cannot parse the file", error.raw_line) from None
    except cst.CSTValidationError as error:  # valid code that its nodes refuse to hold
        reason = str(error).removesuffix(".")
        raise RewriteError(f"libcst cannot hold the file: {reason}", 1) from None
    again, positions = printed(module)
    if again != text:
        pairs = zip(split_lines(text), split_lines(again), strict=False)
        line = next((n for n, (a, b) in enumerate(pairs, 1) if a != b), 1)
        raise RewriteError("libcst does not give the line back unchanged", line)
    return module, positions


class _Dispatcher(cst.CSTTransformer):
    """One traversal: nodes are replaced on leaving them, runs on leaving their block."""

    def __init__(
        self,
        nodes: Mapping[cst.CSTNode, Sequence[Job]],
        runs: Mapping[cst.CSTNode, Sequence[Run]],
        positions: Positions,
        lines: Sequence[str],
        longest: int,
    ) -> None:
        super().__init__()
        self._longest = longest
        self.current: Edit | None = None
        self._nodes = nodes
        self._runs = runs
        self._positions = positions
        self._lines = lines
        self._parents: list[cst.CSTNode] = []
        self._touched = sorted({line for node in (*nodes, *runs) for line in self._ends(node)})
        self._left = {*nodes, *runs}
        self._wide: set[cst.CSTNode] = set()

    @property
    def is_done(self) -> bool:
        """Whether the traversal came to all nodes that are to be replaced."""
        return not self._left

    def on_visit(self, node: cst.CSTNode) -> bool:
        self._parents.append(node)
        return self._holds(node) if isinstance(node, cst.BaseStatement) else True

    def _holds(self, node: cst.CSTNode) -> bool:
        """Whether something in a statement is to be replaced: else nobody looks there."""
        if isinstance(node, _DECORATED):
            return True
        first, last = self._ends(node)
        index = bisect_left(self._touched, first)
        return index < len(self._touched) and self._touched[index] <= last

    def _ends(self, node: cst.CSTNode) -> tuple[int, int]:
        (first, _), (last, _) = self._positions[node]
        return (first, last)

    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> cst.CSTNodeT:
        self._parents.pop()
        self._left.discard(original_node)
        node: cst.CSTNode = updated_node
        for job in self._nodes.get(original_node, ()):
            self.current = job.edit
            node = self._replaced(original_node, node, job)
        if original_node in self._wide and isinstance(node, cst.BaseExpression):
            node = laid_out(node, self._surroundings(original_node))
        runs = self._runs.get(original_node, ())
        if runs and isinstance(node, cst.IndentedBlock | cst.Module):
            self.current = runs[0].job.edit
            node = replace_runs(node, runs, self._lines)
        return cast(cst.CSTNodeT, node)

    def _replaced(self, original: cst.CSTNode, node: cst.CSTNode, job: Job) -> cst.CSTNode:
        if not isinstance(node, job.codemod.NODES):
            raise CannotRewrite("another edit has replaced the node already")
        if any(
            isinstance(each, cst.FormattedStringExpression) and each.equal for each in self._parents
        ):
            raise CannotRewrite("an f-string with `=` shows the text of its expression")
        new = job.codemod.rewrite(node, job.edit)
        if isinstance(new, cst.BaseExpression) and isinstance(original, cst.BaseExpression):
            lines = self._lines_of(original)
            if isinstance(node, cst.BaseExpression) and any("#" in line for line in lines[:-1]):
                new = with_comments(node, new, margin_of(lines[0]))
            new = builders.fitted(new, original, self._parents[-1])
            if not new.lpar and new is not node and self._touches_word(original):
                new = builders.parenthesized(new)
            if not any(isinstance(each, cst.FormattedString) for each in self._parents):
                new = self._laid_out(new, original)
        return new

    def _laid_out(self, new: cst.BaseExpression, original: cst.CSTNode) -> cst.BaseExpression:
        around = self._surroundings(original)
        code = cst.Module([]).code_for_node(new)
        call = self._broken_first(original, len(around.before + code))
        if call is None or "\n" in code or around.has_room_for(code):
            return laid_out(new, around)
        self._wide.add(call)
        return new

    def _broken_first(self, node: cst.CSTNode, end: int) -> cst.Call | None:
        """The call around a node that is broken before it; the node ends in that column now."""
        found: cst.Call | None = None
        for call in enclosing(node, self._parents):
            if call in self._nodes or not call.args:
                break
            (first, start), (last, stop) = self._positions[call]
            if first != last:
                shared = len(call.args) > 1 and last == self._positions[node][0][0] + 1 == first + 2
                return call if shared else found
            (_, arguments), _ = self._positions[call.args[0]]
            _, (_, before) = self._positions[node]
            line = self._lines[last - 1]
            if before <= arguments and end + arguments - before > self._longest:
                break
            alone = not line[:start].strip().removeprefix("await") or is_whole(call, self._parents)
            if alone and line[stop:].strip() in ("", ","):
                found = call
        return found

    def _surroundings(self, node: cst.CSTNode) -> Surroundings:
        (first, start), (last, end) = self._positions[node]
        before, after = self._lines[first - 1][:start], self._lines[last - 1][end:].rstrip()
        inside = margin_of(self._lines[first]) if last > first else ""
        minds = last > first or len(self._lines[first - 1].rstrip()) <= self._longest
        statement = next((x for x in self._parents[::-1] if isinstance(x, _STATEMENTS)), node)
        block = margin_of(self._lines_of(statement)[0])
        longest = self._longest if minds else sys.maxsize
        head, *others = self._lines_of(node)
        was = len(head.rstrip()) + sum(len(line.strip()) for line in others)
        return Surroundings(before, after, inside, block, longest, was)

    def _lines_of(self, node: cst.CSTNode) -> Sequence[str]:
        first, last = self._ends(node)
        return self._lines[first - 1 : last]

    def _touches_word(self, node: cst.CSTNode) -> bool:
        # return"a".join(b)if c else d: new code of words needs something between
        (first, start), (last, end) = self._positions[node]
        before = self._lines[first - 1][:start][-1:]
        after = self._lines[last - 1][end:][:1]
        return any(each.isalnum() or each == "_" for each in (before, after))
