"""Says which objects are there for longer than one call: those of a module or class, and theirs.

An object that is made anew each time has not seen that something was done before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.once.guards import Guards
from asyncfix.detect.once.named import NamedCalls, last
from asyncfix.detect.once.single import is_cached, is_single
from asyncfix.detect.once.slot import base_of, root_of
from asyncfix.project.callgraph import CallGraph, Edge, Key, key_of
from asyncfix.project.decorators import has, is_of_class
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Instance, Ref
from asyncfix.project.project import Definition
from asyncfix.project.summary import CONSTRUCTORS, Binding, Call, Function, Module
from asyncfix.project.terms import Attr, Called, Constant, Expr, Item, Name, chained
from asyncfix.project.tests import is_for_tests, is_of_tests

_DEEPEST = 6
_LOOKING = frozenset(
    f"builtins.{name}" for name in ("isinstance", "issubclass", "super", "getattr", "hasattr")
)


class Lasting:
    """Answers for objects, by the expressions that they are got by, and for classes."""

    def __init__(self, graph: CallGraph, guards: Guards, calls: NamedCalls) -> None:
        self._graph = graph
        self._inference = graph.inference
        self._guards = guards
        self._calls = calls
        self._classes: dict[tuple[str, int], bool] = {}
        self._givers: dict[tuple[Key, bool], bool] = {}

    def slot(self, definition: Definition, slot: str, own: bool) -> bool:
        """Whether a slot of a function outlives its calls; `own`: the method's object does."""
        path = base_of(slot) or root_of(slot)
        return self.lasts(definition, chained(path, definition.function.scope), own)

    def receiver(self, caller: Definition, edge: Edge, own: bool) -> bool:
        """Whether the object lasts whose method an edge of the caller runs."""
        function = edge.target.function
        if function.owner < 0:
            return False
        if is_of_class(self._inference, edge.target.module, function):
            return True
        expr = self._receiver(caller, edge)
        if isinstance(expr, Called) and function.name in CONSTRUCTORS:
            return is_single(self._inference, caller, expr)
        return self.lasts(caller, expr, own) or self.of_class(edge.target)

    def _receiver(self, caller: Definition, edge: Edge) -> Expr:
        """What stands before the dot, or the call of the class that makes an object."""
        for call in self._graph.body(caller).calls:
            if call.span == edge.span:
                if edge.target.function.name in CONSTRUCTORS and not edge.text.endswith(
                    edge.target.function.name
                ):
                    return Called(call.func, call.args, call.keywords)
                return call.func.base if isinstance(call.func, Attr) else call.func
        nodes = self._guards.place(caller, edge.span)
        if nodes and isinstance(nodes[-1], ast.Attribute):
            return describe(nodes[-1].value, caller.function.scope)
        return None

    def of_class(self, method: Definition) -> bool:
        """Whether all objects last that have the method, as far as the project makes them."""
        if method.function.owner < 0:
            return False
        key = (method.module.path, method.function.owner)
        if key not in self._classes:
            self._classes[key] = False  # meanwhile
            self._classes[key] = self._class_lasts(method.module, method.function.owner)
        return self._classes[key]

    def lasts(self, definition: Definition, expr: Expr, own: bool, depth: int = 0) -> bool:
        """Whether what an expression of a function gives was there before, and stays."""
        if depth > _DEEPEST:
            return False
        if isinstance(expr, Name):
            return self._name_lasts(definition, expr, own, depth)
        if isinstance(expr, Attr):
            if expr.name == "__class__":
                return True
            if not self.lasts(definition, expr.base, own, depth + 1):
                return False
            return self._attribute_stays(definition, expr, depth)
        if isinstance(expr, Item):
            return self.lasts(definition, expr.base, own, depth + 1)
        if isinstance(expr, Called):
            return is_single(self._inference, definition, expr) or self._is_given(
                definition, expr, depth
            )
        return False

    # names, attributes, calls

    def _name_lasts(self, definition: Definition, expr: Name, own: bool, depth: int) -> bool:
        module, function = definition.module, definition.function
        home = self._inference.scope_of(module, expr.scope, expr.name)
        if home is None or home == 0:
            return True
        if home != function.scope:
            return False
        bindings = module.scopes[home].bindings[expr.name]
        if any(item.kind == "import" for item in bindings):
            return True
        if expr.name == function.receiver and len(bindings) == 1:
            if has(self._inference, module, function, "builtins.staticmethod"):
                return False
            return own or is_of_class(self._inference, module, function)
        return all(self._binding_lasts(definition, item, own, depth) for item in bindings)

    def _binding_lasts(
        self, definition: Definition, binding: Binding, own: bool, depth: int
    ) -> bool:
        if binding.kind == "value":
            return self.lasts(definition, binding.value, own, depth + 1)
        return False

    def _attribute_stays(self, definition: Definition, expr: Attr, depth: int) -> bool:
        """Whether an attribute of what lasts is set where that is made, not for each call."""
        owner = self._inference.value(definition.module, expr.base)
        if isinstance(owner, Ref):
            return True
        if not isinstance(owner, Instance):
            return False
        return all(
            self._is_kept_as(cls, expr.name, definition.module.path, depth)
            for cls in self._inference.classes_of(owner.cls, definition.module.path)
        )

    def _is_kept_as(self, cls: str, name: str, importer: str, depth: int) -> bool:
        """Whether no method of a class but those that make an object sets the attribute."""
        found = self._inference.class_named(cls, importer)
        if found is None:
            return True
        module, owner = found
        getters = self._inference.functions_named(f"{cls}.{name}", importer)
        if getters:
            return all(self._gives_lasting(item, True, depth) for item in getters)
        setters = (_function_at(module, item.line) for item in owner.attributes.get(name, ()))
        return all(item is not None and item.name in CONSTRUCTORS for item in setters)

    def _is_given(self, definition: Definition, expr: Called, depth: int) -> bool:
        """Whether a call gives what a function keeps."""
        value = self._inference.value(definition.module, expr.func)
        if not isinstance(value, Ref):
            return False
        found = self._inference.functions(value, definition.module.path)
        fixed = all(isinstance(item, Constant) for item in expr.args) and not expr.keywords
        return bool(found) and all(
            (fixed and is_cached(self._inference, item)) or self._gives_lasting(item, False, depth)
            for item in found
        )

    def _gives_lasting(self, giver: Definition, own: bool, depth: int) -> bool:
        key = (key_of(giver), own)
        if key not in self._givers:
            self._givers[key] = False  # meanwhile
            returned = giver.function.returned
            self._givers[key] = bool(returned) and all(
                self.lasts(giver, item, own, depth + 1) for item in returned
            )
        return self._givers[key]

    # classes

    def _class_lasts(self, module: Module, index: int) -> bool:
        if not any(_keeps(item) for item in module.functions if item.owner == index):
            return False  # nobody asks
        name = f"{module.name}.{module.classes[index].qualname}"
        found = {(module.path, index), *self._inference.subclasses_of(name, module.path)}
        made = False
        for path, place in sorted(found):
            for lasts in self._makings(path, place):
                if not lasts:
                    return False
                made = True
        return made

    def _makings(self, path: str, index: int) -> Iterator[bool]:
        """For each place where the project makes an object of a class, whether it lasts."""
        home = self._inference.project.module(path)
        if home is None:
            return
        cls = home.classes[index]
        made = Ref(f"{home.name}.{cls.qualname}")
        for module in self._inference.project.mentioning(cls.name):
            names = _names_of(module, cls.name) if not is_of_tests(module) else frozenset()
            for call in self._calls.of(module, names) if names else ():
                if last(call.func) in names:
                    if self._inference.value(module, call.func) == made:
                        yield from self._made_to_last(module, call)
                elif any(
                    last(item) in names and self._inference.value(module, item) == made
                    for item in call.given
                ):
                    callee = self._inference.value(module, call.func)
                    if not isinstance(callee, Ref) or callee.name not in _LOOKING:
                        yield False

    def _made_to_last(self, module: Module, call: Call) -> Iterator[bool]:
        """Whether an object that is made there lasts; nothing of those of tests."""
        if call.function < 0:
            yield True
            return
        maker = Definition(module, module.functions[call.function])
        if not is_for_tests(maker):
            yield not call.deferred and self._is_kept(maker, call)

    def _is_kept(self, maker: Definition, call: Call) -> bool:
        if is_single(self._inference, maker, Called(call.func, call.args, call.keywords)):
            return True
        if is_cached(self._inference, maker) and not maker.function.parameters:
            return True
        if maker.function.name in CONSTRUCTORS and self.of_class(maker):
            return True
        return any(
            self.slot(maker, slot, self.of_class(maker))
            and self._guards.guards(maker, (), slot, call.span)
            for slot in self._guards.slots(maker, (), self.of_class(maker))
        )


def _keeps(function: Function) -> bool:
    """Whether a method may have to do with what its object has kept before."""
    own, stores = function.first, function.stores
    stored = function.name not in CONSTRUCTORS and any(item.root == own for item in stores)
    return stored or own in function.tested or bool(function.decorators)


def _names_of(module: Module, cls: str) -> frozenset[str]:
    """The names by which a module may call a class: its own, another by import, and `cls`."""
    renamed = {
        name
        for name, bindings in module.top.items()
        for item in bindings
        if item.kind == "import" and item.target.endswith(f".{cls}")
    }
    return frozenset({cls, "cls", "__class__", "type", *renamed})


def _function_at(module: Module, line: int) -> Function | None:
    """The innermost function that a line is in."""
    around = [item for item in module.functions if item.span.line <= line <= item.span.end_line]
    return max(around, key=lambda item: item.span.line, default=None)
