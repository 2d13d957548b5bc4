"""Finds functions and classes in whose place code puts something else by a name that is a text.

`setattr(owner, name, new)` in a loop over a table does so, and `globals()[name] = new`, and
`vars(owner).update(new)`. The names are the texts of the modules that take part: those with such
code, and those that hand an owner to it.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from asyncfix.plan.proofs.state.fresh import root_of
from asyncfix.plan.proofs.state.set_by_name import (
    GIVEN,
    ROWS,
    Setting,
    bindings_of,
    is_of_loop,
    settings,
)
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Ref, object_name
from asyncfix.project.nodes import last_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Name
from asyncfix.project.view import View

_READING = frozenset({"getattr", "hasattr", "delattr"})


class Swapped:
    """Answers for dotted names; what the project has is found once."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._found: Mapping[tuple[str, str], set[str]] | None = None

    def of(self, name: str) -> frozenset[str]:
        """The files in which something may be put in the place of a function or class."""
        if self._found is None:
            found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
            for path, owner, last in self._find():
                found[owner, last].add(path)
            self._found = found
        owner, _, last = name.rpartition(".")
        return frozenset(self._found.get((owner, last), ()))

    def _find(self) -> Iterator[tuple[str, str, str]]:
        """What is set where: the file, the module or class, the name."""
        owners: defaultdict[str, set[str]] = defaultdict(set)
        given: list[Setting] = []
        for item in settings(self._inference):
            path = item.module.path
            yield from ((path, item.owner, name) for name in item.names)
            if not item.names and item.owner != GIVEN:
                owners[path].add(item.owner)
            elif not item.names and item.function >= 0:
                given.append(item)
        for path, owner in self._handed(given):
            owners[path].add(owner)
        for path, whose in owners.items():
            yield from self._named(self._inference.project.view(path), whose)

    def _handed(self, given: Sequence[Setting]) -> Iterator[tuple[str, str]]:
        """The modules that call functions which set attributes of what they are given, and that."""
        known: defaultdict[str, set[Key]] = defaultdict(set)
        for item in given:
            function = item.module.functions[item.function]
            known[function.name].add(key_of(Definition(item.module, function)))
        for name in sorted(known):
            for module in self._inference.project.mentioning(name):
                for call in module.calls:
                    if call.text.rpartition(".")[2] == name:
                        owners = [*self._given(module, call)]
                        if owners and self._calls_one(module, call, known[name]):
                            yield from ((module.path, owner) for owner in owners)

    def _calls_one(self, module: Module, call: Call, known: set[Key]) -> bool:
        value = self._inference.value(module, call.func)
        found = self._inference.functions(value, module.path)
        return any(key_of(item) in known for item in found)

    def _given(self, module: Module, call: Call) -> Iterator[str]:
        """The modules and classes that a call is given."""
        for item in call.given:
            bindings = bindings_of(self._inference, module, Name(root_of(item), call.scope))
            if isinstance(item, Name) and any(is_of_loop(each) for each in bindings):
                yield ROWS
            elif any(each.kind in ("import", "class") for each in bindings):
                value = self._inference.value(module, item)
                if isinstance(value, Ref) and not self._inference.functions(value, module.path):
                    yield value.name

    def _named(self, view: View, owners: set[str]) -> Iterator[tuple[str, str, str]]:
        """What a module names in texts, of owners that it has, or that it has beside the texts.

        A decorator may name what it decorates: `setattr(owner, function.__name__, function)`.
        """
        for function in view.module.functions:
            if function.decorators and function.owner < 0:
                yield from ((view.module.path, item, function.name) for item in owners)
        for text in view.texts:
            owner, _, name = str(text.value).rpartition(".")
            if name.isidentifier():
                whose = {owner} if owner else owners | {*self._beside(view, text)}
                yield from ((view.module.path, item, name) for item in whose)

    def _beside(self, view: View, text: ast.Constant) -> Iterator[str]:
        """The modules and classes that stand in one row, or one call, with a text."""
        child: ast.AST = text
        for parent in view.ancestors(text):
            row: list[ast.expr] = []
            if isinstance(parent, ast.Tuple | ast.List):
                row = parent.elts
            elif isinstance(parent, ast.Call) and last_name(parent.func) not in _READING:
                row = parent.args
            elif isinstance(parent, ast.Dict):
                row = [key for key in parent.keys if key is not None]
            else:
                return
            for node in row:
                if node is not child and isinstance(node, ast.Name | ast.Attribute):
                    expr = describe(node, view.scope(node))
                    yield object_name(self._inference.value(view.module, expr))
            child = parent
