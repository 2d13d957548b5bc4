"""Finds the statements within which a result is read that has to be entered."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asyncfix.model import Span
from asyncfix.plan.code.reads import bound_by
from asyncfix.plan.context import Site
from asyncfix.plan.proposal import Refusal
from asyncfix.project.view import View, walk_scope


@dataclass(frozen=True, slots=True)
class Entered:
    """The life of a result, to be the block of an `async with`.

    `run` is the `with` that opens it, or the assignment and what follows up to the last use.
    """

    run: tuple[ast.stmt, ...]

    @property
    def is_block(self) -> bool:
        """Whether a `with` opens it."""
        return isinstance(self.run[0], ast.With)

    def span(self, view: View) -> Span:
        """From the beginning of the first statement to the end of the last."""
        return view.span(self.run[0]).to_end_of(view.span(self.run[-1]))

    def meets(self, view: View, span: Span) -> bool:
        """Whether a span is within it, or around it."""
        own = self.span(view)
        return own.contains(span) or span.contains(own)

    def nodes(self) -> Iterator[ast.AST]:
        """What runs while it is open."""
        for item in self.run:
            yield item
            yield from walk_scope(item)


def enter(site: Site, name: str) -> Entered | Refusal:
    """The life of what the site's call gives, under its name."""
    parent = site.view.parents[site.node]
    if isinstance(parent, ast.withitem):
        block = site.view.parents[parent]
        if not isinstance(block, ast.With) or len(block.items) != 1:
            return Refusal("its `with` opens other things, too")
        if parent.optional_vars is not None and not name:
            return Refusal("its response has no name of its own")
        return _alone(Entered((block,)), name)
    if not isinstance(parent, ast.Assign) or not name:
        return Refusal("its response has no name, under which it would be open")
    body = site.view.block(parent)
    rest = body[body.index(parent) :]
    again = next((n for n, item in enumerate(rest) if n and _binds(item, name)), len(rest))
    uses = [n for n, item in enumerate(rest[:again]) if n and _mentions(item, name)]
    if not uses:
        return Refusal("its response is not used")
    return _alone(Entered(tuple(rest[: uses[-1] + 1])), name)


def _alone(life: Entered, name: str) -> Entered | Refusal:
    """The life, if nothing else is bound to its name within."""
    bound = sum(name in bound_by(node) for node in life.nodes())
    return life if bound <= 1 else Refusal(f"`{name}` is bound to something else in its block")


def overlapping(lives: Sequence[Entered]) -> bool:
    """Whether two of them overlap, and neither is within the other."""
    spans = [(item.run[0].lineno, item.run[-1].end_lineno or 0) for item in lives]
    return any(first < other <= last < end for first, last in spans for other, end in spans)


def _binds(statement: ast.stmt, name: str) -> bool:
    """Whether a statement gives the name to something else at once."""
    return isinstance(statement, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == name for target in statement.targets
    )


def _mentions(statement: ast.stmt, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(statement))
