"""Replaces runs of statements within one block, inner ones first, and keeps their comments."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from asyncfix.codemod import CannotRewrite
from asyncfix.rewrite.locate import Run
from asyncfix.rewrite.tails import without_tail

Block = cst.IndentedBlock | cst.Module
Lines = Sequence[cst.EmptyLine]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What now stands in place of the block's statements `first` to `last`.

    `rest` are comments of removed statements, for whatever comes below, and `gap` the blank
    lines above removed statements that had none.
    """

    first: int
    last: int
    statements: tuple[cst.BaseStatement, ...]
    rest: Lines = ()
    gap: Lines = ()


def replace_runs(block: Block, runs: Sequence[Run], lines: Sequence[str]) -> Block:
    """The block with each run handed to its codemod. Raises CannotRewrite."""
    body: Sequence[cst.BaseStatement] = [
        each for each in block.body if isinstance(each, cst.BaseStatement)
    ]
    pieces = [_Piece(index, index, (each,)) for index, each in enumerate(body)]
    for run in sorted(runs, key=lambda run: run.last - run.first):
        inside = [p for p in pieces if p.first <= run.last and run.first <= p.last]
        if inside[0].first < run.first or run.last < inside[-1].last:
            raise CannotRewrite("it overlaps another edit of the same block")
        at = pieces.index(inside[0])
        pieces[at : at + len(inside)] = [_replaced(run, inside, block, lines)]
    return _assembled(block, pieces)


def _replaced(run: Run, inside: Sequence[_Piece], block: Block, lines: Sequence[str]) -> _Piece:
    indent = block.indent if isinstance(block, cst.IndentedBlock) else None
    statements, rest = _joined(inside)
    if not statements:
        raise CannotRewrite("another edit has removed its statements")
    statements[-1], tail = without_tail(statements[-1], lines[run.job.end[0] :])
    rest = [*tail, *rest]
    lead = leading_lines(statements[0])
    statements[0] = statements[0].with_changes(leading_lines=())
    new = list(run.job.codemod.rewrite_statements(statements, run.job.edit))
    old = {id(each) for each in statements}
    new = [each if id(each) in old else _indented(each, indent) for each in new]
    if not new:
        kept = [*_up_to_comment(lead), *rest]
        gap = lead if not kept and run.first and isinstance(block, cst.IndentedBlock) else ()
        return _Piece(run.first, run.last, (), kept, gap)
    new[0] = with_lead(new[0], lead)
    return _Piece(run.first, run.last, tuple(_spaced(new, old, run.first == 0)), rest)


def _spaced(
    statements: Sequence[cst.BaseStatement], old: Collection[int], first: bool
) -> Iterator[cst.BaseStatement]:
    """The statements with a blank line above and below a new function, as formatters want it."""
    above: cst.BaseStatement | None = None
    for each in statements:
        is_new = isinstance(each, cst.FunctionDef) and id(each) not in old
        after_new = isinstance(above, cst.FunctionDef) and id(above) not in old
        at_top = above is None and first
        if (is_new or after_new) and not at_top and not leading_lines(each):
            yield each.with_changes(leading_lines=(cst.EmptyLine(indent=False),))
        else:
            yield each
        above = each


def _assembled(block: Block, pieces: Sequence[_Piece]) -> Block:
    body, rest = _joined(pieces)
    if not body and isinstance(block, cst.IndentedBlock):
        body, rest = [cst.SimpleStatementLine([cst.Pass()], leading_lines=rest)], ()
    return block.with_changes(body=body, footer=(*rest, *block.footer))


def _joined(pieces: Sequence[_Piece]) -> tuple[list[cst.BaseStatement], Lines]:
    """The statements of the pieces, and the comments that are left over at their end."""
    statements: list[cst.BaseStatement] = []
    rest: Lines = ()
    gap: Lines = ()
    for piece in pieces:
        if piece.statements:
            first = with_lead(_apart(piece.statements[0], gap), rest)
            statements += [first, *piece.statements[1:]]
            rest, gap = piece.rest, ()
        elif piece.rest:
            rest, gap = [*rest, *gap, *piece.rest], ()
        else:
            gap = max(gap, piece.gap, key=len)
    return statements, rest


def _apart(statement: cst.BaseStatement, gap: Lines) -> cst.BaseStatement:
    """The statement with at least as many blank lines above it as those."""
    lead = leading_lines(statement)
    blank = next((index for index, each in enumerate(lead) if each.comment), len(lead))
    return with_lead(statement, gap[blank:])


def _up_to_comment(lines: Lines) -> Lines:
    """The lines up to the last comment among them, which stays where it is."""
    commented = [index for index, each in enumerate(lines) if each.comment]
    return lines[: commented[-1] + 1] if commented else ()


def _indented(statement: cst.BaseStatement, indent: str | None) -> cst.BaseStatement:
    # new code in a block of unusual indentation follows that block, not the file
    if isinstance(statement, cst.FunctionDef | cst.With | cst.If | cst.For | cst.Try):
        body = statement.body
        if indent is not None and isinstance(body, cst.IndentedBlock) and body.indent is None:
            return statement.with_changes(body=body.with_changes(indent=indent))
    return statement


def leading_lines(statement: cst.BaseStatement) -> Lines:
    """The blank lines and comments above the statement."""
    if isinstance(statement, cst.SimpleStatementLine | cst.BaseCompoundStatement):
        return statement.leading_lines
    return ()


def with_lead(statement: cst.BaseStatement, lead: Lines) -> cst.BaseStatement:
    """The statement with more lines above it."""
    if not lead:
        return statement
    return statement.with_changes(leading_lines=(*lead, *leading_lines(statement)))
