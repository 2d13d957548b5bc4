"""Finds functions of the project that libraries call, and that need the loop.

What writes a log record runs the filters, formatters and handlers that a project has; `json.dump`
calls what it is handed; making a data class runs its factories, and a model its validators.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cached_property

from asyncfix.project.callgraph import CallGraph
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Instance, Named, Ref, Value
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Class, Module
from asyncfix.project.view import View

_FACTORIES = ("default_factory", "factory")
# Python and its library call these of what they are handed.
_ASKED = ("__lt__", "__fspath__", "__deepcopy__", "__copy__", "__getstate__", "__reduce__", "write")
# These only look at what they are handed, or keep it.
_LOOKING = ("functools.", "typing.", "builtins.isinstance", "builtins.callable")


class CalledBack:
    """Answers for calls; which functions need the loop is found out once."""

    def __init__(self, graph: CallGraph, needs_loop: Callable[[Definition], bool]) -> None:
        self._graph = graph
        self._inference = graph.inference
        self._needs_loop = needs_loop
        self._made: dict[tuple[str, int], str] = {}

    def needing(self, value: Value) -> str:
        """The method that a call of that value may run, and that needs the loop; or ""."""
        if not isinstance(value, Named):
            return ""
        known = value.name in self._inference.catalogue.calls_back
        return self._needing.get(value.name.partition(".")[0], "") if known else ""

    def in_function(self, definition: Definition) -> str:
        """The same for the calls of a function, of whatever they call back."""
        module = definition.module
        for call in self._graph.body(definition).calls:
            value = self._inference.value(module, call.func)
            if not isinstance(value, Named):
                continue
            owner = self._inference.class_named(value.name, module.path)
            found = self._making(*owner) if owner is not None else self.needing(value)
            if found or (found := self._handed(module, call, value)):
                return found
        return ""

    @cached_property
    def _needing(self) -> dict[str, str]:
        """A method for each package that has any."""
        return {
            dotted.partition(".")[0]: definition.function.qualname
            for dotted in sorted(self._inference.catalogue.called_back)
            for definition in self._overriding(dotted)
            if self._needs_loop(definition)
        }

    def _overriding(self, dotted: str) -> Iterator[Definition]:
        owner, _, method = dotted.rpartition(".")
        project = self._inference.project
        for module in project.mentioning(method):
            for function in module.functions:
                if function.name != method or function.owner < 0 or function.is_async:
                    continue
                cls = f"{module.name}.{module.classes[function.owner].qualname}"
                if owner in self._inference.classes_of(cls, module.path):
                    yield Definition(module, function)

    # what is handed over

    def _handed(self, module: Module, call: Call, callee: Named) -> str:
        """A function, or a method of an object, that is handed to a library and needs the loop."""
        looking = (*_LOOKING, *self._inference.catalogue.asks_about)
        if not self._loops & self._reachable or callee.name.startswith(looking):
            return ""
        if self._inference.is_defined(callee.name, module.path):
            return ""
        given = [(False, item) for item in call.args]
        given += [(True, item) for _, item in call.keywords]
        for named, expr in given:
            value = self._inference.value(module, expr) if expr is not None else None
            for definition in self._called(module, value, named):
                if not definition.function.is_async and self._needs_loop(definition):
                    return definition.function.qualname
        return ""

    @property
    def _loops(self) -> frozenset[str]:
        return frozenset(self._inference.catalogue.loops)

    @cached_property
    def _reachable(self) -> frozenset[str]:
        """The top packages that the project imports."""
        modules = self._inference.project.modules()
        return frozenset(name for module in modules for name in module.packages)

    def _called(self, module: Module, value: Value, named: bool) -> Iterator[Definition]:
        if isinstance(value, Named):
            owner = self._inference.class_named(value.name, module.path)
            if owner is None:
                yield from self._inference.functions_named(value.name, module.path)
            elif named:  # `json.dump(…, cls=Encoder)`
                home, cls = owner
                yield from (Definition(home, x) for x in home.functions if x.owner == cls.index)
        elif isinstance(value, Instance):
            owner = self._inference.class_named(value.cls, module.path)
            for name in _ASKED if owner is not None else ():
                yield from self._inference.method(value.cls, name, module.path)

    # what making an object runs

    def _making(self, module: Module, cls: Class) -> str:
        key = (module.path, cls.index)
        if key not in self._made:
            self._made[key] = ""
            self._made[key] = next(self._run_by_making(module, cls), "")
        return self._made[key]

    def _run_by_making(self, module: Module, cls: Class) -> Iterator[str]:
        loops = self._loops
        for ancestor in lineage(self._inference, module, cls):
            place = (
                None if isinstance(ancestor, str) else self._inference.project.module(ancestor[0])
            )
            if place is None or isinstance(ancestor, str) or not loops & place.packages:
                continue
            owner = place.classes[ancestor[1]]
            for function in place.functions:
                runs = bool(function.decorators) or function.name == "model_post_init"
                if function.owner == owner.index and runs and not function.is_async:
                    definition = Definition(place, function)
                    if self._is_asked_for(definition) and self._needs_loop(definition):
                        yield function.qualname
            yield from self._factories(place, owner)

    def _is_asked_for(self, definition: Definition) -> bool:
        """Whether a library runs a method unasked: because of its decorator, or its name."""
        values = [
            self._inference.value(definition.module, getattr(item, "func", item))
            for item in definition.function.decorators
        ]
        if not values:
            return True
        return any(
            isinstance(item, Ref)
            and not item.name.startswith(("builtins.", "functools.", "abc."))
            and not self._inference.is_defined(item.name, definition.module.path)
            for item in values
        )

    def _factories(self, module: Module, cls: Class) -> Iterator[str]:
        view = self._inference.project.view(module.path)
        for call in module.calls:
            factories = [key for key, _ in call.keywords if key in _FACTORIES]
            if call.function >= 0 or not factories or call.scope != cls.scope:
                continue
            for keyword in view.call(call.span).keywords:
                if keyword.arg in _FACTORIES and self._runs_on_loop(view, keyword.value):
                    yield f"{cls.name}: {ast.unparse(keyword.value)}"

    def _runs_on_loop(self, view: View, node: ast.expr) -> bool:
        """Whether a function, or a lambda, that is written there needs the loop."""
        if isinstance(node, ast.Lambda):
            return self.lambda_needs_loop(view, node)
        value = self._inference.value(view.module, describe(node, view.scope(node)))
        found = self._inference.functions(value, view.module.path)
        return any(self._needs_loop(item) for item in found)

    def lambda_needs_loop(self, view: View, node: ast.Lambda) -> bool:
        """Whether a lambda asks for the loop that runs, or calls what needs it."""
        superseded = self._inference.catalogue.superseded.values()
        asks = {name for item in superseded for name in item.current}
        for call in (part for part in ast.walk(node.body) if isinstance(part, ast.Call)):
            value = self._inference.value(view.module, describe(call.func, view.scope(call)))
            if not isinstance(value, Named):
                continue
            if value.name in asks:
                return True
            found = self._inference.functions_named(value.name, view.module.path)
            if any(self._needs_loop(item) for item in found if not item.function.is_async):
                return True
        return False
