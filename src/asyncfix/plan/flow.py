"""Says how control leaves a run of statements, and whether it could still from a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.plan.context import Site
from asyncfix.plan.names import Bindings
from asyncfix.plan.proposal import Refusal
from asyncfix.project.view import ScopeNode, walk_scope

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_SUSPENDING = (ast.Await, ast.AsyncFor, ast.AsyncWith)


def problem(site: Site, run: Sequence[ast.stmt]) -> str:
    """Why the statements cannot become the body of a plain function; empty if they can."""
    for statement in run:
        if not site.view.stands_alone(statement):
            return "it shares a line with other code"
        for node in (statement, *walk_scope(statement)):
            if isinstance(node, _SUSPENDING):
                return "the block awaits"
            if isinstance(node, ast.Yield | ast.YieldFrom):
                return "the block yields"
            if isinstance(node, ast.comprehension) and node.is_async:
                return "the block awaits"
            if isinstance(node, ast.Global | ast.Nonlocal):
                return "the block declares a name global or nonlocal"
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                return "the block defines a function or class"
    return ""


def result(site: Site, run: Sequence[ast.stmt], bound: Bindings) -> str | Refusal:
    """How what follows learns what the statements did: the `result` of the codemod."""
    leaving = list(_leaving(run))
    returns = [node for node in leaving if isinstance(node, ast.Return)]
    kinds = {type(node) for node in leaving}
    if len(kinds) > 1:
        return Refusal("the block is left in more than one way")
    if returns:
        if site.function.is_generator:
            return Refusal("the block returns from a generator")
        return "return" if _always_leaves(run) else "maybe"
    if kinds:
        return "break" if ast.Break in kinds else "continue"
    return "value" if _gives_one_value(site, run, bound) else ""


def _leaving(statements: Sequence[ast.stmt], in_loop: bool = False) -> Iterator[ast.stmt]:
    """The returns, and the breaks and continues that do not belong to a loop inside."""
    for statement in statements:
        if isinstance(statement, ast.Return) or (
            isinstance(statement, ast.Break | ast.Continue) and not in_loop
        ):
            yield statement
        elif not isinstance(statement, ScopeNode):
            looping = isinstance(statement, _LOOPS)
            for name, block in _blocks(statement):
                yield from _leaving(block, in_loop or (looping and name == "body"))


def _blocks(statement: ast.stmt) -> Iterator[tuple[str, list[ast.stmt]]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement, name, None)
        if isinstance(block, list):
            yield name, block
    for holder in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield "handler", holder.body


def _always_leaves(statements: Sequence[ast.stmt]) -> bool:
    """Whether control never falls off the end of the statements."""
    last = statements[-1]
    if isinstance(last, ast.Return | ast.Raise):
        return True
    if isinstance(last, ast.If):
        return bool(last.orelse) and _always_leaves(last.body) and _always_leaves(last.orelse)
    if isinstance(last, ast.With):
        return _always_leaves(last.body) and not _may_swallow(last)
    return False


def _may_swallow(block: ast.With) -> bool:
    """Whether a context manager may end an exception, so that control goes on after the block."""
    return any("suppress" in ast.dump(item.context_expr) for item in block.items)


def _gives_one_value(site: Site, run: Sequence[ast.stmt], bound: Bindings) -> bool:
    """Whether all that later code needs is the name that the very last statement assigns."""
    last = run[-1]
    while isinstance(last, ast.With):
        last = last.body[-1]
    if not isinstance(last, ast.Assign) or len(last.targets) != 1:
        return False
    target = last.targets[0]
    if not isinstance(target, ast.Name) or bound.shared != (target.id,) or bound.globals:
        return False
    mentions = [
        node
        for statement in run
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and node.id == target.id
    ]
    return mentions == [target] and not _seen_when_failing(site, run[0], target.id)


def _seen_when_failing(site: Site, statement: ast.stmt, name: str) -> bool:
    """Whether a `try` around the statement looks at the name after an exception."""
    for parent in site.view.ancestors(statement):
        if parent is site.function_node:
            return False
        if isinstance(parent, ast.Try):
            rest = [*parent.handlers, *parent.finalbody]
            if any(
                isinstance(node, ast.Name) and node.id == name
                for item in rest
                for node in ast.walk(item)
            ):
                return True
    return False
