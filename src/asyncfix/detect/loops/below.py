"""Finds coroutines from which plain functions start an event loop, where one is running already."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.blocking.ends import Ends
from asyncfix.detect.blocking.feasible import step_at
from asyncfix.detect.blocking.leaves import OwnLeaf
from asyncfix.detect.blocking.reach import Reach
from asyncfix.detect.detection import Detection, Reached, Reporter
from asyncfix.detect.loops.nested import CODE, is_meant_to_fail, runner_of
from asyncfix.entries import Entry
from asyncfix.model import Confidence, Span, Step
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.inference import Inference, Named
from asyncfix.project.nodes import is_try
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Called
from asyncfix.runners import Runner

KIND = "loop-below"


class LoopsBelow:
    """Looks below the coroutine functions of a project."""

    def __init__(self, inference: Inference, reach: Reach) -> None:
        self._inference = inference
        self._reach = reach
        self._ends: Ends | None = None
        self._known: dict[str, list[range]] = {}

    def found(self, reporter: Reporter, module: Module) -> Iterator[Detection]:
        """One finding for each call of a module that can only fail so."""
        if not reporter.wants(CODE) or not self._looked_for().leaves:
            return
        for function in module.functions:
            if function.is_async:
                yield from self._below(reporter, Definition(module, function))

    def _below(self, reporter: Reporter, definition: Definition) -> Iterator[Detection]:
        module, function = definition.module, definition.function
        seen: set[Span] = set()
        for edge in self._reach.graph.edges(definition):
            way = self._reach.way(definition, edge, self._looked_for())
            if way is None or edge.span in seen:
                continue
            steps = (step_at(definition, edge.span, edge.text), *way.steps)
            if any(self._is_tried(step) for step in steps):
                continue
            if is_meant_to_fail(self._inference, module, edge.span):
                continue
            seen.add(edge.span)
            finding = reporter.finding(
                CODE,
                f"`{edge.text}` reaches `{way.entry.name}`, which fails where an event loop is "
                "running already",
                module,
                function,
                edge.span,
                edge.text,
                Confidence.INFERRED,
                (steps,),
            )
            reached = Reached((edge.target,), edge.how, (way.entry,))
            yield Detection(finding, module, function, edge.span, edge.scope, KIND, None, reached)

    def _is_tried(self, step: Step) -> bool:
        if step.path not in self._known:
            self._known[step.path] = list(_tried(self._inference.project.tree(step.path)))
        return any(step.line in lines for lines in self._known[step.path])

    def _looked_for(self) -> Ends:
        """What starts a loop in plain functions; nothing if the project allows loops in loops."""
        if self._ends is None:
            nesting = {name.partition(".")[0] for name in self._inference.catalogue.nesting}
            allowed = any(self._inference.project.with_word(name) for name in nesting)
            self._ends = self._reach.ends(CODE, {} if allowed else dict(self._plain()))
        return self._ends

    def _plain(self) -> Iterator[tuple[Key, list[OwnLeaf]]]:
        words = {name.rpartition(".")[2] for name in self._inference.catalogue.runners}
        modules = {x.path: x for word in words for x in self._inference.project.mentioning(word)}
        for _, module in sorted(modules.items()):
            starting = {
                call.function
                for call in module.calls
                if call.text.rpartition(".")[2] in words and call.function >= 0
                if self._runner(module, call) is not None
            }
            for index in sorted(starting):
                definition = Definition(module, module.functions[index])
                leaves = list(self._started(definition))
                if leaves and not definition.function.is_async:
                    yield key_of(definition), leaves

    def _started(self, definition: Definition) -> Iterator[OwnLeaf]:
        """The calls of a function that start a loop."""
        for call in self._reach.graph.calls(definition):
            runner = self._runner(definition.module, call)
            if runner is not None:
                yield OwnLeaf(call, Entry(runner.name, CODE), Confidence.INFERRED)

    def _runner(self, module: Module, call: Call) -> Runner | None:
        """What is known of a call that surely runs a loop."""
        known = isinstance(self._inference.value(module, call.func), Named)
        if not known and not isinstance(call.func, Called):
            return None
        return runner_of(self._inference, module, call.func)


def _tried(tree: ast.Module) -> Iterator[range]:
    """The lines of each `try` that handles that a loop is running, or that none is."""
    for node in ast.walk(tree):
        if is_try(node) and any(
            isinstance(part, ast.Name) and part.id == "RuntimeError"
            for handler in node.handlers
            if handler.type is not None
            for part in ast.walk(handler.type)
        ):
            yield range(node.lineno, (node.end_lineno or node.lineno) + 1)
