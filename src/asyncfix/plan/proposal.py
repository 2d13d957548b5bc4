"""What a planner answers: a proposal, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

from asyncfix.detect.detection import Reached
from asyncfix.entries import Entry
from asyncfix.model import Applicability, Edit, Finding, Fix, Strategy
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
    """A way to repair the findings: the fix but for its final list of findings.

    `acceptable` are the names of what a project would have to accept for a native fix that is
    safe; empty if that is not all.
    """

    findings: tuple[Finding, ...]
    strategy: Strategy
    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.SAFE
    reason: str = ""
    requires: tuple[str, ...] = ()
    acceptable: tuple[str, ...] = ()

    def doubted(self, reason: str, acceptable: Iterable[str] = ()) -> Proposal:
        """The proposal: unsafe for that reason too, or as it is if there is none.

        `acceptable` are the names of what the reason says, if a project can accept all of it.
        """
        return doubted(self, reason, acceptable) if reason else self


_Fix = TypeVar("_Fix", Proposal, Fix)


class Refusal(NamedTuple):
    """Why a strategy does not do; one clause without a full stop.

    `acceptable` is that of the proposal that there would be then.
    """

    reason: str
    acceptable: tuple[str, ...] = ()


def doubted(item: _Fix, reason: str, acceptable: Iterable[str]) -> _Fix:
    """A fix that is unsafe for that reason, besides those that it is unsafe for already."""
    names, unsafe = tuple(acceptable), Applicability.UNSAFE
    if item.applicability is unsafe:
        names, reason = united(item.acceptable, names), joined(item.reason, reason)
    return item._replace(applicability=unsafe, reason=reason, acceptable=names)


def united(*each: Sequence[str]) -> tuple[str, ...]:
    """The names of all that several doubts say; empty if one of them can't be accepted."""
    return tuple(dict.fromkeys(chain.from_iterable(each))) if all(each) else ()


def joined(*reasons: str) -> str:
    """Several reasons as one."""
    return "; ".join(dict.fromkeys(filter(None, reasons)))
