"""Says which names a run of statements binds, and which of them the rest of the function sees."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.plan.context import Site
from asyncfix.project.view import FunctionNode, walk_scope

_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Bindings(NamedTuple):
    """`shared`: names that the statements bind and the rest uses; `undeclared`: those of them
    that nothing else binds; `globals`: those that the function declares global."""

    shared: tuple[str, ...]
    undeclared: tuple[str, ...]
    globals: tuple[str, ...]


def bindings(site: Site, run: Sequence[ast.stmt]) -> Bindings:
    """What a nested function made of the statements has to declare."""
    function = site.function_node
    inside = {id(node) for statement in run for node in ast.walk(statement)}
    bound = {name for statement in run for name in bound_names(statement)}
    declared_global = _declared(function, ast.Global)
    declared_nonlocal = _declared(function, ast.Nonlocal)
    bound_outside = {argument.arg for argument in _arguments(function)}
    targets = _comprehension_targets(function)
    for node in walk_scope(function):
        if id(node) not in inside | targets:
            bound_outside.update(_bound_by(node))
    live = _Liveness(site, run, inside)
    shared = sorted(
        name
        for name in bound - declared_global
        if name in declared_nonlocal or live.leaves(name) or live.enters(name, bound_outside)
    )
    undeclared = [name for name in shared if name not in bound_outside | declared_nonlocal]
    return Bindings(tuple(shared), tuple(undeclared), tuple(sorted(bound & declared_global)))


class _Liveness:
    """Which names carry a value into a run of statements, or out of it."""

    def __init__(self, site: Site, run: Sequence[ast.stmt], inside: set[int]) -> None:
        self._site = site
        self._run = run
        self._inside = inside
        self._in_loop = any(
            isinstance(parent, ast.For | ast.AsyncFor | ast.While)
            for parent in _up_to(site, run[0])
        )
        self._reads: dict[str, list[ast.Name]] = {}
        for node in ast.walk(site.function_node):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
                self._reads.setdefault(node.id, []).append(node)

    def leaves(self, name: str) -> bool:
        """Whether code outside may read what the statements bind the name to."""
        return any(
            id(read) not in self._inside and not self._is_covered(read)
            for read in self._reads.get(name, ())
        )

    def enters(self, name: str, bound_outside: set[str]) -> bool:
        """Whether the statements may read the name before they bind it."""
        if name not in bound_outside and not self._in_loop:
            return False
        return name in _updated(self._run) or any(
            id(read) in self._inside and not self._is_covered(read)
            for read in self._reads.get(name, ())
        )

    def _is_covered(self, read: ast.Name) -> bool:
        """Whether every way to the read binds the name anew, on the same side of the border."""
        outside = id(read) not in self._inside
        function = self._site.function_node
        child: ast.AST = read
        for parent in _up_to(self._site, read, including_function=True):
            if outside or id(parent) in self._inside:
                if parent is not function and _binds_for(parent, child, read.id):
                    return not (outside and self._run[0] in ast.walk(parent))
            if isinstance(parent, ast.Lambda | FunctionNode) and parent is not function:
                return False  # it may be called at any time
            if isinstance(child, ast.stmt) and not isinstance(parent, ast.expr):
                for earlier in _earlier(parent, child):
                    same_side = (id(earlier) in self._inside) != outside
                    if same_side and read.id in _surely_bound(earlier):
                        return not outside or not self._comes_between(earlier, read)
            if not outside and child in self._run:
                return False
            child = parent
        return False

    def _comes_between(self, store: ast.stmt, read: ast.Name) -> bool:
        return store.lineno < self._run[0].lineno <= read.lineno


def _updated(run: Sequence[ast.stmt]) -> set[str]:
    """Names that an augmented assignment reads although it only seems to store into them."""
    return {
        node.target.id
        for statement in run
        for node in ast.walk(statement)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    }


def _earlier(parent: ast.AST, child: ast.stmt) -> Sequence[ast.stmt]:
    """The statements that surely ran right before the child, latest first."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and child in block:
            return block[: block.index(child)][::-1]
    return ()


def _surely_bound(statement: ast.stmt) -> set[str]:
    """The names that a statement binds whenever it is left in the normal way."""
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets = [statement.target]
    elif isinstance(statement, ast.With | ast.AsyncWith):
        targets = [item.optional_vars for item in statement.items if item.optional_vars]
    elif isinstance(statement, ast.Import | ast.ImportFrom | ast.ClassDef | FunctionNode):
        return set(_bound_by(statement))
    return {
        node.id
        for target in targets
        for node in ast.walk(target)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _binds_for(parent: ast.AST, child: ast.AST, name: str) -> bool:
    """Whether a construct binds the name for the part of it that the child is."""
    if isinstance(parent, ast.With | ast.AsyncWith):
        return child in parent.body and name in _surely_bound(parent)
    if isinstance(parent, ast.For | ast.AsyncFor):
        stored = {node.id for node in ast.walk(parent.target) if isinstance(node, ast.Name)}
        return child in parent.body and name in stored
    if isinstance(parent, ast.ExceptHandler):
        return child in parent.body and parent.name == name
    if isinstance(parent, _Comprehension):
        first = parent.generators[0]
        stored = {
            node.id
            for generator in parent.generators
            for node in ast.walk(generator.target)
            if isinstance(node, ast.Name)
        }
        return name in stored and child is not first
    if isinstance(parent, ast.Lambda | FunctionNode):
        return name in _own_names(parent)
    return False


def _own_names(function: FunctionNode | ast.Lambda) -> set[str]:
    """The names that are local to a nested function."""
    own = {argument.arg for argument in _arguments(function)}
    if isinstance(function, ast.Lambda):
        return own
    own |= {name for statement in function.body for name in bound_names(statement)}
    return own - _declared(function, ast.Nonlocal) - _declared(function, ast.Global)


def bound_names(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement binds in the scope where it stands."""
    private = _comprehension_targets(statement)
    for node in (statement, *walk_scope(statement)):
        if id(node) not in private:
            yield from _bound_by(node)


def _bound_by(node: ast.AST) -> Iterator[str]:
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


def _comprehension_targets(statement: ast.AST) -> set[int]:
    return {
        id(part)
        for node in ast.walk(statement)
        if isinstance(node, ast.comprehension)
        for part in ast.walk(node.target)
    }


def _declared(function: FunctionNode, kind: type[ast.Global | ast.Nonlocal]) -> set[str]:
    return {
        name for node in walk_scope(function) if isinstance(node, kind) for name in node.names
    }


def _arguments(function: FunctionNode | ast.Lambda) -> Iterator[ast.arg]:
    return (node for node in ast.walk(function.args) if isinstance(node, ast.arg))


def _up_to(site: Site, node: ast.AST, including_function: bool = False) -> Iterator[ast.AST]:
    for parent in site.view.ancestors(node):
        if parent is site.function_node:
            if including_function:
                yield parent
            return
        yield parent
