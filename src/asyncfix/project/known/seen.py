"""What is known from inside a function of values that it does not make itself."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import proxy

from asyncfix.entries import Result
from asyncfix.project import decorators
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Instance, Named, Ref, Value
from asyncfix.project.known import built, kinds, mocks, results
from asyncfix.project.known.constants import value_of
from asyncfix.project.known.endless import is_endless
from asyncfix.project.known.facts import IDLE, UNKNOWN, Known, Names, Thing, at_least
from asyncfix.project.known.offloaded import offloaded
from asyncfix.project.known.outlook import (
    Outlook,
    begins_with_loop,
    dotted,
    names_a_class,
    raises_without_loop,
)
from asyncfix.project.known.waivers import waived
from asyncfix.project.receivers import names_class
from asyncfix.project.resolution.subclasses import overridden_below
from asyncfix.project.summary import Function, Module
from asyncfix.project.terms import Attr, Name

if TYPE_CHECKING:
    from asyncfix.project.known.knowledge import Knowledge


_TYPED = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Await)


class Seen(Outlook):
    """What is known from a scope of a module.

    What an expression is by its names alone is asked for once: it depends on nothing that a fold
    knows, and its node lives as long as the tree of the scope's function.
    """

    def __init__(self, knowledge: Knowledge, module: Module, scope: int) -> None:
        self.module = module
        # It has this in turn, and should go as soon as nobody else has it.
        self._knowledge: Knowledge = proxy(knowledge)
        self._inference = knowledge.inference
        self._scope = scope
        self._named: dict[ast.expr, Value] = {}
        self._endless: dict[tuple[ast.Call, bool], bool] = {}

    def value(self, node: ast.expr, names: Names) -> Known:
        """What a constant, a member of an enumeration or a call gives, also one in a thread."""
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Await):
            work = offloaded(self._inference.catalogue.offloads, node.value, self._by_names)
            return value_of(work, names, self) if work is not None else UNKNOWN
        return self._called(node, names) if isinstance(node, ast.Call) else UNKNOWN

    def _by_names(self, node: ast.expr) -> Value:
        if node not in self._named:
            self._named[node] = self._inference.value(self.module, describe(node, self._scope))
        return self._named[node]

    def _name(self, name: str) -> Known:
        """What a module made once, here or where the function imports it from: a constant, an
        object."""
        home = self._inference.scope_of(self.module, self._scope, name)
        if home is None:
            return UNKNOWN
        if home == 0:
            return self._knowledge.constant(self.module, name)
        bindings = self.module.scopes[home].bindings[name]
        if len(bindings) != 1 or bindings[0].kind != "import":
            return UNKNOWN
        head, _, last = bindings[0].target.rpartition(".")
        place = self._inference.project.find(head, self.module.path)
        if place is None:
            return self._knowledge.object(bindings[0].target, self.module.path)
        return self._knowledge.constant(place, last)

    def _attribute(self, node: ast.Attribute) -> Known:
        """A constant of a module, which has a name in capitals; a member of an enumeration, which
        is a class; or an object of a library."""
        if not (
            node.attr.isupper()
            or names_a_class(node.value)
            or node.attr in self._knowledge.object_names
        ):
            return UNKNOWN
        base = self._by_names(node.value)
        if not isinstance(base, Ref):
            base = self._submodule(node.value)
        if not isinstance(base, Ref):
            return UNKNOWN
        module = self._inference.project.find(base.name, self.module.path)
        if module is not None:
            return self._knowledge.constant(module, node.attr)
        owner = self._inference.class_named(base.name, self.module.path)
        if owner is None:
            return self._knowledge.object(f"{base.name}.{node.attr}", self.module.path)
        return self._knowledge.enumerations.member(owner, node.attr)

    def of_item(self, node: ast.expr, key: Known) -> Known:
        """A member of an enumeration, by its name."""
        cls = self._by_names(node) if isinstance(key, str) and names_a_class(node) else None
        if not isinstance(cls, Ref) or not isinstance(key, str):
            return UNKNOWN
        owner = self._inference.class_named(cls.name, self.module.path)
        return self._knowledge.enumerations.member(owner, key) if owner else UNKNOWN

    def _submodule(self, node: ast.expr) -> Ref | None:
        """The module of the project that is imported by that dotted name, as a rule lazily."""
        root, _, rest = dotted(node).partition(".")
        package = self._inference.value(self.module, Name(root, self._scope)) if rest else None
        return Ref(f"{package.name}.{rest}") if isinstance(package, Ref) else None

    def _called(self, node: ast.Call, names: Names) -> Known:
        callee = self._by_names(node.func)
        if not isinstance(callee, Named):
            return UNKNOWN
        if callee.name in self._inference.catalogue.url_readers and node.args:
            return built.read_url(value_of(node.args[0], names, self))
        owner = self._inference.class_named(callee.name, self.module.path)
        if owner is not None and isinstance(callee, Ref):
            made = self._knowledge.made(
                owner, callee.name, self.module.path, node, lambda item: self.given(item, names)
            )
            return made if self._is_exact(node.func, callee) else at_least(made)
        if mocks.is_mock(self._inference, callee.name):
            return Thing(callee.name, self.module.path, exact=True)
        told = self._inference.catalogue.results.get(callee.name)
        if told is not None:
            return self._told(told, callee, node, names)
        made = results.of_class(self._inference, callee.name, self.module.path)
        if made != UNKNOWN:
            return made
        entry = self._inference.entry(callee, self.module.path)
        waiver = waived(entry, node, lambda item: value_of(item, names, self)) if entry else None
        if waiver is not None and waiver.gives:
            return Thing(waiver.gives, self.module.path, exact=True, truth=True)
        if waiver is not None and entry is not None and entry.unit:
            return IDLE
        found = self._inference.functions(callee, self.module.path)
        if not found:
            return self._given_by_library(node, names, callee)
        if len(found) != 1:
            return UNKNOWN
        place, function = found[0].module, found[0].function
        result: Known = UNKNOWN
        if self._knowledge.may_follow(found[0]) and not self._is_overridden(node, callee, function):
            bound = isinstance(callee, Bound) and not self._is_static(place, function)
            bound = bound or decorators.is_of_class(self._inference, place, function)
            given = self._knowledge.passed(found[0], node, bound, lambda x: self.given(x, names))
            result = UNKNOWN if given is None else self._knowledge.result(found[0], given)
        if result == UNKNOWN and not function.is_async and not function.is_generator:
            result = kinds.declared(self._inference, place, function.returns)
            return replace(result, promised=True) if isinstance(result, Thing) else result
        return result

    def _told(self, told: Result, callee: Named, node: ast.Call, names: Names) -> Known:
        """What a library gives, or what it gives to a class below the one that is known."""
        func, owner = node.func, callee.name.rpartition(".")[0]
        made = results.of_class(self._inference, told.gives, self.module.path)
        of_known = isinstance(func, ast.Attribute) and self._by_names(func.value) == Ref(owner)
        if isinstance(made, Thing) and made != UNKNOWN and not of_known:
            made = replace(made, exact=callee.name == told.gives)
        base = UNKNOWN if isinstance(callee, Bound) else None
        return results.result(told, node, base, made, lambda item: value_of(item, names, self))

    def of_method(self, base: Thing, call: ast.Call, names: Names) -> Known:
        """What a library's object gives, as far as the catalogue says."""
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        told = self._inference.catalogue.results.get(f"{base.cls}.{method}")
        if told is None:
            return UNKNOWN
        made = results.of_class(self._inference, told.gives, base.home)
        return results.result(told, call, base, made, lambda item: value_of(item, names, self))

    def of_operator(self, node: ast.BinOp, names: Names) -> Known:
        """The same of an operator between two objects."""
        left, right = (self.given(item, names) for item in (node.left, node.right))
        return results.combined(self._inference, node.op, left, right)

    def _is_exact(self, node: ast.expr, cls: Ref) -> bool:
        return names_class(self._inference, self.module, describe(node, self._scope), cls.name)

    def _given_by_library(self, node: ast.Call, names: Names, callee: Named) -> Known:
        """What a call of a library's gives, if its class is one that passes for another."""
        classes = self._inference.catalogue.classes
        made = self._by_names(node)
        cls = made.cls if isinstance(made, Instance) else ""
        owner, _, method = callee.name.rpartition(".")
        if isinstance(node.func, ast.Attribute) and owner in self._knowledge.passed_for:
            base = value_of(node.func.value, names, self)
            known = classes.get(base.cls) if isinstance(base, Thing) and base.exact else None
            cls = known.returns.get(method, "") if known is not None else cls
        if cls in classes and classes[cls].passes_for:
            return Thing(cls, self.module.path, exact=True, truth=True)
        return UNKNOWN

    def never_returns(self, call: ast.Call, awaited: bool) -> bool:
        """Whether a function is called that always raises, ends the program or goes on for ever."""
        key = (call, awaited)
        if key not in self._endless:
            callee = self._by_names(call.func)
            self._endless[key] = isinstance(callee, Named) and is_endless(
                self._inference,
                self.module,
                callee,
                awaited,
                lambda function: self._is_overridden(call, callee, function),
            )
        return self._endless[key]

    def needs_loop(self, call: ast.Call) -> bool:
        """The same for a function of the project that asks for the loop first of all."""
        if raises_without_loop(call):
            return True
        found = self._inference.functions(self._by_names(call.func), self.module.path)
        if len(found) != 1 or found[0].function.is_async or found[0].function.is_generator:
            return False
        return begins_with_loop(self._knowledge.sketch(found[0]).node.body)

    def lasts(self, text: str) -> bool:
        """The same for an attribute of the object whose method the scope is in."""
        own, _, name = text.partition(".")
        index = self.module.scopes[self._scope].function
        function = self.module.functions[index] if index >= 0 else None
        if function is None or function.receiver != own or "." in name:
            return False
        return self._knowledge.lasts((self.module, self.module.classes[function.owner]), name)

    def _is_static(self, place: Module, function: Function) -> bool:
        return decorators.has(self._inference, place, function, "builtins.staticmethod")

    def _is_overridden(self, call: ast.Call, callee: Named, function: Function) -> bool:
        """Whether a class below may have another method of that name, its own or a mixin's."""
        if function.owner < 0 or (isinstance(callee, Ref) and self._names_class(call, callee)):
            return False
        owner = callee.name.rpartition(".")[0]
        return overridden_below(self._inference, owner, self.module.path, function)

    def _names_class(self, call: ast.Call, callee: Ref) -> bool:
        """Whether a method is got from a class that is named, not from a variable for one."""
        func = describe(call.func, self._scope)
        base = func.base if isinstance(func, Attr) else None
        return names_class(self._inference, self.module, base, callee.name.rpartition(".")[0])

    def given(self, node: ast.expr, names: Names) -> Known:
        """What an expression gives to others: what is declared counts as well."""
        value = value_of(node, names, self)
        if value == UNKNOWN and isinstance(node, ast.Name) and node.id not in names:
            value = kinds.parameter(self._inference, self.module, self._scope, node.id)
        if isinstance(value, Thing) and value.promised:
            return replace(value, promised=False)
        if not isinstance(value, Thing) or value.cls or not isinstance(node, _TYPED):
            return value
        found = self._by_names(node)
        if not isinstance(found, Instance):
            return value
        known = self._inference.class_entry(found)
        passes = known is not None and bool(known.passes_for)  # so do those of a class below
        exact = passes or mocks.is_mock(self._inference, found.cls)
        return replace(value, cls=found.cls, home=self.module.path, exact=exact)

    def is_by_itself(self, value: Thing) -> bool:
        """Whether an object is all of a library's making, and holds no others."""
        made = results.of_class(self._inference, value.cls, value.home or self.module.path)
        return value.exact and isinstance(made, Thing) and made.truth is True

    def entered(self, value: Known) -> Known:
        """What `with` binds of an object of a library that it gives itself."""
        return results.entered(self._inference, value)

    def unsaid(self, value: Known, text: Known) -> frozenset[str]:
        """The same for methods of a library's object."""
        return results.unsaid(self._inference, value, text)

    def is_instance(self, value: Thing, kind: ast.expr) -> bool | None:
        """Whether something is an instance of the class that an expression names."""
        cls = self._by_names(kind)
        if not isinstance(cls, Ref):
            return None
        return kinds.is_instance(self._inference, self.module, value, cls.name)

    def narrowed(self, value: Thing, kind: ast.expr) -> Thing:
        """What something is if it is an instance of the class that an expression names."""
        cls = self._by_names(kind)
        if not isinstance(cls, Ref):
            return value
        return kinds.narrowed(self._inference, self.module, value, cls.name)
