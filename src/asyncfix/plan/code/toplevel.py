"""Says where a module takes a new statement at its top, and how names are written there."""

from __future__ import annotations

import ast

from asyncfix.model import Argument, Edit, Import
from asyncfix.plan.context import Context, Site, Spelling
from asyncfix.project.statements import imported_by
from asyncfix.project.view import View


def spelled_at_top(context: Context, site: Site, dotted: str, library: str) -> Spelling:
    """How a name of a library's module is written at the top of the site's module."""
    last = dotted.rpartition(".")[2]
    for item in site.view.imports():
        rebound = len(site.module.top.get(item.bound, ())) != 1
        if not rebound and item.target == library:
            return Spelling(f"{item.bound}.{last}")
    free = library not in site.module.top and not site.module.stars
    alias = "" if free else context.fresh(site, f"_{library}")
    return Spelling(f"{alias or library}.{last}", (Import(library, alias=alias),))


def _anchor(view: View, library: str) -> tuple[ast.stmt, bool] | None:
    """The statement at the module's top to put a new one behind, or (true) before."""
    body = view.tree.body
    last: ast.stmt | None = None
    defined = False
    for statement in body:
        defined = defined or isinstance(
            statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        )
        if isinstance(statement, ast.Import | ast.ImportFrom):
            wanted = any(item.target.startswith(library) for item in imported_by(statement))
            if not defined or wanted:
                last = statement
    if last is not None:
        return last, False
    if not body:
        return None
    first = body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return first, not is_docstring


def new_line(site: Site, library: str, statement: str, imports: tuple[Import, ...]) -> Edit | None:
    """The edit that adds a line near the imports of a library; None if there is no place for it."""
    place = _anchor(site.view, library)
    if place is None or not site.view.stands_alone(place[0]):
        return None
    arguments: dict[str, Argument] = {"statement": statement, "before": place[1], "apart": True}
    return Edit(site.path, site.view.span(place[0]), "add_statement", arguments, imports)
