"""What is known of values by looking at code elsewhere: constants, objects, results of calls."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from dataclasses import replace
from operator import itemgetter
from typing import NamedTuple

from asyncfix.project import decorators
from asyncfix.project.inference import Inference
from asyncfix.project.known import fixed
from asyncfix.project.known.constants import value_of
from asyncfix.project.known.enumerations import Enumerations
from asyncfix.project.known.facts import (
    UNKNOWN,
    Known,
    Member,
    Names,
    Thing,
    is_constant,
)
from asyncfix.project.known.filling import Filling
from asyncfix.project.known.folded import Folded
from asyncfix.project.known.folding import fold
from asyncfix.project.known.joining import joined
from asyncfix.project.known.lasting import is_lasting, is_set_below
from asyncfix.project.known.results import of_class
from asyncfix.project.known.seen import Seen
from asyncfix.project.lineage import lineage, names_bound
from asyncfix.project.passing import defaults, passed
from asyncfix.project.project import Definition
from asyncfix.project.sketch import Sketch
from asyncfix.project.summary import INITIALISERS, Binding, Class, Module
from asyncfix.project.terms import Called, Text
from asyncfix.project.values import Ref

_DEEPEST = 2
_LONGEST = 60
"""How many lines a function has whose result is looked for."""
_SKETCHES = 1000
"""How many functions' trees are kept, each of which takes 25 KB; few are asked for much later."""

Items = tuple[tuple[str, Known], ...]
Owner = tuple[Module, Class]
Evaluate = Callable[[ast.expr], Known]


class _Asked(NamedTuple):
    path: str
    function: int
    names: Items
    last: int = sys.maxsize


