"""What stays the same while a run looks at versions of a project: rules, tables, settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import NamedTuple

from asyncfix import compiled, registry
from asyncfix.catalogue import Catalogue
from asyncfix.detect import scan
from asyncfix.detect.blocking.reach import Reach
from asyncfix.detect.blocking.through import Settled
from asyncfix.detect.detection import Detection
from asyncfix.detect.serving.handlers import Handlers, find_handlers
from asyncfix.model import Finding, Plan, Rule
from asyncfix.project.callgraph import CallGraph
from asyncfix.project.inference import Inference
from asyncfix.project.project import Project
from asyncfix.project.sources.parallel import each
from asyncfix.selection import check_accepted, selected
from asyncfix.settings import Settings
from asyncfix.suppress import Suppressions, may_be_unused, suppressions

# Copying this process costs about what it takes to plan for this many findings.
_FEWEST_SHARED = 100
_FILES = 8


class Found(NamedTuple):
    """What a project has been found to lack, and the knowledge that this came from."""

    detections: tuple[Detection, ...]
    notes: tuple[str, ...]
    inference: Inference
    handlers: Handlers
    reach: Reach


class Work(NamedTuple):
    """The rules, tables and settings of a run. `known` are all rules, `selected` those that run."""

    settings: Settings
    catalogue: Catalogue
    selected: Mapping[str, Rule]
    known: Mapping[str, Rule]

    @classmethod
    def load(cls, settings: Settings) -> Work:
        """With all that is installed. Raises UsageError for a name that nothing there has."""
        packs = registry.packs()
        known = registry.rules(packs)
        chosen = selected(settings, tuple(known.values()))
        catalogue = compiled.load([path for pack in packs for path in pack.tables])
        check_accepted(settings, catalogue.acceptable)
        return cls(settings, catalogue, {code: known[code] for code in chosen}, known)

    def detect(
        self,
        project: Project,
        only: Iterable[str] | None = None,
        settled: Settled | None = None,
    ) -> Found:
        """The findings that no comment suppresses, in the given files or in all.

        Calls of plain functions that are `settled` are not looked at.
        """
        inference = Inference(project, self.catalogue)
        handlers = find_handlers(inference, only)
        reach = Reach(CallGraph(inference), self._blocking())
        jobs = self.settings.jobs
        found = scan.detect(inference, self.selected, handlers, reach, only, jobs, settled)
        project.put_views_away()
        reach.forget_ways()  # plans ask only whether something blocks
        by_file: dict[str, list[tuple[Finding, Rule]]] = {}
        lines: dict[str, set[int]] = {}
        for item in found:
            finding = item.finding
            by_file.setdefault(finding.path, []).append((finding, self.selected[finding.code]))
            lines.setdefault(finding.path, set()).update((finding.span.line, finding.span.end_line))
        silences: dict[str, Suppressions] = {}
        kept: list[Detection] = []
        for file in project.files if only is None else map(project.file, only):
            if file.display in by_file or may_be_unused(file.text):
                silences[file.display] = suppressions(file.text, lines.get(file.display, ()))
        for item in found:
            rule = self.selected[item.finding.code]
            if not silences[item.finding.path].covers(item.finding, rule):
                kept.append(item)
        off = frozenset(self.known) - frozenset(self.selected)
        notes = tuple(
            f"{path}:{line}: `{text}` suppresses nothing"
            for path, silence in silences.items()
            for line, text in silence.unused(by_file.get(path, ()), off)
        )
        detections = tuple(sorted(kept, key=lambda item: item.finding.order))
        return Found(detections, notes, inference, handlers, reach)

    def _blocking(self) -> frozenset[str]:
        """The rules whose calls block also where plain functions make them.

        A rule that this run does not select counts there all the same, unless it is ignored or
        off by default.
        """
        ignored = self.settings.ignore
        return frozenset(
            rule.code
            for rule in self.known.values()
            if rule.code in self.selected
            or (rule.default and not any(rule.code.startswith(item) for item in ignored))
        )

    def plan(self, found: Found) -> Plan:
        """The plan for what was found; what makes plans is imported only here."""
        from asyncfix.plan.answers import settled
        from asyncfix.plan.choose import choose
        from asyncfix.plan.context import Context

        rules = {**self.selected, **{code: self.known[code] for code in found.reach.wanted}}
        context = Context(found.reach, rules, self.settings)

        def plan(detections: Sequence[Detection]) -> Plan:
            made = choose(context, found.handlers, detections)
            context.project.put_views_away()
            return made

        parts = list(_parts(found.detections))
        worth_it = len(found.detections) >= _FEWEST_SHARED
        plans = each(plan, parts, self.settings.jobs if worth_it else 1)
        return settled(plans, self.settings.unsafe_fixes)


def _parts(detections: Iterable[Detection]) -> Iterator[list[Detection]]:
    """The detections of a few files each: what is looked at for one helps with its neighbours."""
    by_file = groupby(detections, key=lambda item: item.module.path)
    while part := [item for _, found in islice(by_file, _FILES) for item in found]:
        yield part
