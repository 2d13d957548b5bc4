"""Moves a project on to the package that has taken over: all its imports, or none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asyncfix.detect.libraries.successors import imported, imports_of
from asyncfix.model import Applicability, Edit, Strategy
from asyncfix.plan.context import Context
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.project.view import View


def follow_successor(context: Context, problem: Problem) -> Proposal | Refusal:
    """`import new as old` for `import old`, in all modules; their code stays as it is."""
    package = problem.finding.call
    table = context.catalogue.successors[package]
    new, doubt = str(table.get("to")), str(table.get("doubt"))
    question = ("successor", package)
    if question not in context.whole:
        context.whole[question] = next(_obstacles(context, package), "")
    if context.whole[question]:
        return Refusal(context.whole[question])
    edits = tuple(
        Edit(view.module.path, view.span(node), "rename_import", {"old": package, "new": new})
        for view in _views(context, package)
        for node in imports_of(view, package)
    )
    title = f"import `{new}` in its place, in the whole project"
    return Proposal(
        (problem.finding,),
        Strategy.NATIVE,
        title,
        edits,
        Applicability.UNSAFE,
        doubt,
        requires=(new,),
    )


def _views(context: Context, package: str) -> Iterator[View]:
    for module in context.project.mentioning(package):
        yield context.view(module.path)


def _obstacles(context: Context, package: str) -> Iterator[str]:
    """What would still work with the old package, or with what is private to it."""
    companions = context.catalogue.successors[package].get("companions", [])
    for name in companions if isinstance(companions, list) else ():
        for module in context.project.mentioning(str(name)):
            if imports_of(context.view(module.path), str(name)):
                yield f"`{name}`, which {module.path} imports, works with `{package}`"
    for view in _views(context, package):
        for node in imports_of(view, package):
            names = [alias.name for alias in node.names]
            private = [name for name in (*imported(node), *names) if "._" in f".{name}"]
            if private or "*" in names:
                what = private[0] if private else "*"
                yield f"`{what}` is imported from `{package}` in {view.module.path}"
        yield from _named(view, package)


def _named(view: View, package: str) -> Iterator[str]:
    """Texts that name something of the package: a logger, or what a test replaces."""
    dotted = re.compile(rf"{re.escape(package)}(?:\.\w+)*")
    for node in ast.walk(view.tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and dotted.fullmatch(node.value)
            and not isinstance(view.parents[node], ast.Expr)
        ):
            yield f"the text {node.value!r} in {view.module.path}, line {node.lineno}, names it"
