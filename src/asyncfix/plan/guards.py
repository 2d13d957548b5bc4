"""Says why no `await` may be put somewhere, or what it would let other tasks see."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.context import Context, Site
from asyncfix.project.inference import Instance
from asyncfix.project.view import FunctionNode, View, root_name, walk_scope

_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def await_problem(context: Context, site: Site) -> str:
    """Why no `await` may stand at the site's node; empty if one may."""
    child: ast.AST = site.node
    comprehensions = 0
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, FunctionNode):
            if child in parent.body:
                return "" if isinstance(parent, ast.AsyncFunctionDef) else "it is not in an async def"
        elif isinstance(parent, ast.Lambda):
            return "an await cannot stand in a lambda"
        elif isinstance(parent, ast.ClassDef):
            return "an await cannot stand in a class body"
        elif isinstance(parent, _Comprehension):
            if not _is_first_iterable(parent, site.node, site.view):
                comprehensions += 1
                if isinstance(parent, ast.GeneratorExp):
                    return "an await would make the generator expression asynchronous"
                if comprehensions > 1:
                    return "an await in a nested comprehension needs Python 3.11"
        elif isinstance(parent, ast.With) and child in parent.body:
            problem = _lock_problem(context, site, parent)
            if problem:
                return problem
        child = parent
    return "it is not in an async def"


def _is_first_iterable(comprehension: _Comprehension, inside: ast.AST, view: View) -> bool:
    """The first iterable is evaluated outside of the comprehension, once."""
    first = comprehension.generators[0].iter
    return inside is first or first in view.ancestors(inside)


def _lock_problem(context: Context, site: Site, block: ast.With) -> str:
    """A thread's lock that is held while awaiting can stop the whole loop."""
    for item in block.items:
        value = context.value(site, item.context_expr)
        known = context.catalogue.classes.get(value.cls) if isinstance(value, Instance) else None
        text = ast.unparse(item.context_expr)
        if (known is not None and known.lock) or (value is None and "lock" in text.lower()):
            return f"an await must not come while the lock `{text}` is held"
    return ""


def shared_state(site: Site, nodes: tuple[ast.AST, ...] = ()) -> str:
    """The shared state that the function reads before the node and writes after it; "" if none.

    `nodes` are further nodes that the same new `await` stands for. Shared is what other tasks
    can reach: globals, and attributes and items of anything that the function did not make.
    """
    function = site.function_node
    own = _own_objects(function)
    first, last = site.node.lineno, site.node.end_lineno or site.node.lineno
    for node in nodes:
        if isinstance(node, ast.stmt | ast.expr):
            first, last = min(first, node.lineno), max(last, node.end_lineno or node.lineno)
    statement = site.view.statement(site.node)
    if isinstance(statement, ast.AugAssign) and statement is not site.node:
        root = root_name(statement.target)
        if not isinstance(statement.target, ast.Name) and (root is None or root.id not in own):
            return ast.unparse(statement.target)
    loop = _outermost_loop(site.view, site.node)
    read: dict[str, int] = {}
    written: dict[str, int] = {}
    for name, line, writes in _accesses(function, own):
        table = written if writes else read
        if writes:
            table[name] = max(table.get(name, 0), line)
        else:
            table[name] = min(table.get(name, line), line)
    for name in sorted(read.keys() & written.keys()):
        if read[name] <= last and written[name] >= first:
            return name
        if loop is not None and _within(loop, read[name]) and _within(loop, written[name]):
            return name
    return ""


def _within(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _outermost_loop(view: View, node: ast.AST) -> ast.stmt | None:
    found: ast.stmt | None = None
    for parent in view.ancestors(node):
        if isinstance(parent, FunctionNode):
            return found
        if isinstance(parent, ast.For | ast.While):
            found = parent
    return found


def _own_objects(function: FunctionNode) -> frozenset[str]:
    """Local names that are bound only to what the function makes itself."""
    made: dict[str, bool] = {}
    parameters = {item.arg for item in ast.walk(function.args) if isinstance(item, ast.arg)}
    for node in walk_scope(function):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    fresh = isinstance(node.value, _MAKERS)
                    made[target.id] = made.get(target.id, True) and fresh
    return frozenset(name for name, fresh in made.items() if fresh and name not in parameters)


_MAKERS = (
    ast.Call,
    ast.Await,
    ast.Constant,
    ast.Dict,
    ast.List,
    ast.Set,
    ast.Tuple,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
    ast.JoinedStr,
    ast.BinOp,
    ast.Compare,
)


def _accesses(function: FunctionNode, own: frozenset[str]) -> Iterator[tuple[str, int, bool]]:
    """Reads and writes of shared state as (dotted text, line, whether it writes).

    An augmented assignment reads and writes at once, with nothing in between: none of these.
    """
    at_once = {node.target for node in walk_scope(function) if isinstance(node, ast.AugAssign)}
    declared = {
        name for node in walk_scope(function) if isinstance(node, ast.Global) for name in node.names
    }
    for node in walk_scope(function):
        if node in at_once:
            continue
        if isinstance(node, ast.Name) and node.id in declared:
            yield node.id, node.lineno, isinstance(node.ctx, ast.Store | ast.Del)
        elif isinstance(node, ast.Attribute | ast.Subscript):
            yield from _member_access(node, own)
        elif isinstance(node, ast.Compare):
            for container in node.comparators:
                if isinstance(container, ast.Name | ast.Attribute):
                    yield f"{ast.unparse(container)}[…]", node.lineno, False


def _member_access(
    node: ast.Attribute | ast.Subscript, own: frozenset[str]
) -> Iterator[tuple[str, int, bool]]:
    root = root_name(node)
    if root is None or root.id in own:
        return
    writes = isinstance(node.ctx, ast.Store | ast.Del)
    if isinstance(node, ast.Subscript):
        yield f"{ast.unparse(node.value)}[…]", node.lineno, writes
    else:
        yield ast.unparse(node), node.lineno, writes
        if isinstance(node.ctx, ast.Load) and node.attr == "get":
            yield f"{ast.unparse(node.value)}[…]", node.lineno, False
