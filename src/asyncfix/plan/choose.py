"""Chooses the fixes of a run: per function, in the order of the strategies."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from asyncfix.detect.detection import Detection
from asyncfix.detect.handlers import Handlers
from asyncfix.detect.idle import KIND as IDLE
from asyncfix.detect.through import FIRST
from asyncfix.model import Applicability, Finding, Fix, HeldBack, Plan, Span, Strategy
from asyncfix.plan.alone import ASYNCHRONOUS, PLANNERS
from asyncfix.plan.answers import BLOCK_CODEMOD, Answers, fixes_of, merged, refused_of
from asyncfix.plan.blocks import offload_block
from asyncfix.plan.callers import split_in_caller
from asyncfix.plan.calls import thread, twin
from asyncfix.plan.cancellation import swallowed
from asyncfix.plan.cascade import cascade
from asyncfix.plan.clients import plan_client_calls
from asyncfix.plan.context import Context, Site
from asyncfix.plan.counterpart import counterpart
from asyncfix.plan.downgrade import make_sync
from asyncfix.plan.idle import make_idle_sync
from asyncfix.plan.per_thread import own_in_each_thread
from asyncfix.plan.pieces import offload_pieces
from asyncfix.plan.process import in_process
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.sessions import offload_units
from asyncfix.plan.streams import streaming
from asyncfix.plan.through import offload
from asyncfix.plan.twins import move_objects


def choose(context: Context, handlers: Handlers, detections: Iterable[Detection]) -> Plan:
    """A plan in which each of the findings is either fixed or held back with its reason."""
    groups: dict[tuple[str, int], list[Detection]] = {}
    for detection in detections:
        key = (detection.module.path, detection.function.index)
        groups.setdefault(key, []).append(detection)
    fixes: list[Fix] = []
    held: list[HeldBack] = []
    for key in sorted(groups):
        problems = [_problem(context, detection) for detection in groups[key]]
        chosen, refused = _Chooser(context, handlers, problems).run()
        for fix in chosen:
            if fix.applicability is Applicability.UNSAFE and not context.settings.unsafe_fixes:
                held += [_unsafe(finding, fix) for finding in fix.findings]
            else:
                fixes.append(fix)
        held += _released(context, handlers, problems, refused)
    return Plan(merged(fixes), tuple(held))


def _unsafe(finding: Finding, fix: Fix) -> HeldBack:
    return HeldBack(finding, fix.reason, "--unsafe-fixes", fix)


def _released(
    context: Context, handlers: Handlers, problems: Sequence[Problem], refused: Iterable[HeldBack]
) -> Iterator[HeldBack]:
    """A strategy that was asked for can be all that stands in the way of a fix."""
    fixable: set[Finding] = set()
    if context.settings.strategy != "auto":
        settings = replace(context.settings, strategy="auto")
        free = context.with_settings(settings)
        chosen, _ = _Chooser(free, handlers, problems).run()
        fixable = {finding for fix in chosen for finding in fix.findings}
    for item in refused:
        yield replace(item, release="--strategy auto" if item.finding in fixable else "")


def _problem(context: Context, detection: Detection) -> Problem:
    view = context.view(detection.module.path)
    node = view.node(detection.node)
    if not isinstance(node, ast.expr | ast.stmt):
        raise TypeError(f"{detection.finding.path}:{detection.finding.span.line}: no node")
    site = Site(view, detection.function, node, detection.scope)
    entry = streaming(detection.entry, node)
    return Problem(detection.finding, site, entry, detection.kind, detection.reached)


_TWICE = "two tasks that call it at the same time would both do what is to be done once"


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
        answers: Answers = {
            item.finding: PLANNERS[item.kind](self.context, item) for item in self.alone
        }
        answers |= {item.finding: Refusal(_manual(item)) for item in self.manual}
        answers |= {
            item.finding: make_idle_sync(self.context, self.handlers, item) for item in self.idle
        }
        waiting = {item.finding for item in self.alone if item.kind in ASYNCHRONOUS}
        self.waits = [
            edit.span
            for finding, answer in answers.items()
            if finding in waiting and isinstance(answer, Proposal)
            for edit in answer.edits
        ]
        if self.blocking:
            answers |= self._apart(self._cautious(self._blocking()))
        return list(fixes_of(answers)), list(refused_of(answers))

    def _apart(self, answers: Answers) -> Answers:
        """What gets an `await`, and so stays on the loop, is in no code that moves to a thread."""
        refusal = Refusal("an await is added inside of it")
        return {
            finding: refusal
            if isinstance(answer, Proposal)
            and any(
                (edit.codemod == BLOCK_CODEMOD or edit.flag("whole")) and edit.span.contains(span)
                for edit in answer.edits
                for span in self.waits
            )
            else answer
            for finding, answer in answers.items()
        }

    def _cautious(self, answers: Answers) -> Answers:
        """The answers after the checks that any strategy has to pass."""
        answers = self._update_safely(self._in_one_thread(answers))
        answers = self._fit_for_callers(self._cancellable(answers))
        for item in self.blocking:
            doubt = item.entry.doubt if item.entry is not None else ""
            doubt = doubt or (_TWICE if item.finding.code == FIRST else "")
            answers = _doubted(answers, answers[item.finding], doubt)
        return answers

    def _fit_for_callers(self, answers: Answers) -> Answers:
        """The first `await` of a function is one for its callers too."""
        suspending = [
            answer
            for answer in answers.values()
            if _strategy(answer) in (Strategy.NATIVE, Strategy.THREAD)
        ]
        if not suspending:
            return answers
        reason = split_in_caller(self.context, self.context.definition(self.blocking[0].site))
        for answer in suspending:
            answers = _doubted(answers, answer, reason)
        return answers

    def _cancellable(self, answers: Answers) -> Answers:
        """A new `await` can be cancelled: unsafe where the code around it would keep that."""
        for item in self.blocking:
            answer = answers[item.finding]
            if _strategy(answer) in (Strategy.NATIVE, Strategy.THREAD):
                answers = _doubted(answers, answer, swallowed(self.context, item.site))
        return answers

    def _in_one_thread(self, answers: Answers) -> Answers:
        """Nothing moves to a thread that would find other data there."""
        bound = {item.finding for item in self.blocking if item.is_bound}
        reason = own_in_each_thread(self.context) if bound else ""
        if not reason:
            return answers
        return {
            finding: Refusal(reason)
            if _strategy(answer) in (Strategy.THREAD, Strategy.DEF)
            and isinstance(answer, Proposal)
            and bound & {finding, *answer.findings}
            else answer
            for finding, answer in answers.items()
        }

    def _update_safely(self, answers: Answers) -> Answers:
        """What touches files is unsafe in a function whose files other tasks may work on too."""
        file_rules = {
            entry.rule for entry in self.context.catalogue.callables.values() if entry.access
        }
        touching = [
            item
            for item in self.blocking
            if item.rules & file_rules or _strategy(answers[item.finding]) is Strategy.DEF
        ]
        reason = ""
        if touching:
            definition = self.context.definition(touching[0].site)
            reason = self.context.file_uses.contended(definition)
        for item in touching:
            answers = _doubted(answers, answers[item.finding], reason)
        return answers

    def _blocking(self) -> Answers:
        wanted = self.context.settings.strategy
        if wanted == "process":
            return {item.finding: in_process(self.context, item) for item in self.blocking}
        native = self._native() if wanted in ("auto", "native") else {}
        if wanted == "native":
            return {item.finding: native[item.finding] for item in self.blocking}
        if wanted == "auto" and all(_is_safe(native[item.finding]) for item in self.blocking):
            return native
        downgrade = self._downgrade() if wanted in ("auto", "def") else Refusal("")
        if isinstance(downgrade, Proposal):
            within = self._within(native) if wanted == "auto" and _reaches_out(downgrade) else {}
            return within or {item.finding: downgrade for item in self.blocking}
        if wanted == "def":
            return {item.finding: downgrade for item in self.blocking}
        return self._one_by_one(native, downgrade)

    def _within(self, native: Answers) -> Answers:
        """The answers that leave the function asynchronous, if all of them are safe."""
        answers = self._one_by_one(native, Refusal(""))
        return answers if all(_is_safe(answer) for answer in answers.values()) else {}

    def _native(self) -> Answers:
        clients = [item for item in self.blocking if item.entry is not None and item.entry.client]
        answers: Answers = dict(plan_client_calls(self.context, clients)) if clients else {}
        if self.context.settings.strategy == "native":
            answers |= move_objects(self.context, self.blocking, choose)
        for item in self.blocking:
            if item.finding not in answers:
                answers[item.finding] = self._native_call(item)
        return answers

    def _native_call(self, item: Problem) -> Proposal | Refusal:
        if item.reached is None:
            return twin(self.context, item)
        answer = counterpart(self.context, item)
        if isinstance(answer, Refusal) and self.context.settings.strategy == "native":
            return cascade(self.context, self.handlers, item, choose)
        return answer

    def _downgrade(self) -> Proposal | Refusal:
        if any(item.kind in ASYNCHRONOUS for item in self.alone):
            return Refusal("it lacks an await")
        if self.alone:
            return Refusal("another repair of it keeps it on the event loop")
        if self.manual:
            return Refusal(_manual(self.manual[0]))
        return make_sync(self.context, self.handlers, tuple(self.blocking))

    def _one_by_one(self, native: Answers, downgrade: Proposal | Refusal) -> Answers:
        """Blocks first, because they take what is in them along; then call by call."""
        answers = self._objects(native)
        blocks = self._blocks(answers)
        answers |= {
            item.finding: _explained(item, blocks[item.finding], native.get(item.finding))
            for item in self.blocking
            if item.finding in blocks
        }
        moved = [
            answer
            for answer in answers.values()
            if isinstance(answer, Proposal) and answer.edits[0].codemod == BLOCK_CODEMOD
        ]
        taken = {
            item.finding: proposal
            for item in self.blocking
            for proposal in reversed(moved)  # of nested blocks the outer one counts
            if _contains(proposal, item)
        }
        usable = {
            finding: answer
            for finding, answer in native.items()
            if not (isinstance(answer, Proposal) and taken.keys() & set(answer.findings))
        }
        for item in self.blocking:
            if item.finding in taken:
                answers[item.finding] = taken[item.finding]
            elif item.finding not in answers:
                answers[item.finding] = self._call(item, usable.get(item.finding), downgrade)
        if self.context.supposed:  # its callers hand a session over: they run it in a thread
            return answers
        left = [x for x in self.blocking if isinstance(answers[x.finding], Refusal)]
        return answers | offload_units(self.context, left)

    def _objects(self, native: Answers) -> Answers:
        """The native answers for blocks, and for calls of what belongs to its thread."""
        return {
            item.finding: native[item.finding]
            for item in self.blocking
            if item.entry is not None
            and (item.entry.unit or item.entry.bound)
            and _is_safe(native[item.finding])
        }

    def _blocks(self, objects: Answers) -> Answers:
        """The answers for what is more than a call: blocks, loops, and lives of connections.

        `objects` are those that stay on the loop.
        """
        answers: Answers = {}
        kept = list(self.waits)
        kept += [
            edit.span
            for answer in objects.values()
            if isinstance(answer, Proposal)
            for edit in answer.edits
        ]
        for item in sorted(self.blocking, key=lambda item: item.finding.order):
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
        answer = offload_block(self.context, item)
        if isinstance(answer, Refusal) or not any(
            edit.codemod == BLOCK_CODEMOD and edit.span.contains(span)
            for edit in answer.edits
            for span in kept
        ):
            return answer
        if not isinstance(item.site.node, ast.With):
            return Refusal("it is part of a block that stays on the loop")
        return offload_pieces(self.context, item)

    def _call(
        self, item: Problem, native: Proposal | Refusal | None, downgrade: Proposal | Refusal
    ) -> Proposal | Refusal:
        through = item.reached is not None
        if isinstance(native, Proposal) and (not through or _is_safe(native)):
            return native
        offloaded = offload(self.context, item) if through else thread(self.context, item)
        if isinstance(native, Proposal) and not _is_safe(offloaded):
            return native
        if isinstance(offloaded, Proposal):
            return _explained(item, offloaded, native)
        why = offloaded.reason
        is_handler = (item.site.path, item.site.function.index) in self.handlers
        if is_handler and isinstance(downgrade, Refusal) and downgrade.reason:
            why += f"; the handler cannot become a plain `def`: {downgrade.reason}"
        if item.entry is not None and item.entry.client and isinstance(native, Refusal):
            why += f"; nor can it become an asynchronous client: {native.reason}"
        if item.entry is not None and item.entry.bound:
            why += "; put all that uses it into one function, and run that in a thread"
        return Refusal(why)


def _manual(item: Problem) -> str:
    return item.entry.manual if item.entry is not None else ""


def _explained(
    item: Problem, offloaded: Proposal | Refusal, native: Proposal | Refusal | None
) -> Proposal | Refusal:
    """The answer with the reason why a client library's call is not a native one."""
    if not isinstance(offloaded, Proposal) or item.entry is None or not item.entry.client:
        return offloaded
    why_not_native = native.reason if isinstance(native, Refusal) else ""
    return offloaded._replace(reason=offloaded.reason or why_not_native)


def _doubted(answers: Answers, doubtful: Proposal | Refusal, reason: str) -> Answers:
    """The answers with a proposal made unsafe, wherever it is the answer; as they are, if no
    reason is given or it is unsafe already."""
    if isinstance(doubtful, Refusal) or not reason or not _is_safe(doubtful):
        return answers
    worse = doubtful._replace(applicability=Applicability.UNSAFE, reason=reason)
    return {key: worse if value is doubtful else value for key, value in answers.items()}


def _reaches_out(downgrade: Proposal) -> bool:
    """Whether it takes more than the one word to make a handler plain."""
    return len(downgrade.edits) > 1 or not _is_safe(downgrade)


def _strategy(answer: Proposal | Refusal) -> Strategy:
    return answer.strategy if isinstance(answer, Proposal) else Strategy.MANUAL


def _is_safe(answer: Proposal | Refusal) -> bool:
    return isinstance(answer, Proposal) and answer.applicability is Applicability.SAFE


def _contains(proposal: Proposal, item: Problem) -> bool:
    block = proposal.edits[0].span
    return block.contains(item.finding.span)
