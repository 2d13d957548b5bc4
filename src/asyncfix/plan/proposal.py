"""What a planner answers: a proposal, or the reason why there is none."""

from __future__ import annotations

from typing import NamedTuple

from asyncfix.catalogue import Entry
from asyncfix.detect.detection import Reached
from asyncfix.model import Applicability, Edit, Finding, Strategy
from asyncfix.plan.context import Site


class Problem(NamedTuple):
    """A finding with the place where it stands and what the catalogue says of the call.

    `entry` is None for what is not a call of a known callable (a loop, a missing await); `kind`
    and `reached` are those of the detection.
    """

    finding: Finding
    site: Site
    entry: Entry | None
    kind: str = "call"
    reached: Reached | None = None

    @property
    def rules(self) -> frozenset[str]:
        """The rules that what blocks breaks, also where plain functions do it."""
        entries = (self.entry, *(self.reached.entries if self.reached is not None else ()))
        return frozenset(entry.rule for entry in entries if entry is not None)

    @property
    def computes(self) -> bool:
        """Whether all that blocks works on the processor."""
        entries = (self.entry, *(self.reached.entries if self.reached is not None else ()))
        known = [entry for entry in entries if entry is not None]
        return bool(known) and all(entry.computes for entry in known)

    @property
    def is_bound(self) -> bool:
        """Whether what blocks belongs to a thread, or to a unit of work."""
        entries = (self.entry, *(self.reached.entries if self.reached is not None else ()))
        return any(entry is not None and entry.bound for entry in entries)


class Proposal(NamedTuple):
    """A way to repair the findings: the fix but for its final list of findings."""

    findings: tuple[Finding, ...]
    strategy: Strategy
    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.SAFE
    reason: str = ""
    requires: tuple[str, ...] = ()

    def doubted(self, reason: str) -> Proposal:
        """The proposal: unsafe for that reason, or as it is if there is none."""
        if not reason:
            return self
        return self._replace(applicability=Applicability.UNSAFE, reason=reason)


class Refusal(NamedTuple):
    """Why a strategy does not do; one clause without a full stop."""

    reason: str
