"""Finds objects that go into a template, which may read what is loaded when it is read."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.plan.code.names import given
from asyncfix.plan.context import Context
from asyncfix.plan.twins.chains import assigned, method
from asyncfix.plan.twins.facts import Key, Obstacle, obstacle
from asyncfix.plan.twins.loading import Loading
from asyncfix.plan.twins.relations import Relation
from asyncfix.plan.twins.sources import Tracer, Unknown
from asyncfix.project.inference import Instance
from asyncfix.project.view import View


def rendered(
    context: Context, loading: Loading, tracer: Tracer, found: Sequence[Relation]
) -> Iterator[Obstacle | str]:
    """An obstacle for each object with such attributes, and a remark on what is not traced."""
    unknown: list[str] = []
    for view, call in _renderings(context, loading) if found else ():
        for node in _handed(view, call):
            read = _readable(context, tracer, found, view, node)
            if read is None:
                unknown.append(f"`{ast.unparse(node)}` in {view.module.path}, line {node.lineno}")
            elif read:
                shown = f"`{read[0].owner.rpartition('.')[2]}.{read[0].name}`"
                reason = f"`{ast.unparse(node)}` goes into a template, which may read {shown}"
                reason += ": load it before, or hand over plain data"
                yield obstacle(Key("name", view.module.path, 0), view, node, reason)
    if unknown:
        more = f", and {len(unknown) - 1} more," if len(unknown) > 1 else ","
        yield f"{unknown[0]}{more} goes into a template, which must not read what is not loaded yet"


def _renderings(context: Context, loading: Loading) -> Iterator[tuple[View, ast.Call]]:
    for name in sorted(loading.rendered_by):
        for module in context.project.mentioning(name):
            view = context.view(module.path)
            for node in view.mentions(name):
                call = view.parents[node]
                if isinstance(call, ast.Call) and call.func is node and method(call) == name:
                    yield view, call


def _handed(view: View, call: ast.Call) -> Iterator[ast.expr]:
    """What is in the dictionaries that a call is handed."""
    for argument in given(call):
        found = [argument]
        if isinstance(argument, ast.Name):
            found = list(assigned(view, argument.id, view.scope(argument)))
        for item in found:
            if isinstance(item, ast.Dict):
                yield from (value for value in item.values if not isinstance(value, ast.Constant))
            elif isinstance(item, ast.Call) and ast.unparse(item.func) == "dict":
                yield from (keyword.value for keyword in item.keywords)


def _readable(
    context: Context, tracer: Tracer, found: Sequence[Relation], view: View, node: ast.expr
) -> list[Relation] | None:
    """The attributes of an object that are not loaded with it; None if it is not known."""
    try:
        sources = tracer.sources(view, node)
    except Unknown:
        value = context.value_in(view, node)
        if not isinstance(value, Instance):
            return None
        classes = [item.cls for item in (value, *value.args) if isinstance(item, Instance)]
        return [item for cls in classes for item in _owned(context, found, cls, view)]
    return [
        relation
        for source in sources
        for relation in _owned(context, found, source.entity, view)
        if relation.name not in source.loaded
    ]


def _owned(context: Context, found: Sequence[Relation], cls: str, view: View) -> Iterator[Relation]:
    """The attributes that objects of a class, or of one below it in the project, have."""
    inference, path = context.inference, view.module.path
    classes = inference.classes_of(cls, path)
    known = inference.class_named(cls, path) is not None
    for item in found:
        if item.owner in classes or (known and cls in inference.classes_of(item.owner, path)):
            yield item
