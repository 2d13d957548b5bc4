"""Takes the blank lines below a run of statements out of the run, so that they stay where they are.

libcst gives a line of mere white space to the block that it is indented like, though a reader
sees it between two statements.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

_INNER = (
    cst.IndentedBlock,
    cst.BaseCompoundStatement,
    cst.Else,
    cst.Finally,
    cst.ExceptHandler,
    cst.ExceptStarHandler,
    cst.MatchCase,
)


def without_tail(
    statement: cst.BaseStatement, below: Sequence[str]
) -> tuple[cst.BaseStatement, list[cst.EmptyLine]]:
    """The statement without the blank lines at its very end, and those lines.

    `below` are the lines of the file that come after the statement's last line of code.
    """
    blocks = _last_blocks(statement)
    footer = [each for block in reversed(blocks) for each in block.footer]
    count = 0
    while count < len(footer) and footer[-1 - count].comment is None:
        count += 1
    if not count:
        return statement, []
    texts = below[len(footer) - count : len(footer)]
    lines = [
        each.with_changes(indent=False, whitespace=cst.SimpleWhitespace(text.rstrip("\r\n")))
        for each, text in zip(footer[len(footer) - count :], texts, strict=True)
    ]
    shorter = statement.visit(_Cut(blocks, count))
    assert isinstance(shorter, cst.BaseStatement)
    return shorter, lines


def _last_blocks(statement: cst.CSTNode) -> list[cst.IndentedBlock]:
    """The blocks that end where the statement ends, from the outside in."""
    blocks: list[cst.IndentedBlock] = []
    node: cst.CSTNode | None = statement
    while node is not None:
        if isinstance(node, cst.IndentedBlock):
            blocks.append(node)
            last = node.body[-1] if node.body else None
            node = last if isinstance(last, cst.BaseCompoundStatement) else None
        else:
            inner = [each for each in node.children if isinstance(each, _INNER)]
            node = inner[-1] if inner else None
    return blocks


class _Cut(cst.CSTTransformer):
    """Takes so many lines from the footers of the blocks, outermost (which is last) first."""

    def __init__(self, blocks: Sequence[cst.IndentedBlock], count: int) -> None:
        super().__init__()
        self._lengths: dict[cst.IndentedBlock, int] = {}
        for block in blocks:
            taken = min(count, len(block.footer))
            self._lengths[block] = len(block.footer) - taken
            count -= taken

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        length = self._lengths.get(original_node)
        if length is None:
            return updated_node
        return updated_node.with_changes(footer=updated_node.footer[:length])
