"""Says which names a piece of code reads and binds in the scope where it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache

from asyncfix.project.nodes import Comprehension, children
from asyncfix.project.view import FunctionNode

Names = frozenset[str]
_NONE: Names = frozenset()


def bound_by(node: ast.AST) -> Iterator[str]:
    """The names that a node binds or unbinds by itself, without the nodes below it."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
        yield node.id
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for item in node.names:
            yield item.asname or item.name.partition(".")[0]
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest
    elif isinstance(node, FunctionNode | ast.ClassDef):
        yield node.name


def bound_in(node: ast.AST, without: Sequence[ast.AST] = ()) -> Iterator[str]:
    """The names that code binds in its own scope: not those of comprehensions and definitions.

    The nodes `without` are passed over.
    """
    if node in without:
        return
    yield from bound_by(node)
    for child in _same_scope(node):
        yield from bound_in(child, without)


def _same_scope(node: ast.AST) -> Iterator[ast.AST]:
    """The children of a node that bind names in the same scope."""
    if isinstance(node, FunctionNode | ast.ClassDef | ast.Lambda):
        yield from _at_definition(node)
        return
    for child in children(node):
        if isinstance(child, ast.comprehension):
            yield child.iter  # but not the target, which is the comprehension's own
            yield from child.ifs
        else:
            yield child


def _at_definition(node: FunctionNode | ast.ClassDef | ast.Lambda) -> Iterator[ast.AST]:
    """What runs where a function or class is defined, but for the body of the class."""
    if isinstance(node, ast.ClassDef):
        yield from (*node.decorator_list, *node.bases, *node.keywords)
        return
    yield from node.args.defaults
    yield from (item for item in node.args.kw_defaults if item is not None)
    if not isinstance(node, ast.Lambda):
        yield from node.decorator_list


def read_by(node: ast.AST) -> Names:
    """The names of the scope around it that code reads, now or, in a function, later."""
    if isinstance(node, ast.Name):
        return _NONE if isinstance(node.ctx, ast.Store) else frozenset((node.id,))
    found: set[str] = set()
    for child in children(node):
        found |= read_by(child)
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        found.add(node.target.id)
    elif isinstance(node, FunctionNode | ast.Lambda):
        found -= own_names(node)
        for outer in _at_definition(node):
            found |= read_by(outer)
    elif isinstance(node, Comprehension):
        for generator in node.generators:
            found -= {part.id for part in ast.walk(generator.target) if isinstance(part, ast.Name)}
        found |= read_by(node.generators[0].iter)
    return frozenset(found)


def own_names(function: FunctionNode | ast.Lambda) -> Names:
    """The names that are local to a function."""
    own = {argument.arg for argument in arguments(function)}
    if isinstance(function, ast.Lambda):
        return frozenset(own)
    own |= {name for statement in function.body for name in bound_in(statement)}
    return frozenset(own - declared(function, ast.Nonlocal, ast.Global))


def declared(function: FunctionNode, *kinds: type[ast.Global | ast.Nonlocal]) -> Names:
    """The names that a function declares global, or nonlocal."""
    found: set[str] = set()
    pending: list[ast.AST] = [*function.body]
    while pending:
        node = pending.pop()
        if isinstance(node, kinds):
            found.update(node.names)
        elif not isinstance(node, FunctionNode | ast.ClassDef | ast.expr):
            pending += children(node)
    return frozenset(found)


def is_declared(within: ast.AST, name: str) -> bool:
    """Whether a name is declared global or nonlocal, also in the functions inside."""
    return name in _declared_within(within)


@lru_cache(maxsize=8)  # of a module, it is asked for each name of each call
def _declared_within(node: ast.AST) -> Names:
    parts = (part for part in ast.walk(node) if isinstance(part, ast.Global | ast.Nonlocal))
    return frozenset(name for part in parts for name in part.names)


def names_are_looked_at(function: FunctionNode) -> bool:
    """Whether a function asks which names it has."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("locals", "vars", "dir")
        and not node.args
        for node in ast.walk(function)
    )


def arguments(function: FunctionNode | ast.Lambda) -> Iterator[ast.arg]:
    """The parameters of a function."""
    return (node for node in ast.walk(function.args) if isinstance(node, ast.arg))


def read_later(node: ast.AST, without: Sequence[ast.AST] = ()) -> Names:
    """The names that functions, generators and classes within the code read from around them.

    The nodes `without` are passed over.
    """
    found: set[str] = set()
    pending = children(node)
    while pending:
        part = pending.pop()
        if part in without:
            continue
        if isinstance(part, FunctionNode | ast.ClassDef | ast.Lambda):
            found |= read_by(part)
        elif isinstance(part, ast.GeneratorExp):
            now = {id(item) for item in ast.walk(part.generators[0].iter)}
            names = (item for item in ast.walk(part) if isinstance(item, ast.Name))
            found.update(item.id for item in names if id(item) not in now)
        pending += children(part)
    return frozenset(found)
