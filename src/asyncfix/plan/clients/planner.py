"""Plans the calls of one client library in one function: which of them become native."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from asyncfix.model import Finding
from asyncfix.plan.clients.arguments import Carried, carry
from asyncfix.plan.clients.bodies import Bodies, inside
from asyncfix.plan.clients.handlers import Covered, Raised, cover, suppressed_by, tries_around
from asyncfix.plan.clients.mocks import mock_reason
from asyncfix.plan.clients.origins import Origins
from asyncfix.plan.clients.outside import caught_outside
from asyncfix.plan.clients.placement import Place, place
from asyncfix.plan.clients.proposals import Native, propose
from asyncfix.plan.clients.response import Followed, bound_name, follow
from asyncfix.plan.clients.same_result import follow_same
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site
from asyncfix.plan.guards import await_problem
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.requirements import uses_package


def plan_library(
    context: Context, client: Client, problems: Sequence[Problem]
) -> Mapping[Finding, Proposal | Refusal]:
    """A proposal or refusal for each of the library's calls in one function."""
    target = _target(context, client, problems[0].site)
    if isinstance(target, Refusal):
        return {problem.finding: target for problem in problems}
    function = _Function(context, client, target, problems)
    function.examine()
    return function.answers()


def _target(context: Context, client: Client, site: Site) -> str | Refusal:
    """The new library: the one that was asked for, or that the project has, or the first."""
    wanted = context.settings.http_client
    if client.result:
        return client.targets[0]
    if wanted != "auto":
        if wanted in client.targets:
            return wanted
        return Refusal(f"no exact way from {client.library} to {wanted} is known")
    here = [item.target.partition(".")[0] for item in site.view.imports()]
    for known in (here, [name for name in client.targets if uses_package(context.project, name)]):
        for name in client.targets:
            if name in known:
                return name
    return client.targets[0]


