"""Says whether a function reads twice what others may change in between, once it is in a thread.

That is a thing that is looked at before it is used and that others set to None, an item that they
take out, or two things that they set together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.plan.proofs.changes import Changes
from asyncfix.plan.proofs.effects import Effects, Touch
from asyncfix.plan.proofs.places import own_place
from asyncfix.project.alone import parsed_alone
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.inference import Inference
from asyncfix.project.nodes import root_name
from asyncfix.project.project import Definition


class _Read(NamedTuple):
    """A read of shared state: where it is, whose attribute it is, and how the code writes it.

    `inside`: of an item.
    """

    place: str
    inside: bool
    cls: str
    text: str

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

    def _find(self, definition: Definition, own: bool) -> Iterator[str]:
        places: dict[_Read, set[object]] = defaultdict(set)
        for by, touch in self._touches(definition, own):
            places[_Read(touch.place, bool(touch.key), touch.cls, touch.text)].add(by)
        module = definition.module
        for read, by_whom in places.items():
            lost = self._changes.takes if read.inside else self._changes.resets
            if len(by_whom) > 1 and lost(module, read.place, read.cls):
                yield read.text
        setters: dict[tuple[Key, str], _Read] = {}
        whole = [read for read in places if not read.inside]
        for read in whole if len(whole) > 1 else ():
            for setter in self._changes.setters(module, read.place, read.cls):
                other = setters.setdefault((setter, read.owner), read)
                if other.place != read.place and other.cls == read.cls:
                    yield f"{other.text}` and `{read.text}"

    def _touches(self, definition: Definition, own: bool) -> Iterator[tuple[object, Touch]]:
        """The reads of what is there for all, each with what tells it from others.

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
                yield id(access.node), touch
        for _, number, touch in self._effects.next_to(definition):
            mine = touch.root == first and not own if touch.root else touch.place[:1] != "."
            if not touch.writes and mine and not touch.place.startswith(own_place(definition, "")):
                yield number, touch
