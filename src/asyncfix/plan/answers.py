"""Turns the answers for one function's findings into fixes, and into findings held back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from asyncfix.model import Applicability, Edit, Finding, Fix, HeldBack, Plan, Span, Strategy
from asyncfix.plan.proposal import Proposal, Refusal, doubted

Answers = dict[Finding, Proposal | Refusal]
_Known = tuple[Proposal, list[Finding]]

BLOCK_CODEMOD = "move_block_to_thread"
MEMBER_CODEMOD = "use_member"
CLOSING_CODEMOD = "close_in_thread"
"""Leaves a block where it is, all but what ends it."""
_TAKEN = "another fix changes the same code"


def strategy_of(answer: Proposal | Refusal) -> Strategy:
    """The strategy of a proposal; a refusal is for a person."""
    return answer.strategy if isinstance(answer, Proposal) else Strategy.MANUAL


def moves_whole(edit: Edit) -> bool:
    """Whether an edit moves all that stands at its span to a thread: nothing can wait there."""
    return edit.codemod == BLOCK_CODEMOD or edit.flag("whole")


def waits_in(answer: Proposal | Refusal, moved: Edit) -> bool:
    """Whether a proposal has something awaited, away from its calls, in what an edit moves."""
    return (
        isinstance(answer, Proposal)
        and moved not in answer.edits
        and any(
            moved.span.contains(edit.span)
            for edit in answer.edits
            if edit.codemod == MEMBER_CODEMOD and "await " in edit.text("template")
        )
    )


def is_safe(answer: Proposal | Refusal) -> bool:
    """Whether it is a proposal that keeps what the program does."""
    return isinstance(answer, Proposal) and answer.applicability is Applicability.SAFE


def fixes_of(answers: Answers) -> Iterator[Fix]:
    """One fix for each proposal, with all findings that it answers."""
    return _named_apart(_fixes(answers))


def _fixes(answers: Answers) -> Iterator[Fix]:
    fixes: dict[int, _Known] = {}
    for finding, answer in answers.items():
        if isinstance(answer, Proposal):
            known = _same_edits(answer, fixes)
            if known is None:
                fixes[id(answer)] = (answer, [finding])
            else:
                proposal, findings = fixes[known]
                if not is_safe(answer):
                    proposal = proposal.doubted(answer.reason, answer.acceptable)
                fixes[known] = (proposal, [*findings, finding])
    for proposal, findings in fixes.values():
        yield Fix(
            findings=tuple(sorted(findings, key=lambda item: item.order)),
            strategy=proposal.strategy,
            applicability=proposal.applicability,
            title=proposal.title,
            edits=proposal.edits,
            reason=proposal.reason,
            requires=proposal.requires,
            acceptable=proposal.acceptable,
        )


def _named_apart(fixes: Iterable[Fix]) -> Iterator[Fix]:
    """The fixes of one function, no two of which call a new function by the same name."""
    taken: Counter[str] = Counter()
    for fix in sorted(fixes, key=lambda fix: fix.findings[0].order):
        edits = []
        for edit in fix.edits:
            if edit.codemod == BLOCK_CODEMOD:
                name = edit.text("name")
                taken[name] += 1
                if taken[name] > 1:
                    name = f"{name}_{taken[name]}"
                edit = edit._replace(arguments={**edit.arguments, "name": name})
            edits.append(edit)
        yield fix._replace(edits=tuple(edits))


def _same_edits(answer: Proposal, known: Mapping[int, _Known]) -> int | None:
    """The number of a proposal that makes all the edits of this one already."""
    wanted = {(edit.codemod, edit.span) for edit in answer.edits}
    for number, (other, _) in known.items():
        if wanted <= {(edit.codemod, edit.span) for edit in other.edits}:
            return number
    return None


def settled(plans: Sequence[Plan], unsafe: bool) -> Plan:
    """One plan of several; what is not safe is held back, unless `unsafe` fixes are wanted."""
    held = [item for plan in plans for item in plan.held_back]
    doubtful = (item.fix for item in held if item.fix is not None)
    fixes = _merged(chain((fix for plan in plans for fix in plan.fixes), doubtful))
    back = [fix for fix in fixes if fix.applicability is Applicability.UNSAFE and not unsafe]
    held = [item for item in held if item.fix is None]
    held += [_held(finding, fix) for fix in back for finding in fix.findings]
    wanted = [fix for fix in fixes if fix not in back]
    late = _late(wanted)
    held += [HeldBack(finding, _TAKEN) for fix in late for finding in fix.findings]
    kept = tuple(fix for fix in wanted if fix not in late) if late else tuple(wanted)
    return Plan(kept, tuple(sorted(held, key=lambda item: item.finding.order)))


def _late(fixes: Sequence[Fix]) -> list[Fix]:
    """The fixes that would do something else to code that another one changes; safe ones first."""
    taken: dict[tuple[str, Span], Edit] = {}
    late: list[Fix] = []
    for fix in sorted(fixes, key=lambda item: item.applicability is Applicability.UNSAFE):
        planned = {(edit.path, edit.span): edit for edit in fix.edits}
        if any(taken.get(place, edit) != edit for place, edit in planned.items()):
            late.append(fix)
        else:
            taken |= planned
    return late


def _held(finding: Finding, fix: Fix) -> HeldBack:
    return HeldBack(finding, fix.reason, "--unsafe-fixes", fix, fix.acceptable)


def _merged(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """The fixes of all functions; those that make the same edits are one, with all doubts."""
    kept: dict[tuple[tuple[str, Span, str], ...], Fix] = {}
    for fix in fixes:
        key = tuple(sorted((edit.path, edit.span, edit.codemod) for edit in fix.edits))
        known = kept.get(key)
        if known is None:
            kept[key] = fix
        else:
            findings = dict.fromkeys((*known.findings, *fix.findings))
            if fix.applicability is Applicability.UNSAFE:
                known = doubted(known, fix.reason, fix.acceptable)
            kept[key] = known._replace(findings=tuple(findings))
    return tuple(kept.values())


def refused_of(answers: Answers) -> Iterator[HeldBack]:
    """The findings that have no proposal, with the reason."""
    for finding, answer in answers.items():
        if isinstance(answer, Refusal):
            yield HeldBack(finding, answer.reason, acceptable=answer.acceptable)
