"""Says whether a function reads twice what others may change in between, once it is in a thread.

That is a thing that is looked at before it is used and that others set to None, an item that they
take out, two things that they set together, or what a weak reference refers to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from asyncfix.plan.proofs.calls.effects import Effects
from asyncfix.plan.proofs.state.accesses import nodes_of, same_items, tested
from asyncfix.plan.proofs.state.changes import Changes
from asyncfix.plan.proofs.state.places import own_place
from asyncfix.plan.proofs.state.touch import Touch
from asyncfix.project.alone import parsed_alone
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.inference import Inference
from asyncfix.project.nodes import root_name
from asyncfix.project.project import Definition

_DEPTH = 1
_Found = tuple[int, object, Touch]


class _Read(NamedTuple):
    """A read of shared state: where it is, whose attribute it is, and how the code writes it.

    `inside`: of an item, whichever; `text` is how the code writes what it is one of.
    """

    place: str
    inside: bool
    cls: str
    text: str
    fleeting: bool = False

    @property
    def owner(self) -> str:
        """What the code calls the object whose attribute it is."""
        return self.text.rpartition(".")[0]


class Torn:
    """Answers for functions; what was found out about one is kept."""

    def __init__(self, inference: Inference, effects: Effects, changes: Changes) -> None:
        self._inference = inference
        self._effects = effects
        self._changes = changes
        self._known: dict[tuple[Key, bool], str] = {}

    def reads(self, definition: Definition, own: bool) -> str:
        """What the function reads that others may change in between; "" if nothing.

        `own`: it is a method of an object that nobody else has.
        """
        key = (key_of(definition), own)
        if key not in self._known:
            self._known[key] = next(self._find(definition, own), "")
        return self._known[key]

    def goes_with(self, definition: Definition, flag: Touch, used: Touch) -> bool:
        """Whether others that set a flag also work with something else that a function uses."""
        owner, _, _ = flag.text.rpartition(".")
        for path, index in sorted(self._changes.setters(definition.module, flag.place, flag.cls)):
            module = self._inference.project.module(path)
            if module is None or (path, index) == key_of(definition):
                continue
            if not flag.cls and owner and used.text.startswith(f"{owner}."):
                return True  # what its methods do is not known
            for touch in self._effects.of(Definition(module, module.functions[index]), _DEPTH):
                of_it = touch.cls == flag.cls and touch.place[:1] == flag.place[:1]
                same = touch._replace(key=used.key)
                if of_it and self._effects.meet(same, used, definition.module.path):
                    return True
        return False

    def _find(self, definition: Definition, own: bool) -> Iterator[str]:
        touches = list(self._touches(definition, own))
        places: dict[_Read, set[tuple[object, str]]] = defaultdict(set)
        for _, by, touch in touches:
            base = touch.text.removesuffix(f"[{touch.key}]")
            read = _Read(touch.place, bool(touch.key), touch.cls, base, touch.fleeting)
            places[read].add((by, touch.key))
        module = definition.module
        for read, ways in places.items():
            lost = self._changes.takes if read.inside else self._changes.resets
            if _is_twice(ways) and (read.fleeting or lost(module, read.place, read.cls)):
                yield f"{read.text}[…]" if read.inside else read.text
        setters: dict[tuple[Key, str], _Read] = {}
        whole = [read for read in places if not read.inside]
        for read in whole if len(whole) > 1 else ():
            for setter in self._changes.setters(module, read.place, read.cls):
                other = setters.setdefault((setter, read.owner), read)
                if other.place != read.place and other.cls == read.cls:
                    yield f"{other.text}` and `{read.text}"
        yield from self._relied_on(definition, touches) if len(places) > 1 else ()

    def _relied_on(self, definition: Definition, touches: Sequence[_Found]) -> Iterator[str]:
        """What the function tests, and reads beside it what goes with that."""
        node, _ = parsed_alone(self._inference.project, definition)
        tests = frozenset(line for part in nodes_of(node) for line in tested(part))
        for line, _, flag in touches:
            for _, _, used in touches if line in tests and not flag.key else ():
                if used.place != flag.place and self.goes_with(definition, flag, used):
                    yield f"{flag.text}` and `{used.text}"

    def _touches(self, definition: Definition, own: bool) -> Iterator[_Found]:
        """The reads of what is there for all, each with its line and what tells it from others.

        What a function has got of somebody, it mostly has for itself.
        """
        node, _ = parsed_alone(self._inference.project, definition)
        outer = self._effects.outer(definition, node)
        first = definition.function.receiver
        common = outer | {first} if first and not own else outer
        for access in self._effects.accesses(definition, node, outer):
            touch = self._effects.touch(definition, access)
            root = root_name(access.node)
            if touch is not None and not touch.writes and root is not None and root.id in common:
                yield access.line, id(access.node), touch
        for line, number, touch, _ in self._effects.next_to(definition):
            mine = touch.root == first and not own if touch.root else touch.place[:1] != "."
            if not touch.writes and mine and not touch.place.startswith(own_place(definition, "")):
                yield line, number, touch


def _is_twice(ways: Collection[tuple[object, str]]) -> bool:
    """Whether the same item may be read in two places: `ways` has the place and key of each."""
    pairs = combinations(ways, 2)
    return any(one[0] != other[0] and same_items(one[1], other[1]) for one, other in pairs)
