"""Answers for what blocks in a function one by one: blocks, calls, what shares a session."""

from __future__ import annotations

import ast
from collections.abc import Sequence, Set

from asyncfix.detect.serving.handlers import Handlers
from asyncfix.model import Finding, Span
from asyncfix.plan.answers import BLOCK_CODEMOD, Answers, is_safe, moves_whole, waits_in
from asyncfix.plan.context import Context
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.repairs.blocks import offload_block
from asyncfix.plan.repairs.calls import thread
from asyncfix.plan.repairs.pieces import offload_pieces
from asyncfix.plan.repairs.sessions import offload_units
from asyncfix.plan.repairs.through import offload


class OneByOne:
    """What blocks in one function. `waits` are the spans that get an `await`."""

    def __init__(
        self,
        context: Context,
        handlers: Handlers,
        blocking: Sequence[Problem],
        waits: Sequence[Span],
    ) -> None:
        self._context = context
        self._handlers = handlers
        self._blocking = blocking
        self._waits = waits

    def answers(self, native: Answers, downgrade: Proposal | Refusal) -> Answers:
        """Blocks first, because they take what is in them along; then call by call."""
        answers = self._objects(native)
        blocks = self._blocks(answers)
        answers |= {
            item.finding: _explained(item, blocks[item.finding], native.get(item.finding))
            for item in self._blocking
            if item.finding in blocks
        }
        moved = [
            answer
            for answer in answers.values()
            if isinstance(answer, Proposal) and answer.edits[0].codemod == BLOCK_CODEMOD
        ]
        taken = {
            item.finding: proposal
            for item in self._blocking
            for proposal in reversed(moved)  # of nested blocks the outer one counts
            if _contains(proposal, item)
        }
        usable = {
            finding: answer
            for finding, answer in native.items()
            if not (isinstance(answer, Proposal) and taken.keys() & set(answer.findings))
            and not any(waits_in(answer, block.edits[0]) for block in moved)
        }
        for item in self._blocking:
            if item.finding in taken:
                answers[item.finding] = taken[item.finding]
            elif item.finding not in answers:
                answers[item.finding] = self._call(item, usable.get(item.finding), downgrade)
        self._take_along(answers)
        if self._context.supposed:  # its callers hand a session over: they run it in a thread
            return answers
        left = [x for x in self._blocking if isinstance(answers[x.finding], Refusal)]
        return answers | offload_units(self._context, left)

    def _take_along(self, answers: Answers) -> None:
        """A statement or an expression that moves to a thread as a whole takes what is in it."""
        for item in self._blocking:
            answer = answers[item.finding]
            made = is_safe(answer) or self._context.settings.unsafe_fixes
            if not isinstance(answer, Proposal) or not made:
                continue
            spans = [edit.span for edit in answer.edits if moves_whole(edit)]
            inside = [
                other
                for other in self._blocking
                if answers[other.finding] != answer
                and any(span.contains(other.finding.span) for span in spans)
            ]
            found = {other.finding for other in inside}
            if any(_reaches_beyond(answers[finding], found) for finding in found):
                answers[item.finding] = Refusal("what else is repaired in it stays on the loop")
            else:
                answers |= dict.fromkeys(found, answer)

    def _objects(self, native: Answers) -> Answers:
        """The native answers for blocks, and for calls of what belongs to its thread."""
        return {
            item.finding: native[item.finding]
            for item in self._blocking
            if item.finding in native  # with --strategy thread, there is none
            and item.entry is not None
            and (item.entry.unit or item.entry.bound)
            and is_safe(native[item.finding])
        }

    def _blocks(self, objects: Answers) -> Answers:
        """The answers for what is more than a call: blocks, loops, and lives of connections.

        `objects` are those that stay on the loop.
        """
        answers: Answers = {}
        kept = list(self._waits)
        kept += [
            edit.span
            for answer in objects.values()
            if isinstance(answer, Proposal)
            for edit in answer.edits
        ]
        for item in sorted(self._blocking, key=lambda item: item.finding.order):
            if item.finding in objects:
                continue
            lives = item.entry is not None and (item.entry.unit or bool(item.entry.bound))
            if item.reached is not None or (isinstance(item.site.node, ast.Call) and not lives):
                continue
            answer = self._block(item, kept)
            if isinstance(answer, Proposal):
                answers[item.finding] = answer
                kept += [edit.span for edit in answer.edits if edit.codemod != BLOCK_CODEMOD]
            elif not isinstance(item.site.node, ast.Call):
                answers[item.finding] = answer
        return answers

    def _block(self, item: Problem, kept: Sequence[Span]) -> Proposal | Refusal:
        """The block as one piece, or in pieces; `kept` are spans that must stay on the loop."""
        answer = offload_block(self._context, item)
        if isinstance(answer, Refusal) or not any(
            edit.codemod == BLOCK_CODEMOD and edit.span.contains(span)
            for edit in answer.edits
            for span in kept
        ):
            return answer
        if not isinstance(item.site.node, ast.With):
            return Refusal("it is part of a block that stays on the loop")
        return offload_pieces(self._context, item)

    def _call(
        self, item: Problem, native: Proposal | Refusal | None, downgrade: Proposal | Refusal
    ) -> Proposal | Refusal:
        through = item.reached is not None
        if isinstance(native, Proposal) and (not through or is_safe(native)):
            return native
        offloaded = offload(self._context, item) if through else thread(self._context, item)
        if isinstance(native, Proposal) and not is_safe(offloaded):
            return native
        if isinstance(offloaded, Proposal):
            return _explained(item, offloaded, native)
        why = offloaded.reason
        is_handler = (item.site.path, item.site.function.index) in self._handlers
        if is_handler and isinstance(downgrade, Refusal) and downgrade.reason:
            why += f"; the handler cannot become a plain `def`: {downgrade.reason}"
        if item.entry is not None and item.entry.client:
            why = _neither(Refusal(why), native).reason
        if item.entry is not None and item.entry.bound:
            why += "; put all that uses it into one function, and run that in a thread"
        return Refusal(why)


def _neither(offloaded: Refusal, native: Proposal | Refusal | None) -> Refusal:
    """Why a client library's call neither moves to a thread nor becomes a native one."""
    if not isinstance(native, Refusal) or native == offloaded:
        return offloaded
    also = f"nor can it become an asynchronous client: {native.reason}"
    return Refusal(f"{offloaded.reason}; {also}", native.acceptable)


def _explained(
    item: Problem, offloaded: Proposal | Refusal, native: Proposal | Refusal | None
) -> Proposal | Refusal:
    """The answer with the reason why a client library's call is not a native one."""
    if item.entry is None or not item.entry.client:
        return offloaded
    why_not_native = native.reason if isinstance(native, Refusal) else ""
    if isinstance(offloaded, Refusal):
        return _neither(offloaded, native)
    reason = offloaded.reason or why_not_native
    acceptable = native.acceptable if isinstance(native, Refusal) and is_safe(offloaded) else ()
    return offloaded._replace(reason=reason, acceptable=acceptable)


def _reaches_beyond(answer: Proposal | Refusal, findings: Set[Finding]) -> bool:
    """Whether a proposal repairs others than the findings as well."""
    return isinstance(answer, Proposal) and not findings >= {*answer.findings}


def _contains(proposal: Proposal, item: Problem) -> bool:
    block = proposal.edits[0].span
    return block.contains(item.finding.span)
