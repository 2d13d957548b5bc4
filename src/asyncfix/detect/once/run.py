"""Says whether code of the project, other than its tests, runs a function at all."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.detect.once.named import NamedCalls, last
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.inference import Instance, Ref, name_of, object_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import Expr
from asyncfix.project.tests import is_for_tests, is_of_tests

_PLAIN = (Ref("builtins.classmethod"), Ref("builtins.staticmethod"))
_AT_THE_END = frozenset({"atexit.register", "weakref.finalize"})


class Run:
    """Answers for functions; what was found out is kept."""

    def __init__(self, graph: CallGraph, calls: NamedCalls) -> None:
        self._inference = graph.inference
        self._calls = calls
        self._known: dict[Key, bool] = {}

    def by_others(self, definition: Definition) -> bool:
        """Whether code of the project, other than tests, runs a function that takes back."""
        key = key_of(definition)
        if key not in self._known:
            self._known[key] = False  # meanwhile
            self._known[key] = not is_for_tests(definition) and self._is_run(definition)
        return self._known[key]

    def _is_run(self, definition: Definition) -> bool:
        function = definition.function
        if function.is_async or self._is_registered(definition) or function.name == "__aexit__":
            return True
        if function.name == "__exit__":
            return self._is_entered(definition)
        if function.name.startswith("__"):
            return True
        return any(
            caller is None or (not is_for_tests(caller) and self._counts(caller))
            for caller in self._callers(definition)
        )

    def _is_registered(self, definition: Definition) -> bool:
        """Whether a decorator may give a function to somebody who calls it."""
        module = definition.module
        values = [self._inference.value(module, item) for item in definition.function.decorators]
        return any(item not in _PLAIN for item in values)

    def _counts(self, caller: Definition) -> bool:
        return caller.function.name != "__exit__" or self._is_entered(caller)

    def _callers(self, definition: Definition) -> Iterator[Definition | None]:
        """The functions that call one, or hand it on; None for a module."""
        name, own = definition.function.name, key_of(definition)
        for module in self._inference.project.mentioning(name):
            if is_of_tests(module):
                continue
            for call in self._calls.of(module, (name,)):
                used = [item for item in (call.func, *call.args) if last(item) == name]
                if not any(self._is_it(module, item, definition) for item in used):
                    continue
                if object_name(self._inference.value(module, call.func)) in _AT_THE_END:
                    continue
                if call.function < 0:
                    yield None
                elif (module.path, call.function) != own:
                    yield Definition(module, module.functions[call.function])

    def _is_it(self, module: Module, expr: Expr, definition: Definition) -> bool:
        return name_of(self._inference.value(module, expr)) == definition.name

    def _is_entered(self, method: Definition) -> bool:
        """Whether a `with` of the project enters objects of the class that has the method."""
        owner = method.module.classes[method.function.owner]
        name = f"{method.module.name}.{owner.qualname}"
        return any(
            isinstance(value := self._inference.value(module, item.value), Instance)
            and name in self._inference.classes_of(value.cls, module.path)
            for module in self._inference.project.mentioning(owner.name)
            if not is_of_tests(module)
            for block in module.withs
            for item in block.items
        )
