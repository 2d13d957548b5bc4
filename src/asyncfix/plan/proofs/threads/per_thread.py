"""Says whether the project works with something that each thread has for itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.entries import PerThread
from asyncfix.plan.context import Context
from asyncfix.project.summary import Module
from asyncfix.project.values import object_name
from asyncfix.project.view import View

_QUESTION = "own in each thread"
_GIVING = (
    *(ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Return, ast.arguments, ast.keyword),
    *(ast.IfExp, ast.BoolOp, ast.Dict),
)
"""What stands around a text that is used as it is."""


def own_in_each_thread(context: Context) -> str:
    """Why other threads would see other data, such as another database; empty if they would not."""
    if _QUESTION not in context.whole:
        context.whole[_QUESTION] = _reason(context)
    return context.whole[_QUESTION]


def _reason(context: Context) -> str:
    for known in context.catalogue.per_thread:
        given = [item for item, excepted in _given(context, known) if not excepted]
        if any(isinstance(item, ast.Constant) and item.value in known.arguments for item in given):
            return known.reason
        if not all(isinstance(item, ast.Constant) for item in given) and _is_named(context, known):
            return known.reason
    return ""


def _given(context: Context, known: PerThread) -> Iterator[tuple[ast.expr, bool]]:
    """What each call is given first, and whether it is an exception."""
    for module in context.project.mentioning(known.name.rpartition(".")[2]):
        yield from _given_in(context, module, known)


def _given_in(
    context: Context, module: Module, known: PerThread
) -> Iterator[tuple[ast.expr, bool]]:
    for call in module.calls:
        if object_name(context.inference.value(module, call.func)) == known.name:
            node = context.view(module.path).call(call.span)
            excepted = any(keyword.arg == known.unless for keyword in node.keywords)
            named = [item.value for item in node.keywords if item.arg == known.keyword]
            for item in (*node.args[:1], *named):
                yield item, excepted


def _is_named(context: Context, known: PerThread) -> bool:
    """Whether such an argument is written anywhere but for an exception, or to be compared."""
    for word in {argument.partition(":")[0].partition("+")[0] for argument in known.arguments}:
        for module in context.project.mentioning(word):
            text = context.project.file(module.path).text
            if not any(argument in text for argument in known.arguments):
                continue
            view = context.view(module.path)
            texts = [
                node
                for node in ast.walk(view.tree)
                if isinstance(node, ast.Constant)
                and node.value in known.arguments
                and _is_used_whole(view, node)
            ]
            if texts and not all(_is_excepted(context, view, node, known) for node in texts):
                return True
    return False


def _is_used_whole(view: View, node: ast.Constant) -> bool:
    """Whether a text is not only compared, searched for or a part of another one."""
    parent = view.parents[node]
    if isinstance(parent, ast.Call):
        return not (isinstance(parent.func, ast.Attribute) and hasattr(str, parent.func.attr))
    return isinstance(parent, _GIVING)


def _is_excepted(context: Context, view: View, node: ast.Constant, known: PerThread) -> bool:
    """Whether only calls that are exceptions get a text, or the variable that it is put into."""
    parent = view.parents[node]
    names = {
        target.id
        for target in getattr(parent, "targets", [getattr(parent, "target", None)])
        if isinstance(target, ast.Name)
    }
    takers = [
        excepted
        for item, excepted in _given_in(context, view.module, known)
        if item is node or (isinstance(item, ast.Name) and item.id in names)
    ]
    return bool(takers) and all(takers)
