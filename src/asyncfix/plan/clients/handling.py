"""Examines the handlers around the calls of one function, and what else they catch."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.plan.clients.bodies import Bodies, inside
from asyncfix.plan.clients.calls import ClientCall
from asyncfix.plan.clients.handlers import Covered, Raised, cover, suppressed_by, tries_around
from asyncfix.plan.context import Site
from asyncfix.plan.proposal import Refusal


class Handling:
    """Refuses the calls whose handlers would not catch the same."""

    def __init__(self, raised: Raised, bodies: Bodies, site: Site, target: str) -> None:
        self._raised = raised
        self._bodies = bodies
        self._site = site
        self._target = target

    def examine(self, calls: Sequence[ClientCall]) -> None:
        """Looks at all calls that are left."""
        for call in calls:
            if call.refusal is None:
                self._handlers(call)
        for call in calls:
            for covered in call.tries:
                if covered.caught and call.refusal is None:
                    self._body(call, covered)

    def _handlers(self, call: ClientCall) -> None:
        tries: dict[int, ast.Try] = {}
        for node in call.raising:
            swallowing = suppressed_by(self._raised, self._site, node)
            if swallowing:
                return call.refuse(f"`{swallowing}` would not catch the same")
            tries.update((id(item), item) for item in tries_around(self._site, node))
        for statement in tries.values():
            covered = cover(self._raised, self._site, statement, self._target)
            if isinstance(covered, Refusal):
                return call.refuse(covered.reason)
            call.tries.append(covered)
        return None

    def _body(self, call: ClientCall, covered: Covered) -> None:
        """Whether all that a mapped handler catches comes from calls that become native."""
        body = list(inside(covered.statement))
        if call.node in body and not covered.needs <= call.carried.url:
            call.refuse("a URL whose host is not written out can raise other errors")
        for use in call.followed.uses:
            if use.node in body and covered.caught & set(use.unlike):
                call.refuse(f"`{ast.unparse(use.node)}()` raises an error of another class")
        problem = self._bodies.problem(covered)
        if problem:
            call.refuse(problem)
