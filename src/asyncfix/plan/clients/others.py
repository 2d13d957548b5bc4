"""Says whether a call may raise a library's exceptions without the library being seen there."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from asyncfix.plan.clients.shown import LOGGING
from asyncfix.plan.context import Context
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Named, Ref, Value, name_of
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.view import walk_scope

_CONTAINERS = (dict, list, set, str, bytes, tuple, frozenset)
_RUNNERS = frozenset({"asyncio", "concurrent", "functools", "contextvars", "threading"})


class Others:
    """Judges calls that stay as they are beside those that are rewritten."""

    def __init__(self, context: Context, library: str) -> None:
        self._context = context
        self._library = library
        self._judged: dict[str, bool] = {}

    def may_raise(self, call: ast.Call, module: Module, scope: int) -> bool:
        """Whether the library's exceptions may come out of a call."""
        value = self._context.inference.value(module, describe(call.func, scope))
        if isinstance(value, Named):
            return self._may(value, module) or self._hands_on(call, value, module, scope)
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        return not (
            method in LOGGING or any(hasattr(kind, method) for kind in _CONTAINERS if method)
        )

    def _may(self, value: Named, module: Module) -> bool:
        name = value.name
        if name in self._judged:
            return self._judged[name]
        self._judged[name] = False
        self._judged[name] = self._judge(value, module)
        return self._judged[name]

    def _judge(self, value: Named, module: Module) -> bool:
        inference, name = self._context.inference, value.name
        cls = inference.class_named(name, module.path)
        names = [f"{name}.__init__", f"{name}.__new__", f"{name}.__post_init__"] if cls else [name]
        found = [item for each in names for item in inference.functions_named(each, module.path)]
        if found:
            return any(self._function_may(item) for item in found)
        if cls is not None:
            return False
        root = name.partition(".")[0]
        if root == "builtins" or root in sys.stdlib_module_names:
            return False
        external = self._context.project.find(root, module.path) is None
        return not (
            external and isinstance(value, Ref) and _is_class(name) and root != self._library
        )

    def _function_may(self, definition: Definition) -> bool:
        module, function = definition.module, definition.function
        view = self._context.view(module.path)
        node = view.function_node(function)
        return any(
            self.may_raise(item, module, function.scope)
            for item in walk_scope(node)
            if isinstance(item, ast.Call)
        ) or any(self._is_library(item, module, function.scope) for item in walk_scope(node))

    def _is_library(self, node: ast.AST, module: Module, scope: int) -> bool:
        if not isinstance(node, ast.Name):
            return False
        value = self._context.inference.value(module, describe(node, scope))
        return isinstance(value, Ref) and value.name.partition(".")[0] == self._library

    def _hands_on(self, call: ast.Call, callee: Value, module: Module, scope: int) -> bool:
        """Whether a function that runs others is given one that may raise them."""
        name = name_of(callee)
        if name.partition(".")[0] not in _RUNNERS or name.endswith(".sleep"):
            return False
        for argument in _arguments(call):
            value = self._context.inference.value(module, describe(argument, scope))
            if isinstance(argument, ast.Name | ast.Attribute) and (
                value is None or (isinstance(value, Named) and self._may(value, module))
            ):
                return True
        return False


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (item.value for item in call.keywords)


def _is_class(name: str) -> bool:
    return name.rpartition(".")[2][:1].isupper()
