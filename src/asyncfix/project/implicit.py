"""Finds the methods of the project that Python calls where no call is written.

Operators, subscripts, conditions and texts call methods with `__` names; attributes that are read
or set can be properties or descriptors; what is made can be finalised.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.project import decorators
from asyncfix.project.alone import parsed_alone
from asyncfix.project.callgraph import Key, key_of
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Instance, Ref, Union
from asyncfix.project.lineage import lineage
from asyncfix.project.operands import HOOKS, USING, Use, entered, uses
from asyncfix.project.project import Definition
from asyncfix.project.summary import Class, Function, Module
from asyncfix.project.terms import Attr, Expr, uncalled
from asyncfix.project.view import FunctionNode, walk_run, walk_scope

_ACCESSORS = frozenset({"setter", "deleter"})
_HOLDING = frozenset(
    {f"builtins.{name}" for name in ("object", "list", "dict", "tuple", "set", "frozenset")}
)


class Implicit(NamedTuple):
    """A place where a method runs that is not called there by name, and what it is a method of."""

    line: int
    receiver: Expr
    target: Definition


class Implicits:
    """Answers for functions; what was found out about one is kept."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: dict[Key, tuple[Implicit, ...]] = {}

    def of(self, definition: Definition) -> tuple[Implicit, ...]:
        """The places in a function, lambdas in it left out."""
        key = key_of(definition)
        if key not in self._known:
            self._known[key] = tuple(self._find(definition))
        return self._known[key]

    def by_name(self, definition: Definition, within: Span | None = None) -> frozenset[str]:
        """The methods that Python may call of what is not known in a function, or is in a list.

        `within`: only in the statements that stand there.
        """
        module, scope = definition.module, definition.function.scope
        tree, _ = parsed_alone(self._inference.project, definition)
        found: set[str] = set()
        for node in walk_scope(tree) if within is None else _placed(tree, within):
            used = list(uses(node)) if type(node) in USING else []
            if isinstance(node, ast.Attribute):
                used.append(Use(node.value, (node.attr, *HOOKS[type(node.ctx)])))
            else:
                found_in = entered(node)
                used += [use for use in found_in if self._is_given(module, scope, use.operand)]
            for operand, names in used:
                if not found.issuperset(names) and self._is_open(module, describe(operand, scope)):
                    found.update(names)
        return frozenset(found)

    def _is_given(self, module: Module, scope: int, node: ast.expr) -> bool:
        """Whether it is a parameter: what calls give is mostly plain data."""
        name = node.id if isinstance(node, ast.Name) else ""
        bindings = self._inference.lookup(module, scope, name) or ()
        return any(item.kind == "parameter" for item in bindings)

    def _is_open(self, module: Module, expr: Expr) -> bool:
        """Whether something may be of any class, or have what is of any class in it."""
        value = self._inference.value(module, expr) if expr is not None else None
        options = value.options if isinstance(value, Union) else (value,)
        return any(
            item is None or (isinstance(item, Instance) and item.cls in _HOLDING)
            for item in options
        )

    def _find(self, definition: Definition) -> Iterator[Implicit]:
        module, scope = definition.module, definition.function.scope
        tree, _ = parsed_alone(self._inference.project, definition)
        for node in walk_scope(tree):
            if isinstance(node, ast.Attribute):
                yield from self._attribute(module, scope, node)
            elif isinstance(node, ast.Call):
                yield from self.made(module, scope, node)
            elif isinstance(node, ast.ClassDef):
                yield from self._derived(module, scope, node)
            for operand, names in uses(node) if type(node) in USING else ():
                receiver = describe(operand, scope)
                for cls in self._classes(module, receiver):
                    for name in names:
                        for found in self._methods(cls, name, module.path):
                            yield Implicit(operand.lineno, receiver, found)

    def _classes(self, module: Module, expr: Expr) -> list[str]:
        """The project's classes that something can be an instance of."""
        value = self._inference.value(module, expr) if expr is not None else None
        options = value.options if isinstance(value, Union) else (value,)
        return [
            item.cls
            for item in options
            if isinstance(item, Instance)
            and self._inference.class_named(item.cls, module.path) is not None
        ]

    def _attribute(self, module: Module, scope: int, node: ast.Attribute) -> Iterator[Implicit]:
        receiver = describe(node.value, scope)
        reads = isinstance(node.ctx, ast.Load)
        hooks = ("__getattribute__", "__getattr__") if reads else ("__setattr__", "__delattr__")
        for found_there in self._of_module(module, receiver, node.attr) if reads else ():
            yield Implicit(node.lineno, receiver, found_there)
        for cls in self._classes(module, receiver):
            own = list(self._methods(cls, node.attr, module.path))
            found = [
                item
                for item in own
                if _is_accessor(self._inference, item.module, item.function, reads)
            ]
            found += self._of_descriptor(cls, node.attr, module.path, reads)
            for name in hooks:
                if name != "__getattr__" or not own:
                    found += self._methods(cls, name, module.path)
            for item in found:
                yield Implicit(node.lineno, receiver, item)

    def _of_module(self, module: Module, receiver: Expr, name: str) -> Iterator[Definition]:
        """The `__getattr__` of a module that is asked for a name that it does not have."""
        value = self._inference.value(module, receiver)
        if isinstance(value, Ref):
            for item in self._inference.functions_named(f"{value.name}.__getattr__", module.path):
                if item.function.owner < 0 and name not in item.module.top:
                    yield item

    def _of_descriptor(
        self, cls: str, name: str, importer: str, reads: bool
    ) -> Iterator[Definition]:
        """What runs if an attribute is an object of the class that answers for it."""
        for module, scope in self._bodies(cls, importer):
            for binding in module.scopes[scope].bindings.get(name, ()):
                for kind in self._classes(module, binding.value):
                    for hook in ("__get__",) if reads else ("__set__", "__delete__"):
                        yield from self._methods(kind, hook, module.path)

    def made(self, module: Module, scope: int, node: ast.Call) -> Iterator[Implicit]:
        """What runs when an object that is made there goes, or when its metaclass makes it."""
        callee = self._inference.value(module, describe(node.func, scope))
        if not isinstance(callee, Ref):
            return
        made = describe(node, scope)
        for found in self._methods(callee.name, "__del__", module.path):
            yield Implicit(node.lineno, made, found)
        for home, cls in self._lineage(callee.name, module.path):
            value = self._inference.value(home, cls.metaclass)
            if isinstance(value, Ref):
                for found in self._methods(value.name, "__call__", home.path):
                    yield Implicit(node.lineno, describe(node.func, scope), found)

    def _derived(self, module: Module, scope: int, node: ast.ClassDef) -> Iterator[Implicit]:
        """What runs when a class is made below others."""
        for base in node.bases:
            above = describe(base, scope)
            value = self._inference.value(module, above)
            if isinstance(value, Ref):
                for found in self._methods(value.name, "__init_subclass__", module.path):
                    yield Implicit(node.lineno, above, found)

    def _methods(self, cls: str, name: str, importer: str) -> Iterator[Definition]:
        """The functions of that name in the first class of a lineage that has any."""
        for module, scope in self._bodies(cls, importer):
            bindings = module.scopes[scope].bindings.get(name)
            for item in bindings or ():
                if item.kind == "function":
                    yield Definition(module, module.functions[int(item.target)])
            if bindings:
                return

    def _bodies(self, cls: str, importer: str) -> Iterator[tuple[Module, int]]:
        """The bodies of a class and those above it, as far as they are the project's."""
        return ((module, item.scope) for module, item in self._lineage(cls, importer))

    def _lineage(self, cls: str, importer: str) -> Iterator[tuple[Module, Class]]:
        owner = self._inference.class_named(cls, importer)
        for ancestor in lineage(self._inference, *owner) if owner is not None else ():
            if isinstance(ancestor, str):
                continue
            module = self._inference.project.module(ancestor[0])
            if module is not None:
                yield module, module.classes[ancestor[1]]


def _placed(tree: FunctionNode, within: Span) -> Iterator[ast.AST]:
    """The nodes of the statements of a function that stand on the lines of a place."""
    run = [
        item
        for item in walk_scope(tree)
        if isinstance(item, ast.stmt) and within.line <= item.lineno <= within.end_line
    ]
    return walk_run(run)


def _is_accessor(inference: Inference, module: Module, function: Function, reads: bool) -> bool:
    """Whether a function of a class runs where an attribute of its name is read, or is set."""
    if reads:
        return decorators.is_property(inference, module, function)
    bare = (uncalled(item) for item in function.decorators)
    return any(isinstance(item, Attr) and item.name in _ACCESSORS for item in bare)
