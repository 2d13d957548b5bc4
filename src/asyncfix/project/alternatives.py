"""Says what a call may call where that is one of several functions: each of them can be meant.

That is so for methods of an object of one of several classes, for what a module imports or
defines in the branches of a `try` or an `if`, for `a if c else b`, for what is taken from a
dictionary or list that is written out, and for what a class uses that those have that it is mixed
into.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeGuard

from asyncfix.project.alone import parsed_alone
from asyncfix.project.branches import last_bindings
from asyncfix.project.known.outlook import dotted
from asyncfix.project.nodes import walk
from asyncfix.project.resolution import members
from asyncfix.project.resolution.scoping import binding_value, scope_of
from asyncfix.project.several import in_each
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import Attr, Called, Derived, Either, Expr, Item, Name, Part, last_name
from asyncfix.project.values import Instance, Ref, Union, Value
from asyncfix.project.written import taken

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference
    from asyncfix.project.project import Definition

_DEEPEST = 4
_MOST = 8
_MOST_WRITTEN = 40
"""The same for what is called without being a method: functions in a dictionary are many."""
_TAKING = (Item, Derived, Part, Called)
_TESTS = (ast.If, ast.IfExp, ast.While, ast.Assert)


class Alternatives:
    """Answers for the expressions of a project's modules."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._tops: dict[tuple[str, str, int], Sequence[Value]] = {}

    def of(self, module: Module, func: Expr) -> Sequence[Value]:
        """What is called by an expression of unknown value; empty if that is not known either."""
        found = self._options(module, func, _DEEPEST)
        most = _MOST if isinstance(func, Attr) else _MOST_WRITTEN
        return tuple(dict.fromkeys(found)) if len(found) <= most else ()

    def _options(self, module: Module, expr: Expr, depth: int) -> Sequence[Value]:
        """What an expression may be of which no one value is known."""
        if depth == 0:
            return ()
        if isinstance(expr, Attr):
            return self._of_attribute(module, expr, depth)
        if isinstance(expr, Name):
            return self._of_name(module, expr, depth)
        listed = self._listed(module, expr, depth) if isinstance(expr, _TAKING) else ()
        if listed:
            return listed
        if isinstance(expr, Called):
            makers = self._options(module, expr.func, depth - 1)
            return [Instance(item.name) for item in makers if self._is_class(item, module)]
        if isinstance(expr, Either):
            return [x for item in expr.options for x in self._each(module, item, depth - 1)]
        return ()

    def _listed(self, module: Module, expr: Expr, depth: int) -> Sequence[Value]:
        """What an expression gives that takes one of several that are written out."""
        found: list[Value] = []
        for home, item in taken(self._inference, module, expr):
            values = self._each(home, item, depth - 1)
            found += [self._inference.across(x, home.path, module.path) for x in values]
        return [item for item in found if item is not None]

    def _each(self, module: Module, expr: Expr, depth: int) -> Sequence[Value]:
        value = self._inference.value(module, expr)
        return self._options(module, expr, depth) if value is None else (value,)

    def _of_attribute(self, module: Module, expr: Attr, depth: int) -> Sequence[Value]:
        owner = self._inference.value(module, expr.base)
        owners: Sequence[Value] = ()
        if owner is None:
            owners = self._options(module, expr.base, depth - 1)
        elif isinstance(owner, Union):
            owners = self._united(module, expr.base, owner, depth - 1)
        elif isinstance(owner, Ref):
            return self._of_module(module, owner.name, expr.name, depth)
        else:
            return in_each(self._inference, module, expr)
        values = (self._inference.attribute(item, expr.name, module.path) for item in owners)
        return [item for item in values if item is not None] if owners else ()

    def _united(self, module: Module, expr: Expr, value: Union, depth: int) -> Sequence[Value]:
        """What something of one of several classes may be: none of them if it may be none."""
        if isinstance(expr, Attr):
            owner = self._inference.value(module, expr.base)
            if isinstance(owner, Ref):
                return self._of_module(module, owner.name, expr.name, depth)
            return self._apart(module, value) if self._is_meant(module, owner, expr.name) else ()
        scope = scope_of(module, expr.scope, expr.name) if isinstance(expr, Name) else None
        bindings = module.scopes[scope].bindings[last_name(expr)] if scope is not None else ()
        if scope == 0:
            return self._of_top(module, last_name(expr), depth)
        if len(bindings) == 1 and bindings[0].kind == "import":
            return self._imported(module, bindings[0].target, depth)
        made = len(bindings) < 2 or all(self._is_made(module, item) for item in bindings)
        return self._apart(module, value) if made else ()

    def _is_meant(self, module: Module, owner: Value, name: str) -> bool:
        """Whether an attribute may be of several classes, not declared as of just one of them."""
        inference = self._inference
        cls = inference.class_named(owner.cls, module.path) if isinstance(owner, Instance) else None
        found = members.declared(inference, cls, name) if cls is not None else None
        return found is None or not isinstance(inference.annotation(*found), Instance)

    def _apart(self, module: Module, value: Union) -> Sequence[Instance]:
        """The classes of a union, none if one is above another: any below may be meant then."""
        options, classes_of = sorted(value.options), self._inference.classes_of
        above = [classes_of(item.cls, module.path) - {item.cls} for item in options]
        return () if any(item.cls in each for item in options for each in above) else options

    def _is_made(self, module: Module, binding: Binding) -> bool:
        """Whether a binding is to a new object: what is known of that tells which one it is."""
        made = binding.value
        if not isinstance(made, Called):
            return False
        return self._is_class(self._inference.value(module, made.func), module)

    def _is_class(self, value: Value, module: Module) -> TypeGuard[Ref]:
        named = isinstance(value, Ref) and self._inference.class_named(value.name, module.path)
        return bool(named)

    def _of_name(self, module: Module, name: Name, depth: int) -> Sequence[Value]:
        scope = scope_of(module, name.scope, name.name)
        if scope == 0:
            return self._of_top(module, name.name, depth)
        bindings = module.scopes[scope].bindings[name.name] if scope is not None else ()
        # which of several comes last depends on the place
        return self._of_binding(module, bindings[0], depth) if len(bindings) == 1 else ()

    def _of_top(self, module: Module, name: str, depth: int) -> Sequence[Value]:
        """What a name of a module may be."""
        key = (module.path, name, depth)
        if key not in self._tops:
            self._tops[key] = tuple(self._find_top(module, name, depth))
        return self._tops[key]

    def _find_top(self, module: Module, name: str, depth: int) -> Iterator[Value]:
        bindings = module.top[name]
        if any(item.kind == "other" for item in bindings):
            return
        if len(bindings) > 1:
            bindings = last_bindings(self._inference.project, module, name)
        for binding in bindings:
            value = binding_value(self._inference, module, 0, binding)
            if value is not None and not isinstance(value, Union):
                yield value
            elif isinstance(value, Union) and binding.kind == "value":
                yield from self._apart(module, value)
            else:
                yield from self._of_binding(module, binding, depth)

    def _of_binding(self, module: Module, binding: Binding, depth: int) -> Sequence[Value]:
        if binding.kind == "value" and binding.annotation is None:
            return self._options(module, binding.value, depth - 1)
        if binding.kind == "import":
            return self._imported(module, binding.target, depth - 1)
        return ()

    def _imported(self, module: Module, target: str, depth: int) -> Sequence[Value]:
        head, _, name = target.rpartition(".")
        return self._of_module(module, head, name, depth) if head else ()

    def _of_module(self, module: Module, home: str, name: str, depth: int) -> Sequence[Value]:
        """What a name may be that another module of the project binds."""
        other = self._inference.project.find(home, module.path) if depth > 0 else None
        if other is None or name not in other.top:
            return ()
        found = self._of_top(other, name, depth - 1)
        values = (self._inference.across(item, other.path, module.path) for item in found)
        return [item for item in values if item is not None]


def is_asked_about(inference: Inference, definition: Definition, text: str) -> bool:
    """Whether a function asks more of something than if it is there: it may ask of what class."""
    node, _ = parsed_alone(inference.project, definition)
    return any(_asks(test, text) for test in _tests(node))


def _tests(node: ast.AST) -> Iterator[ast.AST]:
    for item in walk(node):
        if isinstance(item, _TESTS):
            yield item.test
        elif isinstance(item, ast.comprehension):
            yield from item.ifs
        elif isinstance(item, ast.BoolOp):
            yield from item.values[:-1]
        elif isinstance(item, ast.Match):
            yield ast.Call(item.subject, [], [])


def _asks(test: ast.AST, text: str) -> bool:
    return any(
        any(isinstance(part, ast.expr) and dotted(part) == text for part in walk(item))
        for item in walk(test)
        if isinstance(item, ast.Call | ast.Attribute)
        or (isinstance(item, ast.Compare) and not _is_none(item.comparators[-1]))
        if not (isinstance(item, ast.Attribute) and dotted(item) == text)
    )


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
