"""Finds where a class is named as what something is, and whose annotation that is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.serving.handlers import dependencies, is_dependency
from asyncfix.model import Edit
from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Change, Fact, Key, Link, Obstacle, result_key
from asyncfix.plan.twins.fixtures import fixtures_for, is_called_by_name
from asyncfix.plan.twins.homes import home, is_alias_of_itself, is_more_than_imported
from asyncfix.plan.twins.names import renamed, written
from asyncfix.plan.twins.tables import Tables
from asyncfix.project.inference import Instance, Ref, object_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Function, Parameter
from asyncfix.project.view import FunctionNode, View

_PARTS = (ast.Subscript, ast.Tuple, ast.BinOp, ast.List)


def named(context: Context, tables: Tables, view: View, node: ast.expr) -> Iterator[Fact]:
    """The new name of a class in an annotation."""
    value = context.value_in(view, node)
    twin = tables.twins.get(object_name(value))
    if twin is None or not twin.to or isinstance(view.parents[node], ast.Attribute):
        return
    if is_alias_of_itself(context, view, node):
        if not _is_in_its_alias(view, node):
            return
    elif is_more_than_imported(context, view, node):
        return
    key = _annotated(context, view, node)
    if key is not None:
        yield Change(key, renamed(context, view, node, twin.to, bool(twin.client)))


def _is_in_its_alias(view: View, node: ast.expr) -> bool:
    """Whether a name stands in what it is assigned itself."""
    statement = view.statement(node)
    targets = statement.targets if isinstance(statement, ast.Assign) else ()
    return any(ast.unparse(item) == ast.unparse(node) for item in targets)


def _annotated(context: Context, view: View, node: ast.expr) -> Key | None:
    """What an annotation is about that a node is part of; None if it is in none."""
    child: ast.AST = node
    for parent in view.ancestors(node):
        if isinstance(parent, _PARTS):
            child = parent
            continue
        if isinstance(parent, ast.arg):
            return _parameter_key(view, parent)
        if isinstance(parent, FunctionNode) and parent.returns is child:
            function = next(x for x in view.module.functions if x.span == view.span(parent))
            return result_key(Definition(view.module, function))
        if isinstance(parent, ast.AnnAssign) and parent.annotation is child:
            return home(context, view, parent.target)
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and child is not node:
            return alias_key(context, view, parent.targets[0])
        return None
    return None


def yields_later(context: Context, view: View, function: Function) -> Iterator[Edit]:
    """The new annotation of a generator function that becomes an asynchronous one."""
    node = view.function_node(function).returns
    if not isinstance(node, ast.Subscript | ast.Name | ast.Attribute):
        return
    bare = node.value if isinstance(node, ast.Subscript) else node
    value = context.value_in(view, bare)
    module, _, name = value.name.rpartition(".") if isinstance(value, Ref) else ("", "", "")
    if module in ("typing", "collections.abc") and name in ("Generator", "Iterator", "Iterable"):
        if bare is node:
            yield renamed(context, view, node, f"{module}.Async{name}")
            return
        spelled = written(context, view, node, f"{module}.Async{name}")
        arguments = {"name": spelled.text}
        span = view.span(node)
        yield Edit(view.module.path, span, "annotate_async", arguments, spelled.imports)


def alias_key(context: Context, view: View, node: ast.expr) -> Key | None:
    """The key of a name for an annotation: it is given no object."""
    variable = home(context, view, node)
    return variable._replace(kind="alias") if variable is not None else None


def _parameter_key(view: View, node: ast.arg) -> Key | None:
    for parent in view.ancestors(node):
        if isinstance(parent, FunctionNode):
            return Key("name", view.module.path, view.scope_within(parent), node.arg)
        if isinstance(parent, ast.Lambda):
            return None
    return None


def parameters(context: Context, tables: Tables, view: View, function: Function) -> Iterator[Fact]:
    """Where the objects come from that a function takes."""
    arguments = view.function_node(function).args
    nodes = {x.arg: x for x in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    for parameter in function.parameters:
        value = context.inference.name(view.module, function.scope, parameter.name)
        if not isinstance(value, Instance) or value.cls not in tables.twins:
            continue
        key = Key("name", view.module.path, function.scope, parameter.name)
        node = nodes.get(parameter.name)
        if node is None or bound_elsewhere(context, view, function, parameter):
            reason = f"the parameter `{parameter.name}` is something else as well"
            yield Obstacle(key, view.module.path, function.span.line, reason)
            continue
        yield from _declared(context, view, key, node)
        if is_called_by_name(context, view.module, function):
            if not any(fixtures_for(context, view.module, function, parameter.name)):
                reason = f"the fixture that gives `{parameter.name}` is not in sight"
                yield Obstacle(key, view.module.path, node.lineno, reason)
            continue
        found = list(dependencies(context.inference, view.module, parameter))
        for definition in found:
            yield Link(key, result_key(definition))
        if not found and is_dependency(context.inference, view.module, parameter):
            reason = f"the dependency that gives `{parameter.name}` is not a function in sight"
            yield Obstacle(key, view.module.path, node.lineno, reason)


def bound_elsewhere(context: Context, view: View, function: Function, parameter: Parameter) -> bool:
    """Whether a parameter is assigned something that is not of its class."""
    scope = view.module.scopes[function.scope]
    first, *others = scope.bindings[parameter.name]
    declared = context.inference.name(view.module, function.scope, parameter.name)
    return any(
        context.inference.value(view.module, item.value) != declared
        for item in others
        if item is not first
    )


def _declared(context: Context, view: View, key: Key, node: ast.arg) -> Iterator[Fact]:
    """An annotation that is an alias moves with its parameter; one in quotes is not rewritten."""
    if node.annotation is None:
        return
    if any(
        isinstance(part, ast.Constant) and isinstance(part.value, str)
        for part in ast.walk(node.annotation)
    ):
        reason = f"the annotation of `{node.arg}` is written in quotes"
        yield Obstacle(key, view.module.path, node.lineno, reason)
    if isinstance(node.annotation, ast.Name | ast.Attribute):
        alias = alias_key(context, view, node.annotation)
        if alias is not None:
            yield Link(key, alias)
        elif is_more_than_imported(context, view, node.annotation) or not isinstance(
            context.value_in(view, node.annotation), Ref
        ):
            reason = f"it is not known what `{ast.unparse(node.annotation)}` stands for"
            yield Obstacle(key, view.module.path, node.lineno, reason)
