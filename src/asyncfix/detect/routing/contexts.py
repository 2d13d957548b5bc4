"""Finds the calls and the turns of loops for which a place in the code is reached."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import chain

from asyncfix.detect.routing.calls import calls_of, entered, passed
from asyncfix.detect.routing.needs import Needs
from asyncfix.detect.routing.places import Frame, Place, Variable, framed, loops_around
from asyncfix.detect.routing.sources import elements, part
from asyncfix.detect.routing.texts import can_run, known_text
from asyncfix.project.inference import Inference
from asyncfix.project.project import Definition

_MOST = 100
"""For how many calls and turns of loops a place is looked at one by one."""
_Key = tuple[str, int]
_NOTHING: tuple[Frame, ...] = ((),)


class Contexts:
    """For which calls of the functions around it, and turns of loops, a place is reached.

    Functions are looked at once for each call, as far as what it gives them matters there.
    """

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._needs = Needs()
        self._found: dict[tuple[_Key, frozenset[str]], tuple[Frame, ...]] = {}
        self._texts: dict[Place, str | None] = {}
        self._open: set[_Key] = set()
        self._cut = 0

    def places(self, place: Place, statement: ast.AST, nodes: Iterable[ast.AST]) -> Iterator[Place]:
        """A place of a statement, once for each way that it is reached and that matters to nodes
        of it."""
        names = self._needs.of(place.view, nodes, statement)
        frames = self._of_function(place, names)
        for loop in reversed([*loops_around(place.view, statement)]):
            turned = [*chain.from_iterable(self._turns(place, loop, item) for item in frames)]
            frames = tuple(turned) if len(turned) <= _MOST else frames
        for frame in frames:
            found = place._replace(frame=frame)
            if can_run(self._inference, found, statement):
                yield found

    def _turns(self, place: Place, loop: ast.For, frame: Frame) -> Iterator[Frame]:
        """A frame for each turn of a loop; the same where they are not known."""
        here = place._replace(node=loop.iter, frame=frame)
        found = [*elements(self._inference, here)]
        for item in found:
            yield framed(frame, self._bound(place, loop.target, item))
        if not found:
            yield frame

    def _bound(
        self, place: Place, target: ast.expr, item: Place
    ) -> Iterator[tuple[Variable, Place]]:
        if isinstance(target, ast.Name):
            home = self._inference.scope_of(place.module, place.scope, target.id)
            if home is not None:
                variable = Variable(place.module.path, home, target.id, target.lineno)
                yield variable, self._settled(item)
        elif isinstance(target, ast.Tuple | ast.List):
            for index, name in enumerate(target.elts):
                for piece in part(self._inference, item, index):
                    yield from self._bound(place, name, piece)

    def _of_function(self, place: Place, names: frozenset[str]) -> tuple[Frame, ...]:
        """The frames of the function that a place is in, with what these names are in it."""
        index = place.module.scopes[place.scope].function
        if index < 0:
            return _NOTHING
        definition = Definition(place.module, place.module.functions[index])
        key = (place.module.path, index)
        around = place._replace(scope=definition.function.outer)
        needed = names.intersection(item.name for item in definition.function.parameters)
        if not needed:
            return self._of_function(around, names)
        if key in self._open:
            self._cut += 1
            return _NOTHING
        if (key, names) not in self._found:
            cut = self._cut
            self._open.add(key)
            frames = tuple(dict.fromkeys(self._of_calls(definition, needed)))
            self._open.discard(key)
            frames = frames or self._of_function(around, names)
            frames = frames if len(frames) <= _MOST else _NOTHING
            if cut != self._cut and self._open:
                return frames  # it rests on what is not known yet
            self._found[key, names] = frames
        return self._found[key, names]

    def _of_calls(self, definition: Definition, needed: frozenset[str]) -> Iterator[Frame]:
        for call in calls_of(self._inference, definition):
            given = [passed(self._inference, definition, call, name) for name in needed]
            nodes = [item.node for item in given if item is not None]
            for here in self.places(call, call.node, nodes):
                frame = entered(self._inference, definition, here)
                yield tuple(self._kept(frame, definition, needed))

    def _kept(
        self, frame: Frame, definition: Definition, needed: frozenset[str]
    ) -> Iterator[tuple[Variable, Place]]:
        """What of a frame matters, with texts in the place of what stands for them."""
        scope = definition.function.scope
        for variable, place in frame:
            if variable.scope != scope or variable.name in needed:
                yield variable, self._settled(place)

    def _settled(self, place: Place) -> Place:
        if place not in self._texts:
            self._texts[place] = known_text(self._inference, place)
        text = self._texts[place]
        return place if text is None else Place(place.view, ast.Constant(text), 0)
