"""Says whether items may be gone by the time that a loop which now waits comes to them.

It goes by keys or numbers that were listed before: `for key in list(rows)`, `range(len(rows))`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.looped import around
from asyncfix.plan.proofs.state.accesses import LISTING, Access, nodes_of, own_objects
from asyncfix.plan.proofs.state.owned import VIEWS
from asyncfix.project.nodes import root_name, walk

_Container = ast.Name | ast.Attribute


def gone_by_count(context: Context, site: Site) -> str:
    """The container out of which others take what a loop has listed, and uses; "" if none.

    A loop that waits already, or asks again whether an item is there, goes on as it did.
    """
    for loop in around(site.view, site.node):
        whole = site.view.parents[loop] if isinstance(loop, ast.comprehension) else loop
        inside = [*walk(whole)]
        lets_go = context.suspension.at
        if isinstance(loop, ast.While) or any(
            lets_go(site.module, site.function.scope, item) for item in inside
        ):
            continue
        for listed in _listed_by(site, loop.iter):
            text = ast.unparse(listed)
            used = any(_is_item(node, text) for node in inside)
            asked = any(_asks(node, text) for node in inside)
            if used and not asked and _loses(context, site, listed):
                return text
    return ""


def _listed_by(site: Site, iterated: ast.expr) -> Iterator[_Container]:
    """What a loop lists, or names that hold a list of it: not what the function has made itself."""
    names = {node.id for node in walk(iterated) if isinstance(node, ast.Name)}
    told = [
        node.value
        for node in nodes_of(site.function_node)
        if isinstance(node, ast.Assign)
        and any(isinstance(item, ast.Name) and item.id in names for item in node.targets)
    ]
    own = own_objects(site.function_node)
    for whole in (iterated, *told):
        for listed in _listed(whole):
            root = root_name(listed)
            if root is not None and root.id not in own:
                yield listed


def _listed(expr: ast.expr) -> Iterator[_Container]:
    """`rows` of `range(len(rows))` and `list(rows.keys())`."""
    for node in walk(expr):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        inner = node.args[0] if node.func.id in LISTING else None
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
            inner = inner.func.value if inner.func.attr in VIEWS else None
        if isinstance(inner, _Container):
            yield inner


def _is_item(node: ast.AST, text: str) -> bool:
    if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
        return False
    return ast.unparse(node.value) == text


def _asks(node: ast.AST, text: str) -> bool:
    """Whether it asks whether something is in the container."""
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.In | ast.NotIn):
        return False
    return ast.unparse(node.comparators[0]) == text


def _loses(context: Context, site: Site, listed: _Container) -> bool:
    definition = context.definition(site)
    access = Access(ast.unparse(listed), "…", listed.lineno, False, listed)
    touch = context.effects.touch(definition, access)
    return touch is not None and context.off_loop.loses(definition, touch)
