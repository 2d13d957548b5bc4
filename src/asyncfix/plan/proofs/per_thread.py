"""Says whether the project works with something that each thread has for itself."""

from __future__ import annotations

import ast

from asyncfix.catalogue import PerThread
from asyncfix.plan.context import Context
from asyncfix.project.inference import Ref
from asyncfix.project.summary import Module

_QUESTION = "own in each thread"


def own_in_each_thread(context: Context) -> str:
    """Why other threads would see other data, such as another database; empty if they would not."""
    if _QUESTION not in context.whole:
        context.whole[_QUESTION] = _reason(context)
    return context.whole[_QUESTION]


def _reason(context: Context) -> str:
    for known in context.catalogue.per_thread:
        for module in context.project.mentioning(known.name.rpartition(".")[2]):
            if _makes_one(context, module, known):
                return known.reason
    return ""


def _makes_one(context: Context, module: Module, known: PerThread) -> bool:
    if not any(
        context.inference.value(module, call.func) == Ref(known.name) for call in module.calls
    ):
        return False
    view = context.view(module.path)
    for node in ast.walk(view.tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        first = node.args[0]
        if not isinstance(first, ast.Constant) or first.value not in known.arguments:
            continue
        excepted = any(keyword.arg == known.unless for keyword in node.keywords)
        if context.value_in(view, node.func) == Ref(known.name) and not excepted:
            return True
    return False
