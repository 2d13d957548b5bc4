"""Says whether others may change what the loops around a new `await` go through."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.state.accesses import own_objects
from asyncfix.plan.proofs.threads.in_thread import changing, iterated, parts
from asyncfix.project.inference import Instance, class_name
from asyncfix.project.nodes import COMPREHENSIONS, root_name, walk
from asyncfix.project.project import Definition
from asyncfix.project.properties import methods_named
from asyncfix.project.view import View

Loop = ast.For | ast.While | ast.comprehension
_CONTAINERS = frozenset({"builtins.dict", "builtins.list", "builtins.set"})


def changed_in_loops(context: Context, site: Site, nodes: Iterable[ast.AST]) -> str:
    """The container that functions change and that a loop goes through; "" if there is none."""
    loops = dict.fromkeys(loop for node in nodes for loop in around(site.view, node))
    gone = [item for loop in loops for item in _gone_through(loop)]
    if text := changing(context, site, gone):
        return text
    inside = (_inside(context, site, part) for item in gone for part in parts(item))
    return next(filter(None, inside), "")


def around(view: View, node: ast.AST) -> Iterator[Loop]:
    """The loops that a node stands in, but for what they go through, which is computed before."""
    inner = {node}
    for parent in view.ancestors(node):
        if isinstance(parent, ast.While) or (
            isinstance(parent, ast.For) and parent.iter not in inner
        ):
            yield parent
        elif isinstance(parent, COMPREHENSIONS):
            for item in parent.generators:
                if item.iter in inner:
                    break
                yield item
        inner.add(parent)


def _gone_through(loop: Loop) -> Iterator[ast.expr]:
    if not isinstance(loop, ast.While):
        yield from iterated(loop)
        return
    for node in walk(loop):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            yield from node.args[:1] if node.func.id == "next" else ()


def _inside(context: Context, site: Site, node: ast.expr) -> str:
    """The container that is gone through by a generator, or by an `__iter__` of the project's."""
    value = context.value(site, node)
    if isinstance(node, ast.Call):
        called = context.value(site, node.func)
        targets = context.inference.functions(called, site.path)
    elif isinstance(value, Instance) and not _is_own(site, node):
        if context.inference.classes_of(value.cls, site.path) & _CONTAINERS:
            return ast.unparse(node) if _is_receiver(site, node) else ""
        targets = methods_named(context.inference, class_name(value), "__iter__", site.path)
    else:
        return ""
    return next(filter(None, (_changed_by(context, target) for target in targets)), "")


def _changed_by(context: Context, target: Definition) -> str:
    """What a generator goes through, or what a function gives to go through, that may change."""
    if target.function.is_generator:
        return next(context.off_loop.changing(target, False), "")
    returned = target.function.returned
    found = any(context.off_loop.altered(target, expr) for expr in returned)
    return f"{target.function.name}()" if found else ""


def _is_own(site: Site, node: ast.expr) -> bool:
    root = root_name(node)
    return root is not None and root.id in own_objects(site.function_node)


def _is_receiver(site: Site, node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == site.function.receiver != ""
