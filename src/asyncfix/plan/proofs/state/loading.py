"""Says which functions of a project run only while its modules are loaded."""

from __future__ import annotations

import ast

from asyncfix.project.project import Project
from asyncfix.project.summary import Function, Module
from asyncfix.project.view import View


def runs_while_loading(project: Project, module: Module, function: Function) -> bool:
    """Whether a function is only called by modules themselves, as they are loaded.

    Modules count as loaded before a loop runs, whoever imports them.
    """
    if function.outer != 0 or function.is_async or function.decorators:
        return False
    views = [project.view(item.path) for item in project.mentioning(function.name)]
    mentions = [(view, node) for view in views for node in view.mentions(function.name)]
    calls = [item for item in mentions if not isinstance(item[1], ast.alias)]
    return bool(calls) and all(_is_called_at_top(*item) for item in calls)


def _is_called_at_top(view: View, node: ast.AST) -> bool:
    around = view.parents[node]
    if not isinstance(around, ast.Call) or around.func is not node:
        return False
    inside = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    return not any(isinstance(item, inside) for item in view.ancestors(node))
