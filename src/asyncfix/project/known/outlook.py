"""What is asked for beyond the names of a function, and how expressions are called there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from asyncfix.project.known.facts import UNKNOWN, Known, Names, Thing

RUNNING = "the running event loop"
"""Stands for what `asyncio.get_running_loop()` gives to code that runs on the loop."""
_RUNS = frozenset({"run", "run_until_complete", "run_forever"})
"""Methods that raise RuntimeError where a loop runs."""
_LOOPS = frozenset({"get_running_loop", "_get_running_loop", "get_event_loop"})


class Outlook:
    """What is known beyond the names of a function: here, nothing."""

    def value(self, node: ast.expr, names: Names) -> Known:
        """What a name, an attribute, an item, a call or an `await` gives beyond the names."""
        return UNKNOWN

    def of_method(self, base: Thing, call: ast.Call, names: Names) -> Known:
        """What a method gives that is called on such an object."""
        return UNKNOWN

    def of_item(self, node: ast.expr, key: Known) -> Known:
        """What stands under a key of what an expression names: a member of an enumeration."""
        return UNKNOWN

    def of_operator(self, node: ast.BinOp, names: Names) -> Known:
        """What an operator gives between objects of libraries."""
        return UNKNOWN

    def never_returns(self, call: ast.Call, awaited: bool) -> bool:
        """Whether what comes after a call, or after awaiting what it gives, never runs."""
        return False

    def needs_loop(self, call: ast.Call) -> bool:
        """Whether a call raises RuntimeError where no event loop runs, and gives something else."""
        return raises_without_loop(call)

    def lasts(self, text: str) -> bool:
        """Whether an attribute of a name is for good what the object's constructor sets it to."""
        return False

    def is_by_itself(self, value: Thing) -> bool:
        """Whether an object leads to no other one that somebody may change."""
        return False

    def unsaid(self, value: Known, text: Known) -> frozenset[str]:
        """Words that no error has in it that a method raises which is given that text."""
        return frozenset()

    def entered(self, value: Known) -> Known:
        """What `with` binds of a value."""
        return UNKNOWN

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


def names_a_class(node: ast.expr) -> bool:
    """Whether an expression is written as the name of a class is."""
    return dotted(node).rpartition(".")[2][:1].isupper()


def parsed_chain(text: str) -> ast.expr | None:
    """The expression that is written so, if it is a name or a chain of attributes of one."""
    first, *rest = text.split(".")
    if not all(map(str.isidentifier, (first, *rest))):
        return None
    node: ast.expr = ast.Name(first, ast.Load())
    for name in rest:
        node = ast.Attribute(node, name, ast.Load())
    return node


def asks_for_loop(node: ast.expr) -> bool:
    """Whether an expression asks for the running event loop."""
    if not isinstance(node, ast.Call) or node.args or node.keywords:
        return False
    func = node.func
    name = func.id if isinstance(func, ast.Name) else ""
    return (func.attr if isinstance(func, ast.Attribute) else name) in _LOOPS


def raises_without_loop(call: ast.Call) -> bool:
    """Whether a call raises RuntimeError where no event loop runs."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "create_task":
        return dotted(call.func.value) == "asyncio"
    name = dotted(call.func).rpartition(".")[2]
    return asks_for_loop(call) and name != "get_event_loop"


def begins_with_loop(body: Sequence[ast.stmt]) -> bool:
    """The same for the body of a function that asks for the loop first of all."""
    documented = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    first = body[min(int(documented), len(body) - 1)]
    return isinstance(first, ast.Assign | ast.Expr) and any(
        isinstance(item, ast.Call) and raises_without_loop(item) for item in ast.walk(first)
    )


def is_for_no_loop(node: ast.Try, handler: ast.ExceptHandler, outlook: Outlook) -> bool:
    """Whether an `except RuntimeError` is for code that no loop runs: the `try` begins with what
    raises that without one, and nothing in it is known to raise one for another reason."""
    if not isinstance(handler.type, ast.Name) or handler.type.id != "RuntimeError":
        return False
    everything = [item for statement in node.body for item in ast.walk(statement)]
    if any(isinstance(item, ast.Raise) for item in everything):
        return False
    if any(isinstance(item, ast.Attribute) and item.attr in _RUNS for item in everything):
        return False
    first = ast.walk(node.body[0])
    return any(isinstance(item, ast.Call) and outlook.needs_loop(item) for item in first)


def only_asks_for_loop(statements: Sequence[ast.stmt], is_loop: Callable[[ast.expr], bool]) -> bool:
    """Whether all that statements do is to ask for the running loop, and to say what came of it.

    `is_loop`: whether an expression is known to give that loop.
    """
    first = statements[0]
    if isinstance(first, ast.If):
        asked: ast.expr | None = first.test
    else:
        asked = first.value if isinstance(first, ast.Assign | ast.Expr | ast.Return) else None
    nodes = ast.walk(asked) if asked is not None else ()
    asks = any(
        isinstance(node, ast.Call) and (asks_for_loop(node) or _asks_whether_it_runs(node, is_loop))
        for node in nodes
    )
    return asks and all(_only_tells(item) for item in statements)


def _asks_whether_it_runs(call: ast.Call, is_loop: Callable[[ast.expr], bool]) -> bool:
    func = call.func
    return isinstance(func, ast.Attribute) and func.attr == "is_running" and is_loop(func.value)


def _only_tells(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.If):
        parts = [*statement.body, *statement.orelse]
        return _is_harmless(statement.test) and all(_only_tells(item) for item in parts)
    if isinstance(statement, ast.Assign | ast.Expr | ast.Return):
        return statement.value is None or _is_harmless(statement.value)
    return isinstance(statement, ast.Pass)


def _is_harmless(node: ast.expr) -> bool:
    """Whether evaluating an expression raises nothing while a loop runs."""
    if isinstance(node, ast.UnaryOp | ast.BoolOp | ast.Compare):
        parts = (item for item in ast.iter_child_nodes(node) if isinstance(item, ast.expr))
        identity = not isinstance(node, ast.Compare) or all(
            isinstance(item, ast.Is | ast.IsNot) for item in node.ops
        )
        return identity and all(_is_harmless(item) for item in parts)
    if asks_for_loop(node) or isinstance(node, ast.Constant | ast.Name):
        return True
    func = node.func if isinstance(node, ast.Call) else None
    return (
        isinstance(func, ast.Attribute) and func.attr == "is_running" and _is_harmless(func.value)
    )
