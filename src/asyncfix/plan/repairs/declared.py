"""Declares the variables that only statements bind which all move away from their function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.model import Edit, Fix, Span
from asyncfix.plan.answers import BLOCK_CODEMOD
from asyncfix.plan.code.flow import value_target
from asyncfix.plan.code.reads import arguments, bound_in, declared
from asyncfix.plan.context import Site
from asyncfix.project.view import walk_scope


def declared_together(site: Site, fixes: Sequence[Fix]) -> list[Fix]:
    """The fixes of one function, with no block relying on what another one bound in it.

    Each block was planned as if the others stayed in the function.
    """
    moved = sorted(
        (edit for fix in fixes for edit in fix.edits if _moves(site, edit)),
        key=lambda edit: edit.span,
    )
    if len(moved) < 2:
        return list(fixes)
    bound = {*_left_behind(site, moved), *declared(site.function_node, ast.Nonlocal)}
    declare: dict[Span, tuple[str, ...]] = {}
    for edit in moved:
        missing = sorted({*edit.names("nonlocals")} - bound)
        bound.update(missing)
        declare[edit.span] = tuple(missing)
    return [
        fix._replace(
            edits=tuple(
                edit._replace(arguments={**edit.arguments, "declare": declare[edit.span]})
                if _moves(site, edit)
                else edit
                for edit in fix.edits
            )
        )
        for fix in fixes
    ]


def _moves(site: Site, edit: Edit) -> bool:
    here = edit.path == site.path and site.function.span.contains(edit.span)
    return here and edit.codemod == BLOCK_CODEMOD


def _left_behind(site: Site, moved: Sequence[Edit]) -> Iterator[str]:
    """The names that the function itself binds when the statements have gone."""
    function = site.function_node
    gone: list[ast.stmt] = []
    for edit in moved:
        run = [
            node
            for node in walk_scope(function)
            if isinstance(node, ast.stmt) and edit.span.contains(site.view.span(node))
        ]
        gone += run
        last = max(run, key=site.view.span)
        target = value_target([last]) if edit.text("result") == "value" else None
        if target is not None:
            yield from bound_in(target)
    yield from (argument.arg for argument in arguments(function))
    for statement in function.body:
        yield from bound_in(statement, gone)
