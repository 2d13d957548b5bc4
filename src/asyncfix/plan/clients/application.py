"""Finds the one application of a project, and what in it runs from its start to its end."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.frameworks import Framework
from asyncfix.model import Argument, Edit, Import
from asyncfix.plan.context import Context
from asyncfix.plan.proposal import Refusal
from asyncfix.project.inference import Ref
from asyncfix.project.project import Definition
from asyncfix.project.tests import is_collected
from asyncfix.project.view import View, walk_scope

_LIFESPAN = "lifespan"
OLDER = frozenset({"startup", "shutdown", "@argument"})
"""The roles of what runs at the start or at the end of an application without a lifespan."""
_MANAGER = Ref("contextlib.asynccontextmanager")


class Application(NamedTuple):
    """The call that makes an application; `keyword` is that of its lifespan.

    `around` is the module and the statement that runs as long as the application does, where it
    has a lifespan already.
    """

    view: View
    call: ast.Call
    keyword: str
    around: tuple[View, ast.Expr] | None = None

    @property
    def path(self) -> str:
        """The file that it is made in."""
        return self.view.module.path

    def opening(self, opener: str, needed: Import) -> Edit:
        """The edit that has its lifespan enter what a function gives.

        `needed` imports the function, as the module of the edit would.
        """
        if self.around is None:
            argument: dict[str, Argument] = {"argument": f"{self.keyword}={opener}"}
            span = self.view.span(self.call)
            return Edit(self.path, span, "add_argument", argument, (needed,))
        view, statement = self.around
        arguments: dict[str, Argument] = {"client": f"{opener}()", "name": ""}
        span = view.span(statement)
        return Edit(view.module.path, span, "open_client", arguments, (needed,))


def application(context: Context) -> Application | Refusal:
    """The application of the project, or why nothing can be opened for as long as it runs."""
    found = [
        (framework, view, call)
        for framework in context.catalogue.frameworks
        if lifespan_keyword(framework)
        for view, call in _made(context, framework)
    ]
    if len(found) != 1:
        known = ", ".join(f"{view.module.path}, line {call.lineno}" for _, view, call in found)
        return Refusal(
            f"there are several applications ({known})"
            if found
            else "the project makes no application that has a lifespan"
        )
    ((framework, view, call),) = found
    for text, where in older(context, framework):
        return Refusal(f"{where} has `{text}`: a lifespan would take the place of such functions")
    return _with_lifespan(context, framework, view, call)


def lifespan_keyword(framework: Framework) -> str:
    """The keyword of a constructor that takes a lifespan; empty if there is none."""
    return next((key for key, role in framework.keywords.items() if role == _LIFESPAN), "")


def _made(context: Context, framework: Framework) -> Iterator[tuple[View, ast.Call]]:
    for name in sorted(framework.applications):
        last = name.rpartition(".")[2]
        for module in context.project.mentioning(last):
            view = context.view(module.path)
            for node in view.mentions(last) if not is_collected(module.path) else ():
                call = view.parents.get(node)
                if not isinstance(call, ast.Call) or call.func is not node:
                    continue
                if context.value_in(view, call.func) == Ref(name):
                    yield view, call


def older(context: Context, framework: Framework) -> Iterator[tuple[str, str]]:
    """What registers functions to run at the start or at the end, and where it stands."""
    named = {**framework.hooks, **framework.first, **framework.second, **framework.keywords}
    for name in sorted(key for key, role in named.items() if role in OLDER):
        for module in context.project.mentioning(name):
            view = context.view(module.path)
            for node in view.mentions(name):
                if isinstance(node, ast.Attribute):
                    yield ast.unparse(node), f"{module.path}, line {node.lineno}"
            for part in ast.walk(view.tree):
                if isinstance(part, ast.keyword) and part.arg == name:
                    yield name, f"{module.path}, line {part.value.lineno}"


def _with_lifespan(
    context: Context, framework: Framework, view: View, call: ast.Call
) -> Application | Refusal:
    keyword = lifespan_keyword(framework)
    place = f"{view.module.path}, line {call.lineno}"
    if any(item.arg is None for item in call.keywords) or any(
        isinstance(item, ast.Starred) for item in call.args
    ):
        return Refusal(f"{place}: the application's arguments are not all written out")
    given = next((item.value for item in call.keywords if item.arg == keyword), None)
    if given is None:
        return Application(view, call, keyword)
    around = _around(context, view, given)
    if around is None:
        return Refusal(f"{place}: its lifespan is no function of the project with a single `yield`")
    return Application(view, call, keyword, around)


def _around(context: Context, view: View, node: ast.expr) -> tuple[View, ast.Expr] | None:
    """The statement of a lifespan that runs as long as the application does."""
    value = context.value_in(view, node)
    named = context.inference.functions(value, view.module.path) if isinstance(value, Ref) else []
    if len(named) != 1 or not _is_manager(context, named[0]):
        return None
    place = context.view(named[0].module.path)
    body = place.function_node(named[0].function)
    yields = [part for part in walk_scope(body) if isinstance(part, ast.Yield | ast.YieldFrom)]
    statement = place.parents[yields[0]] if len(yields) == 1 else None
    if not isinstance(statement, ast.Expr) or not place.stands_alone(statement):
        return None
    return place, statement


def _is_manager(context: Context, definition: Definition) -> bool:
    decorators = definition.function.decorators
    values = [context.inference.value(definition.module, item) for item in decorators]
    return definition.function.is_async and values == [_MANAGER]
