"""Plans the calls of one client library in one function: which of them become native."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from asyncfix.model import Finding
from asyncfix.plan.clients.arguments import asks_to_stream
from asyncfix.plan.clients.bodies import Bodies, inside
from asyncfix.plan.clients.calls import ClientCall, examine
from asyncfix.plan.clients.entered import Entered, enter, overlapping
from asyncfix.plan.clients.handlers import Raised
from asyncfix.plan.clients.handling import Handling
from asyncfix.plan.clients.held import Held
from asyncfix.plan.clients.making import find_held
from asyncfix.plan.clients.mocks import mock_reason
from asyncfix.plan.clients.opening import Opening
from asyncfix.plan.clients.outside import caught_or_shown
from asyncfix.plan.clients.proposals import propose
from asyncfix.plan.clients.reading import client as table
from asyncfix.plan.clients.rebound import all_strangers
from asyncfix.plan.clients.response import bound_name
from asyncfix.plan.clients.scope import open_around, own_options, use_open_client
from asyncfix.plan.clients.table import Client
from asyncfix.plan.clients.target import target_of
from asyncfix.plan.clients.turns import take_turns
from asyncfix.plan.context import Context
from asyncfix.plan.proposal import Problem, Proposal, Refusal


def plan_library(
    context: Context, client: Client, problems: Sequence[Problem], beside: Sequence[Problem]
) -> Mapping[Finding, Proposal | Refusal]:
    """A proposal or refusal for each of the library's calls in one function.

    `beside` is what else blocks in it, and will have to do so in a thread.
    """
    imported = [item.target for item in problems[0].site.view.imports()]
    target, doubts = target_of(context, client, imported), client.doubts
    # what is a doubt of one library's client need not be all that is doubtful of another's
    if isinstance(target, Refusal) and client.instead:
        other = table(context.catalogue, client.instead)
        if other is not None:
            client, target = other, target_of(context, other, imported)
    is_taken = client.doubt_name in doubts or _accepts_doubt(context)
    if isinstance(target, str) and client.doubt and not is_taken:
        target = Refusal(client.doubt)
    if isinstance(target, Refusal):
        return {problem.finding: target for problem in problems}
    function = _Function(context, client, target, problems)
    function.examine(beside)
    return function.answers()


def _accepts_doubt(context: Context) -> bool:
    """Whether a fix that does not do quite the same is of use where one that does can be had."""
    return context.settings.unsafe_fixes or context.settings.strategy == "native"


class _Function:
    """The library's calls in one function, and what ties them together."""

    def __init__(
        self, context: Context, client: Client, target: str, problems: Sequence[Problem]
    ) -> None:
        self.context = context
        self.client = client
        self.target = target
        self.site = problems[0].site._replace(scope=problems[0].site.function.scope)
        self.raised = Raised(context, client)
        self.refusals: dict[Finding, Refusal] = {}
        self.calls: list[ClientCall] = []
        held = [item for item in problems if _is_held(item)]
        self.held, others = find_held(context, client, self.site, held)
        self.refusals |= others
        for problem in problems:
            if problem not in held:
                node = problem.site.node
                if isinstance(node, ast.With) and len(node.items) == 1:
                    node = node.items[0].context_expr
                self._add(node, problem.finding, None)
        for item in self.held:
            for node in item.requests:
                self._add(node, None, item)

    def _add(self, node: ast.expr | ast.stmt, finding: Finding | None, held: Held | None) -> None:
        name = node.func if isinstance(node, ast.Call) else None
        last = name.attr if isinstance(name, ast.Attribute) else ""
        if finding is not None:
            last = finding.call.rpartition(".")[2]
        operation = self.client.operations.get(last)
        if isinstance(node, ast.Call) and operation is not None:
            bound = bound_name(self.site, node)
            streams = operation.streams or asks_to_stream(self.client, self.site, node)
            self.calls.append(ClientCall(node, operation, bound, finding, held, streams))
        elif finding is not None:
            self.refusals[finding] = Refusal("its function has no known counterpart")

    def examine(self, beside: Sequence[Problem]) -> None:
        """Refuses what cannot be kept; `beside` is what else blocks there."""
        self._refuse_all()
        self._enter(beside)
        for call in self.calls:
            if call.held is not None and call.held.refusal is not None:
                call.refusal = call.held.refusal
            if call.refusal is None:
                examine(self.context, self.client, self.site, call, self.calls)
            free = call.place is not None and not self._open_around(call.place.statement)
            if call.refusal is None and call.held is None and not call.streams and free:
                use_open_client(self.context, self.client, self.target, self.site, call)
        self._take_turns()
        Handling(self.raised, self._bodies(), self.site, self.target).examine(self.calls)
        self._refuse_different_clients()
        self._spread()

    def _bodies(self) -> Bodies:
        bound = frozenset(call.name for call in self.calls if call.name)
        names = bound | {item.name for item in self.held}
        calls = frozenset(id(call.node) for call in self.calls)
        others = all_strangers(self.site, bound, [call.node for call in self.calls])
        return Bodies(self.context, self.raised, self.site, calls, names, others)

    def answers(self) -> Mapping[Finding, Proposal | Refusal]:
        """The outcome for each finding."""
        found: dict[Finding, Proposal | Refusal] = dict(self.refusals)
        for call in self.calls:
            if call.refusal is not None and call.finding is not None:
                found[call.finding] = call.refusal
        for item in self.held:
            refusal = item.refusal or next(
                (call.refusal for call in self.calls if call.held is item and call.refusal), None
            )
            if refusal is not None:
                found |= dict.fromkeys(item.findings, refusal)
        for group in self._groups():
            held = [item for item in self.held if any(call.held is item for call in group)]
            proposal = propose(self.context, self.client, self.target, self.site, group, held)
            for call in group:
                if call.finding is not None:
                    found[call.finding] = proposal
            found |= {finding: proposal for item in held for finding in item.findings}
        return found

    def _refuse_all(self) -> None:
        reason, shown = caught_or_shown(self.context, self.raised, self.site)
        if not reason and self.context.settings.strategy != "native":
            reason = mock_reason(self.context, self.client)
        for call in self.calls:
            call.shown = shown
            if reason:
                call.refuse(reason)
        for item in self.held:
            if reason or not item.requests:
                item.refuse(reason or "it sends no request that is known")

    def _enter(self, beside: Sequence[Problem]) -> None:
        """Finds the lives of the results that are entered, in which nothing else may block."""
        view, lives = self.site.view, list[Entered]()
        for call in self.calls:
            life = enter(self.site.at(call.node), call.name) if call.streams else None
            if isinstance(life, Refusal):
                call.refuse(life.reason)
            elif life is not None:
                call.entered = life
                lives.append(life)
                for item in beside:
                    if life.meets(view, item.finding.span):
                        call.refuse(f"`{item.finding.call}` blocks as well: one thread does both")
        if overlapping(lives):
            for call in self.calls:
                if call.entered is not None:
                    call.refuse("two responses are open at a time")

    def _take_turns(self) -> None:
        """Several calls in one statement have a client each, because a client keeps cookies."""
        opening = Opening(self.context, self.client, self.target, self.site)
        take_turns(opening, list(chain.from_iterable(self._regions().values())))

    def _open_around(self, node: ast.stmt) -> ast.Call | None:
        return open_around(self.context, self.client, self.target, self.site, node)

    def _refuse_different_clients(self) -> None:
        clients = [
            [call for call in region if call.turn == turn]
            for region in self._regions().values()
            for turn in {call.turn for call in region}
        ]
        clients += [[call for call in self.calls if call.held is item] for item in self.held]
        for calls in clients:
            options = {tuple(item.carried.constructor.items()) for item in calls}
            if len(options) > 1 or any(self._varies(call) for call in calls):
                for call in calls:
                    call.refuse("calls with different options would share one client")

    def _varies(self, call: ClientCall) -> bool:
        """Whether a client that serves the call several times would need different options.

        So would one that is open there for others, as it is once these have been rewritten.
        """
        if call.place is not None and not call.place.again:
            return False
        forgotten = self.client.forget.partition(".")[0]
        if call.carried.varying or forgotten in call.carried.constructor:
            return True
        made = self._open_around(call.place.region) if call.place is not None else None
        return made is not None and own_options(self.client, made) != call.carried.constructor

    def _spread(self) -> None:
        """Calls that share a name or a mapped handler become native together, or not at all."""
        changed = True
        while changed:
            changed = False
            for call in self.calls:
                for other in self.calls:
                    if call.refusal is None and other.refusal and self._tied(call, other):
                        line = other.node.lineno
                        call.refuse(f"the call in line {line} goes with it: {other.refusal.reason}")
                        changed = True

    def _tied(self, call: ClientCall, other: ClientCall) -> bool:
        """Whether a call can become native only if the other does."""
        if call.held is not None and call.held is other.held:
            return True
        if call.name and call.name == other.name and not self.client.result:
            return True
        return any(
            node is other.node or (isinstance(node, ast.Name) and node.id == other.name)
            for covered in call.tries
            if covered.caught
            for node in inside(covered.statement)
        )

    def _regions(self) -> dict[int, list[ClientCall]]:
        """The calls that are left, by the statement that their client is opened around."""
        left = [call for call in self.calls if call.refusal is None and call.place is not None]
        regions = {id(call.place.region): call.place.region for call in left if call.place}
        found: dict[int, list[ClientCall]] = {}
        for call in left:
            if call.place is None:
                continue
            outermost = call.place.region
            for parent in self.site.view.ancestors(outermost):
                outermost = regions.get(id(parent), outermost)
            call.place = call.place._replace(region=outermost)
            found.setdefault(id(outermost), []).append(call)
        return found

    def _groups(self) -> Iterator[list[ClientCall]]:
        """The calls that must become native together."""
        groups = [*self._regions().values()]
        groups += [[call] for call in self.calls if call.opened and call.refusal is None]
        for item in self.held:
            calls = [call for call in self.calls if call.held is item and call.refusal is None]
            if calls and item.refusal is None:
                groups.append(calls)
        merged = True
        while merged:
            merged = False
            for index, group in enumerate(groups):
                for other in groups[index + 1 :]:
                    if any(self._tied(a, b) or self._tied(b, a) for a in group for b in other):
                        group += other
                        groups.remove(other)
                        merged = True
                        break
        yield from groups


def _is_held(problem: Problem) -> bool:
    """Whether what blocks works on a client object, and is not a function of the library."""
    entry = problem.entry
    if entry is not None and entry.is_method:
        return True
    return not isinstance(problem.site.node, ast.Call) and not (entry and entry.whole)
