"""Says how a twin is written at a place: by an import that is there, or by one of its name."""

from __future__ import annotations

import ast

from asyncfix.model import Edit, Import
from asyncfix.plan.code.spelling import fresh
from asyncfix.plan.context import Context, Spelling
from asyncfix.project.inference import Ref, object_name
from asyncfix.project.view import View


def written(
    context: Context, view: View, node: ast.AST, dotted: str, whole: bool = False
) -> Spelling:
    """How a dotted name of a library is written at a node of a module, which may be at its top.

    `whole`: where the module has no import for it, the library is imported, not the name. So it is
    where what is to be replaced is written so.
    """
    library, _, name = dotted.rpartition(".")
    scope, best = view.scope(node), ""
    for item in view.imports():
        value = _imported(context, view, scope, item.bound)
        if value == dotted:
            return Spelling(item.bound)
        if value == library:
            best = f"{item.bound}.{name}"
    if best:
        return Spelling(best)
    whole = whole or ("." not in library and _is_dotted(context, view, node))
    if whole and library not in view.module.top and not view.module.stars:
        return Spelling(dotted, (Import(library),))
    if fresh(view, name) == name:
        return Spelling(name, (Import(library, name),))
    alias = fresh(view, f"{library.partition('.')[0]}_{name}")
    return Spelling(alias, (Import(library, name, alias),))


def _is_dotted(context: Context, view: View, node: ast.AST) -> bool:
    """Whether what is to be replaced is written with the name of its module."""
    shown = node.func if isinstance(node, ast.Call) else node
    return isinstance(shown, ast.Attribute) and isinstance(context.value_in(view, shown.value), Ref)


def _imported(context: Context, view: View, scope: int, name: str) -> str:
    """What an import of the module's top binds, if the name still is that seen from the scope."""
    bindings = view.module.top.get(name, ())
    if context.inference.scope_of(view.module, scope, name) != 0 or len(bindings) != 1:
        return ""
    return object_name(context.inference.name(view.module, scope, name))


def renamed(context: Context, view: View, node: ast.expr, dotted: str, whole: bool = False) -> Edit:
    """The edit that puts another name in the place of a name."""
    spelled = written(context, view, node, dotted, whole)
    arguments = {"name": spelled.text}
    return Edit(view.module.path, view.span(node), "use_name", arguments, spelled.imports)
