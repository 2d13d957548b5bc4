"""Where a walk over a module is: the scope, the function, and what binds a name there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from sys import intern
from typing import TypeVar

from asyncfix.project.expressions import describe, dotted_text
from asyncfix.project.nodes import INNER, root_name
from asyncfix.project.positions import Positions
from asyncfix.project.summary import (
    Binding,
    Class,
    Function,
    Iteration,
    Module,
    Outside,
    Scope,
    Store,
)
from asyncfix.project.terms import (
    Attr,
    Called,
    Display,
    Expr,
    Item,
    Literal,
    Mapped,
    Name,
    Part,
    Slice,
)
from asyncfix.project.walk.noted import Noted

_T = TypeVar("_T")
Visits = Mapping[type[object], Callable[..., None]]

# The fields of those kinds of node that have others below them.
FIELDS = {
    kind: fields
    for kind, names in INNER.items()
    if (fields := tuple(name for name in names if name not in ("op", "ops")))
}


def _settled(found: Mapping[str, list[_T]]) -> Mapping[str, tuple[_T, ...]]:
    return {name: tuple(items) for name, items in found.items()}


def _emptied(binding: Binding) -> Binding:
    value = binding.value
    if isinstance(value, Mapped):
        return binding._replace(value=Literal("builtins.dict"))
    if not isinstance(value, Display) or value.type == "builtins.tuple":
        return binding
    return binding._replace(value=Literal(value.type))


class Walker:
    """Goes through a tree; how a kind of node is gone through is in `visits`, if it is at all.

    `deferred` counts the lambdas around the current node in its function, `users` are what they
    are handed to; `awaited` is the expression that is awaited next. `changed` are the last names
    of what a method is called on that adds to a container. `dead`: the code cannot run.
    `replaced` are functions that others of their names replace.
    """

    def __init__(self, module: Module, text: str, visits: Visits) -> None:
        self.module = module
        self.positions = Positions(text)
        self.scope = 0
        self.function = -1
        self.deferred = 0
        self.users: dict[ast.expr, Expr] = {}
        self.user: Expr = None
        self.awaited: ast.expr | None = None
        self.changed: set[str] = set()
        self.dead = False
        self.replaced: frozenset[ast.stmt] = frozenset()
        self.noted: list[Noted] = []
        self._attributes: list[dict[str, list[Binding]]] = []
        self._outside: dict[str, list[Outside]] = {}
        self._bindings: list[dict[str, list[Binding]]] = []
        self._add_scope(Scope("module", -1, -1))
        self._visits = visits

    def visit(self, node: ast.AST) -> None:
        """Notes a node and what is below it."""
        visit = self._visits.get(type(node))
        if visit is not None:
            visit(self, node)

    def visit_children(self, node: ast.AST) -> None:
        """Notes what is below a node."""
        visits, dead = self._visits, self.dead
        for field in FIELDS[type(node)]:
            value = getattr(node, field)
            if type(value) is list:
                for item in value:
                    visit = visits.get(type(item))
                    if visit is not None:
                        visit(self, item)
                self.dead = dead
            else:
                visit = visits.get(type(value))
                if visit is not None:
                    visit(self, value)

    def visit_all(self, nodes: Iterable[ast.AST | None], dead: bool = False) -> bool:
        """Notes several nodes, in their order; whether what comes after them cannot run.

        `dead`: they cannot run themselves.
        """
        before, visits = self.dead, self._visits
        self.dead = before or dead
        for node in nodes:
            visit = visits.get(type(node))
            if visit is not None:
                visit(self, node)
        after, self.dead = self.dead, before
        return after

    def describe(self, node: ast.expr | None) -> Expr:
        """An expression as seen from the current scope."""
        return describe(node, self.scope)

    def open_scope(self, kind: str, function: int, owner: int = -1) -> int:
        """Adds a scope inside the current one and enters it; gives the one that was left."""
        left = self.scope
        self._add_scope(Scope(kind, left, function, owner))
        self.scope = len(self.module.scopes) - 1
        return left

    def _add_scope(self, scope: Scope) -> None:
        self.module.scopes.append(scope)
        self._bindings.append({})

    def add_function(self, function: Function) -> None:
        """Adds a function, which is then gone through."""
        self.module.functions.append(function)
        self.noted.append(Noted())

    def add_class(self, definition: Class) -> None:
        """Adds a class, which is then gone through."""
        self.module.classes.append(definition)
        self._attributes.append({})

    def mark_awaits(self) -> None:
        """Notes that the current function waits for something."""
        if self.function >= 0 and not self.deferred:
            self.module.functions[self.function].awaits = True

    def note_iteration(self, over: ast.expr, asynchronous: bool = False) -> None:
        """Notes that something is iterated over, if it is something that can be followed."""
        value = None if self.dead else self.describe(over)
        index = value.parts[0] if isinstance(value, Item) and len(value.parts) == 1 else None
        is_part = isinstance(index, Slice) and index.step is None
        if is_part or isinstance(value, Name | Attr | Called):
            span = self.positions.span(over)
            deferred = self.deferred > 0
            self.module.iterations.append(
                Iteration(span, value, self.function, self.scope, deferred, asynchronous)
            )

    # bindings

    def bind(self, name: str, binding: Binding, scope: int | None = None) -> None:
        """Notes that a name is bound, in the current scope or the one of that index."""
        index = self.scope if scope is None else scope
        if name in self.module.scopes[index].global_names:
            index = 0
        self._bindings[index].setdefault(name, []).append(binding)

    def _settle_nonlocals(self) -> None:
        """Hands the bindings of `nonlocal` names to the scopes whose names they are."""
        for index in range(len(self.module.scopes) - 1, 0, -1):
            here, bindings = self.module.scopes[index], self._bindings[index]
            for name in here.nonlocal_names & bindings.keys():
                outer = self._home_of(here.parent, name)
                if outer > 0:
                    self._bindings[outer].setdefault(name, []).extend(bindings.pop(name))

    def _home_of(self, index: int, name: str) -> int:
        scopes = self.module.scopes
        while index > 0:
            here = scopes[index]
            known = name in self._bindings[index] or name in here.nonlocal_names
            if here.kind != "class" and known:
                return index
            index = here.parent
        return index

    def bind_target(self, target: ast.expr, value: Expr, annotation: Expr = None) -> None:
        """Binds what an assignment, loop or `with` stores into."""
        if isinstance(target, ast.Name):
            self.bind(target.id, Binding("value", target.lineno, "", value, annotation))
        elif isinstance(target, ast.Tuple | ast.List):
            self._bind_parts(target, value)
        elif isinstance(target, ast.Starred):
            self.bind_target(target.value, None)
        else:
            self._bind_attribute(target, value, annotation)
            self.note_store(target)
            self.visit(target)

    def note_store(self, target: ast.expr, updates: bool = False) -> None:
        """Notes that the current function changes an attribute or an item of something.

        `updates`: it may change what is there in place.
        """
        kinds = ast.Attribute | ast.Subscript | ast.Name
        if self.function < 0 or not isinstance(target, kinds):
            return
        root = root_name(target)
        name = root.id if root is not None else ""
        text = intern(dotted_text(target))
        told = root is not None and not any(part in text for part in ("(", "[].", "__dict__"))
        whole = None if told else self.describe(target)
        self.noted[self.function].stores.append(Store(name, text, whole, updates))

    def _bind_parts(self, target: ast.Tuple | ast.List, value: Expr) -> None:
        size = len(target.elts)
        known = value is not None and not any(isinstance(x, ast.Starred) for x in target.elts)
        for index, item in enumerate(target.elts):
            self.bind_target(item, Part(value, index, size) if known else None)

    def _bind_attribute(self, target: ast.expr, value: Expr, annotation: Expr) -> None:
        if isinstance(target, ast.Subscript):
            self.note_change(target.value)
        if not isinstance(target, ast.Attribute):
            return
        owner = self._owner(target.value)
        if owner is not None:
            binding = Binding("value", target.lineno, "", value, annotation)
            self._attributes[owner].setdefault(target.attr, []).append(binding)
        else:
            self._outside.setdefault(target.attr, []).append(
                Outside(self.describe(target.value), value)
            )

    def _owner(self, node: ast.expr) -> int | None:
        """The index of the class whose method's first parameter this is."""
        function = self.module.functions[self.function] if self.function >= 0 else None
        if function is None or not isinstance(node, ast.Name):
            return None
        return function.owner if node.id == function.receiver else None

    def note_change(self, container: ast.expr) -> None:
        """Notes that something may be put into a container."""
        if isinstance(container, ast.Name | ast.Attribute):
            self.changed.add(container.id if isinstance(container, ast.Name) else container.attr)

    def finish(self) -> Module:
        """The summary, when all has been gone through."""
        self._settle_nonlocals()
        self._forget_contents()
        for scope, bindings in zip(self.module.scopes, self._bindings, strict=True):
            scope.bindings = _settled(bindings)
        for definition, attributes in zip(self.module.classes, self._attributes, strict=True):
            definition.attributes = _settled(attributes)
        for function, noted in zip(self.module.functions, self.noted, strict=True):
            noted.hand_over(function)
        self.module.outside = _settled(self._outside)
        return self.module

    def _forget_contents(self) -> None:
        """What is put into a list or set later may be of another class than what it began with."""
        if "__all__" in self.changed:
            self.module.exported = None
        for place in (*self._bindings, *self._attributes):
            for name in self.changed & place.keys():
                place[name] = [_emptied(binding) for binding in place[name]]