@dataclass(slots=True)
class _Call:
    """A call under examination: what is known of it, until it is refused."""

    problem: Problem
    node: ast.Call
    name: str
    refusal: Refusal | None = None
    place: Place | None = None
    carried: Carried | None = None
    followed: Followed | None = None
    tries: list[Covered] = field(default_factory=list)

    def refuse(self, refusal: Refusal) -> None:
        self.refusal = self.refusal or refusal


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
        self.calls = [
            _Call(problem, problem.site.node, bound_name(problem.site, problem.site.node))
            for problem in problems
            if isinstance(problem.site.node, ast.Call)
        ]
        self.bodies = Bodies(
            context,
            self.raised,
            self.site,
            frozenset(id(call.node) for call in self.calls),
            frozenset(call.name for call in self.calls if call.name),
        )

    def examine(self) -> None:
        """Refuses what cannot be kept."""
        self._refuse_all()
        for call in self.calls:
            if call.refusal is None:
                self._examine_call(call)
        self._refuse_crowded()
        self._examine_tries()
        self._refuse_different_clients()
        self._spread()

    def answers(self) -> Mapping[Finding, Proposal | Refusal]:
        """The outcome for each finding."""
        found: dict[Finding, Proposal | Refusal] = {
            call.problem.finding: call.refusal for call in self.calls if call.refusal is not None
        }
        for group in self._groups():
            proposal = propose(self.context, self.client, self.target, self.site, group)
            for native in group:
                found[native.problem.finding] = proposal
        return found

    def _refuse_all(self) -> None:
        reason = caught_outside(self.context, self.raised, self.site)
        if not reason and self.context.settings.strategy != "native":
            reason = mock_reason(self.context, self.client)
        if reason:
            for call in self.calls:
                call.refuse(Refusal(reason))

    def _examine_call(self, call: _Call) -> None:
        site, entry = call.problem.site, call.problem.entry
        operation = self.client.operations.get((entry.name if entry else "").rpartition(".")[2])
        if operation is None:
            return call.refuse(Refusal("its function has no known counterpart"))
        problem = await_problem(self.context, site)
        if problem:
            return call.refuse(Refusal(problem))
        where = place(site)
        carried = carry(self.client, operation, Origins(self.context, site), call.node)
        followed = self._follow(call)
        for part in (where, carried, followed):
            if isinstance(part, Refusal):
                return call.refuse(part)
        if (
            isinstance(where, Place)
            and isinstance(carried, Carried)
            and isinstance(followed, Followed)
        ):
            call.place, call.carried, call.followed = where, carried, followed
            for use in followed.uses:
                if use.needs and use.needs not in carried.url:
                    call.refuse(Refusal(f"`{ast.unparse(use.node)}` is another text for some URLs"))
        return None

    def _follow(self, call: _Call) -> Followed | Refusal:
        site = self.site.at(call.node)
        if self.client.result:
            return follow_same(self.context, self.client, site)
        return follow(self.client, site, [item.node for item in self.calls])

    def _refuse_crowded(self) -> None:
        """Several calls in one statement would share a client, and its cookies."""
        for call in self.calls:
            for other in self.calls:
                places = (call.place, other.place)
                if call is other or places[0] is None or places[1] is None:
                    continue
                if places[0].statement is places[1].statement:
                    call.refuse(Refusal("its statement has several such calls"))

    def _raising(self, call: _Call) -> list[ast.AST]:
        """The call and the uses of its result that may raise."""
        uses = call.followed.uses if call.followed is not None else ()
        return [call.node, *(use.node for use in uses if use.raises)]

    def _examine_tries(self) -> None:
        for call in self.calls:
            if call.refusal is None:
                self._examine_handlers(call)
        for call in self.calls:
            for covered in call.tries:
                if covered.caught and call.refusal is None:
                    self._examine_body(call, covered)

    def _examine_handlers(self, call: _Call) -> None:
        tries: dict[int, ast.Try] = {}
        for node in self._raising(call):
            swallowing = suppressed_by(self.raised, self.site, node)
            if swallowing:
                return call.refuse(Refusal(f"`{swallowing}` would not catch the same"))
            tries.update((id(item), item) for item in tries_around(self.site, node))
        for statement in tries.values():
            covered = cover(self.raised, self.site, statement, self.target)
            if isinstance(covered, Refusal):
                return call.refuse(covered)
            call.tries.append(covered)
        return None

    def _examine_body(self, call: _Call, covered: Covered) -> None:
        """Whether all that a mapped handler catches comes from calls that become native."""
        body = list(inside(covered.statement))
        if call.carried and call.node in body and not covered.needs <= call.carried.url:
            call.refuse(Refusal("a URL whose host is not written out can raise other errors"))
        for use in call.followed.uses if call.followed else ():
            if use.node in body and covered.caught & set(use.unlike):
                text = ast.unparse(use.node)
                call.refuse(Refusal(f"`{text}()` raises an error of another class"))
        problem = self.bodies.problem(covered)
        if problem:
            call.refuse(Refusal(problem))

    def _refuse_different_clients(self) -> None:
        for region in self._regions().values():
            options = {tuple(item.carried.constructor.items()) for item in region if item.carried}
            varying = any(self._varies(call) for call in region)
            if len(options) > 1 or varying:
                for call in region:
                    call.refuse(Refusal("calls with different options would share one client"))

    def _varies(self, call: _Call) -> bool:
        """Whether a client that serves the call several times would need different options."""
        if not call.place or not call.carried or call.place.region is call.place.statement:
            return False
        forgotten = self.client.forget.partition(".")[0]
        return call.carried.varying or forgotten in call.carried.constructor

    def _spread(self) -> None:
        """Calls that share a name or a mapped handler become native together, or not at all."""
        changed = True
        while changed:
            changed = False
            for call in self.calls:
                for other in self.calls:
                    if call.refusal is None and other.refusal and self._tied(call, other):
                        line = other.node.lineno
                        reason = f"the call in line {line} goes with it: {other.refusal.reason}"
                        call.refuse(Refusal(reason))
                        changed = True

    def _tied(self, call: _Call, other: _Call) -> bool:
        """Whether a call can become native only if the other does."""
        if call.name and call.name == other.name and not self.client.result:
            return True
        return any(
            node is other.node or (isinstance(node, ast.Name) and node.id == other.name)
            for covered in call.tries
            if covered.caught
            for node in inside(covered.statement)
        )

    def _regions(self) -> dict[int, list[_Call]]:
        """The calls that are left, by the statement that their client is opened around."""
        left = [call for call in self.calls if call.refusal is None and call.place is not None]
        regions = {id(call.place.region): call.place.region for call in left if call.place}
        found: dict[int, list[_Call]] = {}
        for call in left:
            if call.place is None:
                continue
            outermost = call.place.region
            for parent in self.site.view.ancestors(outermost):
                outermost = regions.get(id(parent), outermost)
            call.place = call.place._replace(region=outermost)
            found.setdefault(id(outermost), []).append(call)
        return found

    def _groups(self) -> Iterator[list[Native]]:
        """The calls that must become native together."""
        groups = [*self._regions().values()]
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
        for group in groups:
            yield [
                Native(
                    call.problem,
                    call.node,
                    call.place,
                    call.carried,
                    call.followed,
                    tuple(call.tries),
                )
                for call in group
                if call.place and call.carried and call.followed
            ]
