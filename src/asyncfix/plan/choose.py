"""Chooses the fixes of a run: per function, in the order of the strategies.

What makes them is imported when it is asked: to import all of it takes longer than one small file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from asyncfix.detect.blocking.direct import covers_calls
from asyncfix.detect.detection import Detection
from asyncfix.detect.serving.handlers import Handlers
from asyncfix.detect.serving.idle import KIND as IDLE
from asyncfix.model import Applicability, Finding, Fix, HeldBack, Plan, Span
from asyncfix.plan.alone import ASYNCHRONOUS, PLANNERS, plan_alone
from asyncfix.plan.answers import (
    BLOCK_CODEMOD,
    Answers,
    fixes_of,
    is_safe,
    moves_whole,
    refused_of,
    settled,
    waits_in,
)
from asyncfix.plan.cautions import cautious
from asyncfix.plan.code.streams import streaming
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.repairs.calls import twin


def choose(context: Context, handlers: Handlers, detections: Iterable[Detection]) -> Plan:
    """A plan in which each of the findings is either fixed or held back with its reason."""
    groups: dict[tuple[str, int], list[Detection]] = {}
    for detection in detections:
        key = (detection.module.path, detection.function.index)
        groups.setdefault(key, []).append(detection)
    fixes, held = list[Fix](), list[HeldBack]()
    for key in sorted(groups):
        problems = [_problem(context, detection) for detection in groups[key]]
        chosen, refused = _Chooser(context, handlers, problems).run()
        fixes += chosen
        held += _released(context, handlers, problems, refused)
    return settled([Plan(tuple(fixes), tuple(held))], context.settings.unsafe_fixes)


def _released(
    context: Context, handlers: Handlers, problems: Sequence[Problem], refused: Sequence[HeldBack]
) -> Iterator[HeldBack]:
    """A strategy that was asked for can be all that stands in the way of a fix."""
    fixable: set[Finding] = set()
    if refused and context.settings.strategy != "auto":
        chosen, _ = _Chooser(context.with_any_strategy, handlers, problems).run()
        fixable = {finding for fix in chosen for finding in fix.findings}
    for item in refused:
        yield item._replace(release="--strategy auto" if item.finding in fixable else "")


def _problem(context: Context, detection: Detection) -> Problem:
    view = context.view(detection.module.path)
    node = view.node(detection.node)
    if not isinstance(node, ast.expr | ast.stmt):
        raise TypeError(f"{detection.finding.path}:{detection.finding.span.line}: no node")
    site = Site(view, detection.function, node, detection.scope)
    entry = streaming(detection.entry, node)
    return Problem(detection.finding, site, entry, detection.kind, detection.reached)


class _Chooser:
    """The choice for the findings of one function."""

    def __init__(self, context: Context, handlers: Handlers, problems: Sequence[Problem]) -> None:
        self.context = context
        self.handlers = handlers
        self.alone = [item for item in problems if item.kind in PLANNERS]
        self.manual = [item for item in problems if item.entry is not None and item.entry.manual]
        self.idle = [item for item in problems if item.kind == IDLE]
        apart = (*self.alone, *self.manual, *self.idle)
        self.blocking = [item for item in problems if item not in apart]
        self.waits: list[Span] = []

    def run(self) -> tuple[list[Fix], list[HeldBack]]:
        """The function's fixes, and its findings that have none."""
        answers: Answers = {item.finding: plan_alone(self.context, item) for item in self.alone}
        answers |= {item.finding: Refusal(_manual(item)) for item in self.manual}
        if self.idle:
            answers |= self._made_idle()
        waiting = {item.finding for item in self.alone if item.kind in ASYNCHRONOUS}
        self.waits = [
            edit.span
            for finding, answer in answers.items()
            if finding in waiting and isinstance(answer, Proposal)
            for edit in answer.edits
        ]
        if self.blocking:
            answers |= self._apart(cautious(self.context, self.blocking, self._blocking()))
        answers = self._outside(answers)
        return self._declared(list(fixes_of(answers))), list(refused_of(answers))

    def _declared(self, fixes: Sequence[Fix]) -> list[Fix]:
        """The fixes, those that are made with regard to each other."""
        unsafe = self.context.settings.unsafe_fixes
        made = [fix for fix in fixes if unsafe or fix.applicability is Applicability.SAFE]
        if sum(edit.codemod == BLOCK_CODEMOD for fix in made for edit in fix.edits) < 2:
            return list(fixes)
        from asyncfix.plan.repairs.declared import declared_together

        return [
            *declared_together(self.blocking[0].site, made),
            *(fix for fix in fixes if fix not in made),
        ]

    def _outside(self, answers: Answers) -> Answers:
        """Nothing waits within a block that has to stay as it is."""
        blocks = [item for item in self.manual if isinstance(item.site.node, ast.With)]
        stays = {item.site.view.span(item.site.node): _manual(item) for item in blocks}
        for item in self.blocking:
            if isinstance(answers[item.finding], Refusal) and self._is_one_piece(item):
                reason = "the `with` around it has no fix, and hides other calls that block"
                stays[item.site.view.span(item.site.node)] = reason
        return {
            finding: next(
                (
                    Refusal(reason)
                    for span, reason in stays.items()
                    if isinstance(answer, Proposal)
                    and any(span.contains(edit.span) for edit in answer.edits)
                ),
                answer,
            )
            for finding, answer in answers.items()
        }

    def _is_one_piece(self, item: Problem) -> bool:
        """Whether an `await` in a block would make findings of calls that are a part of it."""
        joins = item.entry is not None and item.entry.joins
        if not joins or not isinstance(item.site.node, ast.With):
            return False
        span = item.site.view.span(item.site.node)
        return covers_calls(self.context.inference, item.site.module, span)

    def _made_idle(self) -> Answers:
        from asyncfix.plan.repairs.idle import make_idle_sync

        return {
            item.finding: make_idle_sync(self.context, self.handlers, item) for item in self.idle
        }

    def _apart(self, answers: Answers) -> Answers:
        """What gets an `await`, and so stays on the loop, is in no code that moves to a thread."""
        refusal = Refusal("an await is added inside of it")
        others = list(answers.values())
        return {
            finding: refusal
            if isinstance(answer, Proposal)
            and any(
                any(edit.span.contains(span) for span in self.waits)
                or any(waits_in(other, edit) for other in others)
                for edit in answer.edits
                if moves_whole(edit)
            )
            else answer
            for finding, answer in answers.items()
        }

    def _blocking(self) -> Answers:
        wanted = self.context.settings.strategy
        if wanted == "process":
            return self._in_processes()
        native = self._native() if wanted in ("auto", "native") else {}
        if wanted == "native":
            return {item.finding: native[item.finding] for item in self.blocking}
        if wanted == "auto" and all(is_safe(native[item.finding]) for item in self.blocking):
            return native
        downgrade = self._downgrade() if wanted in ("auto", "def") else Refusal("")
        if isinstance(downgrade, Proposal):
            within = self._within(native) if wanted == "auto" and _reaches_out(downgrade) else {}
            return within or {item.finding: downgrade for item in self.blocking}
        if wanted == "def":
            return {item.finding: downgrade for item in self.blocking}
        return self._one_by_one(native, downgrade)

    def _in_processes(self) -> Answers:
        from asyncfix.plan.repairs.process import in_process

        return {item.finding: in_process(self.context, item) for item in self.blocking}

    def _one_by_one(self, native: Answers, downgrade: Proposal | Refusal) -> Answers:
        from asyncfix.plan.one_by_one import OneByOne

        parts = OneByOne(self.context, self.handlers, self.blocking, self.waits)
        return parts.answers(native, downgrade)

    def _within(self, native: Answers) -> Answers:
        """The answers that leave the function asynchronous, if all of them are safe."""
        answers = self._one_by_one(native, Refusal(""))
        return answers if all(is_safe(answer) for answer in answers.values()) else {}

    def _native(self) -> Answers:
        clients = [item for item in self.blocking if item.entry is not None and item.entry.client]
        answers: Answers = {}
        others: Answers = {}
        if clients:
            from asyncfix.plan.clients import plan_client_calls

            rest = [item for item in self.blocking if item not in clients]
            others = {item.finding: self._native_call(item) for item in rest}
            beside = [item for item in rest if isinstance(others[item.finding], Refusal)]
            answers = dict(plan_client_calls(self.context, clients, beside))
        if self.context.settings.strategy == "native":
            left = [x for x in self.blocking if not isinstance(answers.get(x.finding), Proposal)]
            answers |= self._moved(left)
        for item in self.blocking:
            if item.finding not in answers:
                answers[item.finding] = others.get(item.finding) or self._native_call(item)
        return answers

    def _moved(self, problems: Sequence[Problem]) -> Answers:
        """The moves of objects to their twins, or what is done with those that may stay."""
        from asyncfix.plan.twins.move import may_stay, move_objects

        answers: Answers = dict(move_objects(self.context, problems, choose))
        for item in problems:
            move = answers.get(item.finding)
            wanted = isinstance(move, Proposal) and self.context.settings.unsafe_fixes
            if move is None or wanted or is_safe(move) or not may_stay(self.context, item):
                continue
            answer = self._native_call(item)
            if is_safe(answer) or (isinstance(move, Refusal) and isinstance(answer, Proposal)):
                answers[item.finding] = answer
        return answers

    def _native_call(self, item: Problem) -> Proposal | Refusal:
        if item.reached is None:
            return twin(self.context, item)
        from asyncfix.plan.repairs.counterpart import counterpart

        answer = counterpart(self.context, item)
        if isinstance(answer, Refusal) and self.context.settings.strategy == "native":
            from asyncfix.plan.repairs.cascade import cascade

            return cascade(self.context, self.handlers, item, choose)
        return answer

    def _downgrade(self) -> Proposal | Refusal:
        if any(item.kind in ASYNCHRONOUS for item in self.alone):
            return Refusal("it lacks an await")
        if self.alone:
            return Refusal("another repair of it keeps it on the event loop")
        if self.manual:
            return Refusal(_manual(self.manual[0]))
        from asyncfix.plan.repairs.downgrade import make_sync

        return make_sync(self.context, self.handlers, tuple(self.blocking))


def _manual(item: Problem) -> str:
    return item.entry.manual if item.entry is not None else ""


def _reaches_out(downgrade: Proposal) -> bool:
    """Whether it takes more than the one word to make a handler plain."""
    return len(downgrade.edits) > 1 or not is_safe(downgrade)
