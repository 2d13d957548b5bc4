"""Makes one fix of all that has to change for objects to become those of their twin."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from asyncfix.detect.detection import Detection
from asyncfix.detect.libraries.mixtures import left_behind
from asyncfix.detect.serving.handlers import Handlers
from asyncfix.entries import Entry
from asyncfix.model import Applicability, Edit, Finding, Plan, Span, Strategy
from asyncfix.plan.answers import moves_whole
from asyncfix.plan.context import Context
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proofs.awaits.shared import split_update
from asyncfix.plan.proposal import Problem, Proposal, Refusal, joined
from asyncfix.plan.repairs.supposed import detections, supposing, there
from asyncfix.plan.twins.at_start import in_order
from asyncfix.plan.twins.expired import Place
from asyncfix.plan.twins.facts import Key, Obstacle
from asyncfix.plan.twins.lazy import LazyReads, with_loads
from asyncfix.plan.twins.survey import Group, survey
from asyncfix.plan.twins.tables import Tables

Planner = Callable[[Context, Handlers, Iterable[Detection]], Plan]
_MOST_SHOWN = 3
_LAST = {"add_await": 1, "await_member": 2}


def move_objects(
    context: Context, problems: Sequence[Problem], plan: Planner
) -> dict[Finding, Proposal | Refusal]:
    """The move for each finding that is about an object that has a twin, or why there is none.

    `plan` is what plans for all else that blocks in the functions that become asynchronous.
    """
    known = context.catalogue
    names = known.twins.keys() | known.takers.keys() | known.chains.keys()
    concerned = [problem for problem in problems if _owners(problem) & names]
    if not concerned:
        return {}
    if context.moves is None:
        context.moves = Moves(context, plan)
    return {problem.finding: context.moves.answer(problem) for problem in concerned}


def may_stay(context: Context, problem: Problem) -> bool:
    """Whether plain functions may keep what a finding is about, so that a thread does as well."""
    known = context.catalogue.twins
    owners = [known[name] for name in _owners(problem) if name in known]
    return problem.reached is not None and all(table.get("exact") is True for table in owners)


def _owners(problem: Problem) -> set[str]:
    """The methods that block in what a finding is about, and their classes."""
    return {name for entry in _entries(problem) for name in _names(entry)}


def _entries(found: Problem | Detection) -> list[Entry]:
    """What is known of all that blocks there."""
    reached = found.reached.entries if found.reached is not None else ()
    return [entry for entry in (found.entry, *reached) if entry is not None]


def _names(entry: Entry) -> set[str]:
    """The names of a method and of its class."""
    return {entry.name, entry.name.rpartition(".")[0]}


class Moves:
    """The moves of one run, each made when it is first asked for."""

    def __init__(self, context: Context, plan: Planner) -> None:
        self._plan = plan
        self._survey = survey(context)
        self._context = self._survey.context
        self._made: dict[Key, Proposal | Refusal] = {}

    def answer(self, problem: Problem) -> Proposal | Refusal:
        """The move that takes the objects along which a finding is about."""
        keys = dict.fromkeys(self._concerned(problem))
        if not keys:
            return Refusal("it is not known where the object that it works on is made")
        found: list[Proposal] = []
        for key in keys:
            if key not in self._made:
                self._made[key] = self._make(self._survey.groups.get(key, Group()))
            made = self._made[key]
            if isinstance(made, Refusal):
                return made
            found.append(made)
        edits = dict.fromkeys(edit_key(edit) for item in found for edit in item.edits)
        by_key = {edit_key(edit): edit for item in found for edit in item.edits}
        unsafe = any(item.applicability is Applicability.UNSAFE for item in found)
        return found[0]._replace(
            findings=(problem.finding,),
            edits=tuple(by_key[key] for key in edits),
            applicability=Applicability.UNSAFE if unsafe else Applicability.SAFE,
            reason=joined(*(item.reason for item in found)),
        )

    def _concerned(self, problem: Problem) -> Iterator[Key]:
        finding, known = problem.finding, self._survey
        if problem.reached is None:
            yield from known.groups_in(finding.path, problem.site.view.span(problem.site.node))
            return
        for chain in (finding.chain, *finding.other_chains):
            last = chain[-1]
            yield from known.group_from(last.path, last.line, last.column - 1)

    def _make(self, group: Group) -> Proposal | Refusal:
        if group.obstacles:
            return _held_up(group.obstacles)
        if not any(edit.codemod == "call_twin" for edit in group.edits):
            return Refusal("it is not known where the object that it works on is made")
        supposed = supposing(self._context, group.functions.values())
        obstacles = [
            *_unable(supposed, group),
            *_left_behind(self._context, group),
            *_of_one_loop(self._survey.tables, group),
        ]
        if obstacles:
            return _held_up(obstacles)
        others, obstacles = self._others(supposed, group)
        classes, places = frozenset(group.classes), list(_places(group))
        lazy = LazyReads(self._context, self._survey.tables, classes, places)
        if obstacles or lazy.obstacles:
            return _held_up([*obstacles, *lazy.obstacles])
        said = [
            *_split(supposed, group),
            *(item.text for item in group.remarks if item.text),
            *_on_other_loops(group),
            *lazy.remarks,
        ]
        remarks = dict.fromkeys(filter(None, said))
        packages = dict.fromkeys(name for item in group.remarks for name in item.requires)
        is_exact = not remarks and not group.functions and self._is_exact(group)
        return Proposal(
            (),
            Strategy.NATIVE,
            _title(group),
            tuple(_sorted(in_order([*with_loads(group.edits, lazy.edits), *others]))),
            Applicability.SAFE if is_exact else Applicability.UNSAFE,
            "" if is_exact else "; ".join(remarks) or "other tasks run where the program waited",
            tuple(packages),
        )

    def _is_exact(self, group: Group) -> bool:
        """Whether a move changes nothing but what runs while the program waits."""
        known = self._survey.tables.twins
        return bool(group.classes) and all(known[name].exact for name in group.classes)

    def _others(self, supposed: Context, group: Group) -> tuple[list[Edit], list[Obstacle]]:
        """The edits for all else that blocks in the functions, and what stands in their way."""
        spans = [(item.site.path, item.site.view.span(item.site.node)) for item in group.suspends]
        members = frozenset((key.path, key.number) for key in group.functions)
        left = [
            item
            for item in detections(supposed, members)
            if not (_is_about(self._context, item) and _is_among(item, spans))
        ]
        plan = self._plan(supposed, {}, left)
        obstacles = [
            _blocked(
                held.finding.path, held.finding.span.line, f"`{held.finding.call}`", held.reason
            )
            for held in plan.held_back
        ]
        edits = [edit for fix in plan.fixes for edit in fix.edits]
        obstacles += [
            _blocked(
                edit.path, edit.span.line, "what stands here", "an await is added inside of it"
            )
            for edit in edits
            if moves_whole(edit)
            and any(path == edit.path and edit.span.contains(span) for path, span in spans)
        ]
        return edits, obstacles


def _blocked(path: str, line: int, what: str, reason: str) -> Obstacle:
    key = Key("function", path, line)
    return Obstacle(key, path, line, f"{what} would block the event loop, and stays: {reason}")


def edit_key(edit: Edit) -> tuple[str, Span, str]:
    """What tells an edit from all others."""
    return (edit.path, edit.span, edit.codemod)


def _sorted(edits: Iterable[Edit]) -> list[Edit]:
    unique = {edit_key(edit): edit for edit in edits}
    # a call is awaited when it has got its arguments
    order = sorted(unique, key=lambda key: (*key[:2], _LAST.get(key[2], 0), key[2]))
    return [unique[key] for key in order]


def _is_about(context: Context, detection: Detection) -> bool:
    """Whether all that blocks there are methods of objects that have a twin."""
    known = context.catalogue
    names = known.twins.keys() | known.takers.keys() | known.chains.keys()
    return all(_names(entry) & names for entry in _entries(detection))


def _is_among(detection: Detection, spans: Sequence[tuple[str, Span]]) -> bool:
    """Whether a detection is about a place that is waited for after the move."""
    return any(
        detection.module.path == path
        and (detection.node.contains(span) or span.contains(detection.node))
        for path, span in spans
    )


def _unable(supposed: Context, group: Group) -> Iterator[Obstacle]:
    """The places where nothing can be awaited, though their function is a coroutine function."""
    for item in group.suspends:
        reason = await_problem(supposed, there(supposed, item.site))
        if reason:
            yield Obstacle(item.key, item.site.path, item.site.node.lineno, reason)


def _split(supposed: Context, group: Group) -> Iterator[str]:
    """What other tasks may change while one waits between reading and writing it."""
    for item in group.suspends:
        yield split_update(supposed, there(supposed, item.site))


def _of_one_loop(tables: Tables, group: Group) -> Iterator[Obstacle]:
    """What tests run on loops of their own, with objects that belong to one loop."""
    if not group.runs:
        return
    bound = {name for twin in tables.twins.values() for name in twin.loop_bound}
    found = {name for item in group.remarks for name in item.requires} & bound
    found |= {name for name in group.classes if not tables.twins[name].any_loop}
    first = min(group.runs, key=lambda item: (item.site.path, item.site.node.lineno))
    for name in sorted(found):
        reason = f"`{first.site.function.name}` would run it on a loop of its own, but what"
        reason += f" `{name}` makes belongs to one loop: let its tests be coroutine functions"
        yield Obstacle(first.key, first.site.path, first.site.node.lineno, reason)


def _on_other_loops(group: Group) -> Iterator[str]:
    """What is to be known of a database that tests use on loops of their own."""
    if group.runs:
        path, line = min((item.site.path, item.site.node.lineno) for item in group.runs)
        yield f"tests use the database on event loops of their own, first in {path}, line {line}"


def _places(group: Group) -> Iterator[Place]:
    """The functions that wait for something after the move."""
    waiting = [*(item.site for item in group.suspends), *(item.site for item in group.runs)]
    sites = {(site.path, site.function.index): site for site in waiting}
    for site in sites.values():
        yield site.view, site.function_node


def _left_behind(context: Context, group: Group) -> Iterator[Obstacle]:
    """What stays synchronous for the same address, which would be a mixture of both."""
    moved = {(edit.path, edit.span) for edit in group.edits if edit.codemod == "call_twin"}
    for path, line, text in left_behind(context.inference, moved):
        reason = f"`{text}` makes another one for the same address, which would stay as it is"
        yield Obstacle(Key("expression", path, line), path, line, reason)


def _held_up(obstacles: Sequence[Obstacle]) -> Refusal:
    """The refusal that names the first obstacles, and how many more there are."""
    unique = dict.fromkeys((item.path, item.line, item.reason) for item in obstacles)
    shown = [f"{path}, line {line}: {reason}" for path, line, reason in sorted(unique)]
    more = len(shown) - _MOST_SHOWN
    text = "; ".join(shown[:_MOST_SHOWN])
    return Refusal(f"{text}; and {more} more" if more > 0 else text)


def _title(group: Group) -> str:
    made = [edit for edit in group.edits if edit.codemod == "call_twin"]
    twins = _listed({edit.text("twin") for edit in made})
    names = {item.function.name for item in group.functions.values()}
    files = len({edit.path for edit in group.edits})
    where = f"in {files} files" if files > 1 else "in one file"
    if not names:
        return f"use {twins}, {where}"
    return f"use {twins}, and make {_listed(names)} async, {where}"


def _listed(names: Collection[str]) -> str:
    shown = [f"`{name}`" for name in sorted(names)]
    return ", ".join(shown) if len(shown) < 4 else f"{shown[0]} and {len(shown) - 1} others"
