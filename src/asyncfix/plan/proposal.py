"""What a planner answers: a proposal, or the reason why there is none."""

from __future__ import annotations

from typing import NamedTuple

from asyncfix.catalogue import Entry
from asyncfix.model import Applicability, Edit, Finding, Strategy
from asyncfix.plan.context import Site


class Problem(NamedTuple):
    """A finding with the place where it stands and what the catalogue says of the call.

    `entry` is None for what is not a call of a known callable (a loop, a missing await); `kind`
    is that of the detection.
    """

    finding: Finding
    site: Site
    entry: Entry | None
    kind: str = "call"


class Proposal(NamedTuple):
    """A way to repair the findings: the fix but for its final list of findings."""

    findings: tuple[Finding, ...]
    strategy: Strategy
    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.SAFE
    reason: str = ""
    requires: tuple[str, ...] = ()


class Refusal(NamedTuple):
    """Why a strategy does not do; one clause without a full stop."""

    reason: str
