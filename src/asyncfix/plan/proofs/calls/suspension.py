"""Says where code lets other tasks in: a coroutine that only runs through does so nowhere.

What libraries give to be awaited counts as waiting.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.project.alone import parsed_alone
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.expressions import describe
from asyncfix.project.implementations import is_stub
from asyncfix.project.inference import Instance
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import Expr
from asyncfix.project.unasked import made_by
from asyncfix.project.view import walk_scope

ENTERING = ("__aenter__", "__aexit__")
STEPPING = ("__aiter__", "__anext__")


class Suspension:
    """Answers for nodes and functions; each function is looked at once."""

    def __init__(self, graph: CallGraph) -> None:
        self._graph = graph
        self._inference = graph.inference
        self._known: dict[Key, bool] = {}

    def at(self, module: Module, scope: int, node: ast.AST) -> bool:
        """Whether a node lets other tasks in."""
        if isinstance(node, ast.Await):
            called = isinstance(node.value, ast.Call)
            return self._of_any(self._called(module, describe(node.value, scope)) if called else ())
        if isinstance(node, ast.AsyncFor) or (
            isinstance(node, ast.comprehension) and node.is_async
        ):
            return self._of_any(self.gone_through(module, describe(node.iter, scope)))
        if isinstance(node, ast.AsyncWith):
            entered = (describe(item.context_expr, scope) for item in node.items)
            return any(self._of_any(self.entered(module, item)) for item in entered)
        return False

    def of(self, definition: Definition) -> bool:
        """Whether a coroutine function lets other tasks in, as far as that is known."""
        key = key_of(definition)
        if key not in self._known:
            self._known[key] = False  # while it is found out, for those that call themselves
            self._known[key] = self._find(definition)
        return self._known[key]

    def _find(self, definition: Definition) -> bool:
        module, function = definition.module, definition.function
        if not function.is_async:
            return True
        if not function.awaits:
            return is_stub(self._graph, definition)
        node, _ = parsed_alone(self._inference.project, definition)
        return any(self.at(module, function.scope, part) for part in walk_scope(node))

    def _of_any(self, found: Sequence[Definition]) -> bool:
        return not found or any(map(self.of, found))

    def _called(self, module: Module, expr: Expr) -> Sequence[Definition]:
        """The functions of the project whose call gives something, also by way of a name."""
        made = made_by(self._graph, module, expr)
        value = self._inference.value(module, made.func) if made is not None else None
        return self._inference.functions(value, module.path)

    def entered(self, module: Module, expr: Expr) -> list[Definition]:
        """The functions of the project that an `async with` runs of what it enters."""
        return [*self._generators(module, expr), *self._methods(module, expr, ENTERING)]

    def gone_through(self, module: Module, expr: Expr) -> list[Definition]:
        """The functions of the project that an `async for` runs of what it goes through."""
        return [*self._generators(module, expr), *self._methods(module, expr, STEPPING)]

    def _generators(self, module: Module, expr: Expr) -> Iterator[Definition]:
        for item in self._called(module, expr):
            if item.function.is_async and item.function.is_generator:
                yield item

    def _methods(self, module: Module, expr: Expr, names: Sequence[str]) -> Iterator[Definition]:
        value = self._inference.value(module, expr)
        if isinstance(value, Instance):
            for name in names:
                method = self._inference.attribute(value, name, module.path)
                for item in self._inference.functions(method, module.path):
                    if item.function.is_async:
                        yield item
