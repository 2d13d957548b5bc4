"""Says whether a handler of exceptions stands around code that others give to its function."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.code.reads import arguments
from asyncfix.plan.context import Context
from asyncfix.project.nodes import is_try, last_name
from asyncfix.project.view import FunctionNode, View, walk_run

# They raise what a coroutine has raised that they are given, or that ran before.
_WAITING = frozenset({"gather", "shield", "wait_for"})
_RESULTS = frozenset({"result"})
_TESTS = frozenset({"isinstance", "issubclass"})
_EXITS = frozenset({"__exit__", "__aexit__"})


def meets_others(context: Context, view: View, node: ast.AST) -> bool:
    """Whether exceptions of code that is not in sight come to where an exception is named.

    So it is in what wraps a function that it is given, in a block that a `with` of others runs,
    where a coroutine is awaited that comes from elsewhere, and where an exception is looked at
    that no handler beside it has caught.
    """
    function = view.enclosing_function(node)
    if function is not None and function.name in _EXITS:
        return True
    child, tested = node, False
    for parent in view.ancestors(node):
        if isinstance(parent, FunctionNode):
            return tested
        if isinstance(parent, ast.Call) and child is not parent.func:
            tested = tested or last_name(parent.func) in _TESTS
        if (is_try(parent) and isinstance(child, ast.ExceptHandler)) or (
            isinstance(parent, ast.With | ast.AsyncWith) and child in parent.items
        ):
            return any(_is_from_elsewhere(context, view, part) for part in walk_run(parent.body))
        child = parent
    return False


def _is_from_elsewhere(context: Context, view: View, node: ast.AST) -> bool:
    if isinstance(node, ast.Yield):
        return _is_given(context, view.enclosing_function(node))
    if isinstance(node, ast.Call) and last_name(node.func) in _RESULTS:
        return True
    if not isinstance(node, ast.Await):
        return False
    called = node.value.func if isinstance(node.value, ast.Call) else None
    if isinstance(node.value, ast.Call) and last_name(node.value.func) in _WAITING:
        return any(not isinstance(item, ast.Call | ast.Constant) for item in node.value.args)
    if isinstance(called, ast.Name):
        return called.id in _given(view, node) or not _is_defined(view, called.id)
    if isinstance(called, ast.Attribute):
        return isinstance(called.value, ast.Name) and _is_kept(context, view, called)
    return True


def _is_defined(view: View, name: str) -> bool:
    """Whether a module has a function of that name, or imports something under it."""
    functions = any(function.name == name for function in view.module.functions)
    return functions or name in view.module.top


def _is_kept(context: Context, view: View, called: ast.Attribute) -> bool:
    """Whether it may be a function that an object was given, which others know by another name."""
    unknown = context.value_in(view, called) is None
    return unknown and not any(
        function.name == called.attr
        for module in context.project.mentioning(called.attr)
        for function in module.functions
    )


def _given(view: View, node: ast.AST) -> Iterator[str]:
    """The parameters of the functions around a node."""
    for parent in view.ancestors(node):
        if isinstance(parent, FunctionNode):
            yield from (item.arg for item in arguments(parent))


def _is_given(context: Context, function: FunctionNode | None) -> bool:
    """Whether a generator is handed to something that may throw exceptions into it."""
    if function is None or function.decorator_list:
        return function is not None
    for module in context.project.mentioning(function.name):
        view = context.view(module.path)
        for mention in view.mentions(function.name):
            parent = view.parents[mention]
            if isinstance(parent, ast.keyword):
                return True
            if isinstance(parent, ast.Call) and parent.func is not mention:
                return True
    return False
