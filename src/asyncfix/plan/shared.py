"""Says what other tasks can reach of what a function uses, and whether an `await` gives it away."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from asyncfix.plan.context import Site
from asyncfix.plan.owned import MUTATORS, made_names
from asyncfix.plan.reads import arguments, declared
from asyncfix.project.view import FunctionNode, View, root_name, walk_scope

_LOOKING = frozenset({"get", "items", "keys", "values", "index", "count", "copy"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SIZED = frozenset({"len", "list", "sorted", "sum", "max", "min", "any", "all", "set", "tuple"})


class _Access(NamedTuple):
    """A use of shared state. `key` is "" for the thing itself, else which of its items."""

    base: str
    key: str
    line: int
    writes: bool

    @property
    def text(self) -> str:
        return f"{self.base}[{self.key}]" if self.key else self.base

    def meets(self, other: _Access) -> bool:
        """Whether both may be about the same state."""
        if self.base != other.base or bool(self.key) != bool(other.key):
            return False
        return self.key == other.key or "…" in (self.key, other.key)


def shared_state(site: Site, nodes: tuple[ast.AST, ...] = ()) -> str:
    """The shared state that the function reads before the node and writes after it; "" if none.

    `nodes` are further nodes that the same new `await` stands for. Shared is what other tasks
    can reach: globals, and attributes and items of anything that the function did not make.
    """
    function = site.function_node
    own = own_objects(function)
    first, last = _lines((site.node, *nodes))
    for node in (site.node, *nodes):
        statement = site.view.statement(node)
        if isinstance(statement, ast.AugAssign) and statement is not node:
            for access in _stored(statement.target, own, _outer_names(function)):
                return access.text
    loop = _outermost_loop(site.view, site.node)
    found = list(_accesses(function, own))
    writes = [access for access in found if access.writes]
    for read in sorted(access for access in found if not access.writes):
        for write in writes:
            split = read.line <= last and write.line >= first
            again = loop is not None and _within(loop, read.line) and _within(loop, write.line)
            if read.meets(write) and (split or again):
                return write.text
    return ""


def _lines(nodes: Iterable[ast.AST]) -> tuple[int, int]:
    placed = [node for node in nodes if isinstance(node, ast.stmt | ast.expr)]
    first = min(node.lineno for node in placed)
    return first, max(node.end_lineno or node.lineno for node in placed)


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


def split_update(site: Site, nodes: tuple[ast.AST, ...] = ()) -> str:
    """What `shared_state` finds, as a reason; empty if nothing."""
    state = shared_state(site, nodes)
    if not state:
        return ""
    return f"other tasks may change `{state}`, which is read before the await and written after"


def own_objects(function: FunctionNode) -> frozenset[str]:
    """Local names that are bound only to what the function makes itself."""
    parameters = {item.arg for item in arguments(function)}
    return made_names(function.body) - parameters - _outer_names(function)


def _outer_names(function: FunctionNode) -> frozenset[str]:
    return declared(function, ast.Global) | declared(function, ast.Nonlocal)


def written_in_thread(site: Site, run: Sequence[ast.stmt], spared: ast.AST | None) -> str:
    """The shared state that statements write, all but the target `spared`; "" if none."""
    function = site.function_node
    own, outer = own_objects(function), _outer_names(function)
    for statement in run:
        for node in (statement, *walk_scope(statement)):
            if node is not spared:
                for access in _access(node, own, outer):
                    if access.writes:
                        return access.text
    return ""


def read_in_thread(site: Site, run: Sequence[ast.stmt | ast.expr]) -> str:
    """The shared container that code goes through while other code may change it; "" if none.

    It is one that the module changes somewhere; to hand on a path or a text is no matter.
    """
    return _changing(site, (node for code in run for node in _gone_through(code)))


def given_to_thread(site: Site, call: ast.Call) -> str:
    """The same for a call that is handed over with its arguments, which are not computed there."""
    return _changing(site, (*call.args, *(item.value for item in call.keywords)))


def _changing(site: Site, nodes: Iterable[ast.expr]) -> str:
    own = own_objects(site.function_node)
    used = {ast.unparse(node) for node in nodes if _is_shared(site, node, own)}
    for text in sorted(used):
        if _is_changed(site.view, text.rpartition(".")[2]):
            return text
    return ""


def _gone_through(code: ast.AST) -> Iterator[ast.expr]:
    """What code iterates over, or gives to a function."""
    for node in (code, *walk_scope(code)):
        if isinstance(node, ast.For | ast.comprehension):
            source = node.iter
            if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute):
                source = source.func.value
            yield source
        elif isinstance(node, ast.Call):
            yield from node.args
            yield from (item.value for item in node.keywords)


def _is_shared(site: Site, node: ast.expr, own: frozenset[str]) -> bool:
    root = root_name(node)
    if root is None or root.id in own:
        return False
    if isinstance(node, ast.Attribute):
        return True
    scope = site.module.scopes[site.function.scope]
    return isinstance(node, ast.Name) and node.id not in scope.bindings


def _is_changed(view: View, name: str) -> bool:
    """Whether a function of the module changes a container in place whose last name is that."""
    return any(
        _is_changed_at(view, node)
        for node in view.mentions(name)
        if isinstance(node, ast.Name | ast.Attribute)
    )


def _is_changed_at(view: View, container: ast.Name | ast.Attribute) -> bool:
    parent = view.parents[container]
    if isinstance(parent, ast.Subscript):
        changes = parent.value is container and not isinstance(parent.ctx, ast.Load)
    else:
        call = view.parents[parent] if isinstance(parent, ast.Attribute) else None
        changes = (
            isinstance(parent, ast.Attribute)
            and parent.attr in MUTATORS
            and isinstance(call, ast.Call)
            and call.func is parent
        )
    root = root_name(container) if changes else None
    if root is None:
        return False
    around = (item for item in view.ancestors(container) if isinstance(item, _FUNCTIONS))
    function = next(around, None)
    return isinstance(function, FunctionNode) and root.id not in own_objects(function)


def _accesses(function: FunctionNode, own: frozenset[str]) -> Iterator[_Access]:
    """Reads and writes of shared state.

    An augmented assignment reads and writes at once, with nothing in between: none of these.
    """
    at_once = {node.target for node in walk_scope(function) if isinstance(node, ast.AugAssign)}
    outer = _outer_names(function)
    for node in walk_scope(function):
        if node not in at_once:
            yield from _access(node, own, outer)


def _access(node: ast.AST, own: frozenset[str], outer: frozenset[str]) -> Iterator[_Access]:
    """How a node by itself uses what other tasks can reach; `outer` are names of outer scopes."""
    if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
        if isinstance(node.ctx, ast.Load):
            yield from _loaded(node, own, outer)
        else:
            yield from _stored(node, own, outer)
    elif isinstance(node, ast.Compare):
        for container in node.comparators:
            yield from _inside(container, own, False)
    elif isinstance(node, ast.For | ast.comprehension):
        yield from _inside(node.iter, own, False)
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS | _LOOKING:
            key = _key(node.args[0]) if node.args else "…"
            writes = node.func.attr in MUTATORS
            named = node.func.attr in ("get", "pop", "setdefault")
            yield from _inside(node.func.value, own, writes, key if named else "…")
        elif isinstance(node.func, ast.Name) and node.func.id in _SIZED:
            for argument in node.args:
                yield from _inside(argument, own, False)


def _inside(
    container: ast.expr, own: frozenset[str], writes: bool, key: str = "…"
) -> Iterator[_Access]:
    """A use of what is in a container."""
    root = root_name(container)
    if isinstance(container, ast.Name | ast.Attribute) and root is not None and root.id not in own:
        yield _Access(ast.unparse(container), key, container.lineno, writes)


def _loaded(node: ast.expr, own: frozenset[str], outer: frozenset[str]) -> Iterator[_Access]:
    yield from (access._replace(writes=False) for access in _stored(node, own, outer))


def _stored(node: ast.expr, own: frozenset[str], outer: frozenset[str]) -> Iterator[_Access]:
    root = root_name(node)
    if isinstance(node, ast.Name):
        if node.id in outer:
            yield _Access(node.id, "", node.lineno, True)
    elif root is None or root.id in own:
        return
    elif isinstance(node, ast.Subscript):
        yield _Access(ast.unparse(node.value), _key(node.slice), node.lineno, True)
    elif isinstance(node, ast.Attribute):
        yield _Access(ast.unparse(node), "", node.lineno, True)


def _key(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Constant) else "…"
