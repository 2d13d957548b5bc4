"""What is asked for beyond the names of a function, and how expressions are called there."""

from __future__ import annotations

import ast

from asyncfix.project.facts import UNKNOWN, Known, Names, Thing

RUNNING = "the running event loop"
"""Stands for what `asyncio.get_running_loop()` gives to code that runs on the loop."""
_LOOPS = frozenset({"get_running_loop", "_get_running_loop", "get_event_loop"})


class Outlook:
    """What is known beyond the names of a function: here, nothing."""

    def value(self, node: ast.expr, names: Names) -> Known:
        """What a name, an attribute, an item, a call or an `await` gives beyond the names."""
        return UNKNOWN

    def never_returns(self, call: ast.Call, awaited: bool) -> bool:
        """Whether what comes after a call, or after awaiting what it gives, never runs."""
        return False

    def is_instance(self, value: Thing, kind: ast.expr) -> bool | None:
        """Whether something is an instance of what an expression names; None if unknown."""
        return None

    def narrowed(self, value: Thing, kind: ast.expr) -> Thing:
        """What something is if it is an instance of what an expression names."""
        return value


def dotted(node: ast.expr) -> str:
    """A name, or a chain of attributes of one; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return base and f"{base}.{node.attr}"
    return ""


def asks_for_loop(node: ast.expr) -> bool:
    """Whether an expression asks for the running event loop."""
    if not isinstance(node, ast.Call) or node.args or node.keywords:
        return False
    func = node.func
    name = func.id if isinstance(func, ast.Name) else ""
    return (func.attr if isinstance(func, ast.Attribute) else name) in _LOOPS
