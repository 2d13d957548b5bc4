"""Callables that are handed an object, and how they work on its twin."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from asyncfix.catalogue import Catalogue
from asyncfix.model import Argument, Edit, Import
from asyncfix.plan.code.spelling import fresh
from asyncfix.plan.context import Context, Site
from asyncfix.plan.twins.at_start import moved_to_start
from asyncfix.plan.twins.facts import Change, Fact, Key, Suspends, obstacle
from asyncfix.plan.twins.fixtures import is_run_by_tests
from asyncfix.plan.twins.places import function_around, may_run_loop
from asyncfix.project.inference import Instance
from asyncfix.project.summary import Function
from asyncfix.project.tests import is_collected
from asyncfix.project.view import View
from asyncfix.reader import Reader


@dataclass(frozen=True, slots=True)
class Taker:
    """A callable that is handed an object.

    `runner` is the method of the twin that calls it, of what the member in `opened` for the class
    of the object gives, or else of the object itself. `attribute` is the attribute of the twin
    that takes the place of the object. `advice` is what a person can do where neither is possible,
    and `refuse` why it never is.
    """

    name: str
    runner: str
    opened: Mapping[str, str]
    attribute: str
    advice: str
    refuse: str

    def facts(
        self, context: Context, key: Key, view: View, call: ast.Call, node: ast.expr
    ) -> Iterator[Fact]:
        """What becomes of a call that is handed an object."""
        if self.refuse:
            yield obstacle(key, view, call, self.refuse)
        elif self.attribute:
            text = f"{ast.unparse(node)}.{self.attribute}"
            edit = Edit(view.module.path, view.span(node), "use_name", {"name": text})
            yield Change(key, edit)
        else:
            yield from self._run(context, key, view, call, node)

    def _run(
        self, context: Context, key: Key, view: View, call: ast.Call, node: ast.expr
    ) -> Iterator[Fact]:
        function, text = function_around(view, call), ast.unparse(call)
        value = context.value_in(view, node)
        opener = self.opened.get(value.cls, "") if isinstance(value, Instance) else ""
        statement, receiver = view.parents[call], ast.unparse(node)
        alone = isinstance(statement, ast.Expr) and view.stands_alone(statement)
        by_itself = opener and alone and _by_tests(context, view, function)
        if function is None and not by_itself:
            lines = self._lines(view, call, node, opener)
            yield from moved_to_start(context, key, view, call, lines, self.advice)
            return
        if opener and (not alone or not isinstance(statement, ast.stmt)):
            yield obstacle(key, view, call, f"`{text}` is part of a statement: {self.advice}")
            return
        name = fresh(view, "connection")
        arguments: dict[str, Argument] = {"client": f"{receiver}.{opener}()", "name": name}
        if opener and isinstance(statement, ast.stmt):
            codemod, imports = "open_client", tuple[Import, ...]()
            if by_itself:
                codemod, imports = "run_in_loop", (Import("asyncio"),)
                arguments["function"] = fresh(view, self.name.rpartition(".")[2])
                arguments["run"] = "asyncio.run"
            span, receiver = view.span(statement), name
            yield Change(key, Edit(view.module.path, span, codemod, arguments, imports))
        edit = Edit(
            view.module.path,
            view.span(call),
            "run_through",
            {"runner": f"{receiver}.{self.runner}", "place": str(_place(call, node))},
        )
        if by_itself or function is None:
            yield Change(key, edit)
        else:
            yield Suspends(key, Site(view, function, call, function.scope), edit)

    def _lines(self, view: View, call: ast.Call, node: ast.expr, opener: str) -> str:
        """What does the same where it can be awaited."""
        name = fresh(view, "connection") if opener else ast.unparse(node)
        named = [item for item in call.keywords if item.value is not node]
        given = [ast.unparse(item) for item in (call.func, *call.args, *named) if item is not node]
        line = f"await {name}.{self.runner}({', '.join(given)})"
        if not opener:
            return line
        return f"async with {ast.unparse(node)}.{opener}() as {name}:\n    {line}"


def _by_tests(context: Context, view: View, function: Function | None) -> bool:
    """Whether only a test runner runs a function, or the module's top, so that no loop does."""
    if not may_run_loop(view):
        return False
    if function is None:
        return is_collected(view.module.path)
    return is_run_by_tests(context, view.module, function)


def _place(call: ast.Call, node: ast.expr) -> int:
    """The index of an argument as it is written."""
    given = [*call.args, *(item.value for item in call.keywords)]
    return sorted(given, key=lambda item: (item.lineno, item.col_offset)).index(node)


def takers(catalogue: Catalogue) -> Mapping[str, Taker]:
    """All takers, by name. CatalogueError for a wrong table."""
    return {
        name: Reader(f"taker {name}", table).whole(Taker, name=name)
        for name, table in catalogue.takers.items()
    }
