"""Weighs the answers for what blocks in a function: the checks that any strategy has to pass."""

from __future__ import annotations

from collections.abc import Sequence

from asyncfix.detect.blocking.through import FIRST
from asyncfix.model import Strategy
from asyncfix.plan.answers import CLOSING_CODEMOD, Answers, is_safe, strategy_of
from asyncfix.plan.context import Context
from asyncfix.plan.proofs.awaits.callers import split_in_caller
from asyncfix.plan.proofs.awaits.cancellation import cut_off, stays_open
from asyncfix.plan.proofs.calls.patched import in_words
from asyncfix.plan.proofs.threads.by_callers import kept_by_callers, used_in
from asyncfix.plan.proofs.threads.handed_on import called_there
from asyncfix.plan.proofs.threads.lazy_imports import imported_too_early
from asyncfix.plan.proofs.threads.per_thread import own_in_each_thread
from asyncfix.plan.proposal import Problem, Proposal, Refusal

_TWICE = "two tasks that call it at the same time would both do what is to be done once"


def cautious(context: Context, blocking: Sequence[Problem], answers: Answers) -> Answers:
    """The answers after the checks that any strategy has to pass."""
    for check in _CHECKS:
        answers = check(context, blocking, answers)
    for item in blocking:
        doubt = item.entry.doubt if item.entry is not None else ""
        doubt = doubt or (_TWICE if item.finding.code == FIRST else "")
        answer = answers[item.finding]
        edits = answer.edits if isinstance(answer, Proposal) else ()
        doubt = doubt or _as_it_is_replaced(context, item) or imported_too_early(context, edits)
        answers = _doubted(answers, answer, doubt)
    return answers


def _as_it_is_called(context: Context, blocking: Sequence[Problem], answers: Answers) -> Answers:
    """Nothing moves to a thread that would call there what needs the loop."""
    for item in blocking:
        answer = answers[item.finding]
        if not isinstance(answer, Proposal) or not _can_be_worse(answer):
            continue
        edits = answer.edits if answer.strategy is Strategy.THREAD else ()
        found = called_there(context, item.site, edits)
        if found is not None and found.certain:
            refusal = Refusal(found.reason)
            answers = {key: refusal if x is answer else x for key, x in answers.items()}
        elif found is not None:
            answers = _doubted(answers, answer, found.reason)
    return answers


def _as_it_is_replaced(context: Context, problem: Problem) -> str:
    """Why what is called may be another function by then, which may need the loop."""
    name = problem.entry.name if problem.entry is not None else ""
    where = context.patches.for_good(name, problem.site.path) if name else ""
    return in_words(name, where)


def _fit_for_callers(context: Context, blocking: Sequence[Problem], answers: Answers) -> Answers:
    """The first `await` of a function is one for its callers too."""
    suspending = [
        answer
        for answer in answers.values()
        if strategy_of(answer) in (Strategy.NATIVE, Strategy.THREAD) and _can_be_worse(answer)
    ]
    if not suspending:
        return answers
    first = min((item.site for item in blocking), key=lambda site: site.node.lineno)
    reason = split_in_caller(context, first)
    for answer in suspending:
        answers = _doubted(answers, answer, reason)
    return answers


def _cancellable(context: Context, blocking: Sequence[Problem], answers: Answers) -> Answers:
    """A new `await` can be cancelled: unsafe where the code around it would keep that."""
    for item in blocking:
        answer = answers[item.finding]
        if strategy_of(answer) in (Strategy.NATIVE, Strategy.THREAD) and _can_be_worse(answer):
            answers = _doubted(answers, answer, _cancelled(context, item, answer))
    return answers


def _cancelled(context: Context, item: Problem, answer: Proposal | Refusal) -> str:
    edits = answer.edits if isinstance(answer, Proposal) else ()
    if any(edit.codemod == CLOSING_CODEMOD for edit in edits):
        return cut_off(context, item.site) or stays_open(context, item.site)
    return cut_off(context, item.site)


def _in_one_thread(context: Context, blocking: Sequence[Problem], answers: Answers) -> Answers:
    """Nothing moves to a thread that would find other data there."""
    bound = {item.finding for item in blocking if item.is_bound}
    reason = own_in_each_thread(context) if bound else ""
    if not reason:
        return answers
    return {
        finding: Refusal(reason)
        if strategy_of(answer) in (Strategy.THREAD, Strategy.DEF)
        and isinstance(answer, Proposal)
        and bound & {finding, *answer.findings}
        else answer
        for finding, answer in answers.items()
    }


def _from_callers(context: Context, blocking: Sequence[Problem], answers: Answers) -> Answers:
    """Nothing moves to a thread that works on what callers hand over and must stay where it is."""
    moving = [
        answer
        for answer in answers.values()
        if isinstance(answer, Proposal) and answer.strategy is Strategy.THREAD
    ]
    kept = kept_by_callers(context, blocking[0].site) if moving else {}
    if not kept:
        return answers
    refused = {
        finding: next(
            (
                Refusal(reason)
                for edit in answer.edits
                if (reason := used_in(blocking[0].site, edit, kept))
            ),
            answer,
        )
        for finding, answer in answers.items()
        if isinstance(answer, Proposal) and answer.strategy is Strategy.THREAD
    }
    return answers | refused


def _update_safely(context: Context, blocking: Sequence[Problem], answers: Answers) -> Answers:
    """What touches files is unsafe in a function whose files other tasks may work on too."""
    file_rules = {entry.rule for entry in context.catalogue.callables.values() if entry.access}
    touching = [
        item
        for item in blocking
        if item.rules & file_rules or strategy_of(answers[item.finding]) is Strategy.DEF
    ]
    reason = ""
    if any(_can_be_worse(answers[item.finding]) for item in touching):
        definition = context.definition(touching[0].site)
        reason = context.file_uses.contended(definition)
    for item in touching:
        answers = _doubted(answers, answers[item.finding], reason)
    return answers


def _doubted(answers: Answers, doubtful: Proposal | Refusal, reason: str) -> Answers:
    """The answers with a proposal made unsafe, wherever it is the answer; as they are, if no
    reason is given."""
    if isinstance(doubtful, Refusal) or not reason or not _can_be_worse(doubtful):
        return answers
    worse = doubtful.doubted(reason)
    return {key: worse if value is doubtful else value for key, value in answers.items()}


def _can_be_worse(answer: Proposal | Refusal) -> bool:
    """Whether a doubt counts: not where it is unsafe already, whatever a project accepts."""
    return isinstance(answer, Proposal) and (is_safe(answer) or bool(answer.acceptable))


_CHECKS = (
    *(_in_one_thread, _from_callers, _as_it_is_called),
    *(_update_safely, _cancellable, _fit_for_callers),
)
