"""Says which of several bindings of a module's name can be the last that runs."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.project.alone import lines_of
from asyncfix.project.known.constants import always
from asyncfix.project.nodes import is_try
from asyncfix.project.project import Project
from asyncfix.project.statements import Statements, first_line
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import NONE
from asyncfix.project.view import FunctionNode


def last_bindings(project: Project, module: Module, name: str) -> Sequence[Binding]:
    """The bindings in branches and in functions, or the one after them; None is left out."""
    statements = Statements(lines_of(project.file(module.path).text), module.starts)
    left: list[Binding] = []
    for binding in module.top[name]:
        around = [item for item in statements.on([binding.line]) if _is_on(item, binding.line)]
        if len(around) != 1:
            return ()
        if not _may_not_run(around[0], name):
            left.clear()
        if binding.value != NONE and _can_run(around[0], binding.line):
            left.append(binding)
    return left


def _may_not_run(node: ast.stmt, name: str) -> bool:
    """Whether it is a branch, or a function that binds the name (`global CLIENT`)."""
    within = isinstance(node, FunctionNode) and node.name != name
    return within or isinstance(node, ast.If) or is_try(node)


def _is_on(node: ast.stmt, line: int) -> bool:
    return first_line(node) <= line <= (node.end_lineno or line)


def _can_run(node: ast.stmt, line: int) -> bool:
    """Whether what stands on a line of a statement can run: not what only type checkers see."""
    if not isinstance(node, ast.If):
        return True
    truth = always(node.test)
    for body, dead in ((node.body, truth is False), (node.orelse, truth is True)):
        for item in body:
            if _is_on(item, line):
                return not dead and _can_run(item, line)
    return True
