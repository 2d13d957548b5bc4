"""Says what lambdas and comprehensions bind, whose names are no names of the function around."""

from __future__ import annotations

import ast

from asyncfix.project.nodes import COMPREHENSIONS
from asyncfix.project.view import FunctionNode, View


def is_bound_within(view: View, node: ast.Name) -> bool:
    """Whether a comprehension or lambda around a name, within its function, binds the name."""
    child: ast.AST = node
    outside = False
    for parent in view.ancestors(node):
        if isinstance(parent, FunctionNode):
            return False
        if isinstance(parent, ast.Lambda) and child is parent.body:
            arguments = parent.args
            every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
            if any(item.arg == node.id for item in every):
                return True
        elif isinstance(parent, ast.comprehension):
            outside = child is parent.iter
        elif isinstance(parent, COMPREHENSIONS):
            first = child is parent.generators[0] and outside
            if not first and any(_binds(item, node.id) for item in parent.generators):
                return True
        child = parent
    return False


def _binds(generator: ast.comprehension, name: str) -> bool:
    targets = ast.walk(generator.target)
    return any(isinstance(item, ast.Name) and item.id == name for item in targets)
