"""What becomes of the other uses of a coroutine function that is made a plain one.

A coroutine function that awaits it runs it in a thread then, so that it does not block there. What
runs a loop for it calls it. Any other use stands in the way.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from asyncfix.detect.loops.nested import runner_of
from asyncfix.model import Edit
from asyncfix.plan.context import Context, Site, Spelling
from asyncfix.plan.proofs.awaits.cancellation import cut_off
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proofs.awaits.shared import split_update
from asyncfix.plan.proofs.calls.patched import in_words
from asyncfix.plan.proofs.conversion.references import uses
from asyncfix.plan.proofs.threads.in_thread import given_to_thread
from asyncfix.plan.proofs.threads.made import handed_over
from asyncfix.plan.proposal import Refusal
from asyncfix.project.expressions import describe
from asyncfix.project.project import Definition
from asyncfix.project.view import View
from asyncfix.runners import Runner


class Elsewhere(NamedTuple):
    """The edits of the other uses, and why the program may not do the same after them."""

    edits: tuple[Edit, ...]
    doubt: str


class _Use(NamedTuple):
    view: View
    node: ast.expr
    definition: Definition

    @property
    def refusal(self) -> Refusal:
        """Why the function can't become plain: of this use nothing can be made."""
        name = self.definition.function.name
        return Refusal(f"`{name}` is also used in {self.view.module.path}, line {self.node.lineno}")


def used_elsewhere(context: Context, definition: Definition) -> Elsewhere | Refusal:
    """What becomes of all uses but those by which a framework gets hold of the function."""
    edits: list[Edit] = []
    doubts: list[str] = []
    for view, node in uses(context, definition):
        use = _Use(view, node, definition)
        answer = _of_use(context, use)
        if isinstance(answer, Refusal):
            return answer
        edits += answer.edits
        doubts += [answer.doubt] if answer.doubt else []
    if edits and (where := _replaced(context, definition)):
        return Refusal(in_words(definition.function.name, where))
    return Elsewhere(tuple(edits), next(iter(doubts), ""))


def _of_use(context: Context, use: _Use) -> Elsewhere | Refusal:
    view = use.view
    call = view.parents[use.node]
    if not isinstance(call, ast.Call) or use.definition.function.is_generator:
        return use.refusal
    if call.func is not use.node:
        return _run(context, use, call)
    outer = view.parents[call]
    if isinstance(outer, ast.Await):
        return _awaited(context, use, outer, call)
    return _run(context, use, outer, call) if isinstance(outer, ast.Call) else use.refusal


def _run(
    context: Context, use: _Use, call: ast.Call, made: ast.Call | None = None
) -> Elsewhere | Refusal:
    """Something that runs an event loop is given the function, or the coroutine."""
    view = use.view
    runner = runner_of(context.inference, view.module, describe(call.func, view.scope(call)))
    if runner is None or not _runs_it(runner, use, call, made):
        return use.refusal
    if isinstance(view.enclosing_function(call), ast.AsyncFunctionDef):
        return use.refusal
    edit = Edit(view.module.path, view.span(call), "call_plainly", {"takes": runner.takes})
    return Elsewhere((edit,), "")


def _runs_it(runner: Runner, use: _Use, call: ast.Call, made: ast.Call | None) -> bool:
    """Whether all that a runner is given is the function with its arguments, or the coroutine."""
    if call.keywords or runner.takes == "wrapper":
        return False
    if runner.takes == "coroutine":
        return made is not None and call.args == [made]
    return made is None and call.args[:1] == [use.node]


def _awaited(context: Context, use: _Use, outer: ast.Await, call: ast.Call) -> Elsewhere | Refusal:
    """A coroutine function that awaits it: a thread runs it then, which the `await` waits for."""
    view = use.view
    around = view.enclosing_function(outer)
    if around is None:
        return use.refusal
    span = view.span(around)
    function = next(item for item in view.module.functions if item.span == span)
    site = Site(view, function, call, function.scope)
    plain = Definition(use.definition.module, replace(use.definition.function, is_async=False))
    found = context.off_loop.hindrance((plain,), on_own=False)
    refused = (
        await_problem(context, site.at(outer))
        or handed_over(context, site, call)
        or (found.reason if found is not None and found.certain else "")
    )
    if refused:
        where = f"{view.module.path}, line {outer.lineno}"
        return Refusal(f"it is also awaited in {where}, and can't run in a thread there: {refused}")
    doubts = _doubts(context, site, call, found.reason if found is not None else "")
    return Elsewhere((_in_thread(context, site, outer, call),), next(doubts, ""))


def _doubts(context: Context, site: Site, call: ast.Call, hindered: str) -> Iterator[str]:
    if hindered:
        yield hindered
    if reason := split_update(context, site) or cut_off(context, site):
        yield reason
    if state := given_to_thread(context, site, call):
        yield f"other tasks may change `{state}` while the thread goes through it"


def _in_thread(context: Context, site: Site, outer: ast.Await, call: ast.Call) -> Edit:
    spelled, partial = _offload(context, site)
    binds = bool(partial.text) and any(call.keywords)
    return Edit(
        site.path,
        site.view.span(outer),
        "call_plainly",
        {"offload": spelled.text, "partial": partial.text if binds else ""},
        (*spelled.imports, *(partial.imports if binds else ())),
    )


def _offload(context: Context, site: Site) -> tuple[Spelling, Spelling]:
    """What runs a function in a thread there: tests with such a plugin may run on other loops."""
    for name in context.catalogue.any_loop if context.loop_library(site) == "asyncio" else ():
        if any(isinstance(node, ast.Attribute) for node in site.view.mentions(name)):
            runner = context.catalogue.loops[name]
            return context.spell(site, runner), context.spell(site, "functools.partial")
    return context.offload(site)


def _replaced(context: Context, definition: Definition) -> str:
    """Where something else, which may be a coroutine function, is put in the function's place."""
    name = definition.function.name
    for module in context.project.mentioning(name):
        view = context.view(module.path)
        for mention in view.mentions(name):
            if isinstance(mention, ast.Attribute) and isinstance(mention.ctx, ast.Store):
                return f"{module.path}, line {mention.lineno}"
        for node in ast.walk(view.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                parent = view.parents.get(node)
                if node.value.rpartition(".")[2] == name and _replaces(context, parent):
                    return f"{module.path}, line {node.lineno}"
    return ""


def _replaces(context: Context, parent: ast.AST | None) -> bool:
    return isinstance(parent, ast.Call) and context.catalogue.replaces(ast.unparse(parent.func))
