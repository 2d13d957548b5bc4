"""Says what of the things that are shared moves on, or is another one in each thread."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence

from asyncfix.project.alone import parsed_alone
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Inference, Instance, Named, Ref, Value, object_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import Expr
from asyncfix.project.view import walk_scope

_NEXT = "__next__"


class Stateful:
    """Answers for expressions; what holds for the project as a whole is found out once."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._sequences: frozenset[str] | None = None
        self._has_own: bool | None = None
        self._settings: Mapping[str, frozenset[str]] | None = None
        self._depending: dict[str, tuple[str, ...]] = {}

    def moves(self, value: Value) -> bool:
        """Whether calling that method changes its object, or moves on in it."""
        if not isinstance(value, Bound):
            return False
        owner, _, name = value.name.rpartition(".")
        known = self._inference.catalogue.classes.get(owner)
        return known is not None and name in known.changing

    def is_used_up(self, module: Module, expr: Expr) -> bool:
        """Whether going through something moves on in it, for all who have it."""
        known = self._inference.class_entry(self._inference.value(module, expr))
        return known is not None and _NEXT in known.changing

    def sequence(self, value: Value) -> str:
        """The module whose functions are called in an order that matters, if that is one; or ""."""
        if not isinstance(value, Ref) or value.name in self._inference.catalogue.sequences:
            return ""
        home, _, name = value.name.rpartition(".")
        return home if home in self._started() and name[:1].islower() else ""

    def started(self, value: Value) -> str:
        """The module whose functions a call gives an order; "" if it is no such call."""
        known = self._inference.catalogue.sequences
        return known.get(object_name(value), "")

    def _started(self) -> frozenset[str]:
        """The modules whose calls were given an order."""
        if self._sequences is None:
            known = self._inference.catalogue.sequences
            self._sequences = frozenset(
                home for name, home in known.items() if self._is_called(name)
            )
        return self._sequences

    def depends(self, value: Value) -> Sequence[str]:
        """What is set for the whole process that a call depends on."""
        if not isinstance(value, Named):
            return ()
        if value.name not in self._depending:
            entry = self._inference.catalogue.entry(value.name)
            kinds = {value.name, entry.rule} if entry is not None else {value.name}
            self._depending[value.name] = tuple(
                state for state, found in self._dependent().items() if found & kinds
            )
        return self._depending[value.name]

    def _dependent(self) -> Mapping[str, frozenset[str]]:
        """What the project sets for the whole process, with what depends on that."""
        if self._settings is None:
            known = self._inference.catalogue
            names = {last: {last} for last in known.depends}
            for name, first in known.undoes.items():
                names.get(first, set()).add(name)
            with_word = self._inference.project.with_word
            self._settings = {
                state: known.depends[state]
                for state, setters in names.items()
                if any(with_word(name.rpartition(".")[2]) for name in setters)
            }
        return self._settings

    def _is_called(self, name: str) -> bool:
        return any(
            self._inference.value(module, call.func) == Ref(name)
            for module in self._inference.project.mentioning(name.rpartition(".")[2])
            for call in module.calls
        )

    # what each thread has for itself

    def own_in_function(self, definition: Definition) -> str:
        """What a function uses that is another one in each thread; "" if nothing."""
        if not self._exists():
            return ""
        tree, _ = parsed_alone(self._inference.project, definition)
        return self.own_among(definition.module, definition.function.scope, walk_scope(tree))

    def own_among(self, module: Module, scope: int, nodes: Iterable[ast.AST]) -> str:
        """The same for nodes of a function of that scope."""
        if not self._exists():
            return ""
        seen: set[Expr] = set()
        for node in nodes:
            if isinstance(node, ast.Name | ast.Attribute):
                expr = describe(node, scope)
                value = self._inference.value(module, expr) if expr not in seen else None
                seen.add(expr)
                if isinstance(value, Instance) and self._is_own(value.cls, module.path):
                    return ast.unparse(node)
        return ""

    def _exists(self) -> bool:
        """Whether the project has anything that is another one in each thread."""
        if self._has_own is None:
            self._has_own = any(self._makes(name) for name in self._own_classes())
        return self._has_own

    def _own_classes(self) -> Iterator[str]:
        classes = self._inference.catalogue.classes
        return (name for name, entry in classes.items() if entry.thread_own)

    def _makes(self, name: str) -> bool:
        """Whether the project makes one of that class, or has a class below it."""
        for module in self._inference.project.mentioning(name.rpartition(".")[2]):
            named = [call.func for call in module.calls]
            named += [base for item in module.classes for base in item.bases]
            if any(self._inference.value(module, item) == Ref(name) for item in named):
                return True
        return False

    def _is_own(self, cls: str, importer: str) -> bool:
        known = self._inference.catalogue.classes
        return any(
            item in known and known[item].thread_own
            for item in self._inference.classes_of(cls, importer)
        )
