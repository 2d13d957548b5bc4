"""Says what a test runs instead of the project's code: what it, or a fixture of it, puts there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import NamedTuple

from asyncfix.detect.blocking.putting import Put, puts, puts_by_decorators
from asyncfix.model import Span
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.inference import Bound, Inference, Ref
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import Attr, Called, Constant, Derived, Expr, Item, Name, Text, uncalled
from asyncfix.project.tests import is_among_tests, is_shared

Names = frozenset[str]
_NONE: Names = frozenset()
_DEEPEST = 3


class _Fixture(NamedTuple):
    definition: Definition
    name: str
    always: bool


class StandIns:
    """Answers for the functions of tests; what was found out is kept."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._puts: dict[Key, list[Put]] = {}
        self._fixtures: dict[str, list[_Fixture]] = {}
        self._shared: list[Module] | None = None
        self._known: dict[tuple[Names, str, Span], bool] = {}

    def at(self, definition: Definition, span: Span) -> Names:
        """The dotted names in whose place something else is at a span in a function of a test."""
        module = definition.module
        if not is_among_tests(module):
            return _NONE
        key = key_of(definition)
        if key not in self._puts:
            self._puts[key] = [*self._around(definition)]
        call = module.call_at(span) if self._puts[key] else None
        roots = {_root(item) for item in (call.func, *call.given)} if call is not None else None
        return frozenset(
            name for item in self._puts[key] if item.is_at(span.line, roots) for name in item.names
        )

    def replaces(self, definition: Definition, span: Span, names: Names) -> bool:
        """Whether a call at a span is of one of the names, or of what comes of one."""
        key = (names, definition.module.path, span)
        if key not in self._known:
            call = definition.module.call_at(span)
            found = call is not None and self._is_one(definition.module, call.func, names, _DEEPEST)
            self._known[key] = found
        return self._known[key]

    def _is_one(self, module: Module, expr: Expr, names: Names, depth: int) -> bool:
        while isinstance(expr, Attr | Called | Derived | Item):
            value = self._inference.value(module, expr) if isinstance(expr, Attr) else None
            if isinstance(value, Ref | Bound) and value.name in names:
                return True
            made = self._kept(module, expr) if isinstance(expr, Attr) and depth else None
            if made is not None:
                return self._is_one(module, made, names, depth - 1)
            if isinstance(expr, Called) and self._gives_one(module, expr.func, names, depth):
                return True
            expr = expr.func if isinstance(expr, Called) else expr.base
        if not isinstance(expr, Name):
            return False
        home = self._inference.scope_of(module, expr.scope, expr.name)
        if not home:
            own = f"builtins.{expr.name}" if home is None else ""
            return own in names or f"{module.name}.{expr.name}" in names
        bindings = module.scopes[home].bindings[expr.name]
        if len(bindings) != 1 or not depth:
            return False
        if bindings[0].kind == "import":
            return bindings[0].target in names
        return self._is_one(module, bindings[0].value, names, depth - 1)

    def _gives_one(self, module: Module, func: Expr, names: Names, depth: int) -> bool:
        """Whether what is called is a function of the project that gives only such."""
        value = self._inference.value(module, func) if depth else None
        found = self._inference.functions(value, module.path)
        given = [(item.module, expr) for item in found for expr in item.function.returned]
        return bool(given) and all(self._is_one(*item, names, depth - 1) for item in given)

    def _kept(self, module: Module, expr: Attr) -> Expr:
        """What a method's own object keeps in an attribute, if one place sets it."""
        base = expr.base
        scope = module.scopes[base.scope] if isinstance(base, Name) else None
        function = module.functions[scope.function] if scope and scope.function >= 0 else None
        if function is None or not isinstance(base, Name) or base.name != function.receiver:
            return None
        bindings = module.classes[function.owner].attributes.get(expr.name, ())
        return bindings[0].value if len(bindings) == 1 else None

    # what is put where

    def _around(self, definition: Definition) -> Iterator[Put]:
        """What a test and those around it put there, its fixtures and what sets it up."""
        module, function = definition.module, definition.function
        yield from puts(self._inference, definition)
        yield from puts_by_decorators(self._inference, module, function.decorators)
        outer = module.scopes[function.outer].function
        if outer >= 0:
            yield from self._around(Definition(module, module.functions[outer]))
        own = module.classes[function.owner] if function.owner >= 0 else None
        if own is not None:
            yield from puts_by_decorators(self._inference, module, own.decorators)
        for item in (*self._setting_up(definition), *self._asked_for(definition)):
            yield from (
                put._replace(first=0, last=None, root="") for put in puts(self._inference, item)
            )
            yield from puts_by_decorators(self._inference, item.module, item.function.decorators)

    def _setting_up(self, definition: Definition) -> Iterator[Definition]:
        """The methods that a test runner calls before a test of a class."""
        module, function = definition.module, definition.function
        if function.owner < 0 or function.name in self._inference.catalogue.set_up:
            return
        names = self._inference.catalogue.set_up
        for ancestor in lineage(self._inference, module, module.classes[function.owner]):
            if isinstance(ancestor, str):
                continue
            place = self._inference.project.module(ancestor[0])
            for item in place.functions if place is not None else ():
                if place is not None and item.owner == ancestor[1] and item.name in names:
                    yield Definition(place, item)

    def _asked_for(self, definition: Definition) -> list[Definition]:
        """The fixtures that a test, or one of its fixtures, has."""
        seen = self._all(definition.module)
        wanted = {*self._asks(definition), *(item.name for item in seen if item.always)}
        found: dict[Key, Definition] = {}
        while wanted:
            new = [item.definition for item in seen if item.name in wanted]
            new = [item for item in new if key_of(item) not in found and item != definition]
            found.update((key_of(item), item) for item in new)
            wanted = {name for item in new for name in self._asks(item)}
        return [*found.values()]

    def _asks(self, definition: Definition) -> Iterator[str]:
        module, function = definition.module, definition.function
        yield from (item.name for item in function.parameters)
        own = module.classes[function.owner].decorators if function.owner >= 0 else ()
        requests = self._inference.catalogue.fixture_requests
        for item in (*function.decorators, *own):
            if isinstance(item, Called) and isinstance(item.func, Attr):
                given = item.args if item.func.name in requests else ()
                yield from (str(x.value) for x in given if isinstance(x, Constant | Text))

    def _all(self, module: Module) -> list[_Fixture]:
        """The fixtures that the tests of a module see."""
        if self._shared is None:
            paths = [file.display for file in self._inference.project.files]
            found = [self._inference.project.module(path) for path in paths if is_shared(path)]
            self._shared = [item for item in found if item is not None]
        above = PurePath(module.path).parents
        places = [item for item in self._shared if PurePath(item.path).parent in above]
        return [
            x
            for item in {module.path: module, **{p.path: p for p in places}}.values()
            for x in self._in(item)
        ]

    def _in(self, module: Module) -> list[_Fixture]:
        if module.path not in self._fixtures:
            self._fixtures[module.path] = [
                _Fixture(Definition(module, function), name, always)
                for function in module.functions
                for decorator in function.decorators
                if (made := self._fixture(module, decorator)) is not None
                for name, always in [(made[0] or function.name, made[1])]
            ]
        return self._fixtures[module.path]

    def _fixture(self, module: Module, decorator: Expr) -> tuple[str, bool] | None:
        """The name that a decorator gives a fixture, and whether all tests have it."""
        value = self._inference.value(module, uncalled(decorator))
        if not isinstance(value, Ref) or value.name not in self._inference.catalogue.fixtures:
            return None
        given = dict(decorator.keywords) if isinstance(decorator, Called) else {}
        name = given.get("name")
        text = name.value if isinstance(name, Constant | Text) else ""
        return str(text or ""), given.get("autouse") == Constant(True)


def _root(expr: Expr) -> str:
    """The name that an expression of calls and attributes starts from."""
    while isinstance(expr, Attr | Called | Derived | Item):
        expr = expr.func if isinstance(expr, Called) else expr.base
    return expr.name if isinstance(expr, Name) else ""
