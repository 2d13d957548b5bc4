"""What comes of following a function: the code that cannot run, and what is known in the rest."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from asyncfix.model import Span
from asyncfix.project.known.facts import Names
from asyncfix.project.known.joining import in_common

REST = "**"
"""What a function is given for its `**keywords`."""


@dataclass(slots=True)
class Folded:
    """The code of a function that cannot run, and what is known at the calls that can.

    `returns`: what is returned, with the names that are known there; `ends`: never without a
    `return` or `raise`; `last`: what is known in the end, if nothing is returned before; `lines`:
    what is known of the statements that start on a line.
    """

    dead: list[Span] = field(default_factory=list)
    calls: dict[Span, tuple[ast.Call, Names]] = field(default_factory=dict)
    returns: list[tuple[ast.expr | None, Names]] = field(default_factory=list)
    ends: bool = False
    last: Names = field(default_factory=dict)
    lines: dict[int, list[Names]] = field(default_factory=dict)

    def at(self, span: Span) -> Names:
        """What is known all the while the statement runs that a span is in."""
        line = max((item for item in self.lines if item <= span.line), default=0)
        return in_common(self.lines.get(line, ()))

    def runs(self, span: Span) -> bool:
        """Whether what stands at a span can run."""
        return not any(item.contains(span) for item in self.dead)
