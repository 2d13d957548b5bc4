"""Where a planner is at work."""

from __future__ import annotations

import ast
from typing import NamedTuple

from asyncfix.project.summary import Function, Module
from asyncfix.project.view import FunctionNode, View


class Site(NamedTuple):
    """A node in an `async def` of a module: where a planner is at work."""

    view: View
    function: Function
    node: ast.expr | ast.stmt
    scope: int

    @property
    def module(self) -> Module:
        """The module that the node is in."""
        return self.view.module

    @property
    def path(self) -> str:
        """The file that the node is in."""
        return self.view.module.path

    @property
    def function_node(self) -> FunctionNode:
        """The definition of the function around the node."""
        return self.view.function_node(self.function)

    def at(self, node: ast.expr | ast.stmt) -> Site:
        """The same place, looking at another node of the same function."""
        return self._replace(node=node)
