"""The methods that must change together: those that override one another."""

from __future__ import annotations

import ast

from asyncfix.plan.context import Context
from asyncfix.plan.proofs.conversion.references import related_methods
from asyncfix.project.callgraph import key_of
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Value
from asyncfix.project.project import Definition
from asyncfix.project.terms import Attr


def family(context: Context, definition: Definition) -> tuple[Definition, ...]:
    """A function, and the methods that override it or that it overrides, directly or further on."""
    found = {key_of(definition): definition}
    pending = [definition] if definition.function.owner >= 0 else []
    while pending:
        for other in related_methods(context, pending.pop()):
            if key_of(other) not in found:
                found[key_of(other)] = other
                pending.append(other)
    return tuple(found[key] for key in sorted(found))


def awaited_on_something(context: Context, name: str) -> str:
    """Where a method of that name of something unknown is awaited; empty if nowhere."""
    for module in context.project.mentioning(name):
        if not any(
            call.awaited and isinstance(call.func, Attr) and call.func.name == name
            for call in module.calls
        ):
            continue
        view = context.view(module.path)
        for node in view.mentions(name):
            if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
                continue
            call = view.parents[node]
            if not isinstance(call, ast.Call) or not isinstance(view.parents[call], ast.Await):
                continue
            owner: Value = context.inference.value(module, describe(node.value, view.scope(node)))
            if owner is None:
                return f"{module.path}, line {node.lineno}"
    return ""
