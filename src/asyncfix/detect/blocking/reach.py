"""Says which blocking calls a plain function reaches, and by which shortest chain of calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import partial

from asyncfix.detect.blocking.ends import Ends
from asyncfix.detect.blocking.feasible import Feasible, State
from asyncfix.detect.blocking.leaves import OwnLeaf, leaves
from asyncfix.detect.blocking.stand_ins import StandIns
from asyncfix.detect.blocking.ways import Way, Ways
from asyncfix.model import Span
from asyncfix.project.callgraph import CallGraph, Edge, Key, key_of
from asyncfix.project.decorated import Runs
from asyncfix.project.known.facts import UNKNOWN, Known
from asyncfix.project.operators import Wanted, special_methods
from asyncfix.project.project import Definition


class Reach:
    """Finds chains; `wanted` are the rules whose blocking calls count."""

    def __init__(self, graph: CallGraph, wanted: frozenset[str]) -> None:
        self.graph = graph
        self.wanted = wanted
        self._definitions: dict[Key, Definition] = {}
        self._leaves: dict[Key, list[OwnLeaf]] = {}
        self._readers: defaultdict[str, list[Key]] = defaultdict(list)
        self._followed: dict[str, int] = {}  # how many of those of a name have their edges
        self._decorated: dict[str, list[Definition]] = {}
        self._special: list[Definition] | None = None
        self._operated: dict[Key, frozenset[Key]] = {}
        self._ends: Ends | None = None
        self._stand_ins = StandIns(graph.inference)
        self.forget_ways()

    def explore(self, starts: Iterable[Definition]) -> None:
        """Takes in these functions and all that they run, directly or further down."""
        pending = list(starts)
        while pending:
            self._follow(pending)
            pending = self._reading() or self._operating()

    def forget_ways(self) -> None:
        """Gives the memory back that the ways take; who asks for one has them looked for again."""
        self._feasible = Feasible(self.graph)
        self._search = Ways(self.graph, self._feasible)
        self._ways: dict[object, Mapping[str, Way]] = {}
        self._but: dict[frozenset[str], Ends] = {}

    def _follow(self, starts: Iterable[Definition]) -> None:
        pending = list(starts)
        while pending:
            definition = pending.pop()
            key = key_of(definition)
            if key in self._definitions:
                continue
            self._definitions[key] = definition
            for name in definition.function.reads:
                self._readers[name].append(key)
            self._leaves[key] = [
                leaf for leaf in leaves(self.graph, definition) if leaf.entry.rule in self.wanted
            ]
            pending += (edge.target for edge in self.graph.edges(definition))
            pending += (edge.target for edge in self.graph.overriding(definition))
            self._ends = None
            self._ways, self._but = {}, {}

    def _reading(self) -> list[Definition]:
        """The properties that block and have not been seen to be read before, with new edges."""
        properties = self._properties()
        self._follow(item for found in properties.values() for item in found)
        wanted: defaultdict[Key, set[str]] = defaultdict(set)
        for name, found in properties.items():
            if any(map(self.reaches, found)):
                for key in self._readers[name][self._followed.get(name, 0) :]:
                    wanted[key].add(name)
                self._followed[name] = len(self._readers[name])
        new: list[Definition] = []
        for key, names in sorted(wanted.items()):
            new += self.graph.add_reads(self._definitions[key], frozenset(names))
        if new:
            self._ends = None
            self._ways, self._but = {}, {}
        return new

    def _operating(self) -> list[Definition]:
        """The methods that block and have not been seen before to be run by operators."""
        if self._special is None:
            self._special = special_methods(self.graph.inference.project)
        self._follow(self._special)
        blocking = {key_of(item): item for item in self._special if self.reaches(item)}
        every, new = frozenset(blocking), list[Definition]()
        wanted: dict[frozenset[Key], Wanted] = {}
        for key, definition in sorted(self._definitions.items()):
            asked = every - self._operated.get(key, frozenset())
            if asked:
                self._operated[key] = every
                if asked not in wanted:
                    wanted[asked] = Wanted([blocking[item] for item in blocking if item in asked])
                new += self.graph.add_operations(definition, wanted[asked])
        if new:
            self._ends = None
            self._ways, self._but = {}, {}
        return new

    def _properties(self) -> dict[str, list[Definition]]:
        """The properties, by name, if anybody reads that, of the modules that were taken in, and of
        those that have a class below one of theirs."""
        modules = {item.module.path: item.module for item in self._definitions.values()}
        for path in self._below():
            if (module := self.graph.inference.project.module(path)) is not None:
                modules[path] = module
        found: dict[str, list[Definition]] = defaultdict(list)
        for path, module in sorted(modules.items()):
            if path not in self._decorated:
                methods = (item for item in module.functions if item.owner >= 0)
                self._decorated[path] = [
                    Definition(module, item) for item in methods if item.decorators
                ]
            for definition in self._decorated[path]:
                name = definition.function.name
                if name in self._readers and self.graph.runs(definition).runs is Runs.READ:
                    found[name].append(definition)
        return found

    def _below(self) -> set[str]:
        """The files that have a class below that of a method which was taken in."""
        owners = {(item.cls, item.module.path) for item in self._definitions.values() if item.cls}
        below = self.graph.inference.subclasses_of
        return {path for owner in owners for path, _ in below(*owner)}

    def runs(self, definition: Definition, span: Span) -> bool:
        """Whether what stands at a span in a function can run."""
        return self._feasible.runs(definition, span)

    def is_idle(self, definition: Definition, span: Span) -> bool:
        """Whether the call at a span does not block, by what its function makes itself."""
        return self._feasible.is_idle(definition, span)

    def reaches(self, definition: Definition) -> bool:
        """Whether a function that was taken in may run a call that blocks."""
        return key_of(definition) in self._all().reaching

    def chains(
        self, caller: Definition, edge: Edge, again: bool, of: Known = UNKNOWN
    ) -> Mapping[str, Way]:
        """The shortest ways from where an edge leads to each kind of blocking call.

        A kind is the code of the rule that is broken. The target must have been taken in.
        `again`: only the ways that are gone again and again. `of`: the object of the caller.
        """
        if not self.reaches(edge.target):
            return {}
        start, own = self._entered(caller, edge, of)
        if start is None or (again and self._is_gone_once(caller, edge, start, own)):
            return {}
        key = (start.key, again)
        if key not in self._ways:
            self._ways[key] = self._search.shortest(start, self._all(), again)
        return self._left(caller, edge, self._ways[key], start, again)

    def beginning(self, caller: Definition, edge: Edge) -> Hashable:
        """What the chains from an edge depend on, but for what the target and all below it do.

        The target must reach what blocks.
        """
        start, own = self._entered(caller, edge)
        if start is None:
            return None
        once = self._is_gone_once(caller, edge, start, own)
        known = repr(start.names)  # in which `1` is not `True`
        return (known, start.lasts, once, self._stand_ins.at(caller, edge.span))

    def _entered(
        self, caller: Definition, edge: Edge, of: Known = UNKNOWN
    ) -> tuple[State | None, bool]:
        """How an edge enters its target, and whether the caller's own object lasts."""
        own = self._feasible.once.own_lasts(caller)
        names = ((caller.function.receiver, of),) if of != UNKNOWN else ()
        return self._feasible.entered(State(caller, names, own), edge, self._all()), own

    def _is_gone_once(self, caller: Definition, edge: Edge, start: State, own: bool) -> bool:
        return self._feasible.is_gone_once(State(caller, (), own), edge, start)

    def _left(
        self, caller: Definition, edge: Edge, ways: Mapping[str, Way], start: State, again: bool
    ) -> Mapping[str, Way]:
        """The ways that are left where a test puts other things in the place of functions."""
        names = self._stand_ins.at(caller, edge.span) if ways else None
        if not names:
            return ways
        avoids = partial(self._stand_ins.replaces, names=names)
        if avoids(caller, edge.span):
            return {}
        if not any(self._goes_over(way, avoids) for way in ways.values()):
            return ways
        key = (start.key, again, names)
        if key not in self._ways:
            every = self._all()
            ends = self._but.setdefault(names, Ends(every.leaves, every.reaching, avoids))
            self._ways[key] = self._search.shortest(start, ends, again)
        return self._ways[key]

    def _goes_over(self, way: Way, avoids: Callable[[Definition, Span], bool]) -> bool:
        """Whether a way goes over one of these calls."""
        project = self.graph.inference.project
        places = [(project.module(step.path), step) for step in way.steps]
        return any(
            avoids(Definition(module, module.functions[call.function]), call.span)
            for module, step in places
            if module is not None
            for call in module.calls
            if (call.span.line, call.span.column) == (step.line, step.column) and call.function >= 0
        )

    def way(self, caller: Definition, edge: Edge, ends: Ends) -> Way | None:
        """The shortest way from where an edge leads to one of the ends, which are of one kind."""
        if key_of(edge.target) not in ends.reaching:
            return None
        names = self._stand_ins.at(caller, edge.span)
        if names:
            avoids = partial(self._stand_ins.replaces, names=names)
            if avoids(caller, edge.span):
                return None
            ends = Ends(ends.leaves, ends.reaching, avoids)
        state = State(caller, (), self._feasible.once.own_lasts(caller))
        start = self._feasible.entered(state, edge, ends)
        if start is None:
            return None
        return next(iter(self._search.shortest(start, ends, False).values()), None)

    def above(self, keys: Iterable[Key]) -> set[Key]:
        """These functions, and those taken in that run them, directly or further up."""
        return _above(keys, self._callers())

    def ends(self, kind: str, leaves: Mapping[Key, list[OwnLeaf]]) -> Ends:
        """Calls of that kind to look for ways to, from functions that were taken in."""
        above = _above(leaves, self._callers()) if leaves else ()
        return Ends(leaves, {key: {kind} for key in above})

    def _all(self) -> Ends:
        """All blocking calls, with the kinds that each function may reach, found from them up."""
        if self._ends is None:
            callers = self._callers()
            blocking: dict[str, list[Key]] = defaultdict(list)
            for key, found in self._leaves.items():
                for kind in {leaf.entry.rule for leaf in found}:
                    blocking[kind].append(key)
            reaching: dict[Key, set[str]] = defaultdict(set)
            for kind, own in blocking.items():
                for key in _above(own, callers):
                    reaching[key].add(kind)
            self._ends = Ends(self._leaves, reaching)
        return self._ends

    def _callers(self) -> dict[Key, set[Key]]:
        """By whom each function is run, of those that were taken in."""
        callers: dict[Key, set[Key]] = defaultdict(set)
        for key, definition in self._definitions.items():
            for target in self.graph.targets(definition):
                callers[target].add(key)
        return callers


def _above(ends: Iterable[Key], callers: Mapping[Key, set[Key]]) -> set[Key]:
    """These functions, and those that run them, directly or further up."""
    pending = list(ends)
    found = set(pending)
    while pending:
        new = callers.get(pending.pop(), set()) - found
        found |= new
        pending += new
    return found
