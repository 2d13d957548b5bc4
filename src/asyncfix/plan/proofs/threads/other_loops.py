"""Looks for code that runs what is made once on more than one event loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.loops.nested import runner_of
from asyncfix.plan.context import Context
from asyncfix.project.inference import Ref
from asyncfix.project.summary import Module
from asyncfix.project.tests import is_collected


def other_loops(context: Context) -> str:
    """Where a project starts an event loop beside that of the application; empty if nowhere.

    One call that runs the whole program is none; a test runner starts a loop for each test.
    """
    question = ("loops",)
    if question not in context.whole:
        places = [place for module in context.project.modules() for place in _of(context, module)]
        places += _unopened(context)
        in_tests = [place for place in places if is_collected(place[0])]
        several = len(places) > 1 or bool(in_tests)
        path, line, text = min(in_tests or places, default=("", 0, ""))
        context.whole[question] = (
            f"`{text}` in {path}, line {line}, starts a loop of its own" if several else ""
        )
    return context.whole[question]


def _of(context: Context, module: Module) -> Iterator[tuple[str, int, str]]:
    for call in module.calls:
        if runner_of(context.inference, module, call.func) is not None:
            yield module.path, call.span.line, call.text
    if is_collected(module.path):
        for function in module.functions:
            if function.is_async and function.name.startswith("test"):
                yield module.path, function.span.line, function.name


def _unopened(context: Context) -> Iterator[tuple[str, int, str]]:
    """The objects that run a loop for each thing that is asked of them, unless they are entered."""
    for name in context.catalogue.own_loops:
        last = name.rpartition(".")[2]
        views = (context.view(module.path) for module in context.project.mentioning(last))
        for view in views:
            for node in view.mentions(last):
                call = view.parents.get(node)
                if (
                    isinstance(call, ast.Call)
                    and call.func is node
                    and context.value_in(view, call.func) == Ref(name)
                    and not isinstance(view.parents[call], ast.withitem)
                ):
                    yield view.module.path, call.lineno, ast.unparse(call)
