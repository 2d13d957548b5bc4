"""Says what code that goes to a thread shares with other tasks."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from asyncfix.plan.code.names import given
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.calls.called_at import handed_in
from asyncfix.plan.proofs.state.accesses import access_of, outer_names, own_objects
from asyncfix.plan.proofs.state.containers import PASSING
from asyncfix.plan.proofs.state.owned import MUTATORS
from asyncfix.plan.proofs.state.ownership import STEPS
from asyncfix.project.expressions import describe
from asyncfix.project.nodes import last_name, root_name
from asyncfix.project.view import FunctionNode, View, walk_run, walk_scope

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def written_in_thread(site: Site, run: Sequence[ast.stmt], spared: ast.AST | None) -> str:
    """The shared state that statements write, all but the target `spared`; "" if none."""
    function = site.function_node
    own, outer = own_objects(function), outer_names(function)
    for node in walk_run(run):
        if node is not spared:
            for access in access_of(node, own, outer):
                if access.writes:
                    return access.text
    return ""


def read_in_thread(context: Context, site: Site, run: Sequence[ast.stmt | ast.expr]) -> str:
    """The shared container that code goes through while other code may change it; "" if none.

    It is one that the module changes somewhere; to hand on a path or a text is no matter.
    """
    return changing(context, site, (node for code in run for node in _gone_through(code)))


def given_to_thread(context: Context, site: Site, call: ast.Call) -> str:
    """The same for a call that is handed over with its arguments, which are not computed there."""
    return changing(context, site, given(call))


def changing(context: Context, site: Site, nodes: Iterable[ast.expr]) -> str:
    """The shared container among some expressions that functions change; "" if none."""
    named = [part for node in nodes for part in parts(node)]
    return _changing(context, site, named) or _changing_by_callers(context, site, named)


def parts(node: ast.expr) -> Iterator[ast.expr]:
    """What an expression is one of, or goes through: `rows` of `enumerate(rows or ())`."""
    inner: Iterable[ast.expr] = ()
    if isinstance(node, ast.BoolOp):
        inner = node.values
    elif isinstance(node, ast.IfExp):
        inner = (node.body, node.orelse)
    elif isinstance(node, ast.NamedExpr | ast.Starred):
        inner = (node.value,)
    elif isinstance(node, ast.GeneratorExp):
        inner = [item.iter for item in node.generators]
    elif isinstance(node, ast.Call) and last_name(node.func) in PASSING:
        inner = node.args
    if not inner:
        yield node
    for item in inner:
        yield from parts(item)


def _changing_by_callers(context: Context, site: Site, named: Sequence[ast.expr]) -> str:
    """The same for what the function is handed: it is what its callers have."""
    for node in named:
        question = ("changing", site.path, site.function.index, ast.unparse(node))
        if question not in context.whole:
            context.whole[question] = ""  # while it is found out, for those that call themselves
            handed = handed_in(context, site, node)
            found = (changing(context, caller, (given,)) for caller, given in handed)
            context.whole[question] = next(filter(None, found), "")
        if text := context.whole[question]:
            return text
    return ""


def _changing(context: Context, site: Site, named: Sequence[ast.expr]) -> str:
    own = own_objects(site.function_node)
    used = {ast.unparse(node) for node in named if _is_shared(site, node, own)}
    for text in sorted(used):
        if _is_changed(site.view, text.rpartition(".")[2]):
            return text
    definition = context.definition(site)
    for node in named:
        if context.off_loop.altered(definition, describe(node, site.scope)):
            return ast.unparse(node)
    return ""


def _gone_through(code: ast.AST) -> Iterator[ast.expr]:
    """What code iterates over, or gives to a function."""
    for node in (code, *walk_scope(code)):
        if isinstance(node, ast.For | ast.comprehension):
            yield from iterated(node)
        elif isinstance(node, ast.Call):
            yield from node.args
            yield from (item.value for item in node.keywords)
            if isinstance(node.func, ast.Attribute) and node.func.attr not in STEPS:
                yield from (item for item in (node.func.value,) if isinstance(item, ast.Attribute))


def iterated(loop: ast.For | ast.comprehension) -> Iterator[ast.expr]:
    """What a loop goes through."""
    for source in parts(loop.iter):
        yield source
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute):
            yield source.func.value


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
    item: ast.AST = container
    parent = view.parents[container]
    while isinstance(parent, ast.Subscript) and parent.value is item:
        item, parent = parent, view.parents[parent]
    stored = isinstance(item, ast.Subscript) and not isinstance(item.ctx, ast.Load)
    call = view.parents[parent] if isinstance(parent, ast.Attribute) else None
    changes = stored or (
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
