"""Finds the attributes that are loaded when they are read, and where that is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.plan.context import Context
from asyncfix.plan.proofs.conversion.closed import texts_naming
from asyncfix.plan.twins.loading import Loading
from asyncfix.plan.twins.places import is_looked_up
from asyncfix.project.inference import Instance, Union, object_name
from asyncfix.project.summary import Class, Module
from asyncfix.project.terms import Called
from asyncfix.project.view import View


class Relation(NamedTuple):
    """An attribute that is loaded when it is read; `owner` is its class, if that is known.

    `queried`: it is a query that is executed when it is read. `call` is what makes it.
    """

    name: str
    owner: str
    path: str
    queried: bool = False
    call: ast.Call | None = None


class Read(NamedTuple):
    """A place where such an attribute is read: off the object `node`, or by a class, `reader`.

    `stored`: another value is put in its place, for which the old one is loaded.
    """

    relation: Relation
    view: View
    line: int
    text: str
    node: ast.expr | None = None
    reader: str = ""
    stored: bool = False


def relations(context: Context, table: Loading) -> Iterator[Relation]:
    """The attributes of the project's classes that are loaded when they are read."""
    words = {name.rpartition(".")[2] for name in table.relations | table.withheld}
    paths = {path for word in words for path in context.project.with_word(word)}
    for path in sorted(paths):
        module = context.project.module(path)
        if module is not None:
            yield from _in_module(context, table, context.view(path))


def _in_module(context: Context, table: Loading, view: View) -> Iterator[Relation]:
    for owner in (node for node in ast.walk(view.tree) if isinstance(node, ast.ClassDef)):
        for statement in owner.body:
            target, call = _assignment(statement)
            if target is None or call is None:
                continue
            callee = object_name(context.value_in(view, call.func))
            name = f"{view.module.name}.{owner.name}"
            if callee in table.withheld:
                yield Relation(target, name, view.module.path, queried=True)
            if callee not in table.relations:
                continue
            given = {item.arg: item.value for item in (*call.keywords, *_inner(call))}
            how = given.get(table.keyword)
            if not _is_eager(table, how):
                queried = isinstance(how, ast.Constant) and how.value in table.queried
                yield Relation(target, name, view.module.path, queried, call)
            yield from _reverse(table, view, given.get(table.reverse))


def _inner(call: ast.Call) -> Iterator[ast.keyword]:
    """The keywords that an argument of a call has as a dictionary."""
    for item in call.keywords:
        if isinstance(item.value, ast.Dict):
            for key, value in zip(item.value.keys, item.value.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield ast.keyword(key.value, value)


def computed(context: Context, table: Loading) -> Iterator[str]:
    """What is said of the attributes that the database sets when their object is changed."""
    paths = {path for word in table.computed for path in context.project.with_word(word)}
    for path in sorted(paths):
        view = context.view(path)
        for owner in (node for node in ast.walk(view.tree) if isinstance(node, ast.ClassDef)):
            for statement in owner.body:
                target, call = _assignment(statement)
                keywords = call.keywords if call is not None else []
                if any(x.arg in table.computed and isinstance(x.value, ast.Call) for x in keywords):
                    where = f"{path}, line {statement.lineno}"
                    yield (
                        f"the database sets `{owner.name}.{target}` ({where}): "
                        "of an object that was changed it can be read after a `refresh` only"
                    )


def _assignment(statement: ast.stmt) -> tuple[str | None, ast.Call | None]:
    if isinstance(statement, ast.Assign):
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        return None, None
    name = target.id if isinstance(target, ast.Name) else None
    return name, value if isinstance(value, ast.Call) else None


def _is_eager(table: Loading, value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and (value.value in table.eager or value.value is False)


def _reverse(table: Loading, view: View, value: ast.expr | None) -> Iterator[Relation]:
    """The attribute of the other class, whose way of loading may be said in a call."""
    first = value.args[0] if isinstance(value, ast.Call) and value.args else value
    if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
        return
    keywords = value.keywords if isinstance(value, ast.Call) else []
    if not any(item.arg == table.keyword and _is_eager(table, item.value) for item in keywords):
        yield Relation(first.value, "", view.module.path)


def reads(context: Context, table: Loading, relation: Relation) -> Iterator[Read]:
    """The places where an attribute is, or for all that is known may be, read off an object."""
    for module in context.project.mentioning(relation.name):
        view = context.view(module.path)
        for node in view.mentions(relation.name):
            if isinstance(node, ast.Attribute) and _may_be(context, view, node, relation):
                text = ast.unparse(node)
                stored = isinstance(node.ctx, ast.Store)
                yield Read(relation, view, node.lineno, text, node.value, stored=stored)
        for named in texts_naming(view, relation.name):
            call, exact = view.parents[named], named.value == relation.name
            if isinstance(call, ast.Call) and exact and is_looked_up(view, named, relation.name):
                owner = call.args[0] if call.args and call.args[0] is not named else call.func
                yield Read(relation, view, named.lineno, ast.unparse(call), owner)
        for cls in module.classes:
            line = _declares(context, table, module, cls, relation)
            if line:
                reader = f"{module.name}.{cls.qualname}"
                yield Read(relation, view, line, f"{cls.name}.{relation.name}", None, reader)


def _may_be(context: Context, view: View, node: ast.Attribute, relation: Relation) -> bool:
    parent = view.parents[node]
    if isinstance(parent, ast.Call) and parent.func is node:
        return False
    value = context.value_in(view, node.value)
    if isinstance(value, Union):
        return any(_is_of(context, view, item, relation) for item in value.options)
    if isinstance(value, Instance):
        return _is_of(context, view, value, relation)
    return value is None


def _is_of(context: Context, view: View, value: Instance, relation: Relation) -> bool:
    """Whether an object can have the attribute: its class is the owner's, or related to it."""
    inference, path = context.inference, view.module.path
    if inference.class_named(value.cls, path) is None:
        return False
    if not relation.owner:
        return True
    related = inference.classes_of(value.cls, path)
    return relation.owner in related or value.cls in inference.classes_of(relation.owner, path)


def _declares(
    context: Context, table: Loading, module: Module, cls: Class, relation: Relation
) -> int:
    """The line where a class that reads attributes of others declares one of that name."""
    name = f"{module.name}.{cls.qualname}"
    if name == relation.owner:
        return 0
    if not table.read_by & context.inference.classes_of(name, module.path):
        return 0
    for binding in module.scopes[cls.scope].bindings.get(relation.name, ()):
        func = binding.value.func if isinstance(binding.value, Called) else None
        is_relation = object_name(context.inference.value(module, func)) in table.relations
        if binding.annotation is not None and not is_relation:
            return binding.line
    return 0
