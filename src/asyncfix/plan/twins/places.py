"""Looks at where a node stands."""

from __future__ import annotations

import ast

from asyncfix.project.nodes import last_name
from asyncfix.project.summary import Function
from asyncfix.project.view import FunctionNode, View

_REFLECTING = frozenset(
    {"getattr", "setattr", "hasattr", "delattr", "patch", "object", "attrgetter", "methodcaller"}
)


def function_around(view: View, node: ast.AST) -> Function | None:
    """The function around a node."""
    around = view.enclosing_function(node)
    if around is None:
        return None
    span = view.span(around)
    return next((item for item in view.module.functions if item.span == span), None)


def is_within(view: View, node: ast.AST, function: FunctionNode | None) -> bool:
    """Whether a node is in a function, or in one that is defined in it."""
    return function is not None and function in view.ancestors(node)


def is_in_lambda(view: View, node: ast.AST) -> bool:
    """Whether a node stands in a lambda of the function around it."""
    for parent in view.ancestors(node):
        if isinstance(parent, FunctionNode):
            return False
        if isinstance(parent, ast.Lambda):
            return True
    return False


def may_run_loop(view: View) -> bool:
    """Whether a module can call `asyncio.run`: the name `asyncio` is nothing else in it."""
    return "asyncio" not in view.module.top.keys() - _imported(view)


def is_shared(view: View, node: ast.AST) -> bool:
    """Whether what a node gives is made when the module is imported, and is there for all."""
    return view.enclosing_function(node) is None and not any(
        isinstance(parent, ast.If) and _starts(parent) for parent in view.ancestors(node)
    )


def _starts(condition: ast.If) -> bool:
    """Whether what is below a condition runs only in a program that is started."""
    return ast.unparse(condition.test) == "__name__ == '__main__'"


def is_main(view: View, node: ast.AST) -> bool:
    """Whether a node is a call that stands alone below `if __name__ == "__main__":`.

    Only a program that is started runs it, so that no loop does.
    """
    statement = view.parents[node]
    condition = view.parents.get(statement)
    return (
        isinstance(statement, ast.Expr)
        and isinstance(condition, ast.If)
        and statement in condition.body
        and may_run_loop(view)
        and _starts(condition)
    )


def _imported(view: View) -> set[str]:
    """The names that stand for the library of that name."""
    return {
        name
        for name, bindings in view.module.top.items()
        if all(item.kind == "import" and item.target == name for item in bindings)
    }


def is_looked_up(view: View, text: ast.Constant, name: str) -> bool:
    """Whether a text that names something is given to what looks it up, or has its whole path."""
    if text.value != name:
        return True
    call = view.parents[text]
    return last_name(call.func if isinstance(call, ast.Call) else None) in _REFLECTING
