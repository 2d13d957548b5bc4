"""Carries over the annotation of a local name that a result is bound to."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.model import Edit
from asyncfix.plan.clients.rebound import strangers
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site
from asyncfix.project.inference import Instance, Ref
from asyncfix.project.view import walk_scope


def annotation_problem(
    context: Context, client: Client, site: Site, name: str, calls: Sequence[ast.expr]
) -> str:
    """Why the annotation of the name of what the site's call gives cannot be carried over.

    `calls` are all calls that may be rewritten.
    """
    for annotation in _annotations(site, name):
        for part in ast.walk(annotation):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                return f"the annotation of `{name}` is written in quotes"
        for part, cls in _classes(context, site, annotation):
            if cls != _given(context, site) or not client.response:
                return f"`{ast.unparse(part)}` in the annotation of `{name}` has no counterpart"
            if strangers(site, name, calls):
                return f"`{name}` is annotated, and bound to something else too"
    return ""


def retyped(context: Context, client: Client, target: str, site: Site, name: str) -> Iterator[Edit]:
    """The edits of the annotations of the name, for the other library's class."""
    for annotation in _annotations(site, name if client.response else ""):
        for part, _ in _classes(context, site, annotation):
            spelled = context.spell(site, f"{target}.{client.response}")
            span = site.view.span(part)
            yield Edit(site.path, span, "use_name", {"name": spelled.text}, spelled.imports)


def _annotations(site: Site, name: str) -> Iterator[ast.expr]:
    for node in walk_scope(site.function_node) if name else ():
        target = node.target if isinstance(node, ast.AnnAssign) else None
        if isinstance(node, ast.AnnAssign) and isinstance(target, ast.Name) and target.id == name:
            yield node.annotation


def _classes(
    context: Context, site: Site, annotation: ast.expr
) -> Iterator[tuple[ast.Name | ast.Attribute, str]]:
    """The names in an annotation that are of the library which gives the result."""
    library = _given(context, site).partition(".")[0]
    for part in ast.walk(annotation):
        if isinstance(part, ast.Name | ast.Attribute):
            value = context.value(site, part)
            if isinstance(value, Ref) and value.name.startswith(f"{library}."):
                yield part, value.name


def _given(context: Context, site: Site) -> str:
    """The class of what the site's call gives."""
    value = context.value(site, site.node) if isinstance(site.node, ast.expr) else None
    return value.cls if isinstance(value, Instance) else ""
