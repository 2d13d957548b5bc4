"""Turns the answers for one function's findings into fixes, and into findings held back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from asyncfix.model import Applicability, Finding, Fix, HeldBack, Span, Strategy
from asyncfix.plan.proposal import Proposal, Refusal

Answers = dict[Finding, Proposal | Refusal]

BLOCK_CODEMOD = "move_block_to_thread"


def strategy_of(answer: Proposal | Refusal) -> Strategy:
    """The strategy of a proposal; a refusal is for a person."""
    return answer.strategy if isinstance(answer, Proposal) else Strategy.MANUAL


def is_safe(answer: Proposal | Refusal) -> bool:
    """Whether it is a proposal that keeps what the program does."""
    return isinstance(answer, Proposal) and answer.applicability is Applicability.SAFE


def fixes_of(answers: Answers) -> Iterator[Fix]:
    """One fix for each proposal, with all findings that it answers."""
    return _named_apart(_fixes(answers))


def _fixes(answers: Answers) -> Iterator[Fix]:
    fixes: dict[int, tuple[Proposal, list[Finding]]] = {}
    for finding, answer in answers.items():
        if isinstance(answer, Proposal):
            known = _same_edits(answer, (proposal for proposal, _ in fixes.values())) or answer
            fixes.setdefault(id(known), (known, []))[1].append(finding)
    for proposal, findings in fixes.values():
        yield Fix(
            findings=tuple(sorted(findings, key=lambda item: item.order)),
            strategy=proposal.strategy,
            applicability=proposal.applicability,
            title=proposal.title,
            edits=proposal.edits,
            reason=proposal.reason,
            requires=proposal.requires,
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


def _same_edits(answer: Proposal, others: Iterable[Proposal]) -> Proposal | None:
    """A proposal that makes all the edits of this one already."""
    wanted = {(edit.codemod, edit.span) for edit in answer.edits}
    for other in others:
        if wanted <= {(edit.codemod, edit.span) for edit in other.edits}:
            return other
    return None


def merged(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """The fixes of all functions; those that make the same edits are one."""
    kept: dict[tuple[tuple[str, Span, str], ...], Fix] = {}
    for fix in fixes:
        key = tuple(sorted((edit.path, edit.span, edit.codemod) for edit in fix.edits))
        known = kept.get(key)
        if known is None:
            kept[key] = fix
        else:
            findings = dict.fromkeys((*known.findings, *fix.findings))
            kept[key] = known._replace(findings=tuple(findings))
    return tuple(kept.values())


def refused_of(answers: Answers) -> Iterator[HeldBack]:
    """The findings that have no proposal, with the reason."""
    for finding, answer in answers.items():
        if isinstance(answer, Refusal):
            yield HeldBack(finding, answer.reason)
