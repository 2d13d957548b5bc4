"""Says which constructors only make new objects: some run again, on objects that others have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from asyncfix.plan.proofs.state.fresh import is_made
from asyncfix.plan.proofs.state.ownership import makes
from asyncfix.project.callgraph import CallGraph
from asyncfix.project.lineage import Ancestor, lineage
from asyncfix.project.overriding import SUPER
from asyncfix.project.project import Definition
from asyncfix.project.summary import CONSTRUCTORS, INITIALISERS, Call, Module
from asyncfix.project.terms import Name, last_name


class Remade:
    """Answers for constructors; those that may run again are looked for once."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._inference = graph.inference

    def makes(self, definition: Definition) -> bool:
        """Whether a method makes the object that it belongs to, whoever runs it."""
        owner = (definition.module.path, definition.function.owner)
        return makes(definition) and owner not in self._again

    @cached_property
    def _again(self) -> frozenset[Ancestor]:
        """The classes whose constructors, or those that run within them, may run again."""
        project = self._inference.project
        paths = {path for name in CONSTRUCTORS for path in project.with_word(name)}
        modules = (project.module(path) for path in sorted(paths))
        return frozenset(
            cls
            for module in modules
            if module is not None
            for definition in self._run_again(module)
            for cls in self._related(definition)
        )

    def _run_again(self, module: Module) -> Iterator[Definition]:
        for function in module.functions:
            definition = Definition(module, function)
            if function.name == "__new__" and function.owner >= 0:
                if not all(is_made(self._inference, definition, x) for x in function.returned):
                    yield definition
            elif not INITIALISERS.isdisjoint(function.reads):
                for call in self._graph.body(definition).calls:
                    if last_name(call.func) in INITIALISERS and not _goes_on(definition, call):
                        value = self._inference.value(module, call.func)
                        yield from self._inference.functions(value, module.path)

    def _related(self, definition: Definition) -> Iterator[Ancestor]:
        """The class of a method, those above and below it, and what these inherit from."""
        module = definition.module
        below = self._inference.subclasses_of(definition.cls, module.path)
        for path, index in ((module.path, definition.function.owner), *below):
            place = self._inference.project.module(path)
            if place is not None:
                yield from lineage(self._inference, place, place.classes[index])


def _goes_on(definition: Definition, call: Call) -> bool:
    """Whether a constructor runs that of a class above for the object that it makes itself."""
    function = definition.function
    own = Name(function.receiver, function.scope)
    return makes(definition) and (call.text.startswith(SUPER) or call.args[:1] == (own,))
