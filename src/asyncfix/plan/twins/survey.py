"""Collects all facts about the objects of a project that have a twin, and groups them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from asyncfix.model import Edit, Span
from asyncfix.plan.context import Context
from asyncfix.plan.repairs.supposed import knowing
from asyncfix.plan.twins.annotations import named, parameters
from asyncfix.plan.twins.chains import is_start
from asyncfix.plan.twins.facts import (
    Becomes,
    Change,
    Fact,
    Key,
    Link,
    Obstacle,
    Received,
    Remark,
    Runs,
    Stored,
    Suspends,
    expression_key,
    function_key,
    result_key,
)
from asyncfix.plan.twins.fixtures import fixture_name, given, is_run_by_tests
from asyncfix.plan.twins.functions import handed_on, made_async
from asyncfix.plan.twins.held import Held
from asyncfix.plan.twins.in_tests import run_there
from asyncfix.plan.twins.links import Links
from asyncfix.plan.twins.managers import managed, manager_facts
from asyncfix.plan.twins.origins import missing_stores
from asyncfix.plan.twins.queries import query_facts
from asyncfix.plan.twins.tables import Tables
from asyncfix.plan.twins.uses import facts_of
from asyncfix.project.inference import Instance, Value, Variable
from asyncfix.project.project import Definition
from asyncfix.project.view import View

Place = tuple[str, int, int]
_MOST_ROUNDS = 6


@dataclass(slots=True)
class Group:
    """What moves together, and what stands in its way."""

    obstacles: list[Obstacle] = field(default_factory=list)
    suspends: list[Suspends] = field(default_factory=list)
    runs: list[Runs] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    functions: dict[Key, Definition] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)

    @property
    def edits(self) -> list[Edit]:
        """All that is to be changed."""
        changed = [item.edit for item in self.changes]
        return [
            *changed,
            *(item.edit for item in self.suspends),
            *(item.edit for item in self.runs),
        ]


def survey(context: Context) -> Survey:
    """The groups of a project, knowing what calls give parameters that nobody has annotated."""
    given: dict[Variable, Value] = {}
    for _ in range(_MOST_ROUNDS):
        found = Survey(context)
        if found.received.keys() <= given.keys():
            break
        given |= found.received
        context = knowing(context, given)
    return found


class Survey:
    """The groups of a project, and which of them an object at a place belongs to.

    `received` are the parameters that get an object though nobody has annotated them.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.received: dict[Variable, Value] = {}
        self.tables = Tables.of(context)
        self._links = Links()
        self._facts: list[Obstacle | Suspends | Runs | Change | Remark] = []
        self._functions: dict[Key, Definition] = {}
        self._classes: dict[Key, str] = {}
        self._held: dict[str, list[tuple[Span, Key]]] = {}
        self._stores: dict[Key, set[Place]] = {}
        self._words: set[str] = set()
        self._pending: list[str] = []
        self._reached: list[str] = []
        self._seen: set[str] = set()
        self._variables: set[Key] = set()
        self._collect()
        self._facts += missing_stores(context, self._variables, self._stores)
        self.groups = self._grouped()

    def groups_in(self, path: str, span: Span) -> list[Key]:
        """The groups of the objects that are named within a span."""
        held = self._held.get(path, ())
        return [self._links.group(key) for place, key in held if span.contains(place)]

    def group_from(self, path: str, line: int, column: int) -> list[Key]:
        """The group of the first object that is named from a place on."""
        start = (line, column)
        later = [item for item in self._held.get(path, ()) if item[0][:2] >= start]
        return [self._links.group(min(later)[1])] if later else []

    def _collect(self) -> None:
        """Looks at all modules that may have such objects, as long as there are new ones."""
        for name in self.tables.twins:
            self._search(name.partition(".")[0])
        while self._pending or self._reached:
            if self._reached:
                self._look_into(self._reached.pop())
                continue
            for module in self.context.project.mentioning(self._pending.pop()):
                self._look_into(module.path)

    def _look_into(self, path: str) -> None:
        if path not in self._seen:
            self._seen.add(path)
            self._look_at(self.context.view(path))

    def _search(self, word: str) -> None:
        if word and word not in self._words:
            self._words.add(word)
            self._pending.append(word)

    def _look_at(self, view: View) -> None:
        for function in view.module.functions:
            self._take(parameters(self.context, self.tables, view, function))
        for node in ast.walk(view.tree):
            if isinstance(node, ast.Name | ast.Attribute | ast.Call):
                self._look_at_expression(view, node)

    def _look_at_expression(self, view: View, node: ast.Name | ast.Attribute | ast.Call) -> None:
        context, tables = self.context, self.tables
        if not isinstance(node, ast.Call):
            if not isinstance(node.ctx, ast.Load):
                return
            self._take(named(context, tables, view, node))
        elif tables.is_marker(context, view, node):
            return
        elif made := managed(context, tables, view, node):
            self._note(view, node, expression_key(view, node))
            self._take(manager_facts(context, tables, view, node, made))
            return
        chain = tables.chain(context, view, node)
        if chain is not None:
            if not isinstance(node, ast.Call) or is_start(chain, node):
                self._note(view, node, expression_key(view, node))
            self._take(query_facts(context, chain, view, node))
        twin = tables.held(context, view, node)
        if twin is None:
            return
        held = Held(view, node, twin)
        self._note(view, node, held.key)
        self._classes[held.key] = twin.name
        self._take(facts_of(context, tables, held))

    def _note(self, view: View, node: ast.expr, key: Key) -> None:
        self._held.setdefault(view.module.path, []).append((view.span(node), key))

    def _take(self, facts: Iterable[Fact]) -> None:
        pending = list(facts)
        while pending:
            fact = pending.pop(0)
            if isinstance(fact, Link | Stored):
                if isinstance(fact, Stored):
                    self._stores.setdefault(fact.other, set()).add(fact.place)
                self._links.join(fact.one, fact.other)
                pending += self._beyond(fact.one)
                pending += self._beyond(fact.other)
                continue
            if isinstance(fact, Becomes):
                pending += self._plain(fact.definition)
                continue
            if isinstance(fact, Received):
                key = (fact.key.path, fact.key.number, fact.key.name)
                self.received[key] = Instance(fact.cls)
                self._reached.append(fact.key.path)
                continue
            if isinstance(fact, Suspends) and self._is_run_by_tests(fact):
                pending += run_there(self.context, self.tables, fact)
                continue
            self._facts.append(fact)
            if isinstance(fact, Suspends) and not fact.site.function.is_async:
                definition = Definition(fact.site.module, fact.site.function)
                self._links.join(fact.key, function_key(definition))
                pending += self._plain(definition)

    def _is_run_by_tests(self, fact: Suspends) -> bool:
        return is_run_by_tests(self.context, fact.site.module, fact.site.function)

    def _plain(self, definition: Definition) -> Iterator[Fact]:
        key = function_key(definition)
        if key not in self._functions:
            self._functions[key] = definition
            self._links.join(key, result_key(definition))
            yield from made_async(self.context, self.tables, definition)

    def _beyond(self, key: Key) -> Iterator[Fact]:
        """What else there is to say of something that has such an object."""
        if key in self._variables or key.kind in ("expression", "function", "query"):
            return
        if key.kind != "alias":
            self._variables.add(key)
        if key.kind == "result":
            module = self.context.project.module(key.path)
            if module is not None:
                definition = Definition(module, module.functions[key.number])
                self._search(definition.function.name)
                self._search(fixture_name(self.context, definition))
                yield from handed_on(self.context, definition)
                yield from given(self.context, self.tables.twins.keys(), definition)
        elif key.kind == "attribute" or key.number == 0:
            self._search(key.name)
        else:
            self._reached.append(key.path)  # a module that names no library may be handed one

    def _grouped(self) -> Mapping[Key, Group]:
        found: dict[Key, Group] = {}
        for fact in self._facts:
            group = found.setdefault(self._links.group(fact.key), Group())
            if isinstance(fact, Obstacle):
                group.obstacles.append(fact)
            elif isinstance(fact, Suspends):
                group.suspends.append(fact)
            elif isinstance(fact, Runs):
                group.runs.append(fact)
            elif isinstance(fact, Change):
                group.changes.append(fact)
            else:
                group.remarks.append(fact)
        for key, name in self._classes.items():
            found.setdefault(self._links.group(key), Group()).classes.add(name)
        for key, definition in self._functions.items():
            found.setdefault(self._links.group(key), Group()).functions[key] = definition
        return found