class Knowledge:
    """Follows functions of a project, and keeps what was found out."""

    def __init__(self, inference: Inference) -> None:
        self.inference = inference
        self.passed_for = {item.passes_for for item in inference.catalogue.classes.values()}
        self.object_names = {name.rpartition(".")[2] for name in inference.catalogue.objects}
        self.enumerations = Enumerations(inference)
        self.filling = Filling(self)
        self._depth = 0
        self._folded: dict[_Asked, Folded] = {}
        self._sketches: dict[tuple[str, int], Sketch] = {}
        self._outlooks: dict[tuple[str, int], Seen] = {}
        self._given: dict[tuple[str, int], Names] = {}
        self._results: dict[_Asked, Known] = {}
        self._fixed: dict[tuple[str, str], Known] = {}
        self._changed: dict[tuple[str, bool], bool] = {}
        self._lasts: dict[tuple[str, int, str], bool] = {}

    def sketch(self, definition: Definition) -> Sketch:
        """The tree of a function."""
        key = (definition.module.path, definition.function.index)
        sketch = self._sketches.pop(key, None)
        if sketch is None:
            if len(self._sketches) >= _SKETCHES:
                del self._sketches[next(iter(self._sketches))]
            sketch = Sketch(self.inference, definition)
        self._sketches[key] = sketch  # the last one is that which was used last
        return sketch

    def passed(
        self,
        definition: Definition,
        call: ast.Call,
        bound: bool,
        evaluate: Evaluate,
        more: bool = False,
    ) -> dict[str, Known] | None:
        """What is known of the parameters of a function by a call of it, as `passing` says."""
        rest, named = self.sketch(definition).has_rest, self._defaults(definition)
        return passed(call, definition.function, bound, rest, evaluate, more, named)

    def _defaults(self, definition: Definition) -> Names:
        """The defaults that are names of something which is known: of a member, or a constant."""
        key = (definition.module.path, definition.function.index)
        if key not in self._given:
            outlook = Seen(self, definition.module, definition.function.outer)
            node = self.sketch(definition).node
            self._given[key] = defaults(node, lambda item: value_of(item, {}, outlook))
        return self._given[key]

    def outlook(self, definition: Definition) -> Seen:
        """What is known from inside a function."""
        key = (definition.module.path, definition.function.index)
        if key not in self._outlooks:
            self._outlooks[key] = self.seen_from(definition.module, definition.function.scope)
        return self._outlooks[key]

    def seen_from(self, module: Module, scope: int) -> Seen:
        """What is known from a scope that is looked from once."""
        return Seen(self, module, scope)

    def fold(self, definition: Definition, names: Items, last: int = sys.maxsize) -> Folded:
        """What runs of a function, as far as that line, if its parameters are known."""
        key = _Asked(definition.module.path, definition.function.index, names, last)
        if key not in self._folded:
            sketch = self.sketch(definition)
            self._folded[key] = fold(sketch, dict(names), self.outlook(definition), last)
        return self._folded[key]

    def constant(self, module: Module, name: str) -> Known:
        """What a name of a module always is: a constant, or an object that the module makes."""
        key = (module.path, name)
        if key not in self._fixed:
            self._fixed[key] = UNKNOWN  # as long as it is looked for
            self._fixed[key] = self._constant(module, name)
        return self._fixed[key]

    def object(self, name: str, home: str) -> Known:
        """What a library has one of, as the file at `home` names it."""
        cls = self.inference.catalogue.objects.get(name, "")
        return of_class(self.inference, cls, home) if cls else UNKNOWN

    def _is_changed(self, name: str, plain: bool) -> bool:
        """Whether some file may change what has that name, of which many modules have one."""
        key = (name, plain)
        if key not in self._changed:
            self._changed[key] = fixed.is_changed(self.inference, name, plain)
        return self._changed[key]

    def _constant(self, module: Module, name: str) -> Known:
        project = self.inference.project
        first = fixed.binding(module, name)
        if first is not None and first.target in self.inference.catalogue.objects:
            return self.object(first.target, module.path)
        place, name, binding = self._origin(module, name)
        if binding is None:
            return UNKNOWN
        if not name.isupper():
            return self._single(place, name, binding)
        if self._is_changed(name, isinstance(binding.value, Text)):
            return UNKNOWN
        if isinstance(binding.value, Text):
            return binding.value.value
        node = fixed.statement(project.file(place.path).text, binding.line, name)
        value = value_of(node, {}, Seen(self, place, 0)) if node is not None else UNKNOWN
        return UNKNOWN if value is None or isinstance(value, bool) else value

    def _origin(self, module: Module, name: str) -> tuple[Module, str, Binding | None]:
        """The one binding of a name of a module, where that is not imported."""
        place, binding = module, fixed.binding(module, name)
        for _ in range(_DEEPEST):
            if binding is None or binding.kind != "import":
                break
            head, _, name = binding.target.rpartition(".")
            found = self.inference.project.find(head, place.path)
            if found is None:
                return place, name, None
            place, binding = found, fixed.binding(found, name)
        return place, name, binding if binding is not None and binding.kind == "value" else None

    def _single(self, place: Module, name: str, binding: Binding) -> Known:
        """An object that a module makes of a class, with what nobody changes of it."""
        made = binding.value
        func = self.inference.value(place, made.func) if isinstance(made, Called) else None
        if not isinstance(func, Ref) or self.inference.class_named(func.name, place.path) is None:
            return UNKNOWN
        if fixed.is_rebound(self.inference, place, name):
            return UNKNOWN
        text = self.inference.project.file(place.path).text
        node = fixed.statement(text, binding.line, name)
        value = value_of(node, {}, Seen(self, place, 0)) if node is not None else UNKNOWN
        return replace(value, attributes=value.lasting) if isinstance(value, Thing) else UNKNOWN

    # calls

    def made(self, owner: Owner, name: str, home: str, call: ast.Call, evaluate: Evaluate) -> Known:
        """What calling a class of the project makes, as the file at `home` names it."""
        bodies = [names_bound(self.inference, item) for item in lineage(self.inference, *owner)]
        bound = {name for body in bodies for name in body or ()}
        if self.enumerations.is_one(owner):
            single = len(call.args) == 1 and not call.keywords
            return self.enumerations.called(owner, evaluate(call.args[0])) if single else UNKNOWN
        if "__new__" in bound:
            return UNKNOWN
        plain = None not in bodies and not bound & {"__bool__", "__len__"}
        attributes: Items = ()
        if self._depth < _DEEPEST:
            self._depth += 1
            attributes = self._attributes(owner, call, evaluate, bound)
            self._depth -= 1
        truth = True if plain else None
        return Thing(
            name, home, True, False, truth, attributes, False, self._lasting(owner, attributes)
        )

    def _lasting(self, owner: Owner, attributes: Items) -> Items:
        """Those of the attributes of an object that are constants, and stay what they are."""
        return tuple(
            (name, value)
            for name, value in attributes
            if (is_constant(value) or isinstance(value, Member)) and self._is_lasting(owner, name)
        )

    def lasts(self, owner: Owner, name: str) -> bool:
        """Whether nobody sets the attribute later on, nor does a class below set it at all."""
        known = all(
            names_bound(self.inference, x) is not None for x in lineage(self.inference, *owner)
        )
        lasting = known and self._is_lasting(owner, name)
        return lasting and not is_set_below(self.inference, owner, name)

    def _is_lasting(self, owner: Owner, name: str) -> bool:
        key = (owner[0].path, owner[1].index, name)
        if key not in self._lasts:
            self._lasts[key] = is_lasting(self.inference, owner, name)
        return self._lasts[key]

    def _attributes(
        self, owner: Owner, call: ast.Call, evaluate: Evaluate, bound: set[str]
    ) -> Items:
        """What is known of the attributes of an object that was just made."""
        name = f"{owner[0].name}.{owner[1].qualname}"
        makers = self.inference.method(name, "__init__", owner[0].path)
        if len(makers) != 1:
            if bound & INITIALISERS:
                return ()
            given = self.filling.given(owner, call, evaluate)
            return _items({name: value for name, value in given.items() if name in bound})
        passes = self.passed(makers[0], call, True, evaluate)
        if passes is None or not makers[0].function.parameters:
            return ()
        own = f"{makers[0].function.first}."
        last = self.fold(makers[0], _items(passes)).last
        own_facts = {
            text.removeprefix(own): value
            for text, value in last.items()
            if text.startswith(own) and text.count(".") == 1
        }
        return _items(own_facts)

    def may_follow(self, definition: Definition) -> bool:
        """Whether it is worth the while to look for what a function returns."""
        function = definition.function
        if function.is_async or function.is_generator or not function.returned:
            return False
        if function.span.end_line - function.span.line > _LONGEST or self._depth >= _DEEPEST:
            return False
        return decorators.gives_its_own(self.inference, definition)

    def result(self, definition: Definition, given: dict[str, Known]) -> Known:
        """What a plain function returns for what it is given."""
        function = definition.function
        key = _Asked(definition.module.path, function.index, _items(given))
        if key not in self._results:
            self._results[key] = UNKNOWN  # as long as it is looked for
            self._depth += 1
            self._results[key] = self._result(definition, key.names)
            self._depth -= 1
        return self._results[key]

    def _result(self, definition: Definition, names: Items) -> Known:
        folded, outlook = self.fold(definition, names), self.outlook(definition)
        values = [
            value_of(node, known, outlook) if node is not None else None
            for node, known in folded.returns
        ]
        if not folded.ends:
            values.append(None)
        if not values:
            return UNKNOWN
        result = values[0]
        for value in values[1:]:
            result = joined(result, value)
        return result


def _items(given: dict[str, Known]) -> Items:
    known = (item for item in given.items() if item[1] != UNKNOWN)
    return tuple(sorted(known, key=itemgetter(0)))
