"""The tables of twins, asked about places in the code."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from asyncfix.plan.context import Context
from asyncfix.plan.twins.table import Twin
from asyncfix.plan.twins.takers import Taker
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Instance, Ref
from asyncfix.project.libraries import is_marker
from asyncfix.project.view import View


@dataclass(frozen=True, slots=True)
class Tables:
    """`twins` by the name of a class or function; `takers` by that of what takes an object."""

    twins: Mapping[str, Twin]
    takers: Mapping[str, Taker]

    def held(self, context: Context, view: View, node: ast.expr) -> Twin | None:
        """The twin of the class whose object an expression gives."""
        value = context.value_in(view, node)
        return self.twins.get(value.cls) if isinstance(value, Instance) else None

    def maker(self, context: Context, view: View, call: ast.Call) -> Twin | None:
        """The twin of what is called, if that is a class or function that has one."""
        value = context.value_in(view, call.func)
        return self.twins.get(value.name) if isinstance(value, Ref) else None

    def taker(self, context: Context, view: View, call: ast.Call) -> Taker | None:
        """What is known of a callable that is handed an object."""
        return self.takers.get(self.name(context, view, call.func))

    def is_marker(self, context: Context, view: View, call: ast.Call) -> bool:
        """Whether a call says where a parameter comes from, as a dependency does."""
        return is_marker(context.inference, view.module, describe(call, view.scope(call)))

    def name(self, context: Context, view: View, node: ast.expr) -> str:
        """The dotted name of what an expression is."""
        value = context.value_in(view, node)
        return value.name if isinstance(value, Ref | Bound) else ""

    def is_entered(self, context: Context, view: View, node: ast.expr) -> bool:
        """Whether `async with` enters what an expression gives after the move."""
        held = self.held(context, view, node)
        if held is not None:
            return held.context
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return False
        owner = self.held(context, view, node.func.value)
        return owner is not None and node.func.attr in owner.entered
