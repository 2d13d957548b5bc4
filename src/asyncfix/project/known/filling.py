"""What is known of the fields of an object that a call makes of a dataclass."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import proxy

from asyncfix.project.alone import line_alone
from asyncfix.project.known.constants import value_of
from asyncfix.project.known.facts import UNKNOWN, Known, Thing
from asyncfix.project.known.fields import by_place, is_plain, with_defaults
from asyncfix.project.nodes import argument
from asyncfix.project.passing import unpacked
from asyncfix.project.resolution.fields import FACTORIES, is_field
from asyncfix.project.summary import Binding, Class, Module

if TYPE_CHECKING:
    from asyncfix.project.known.knowledge import Knowledge

Owner = tuple[Module, Class]


class Filling:
    """Answers for the dataclasses of a project."""

    def __init__(self, knowledge: Knowledge) -> None:
        # It has this in turn, and should go as soon as nobody else has it.
        self._knowledge: Knowledge = proxy(knowledge)
        self._inference = knowledge.inference
        self._defaults: dict[tuple[str, int], dict[str, Known]] = {}

    def filled(
        self, owner: Owner, call: ast.Call, evaluate: Callable[[ast.expr], Known]
    ) -> dict[str, Known]:
        """What fields are as long as only the constructor that is made for a class has run."""
        if not is_plain(self._inference, owner):
            return {}
        return self.given(owner, call, evaluate)

    def given(
        self, owner: Owner, call: ast.Call, evaluate: Callable[[ast.expr], Known]
    ) -> dict[str, Known]:
        """The same of a class whose constructor may be of another kind, which has no defaults."""
        placed = dict(by_place(self._inference, owner, call))
        found = {name: evaluate(item) for name, item in placed.items()}
        found |= {item.arg: evaluate(item.value) for item in call.keywords if item.arg}
        rest = unpacked(call, evaluate)
        if rest is None:
            return found
        found |= {name: value for name, value in rest.items() if name not in found}
        if len(placed) != len(call.args) or not is_plain(self._inference, owner):
            return found
        return {**self._of_class(owner), **found}

    def _of_class(self, owner: Owner) -> dict[str, Known]:
        key = (owner[0].path, owner[1].index)
        if key not in self._defaults:
            self._defaults[key] = {}  # as long as they are looked for
            self._defaults[key] = dict(self._found(owner))
        return self._defaults[key]

    def _found(self, owner: Owner) -> Iterator[tuple[str, Known]]:
        for name, module, cls, binding in with_defaults(self._inference, owner):
            value = self._default(module, cls, binding)
            if value != UNKNOWN:
                yield name, value

    def _default(self, module: Module, cls: Class, binding: Binding) -> Known:
        text = self._inference.project.file(module.path).text
        statement = line_alone(text, binding.line)
        node = statement.value if isinstance(statement, ast.AnnAssign) else None
        outlook, factory = self._knowledge.seen_from(module, cls.scope), None
        if is_field(self._inference, module, binding.value) and isinstance(node, ast.Call):
            made = (argument(node, 0, name) for name in FACTORIES)
            factory = next((item for item in made if item is not None), None)
            node = ast.Call(factory, [], []) if factory else argument(node, 0, "default")
        value = value_of(node, {}, outlook) if node is not None else UNKNOWN
        if isinstance(value, Thing) and factory is None:  # all objects have the same
            return replace(value, attributes=value.lasting)
        return value
