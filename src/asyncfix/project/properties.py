"""Finds where a function reads attributes whose reading runs code: properties of the project."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.project.expressions import describe, dotted_text
from asyncfix.project.inference import Inference, Instance
from asyncfix.project.lineage import lineage
from asyncfix.project.positions import Positions
from asyncfix.project.project import Definition
from asyncfix.project.view import walk_scope
from asyncfix.text import parse, split_lines


class Read(NamedTuple):
    """A place where an attribute is read, and the functions of that name that its class has."""

    span: Span
    text: str
    found: list[Definition]


def reads(inference: Inference, definition: Definition, names: frozenset[str]) -> Iterator[Read]:
    """The places in a function where attributes of those names are read off known objects."""
    module, function = definition.module, definition.function
    text = _alone(inference.project.file(module.path).text, function.span)
    positions = Positions(text)
    nodes = [*walk_scope(_definition(parse(text)))]
    called = {node.func for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        if not isinstance(node, ast.Attribute) or node.attr not in names:
            continue
        if node in called or not isinstance(node.ctx, ast.Load):
            continue
        owner = inference.value(module, describe(node.value, function.scope))
        if isinstance(owner, Instance):
            found = _functions(inference, owner.cls, node.attr, module.path)
            yield Read(positions.span(node), dotted_text(node), found)


def _alone(text: str, span: Span) -> str:
    """The text of a function by itself, where it stands in its file."""
    lines = split_lines(text)[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column]
    before = lines[0][: span.column]
    if before.strip():  # something else stands before it on its line
        lines[0] = f"{' ' * span.column}{lines[0][span.column :]}"
    return (
        "\n" * (span.line - 2) + ("if 1:\n" if before else "\n" * (span.line > 1)) + "".join(lines)
    )


def _definition(tree: ast.Module) -> ast.stmt:
    first = tree.body[0]
    return first.body[0] if isinstance(first, ast.If) else first


def _functions(inference: Inference, cls: str, name: str, importer: str) -> list[Definition]:
    """The functions of that name in the first class of a lineage that has any."""
    owner = inference.class_named(cls, importer)
    for ancestor in lineage(inference, *owner) if owner is not None else ():
        if isinstance(ancestor, str):
            return []
        module = inference.project.module(ancestor[0])
        if module is None:
            return []
        bindings = module.scopes[module.classes[ancestor[1]].scope].bindings.get(name)
        if bindings:
            kinds = [int(item.target) for item in bindings if item.kind == "function"]
            return [Definition(module, module.functions[index]) for index in kinds]
    return []
