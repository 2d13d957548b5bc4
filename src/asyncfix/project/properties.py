"""Finds where a function reads attributes whose reading runs code: properties of the project."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.project.alone import parsed_alone, text_alone
from asyncfix.project.expressions import describe, dotted_text
from asyncfix.project.inference import Inference, Instance
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.terms import chained
from asyncfix.project.view import walk_scope

_CHAIN = re.compile(r"(?:[\w.]|\s+(?=\.)|(?<=\.)\s+)+\Z")
_LONGEST = 200
"""How many characters a chain of names has at the most that is made out without a tree."""


class Read(NamedTuple):
    """A place where an attribute is read, and the functions of that name that its class has."""

    span: Span
    text: str
    found: list[Definition]


def reads(inference: Inference, definition: Definition, names: frozenset[str]) -> Iterator[Read]:
    """The places in a function where attributes of those names are read off known objects."""
    module, function = definition.module, definition.function
    if not _may_read(inference, definition, names):
        return
    tree, positions = parsed_alone(inference.project, definition)
    nodes = [*walk_scope(tree)]
    called = {node.func for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        if not isinstance(node, ast.Attribute) or node.attr not in names:
            continue
        if node in called or not isinstance(node.ctx, ast.Load):
            continue
        owner = inference.value(module, describe(node.value, function.scope))
        if isinstance(owner, Instance):
            found = methods_named(inference, owner.cls, node.attr, module.path)
            yield Read(positions.span(node), dotted_text(node), found)


def _may_read(inference: Inference, definition: Definition, names: frozenset[str]) -> bool:
    """Whether the text of a function has attributes of those names that known objects may have.

    Only what stands behind a plain name, or a chain of them, is found out without its tree.
    """
    module, function = definition.module, definition.function
    text = text_alone(inference.project, definition)
    for found in re.finditer(rf"\.\s*(?:{'|'.join(map(re.escape, sorted(names)))})\b", text):
        before = _CHAIN.search(text, max(found.start() - _LONGEST, 0), found.start())
        chain = before.group() if before is not None else ""
        if not all(map(str.isidentifier, chain.split("."))):
            return True
        if isinstance(inference.value(module, chained(chain, function.scope)), Instance):
            return True
    return False


def methods_named(inference: Inference, cls: str, name: str, importer: str) -> list[Definition]:
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
