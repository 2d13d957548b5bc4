"""Says which functions of the project change, in place, what they are handed."""

from __future__ import annotations

from collections.abc import Callable

from asyncfix.plan.proofs.state.writes import Handed, Writes
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.inference import Bound, Inference
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module

_Parameter = tuple[Definition, str]


class Filled:
    """Answers for calls; what was found out about a function is kept."""

    def __init__(self, inference: Inference, writes: Callable[[Module], Writes]) -> None:
        self._inference = inference
        self._writes = writes
        self._known: dict[tuple[Key, str], bool] = {}

    def by(self, module: Module, handed: Handed) -> bool:
        """Whether what a call hands on is changed in place by a function that gets it, or by one
        that gets it from that one."""
        pending = self._got(module, handed)
        seen: set[tuple[Key, str]] = set()
        while pending:
            definition, name = pending.pop()
            key = (key_of(definition), name)
            if key in seen or self._known.get(key) is False:
                continue
            seen.add(key)
            writes, place = self._writes(definition.module), (definition.function.index, name)
            if self._known.get(key) or place in writes.filled:
                self._known[key] = True
                return True
            for further in writes.passed(*place):
                pending += self._got(definition.module, further)
        self._known.update(dict.fromkeys(seen, False))
        return False

    def _got(self, module: Module, handed: Handed) -> list[_Parameter]:
        """The parameters as which functions get what a call hands on."""
        value, place = self._inference.value(module, handed.call.func), handed.place
        targets = self._inference.functions(value, module.path)
        if not targets and isinstance(place, int) and place > 0:  # `partial(fill, items)`
            value, place = self._inference.value(module, handed.call.args[0]), place - 1
            targets = self._inference.functions(value, module.path)
        if isinstance(place, str):
            return [(target, place) for target in targets]
        number = place + isinstance(value, Bound)
        return [
            (target, target.function.parameters[number].name)
            for target in targets
            if number < len(target.function.parameters)
        ]
