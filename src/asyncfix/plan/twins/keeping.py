"""Says whether code keeps an object that it is handed, so that it may be used later on."""

from __future__ import annotations

import ast

from asyncfix.plan.context import Context
from asyncfix.plan.twins.arguments import parameter_of
from asyncfix.plan.twins.homes import functions_called
from asyncfix.project.nodes import targets_of
from asyncfix.project.project import Definition
from asyncfix.project.view import View

_DEEPEST = 4


def is_kept(context: Context, view: View, node: ast.expr, depth: int = _DEEPEST) -> bool:
    """Whether a use of a variable puts its object in an attribute or a container.

    What a function of the project does with it counts, too; of how a class without an `__init__`
    of its own is made, nothing is known.
    """
    parent = view.parents[node]
    if isinstance(parent, ast.List | ast.Tuple | ast.Set | ast.Dict):
        return True
    if isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        targets = targets_of(parent)
        return not all(isinstance(item, ast.Name) for item in targets)
    call = view.parents[parent] if isinstance(parent, ast.keyword) else parent
    if not isinstance(call, ast.Call) or node is call.func:
        return False
    targets_of_call = functions_called(context, view, call)
    return depth == 0 or any(
        _keeps(context, view, call, node, definition, depth - 1) for definition in targets_of_call
    )


def _keeps(
    context: Context,
    view: View,
    call: ast.Call,
    argument: ast.expr,
    definition: Definition,
    depth: int,
) -> bool:
    parameter = parameter_of(context, view, call, argument, definition)
    if parameter is None:
        return True
    inner = context.view(definition.module.path)
    body = inner.function_node(definition.function)
    uses = [
        node for node in ast.walk(body) if isinstance(node, ast.Name) and node.id == parameter.name
    ]
    return any(
        inner.scope(node) != definition.function.scope or is_kept(context, inner, node, depth)
        for node in uses
    )
