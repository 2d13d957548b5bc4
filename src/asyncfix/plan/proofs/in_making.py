"""Says of which constructors nobody else gets the object while they make it."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.project.alone import parsed_alone
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.inference import Inference
from asyncfix.project.known.making import Making
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.summary import INITIALISERS


class InMaking:
    """Answers for functions; what was found out about one is kept."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: dict[Key, bool] = {}

    def keeps(self, definition: Definition) -> bool:
        """Whether a function is a constructor that gives the object to nobody: nor do those that
        it overrides, which it may call, nor the methods that they call of it."""
        if definition.function.name not in INITIALISERS or definition.function.owner < 0:
            return False
        key = key_of(definition)
        if key not in self._known:
            found = list(self._constructors(definition))
            self._known[key] = all(item is not None and self._gives_to_none(item) for item in found)
        return self._known[key]

    def _constructors(self, definition: Definition) -> Iterator[Definition | None]:
        """Those of the class and of all above it; None for one that is not known."""
        module = definition.module
        for ancestor in lineage(self._inference, module, module.classes[definition.function.owner]):
            home = (
                None if isinstance(ancestor, str) else self._inference.project.module(ancestor[0])
            )
            if home is None:
                yield None
                continue
            for function in home.functions:
                if function.owner == ancestor[1] and function.name in INITIALISERS:
                    yield Definition(home, function)

    def _gives_to_none(self, constructor: Definition) -> bool:
        node, _ = parsed_alone(self._inference.project, constructor)
        return Making(self._inference, constructor, node).keeps()
