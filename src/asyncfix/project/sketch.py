"""One function by itself, with what its pieces do to names: found out once for each piece."""

from __future__ import annotations

import ast
from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.project.alone import parsed_alone
from asyncfix.project.inference import Inference
from asyncfix.project.known import forgetting
from asyncfix.project.known.forgetting import Effects
from asyncfix.project.known.making import Making
from asyncfix.project.nodes import children
from asyncfix.project.project import Definition
from asyncfix.project.view import FunctionNode, walk_scope

_COMPLEX = (
    *(ast.BoolOp, ast.IfExp, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


class Header(NamedTuple):
    """What stands in a statement itself, not in the statements in it.

    `expressions` are those to look at one by one, because parts of them may not run.
    """

    calls: tuple[tuple[Span, ast.Call], ...]
    expressions: tuple[ast.AST, ...]
    effects: Effects


class Sketch:
    """A function of a file, parsed alone. `shared` are the names that others can bind."""

    def __init__(self, inference: Inference, definition: Definition) -> None:
        self.node, self.positions = parsed_alone(inference.project, definition)
        making = Making(inference, definition, self.node)
        self._making = making if making.own else None
        module, function = definition.module, definition.function
        self.shared = frozenset(
            name
            for scope in module.scopes
            if (names := scope.global_names | scope.nonlocal_names) and scope.function >= 0
            if function.span.contains(module.functions[scope.function].span)
            for name in names
        )
        self._effects: dict[ast.AST, Effects] = {}
        self._headers: dict[ast.AST, Header] = {}

    @property
    def has_rest(self) -> bool:
        """Whether the function takes any keywords."""
        return self.node.args.kwarg is not None

    def effects(self, node: ast.AST) -> Effects:
        """What the code of a node may change."""
        if node not in self._effects:
            inner = () if isinstance(node, FunctionNode) else _blocks(node)
            parts = [self.header(node).effects, *(self.effects(item) for item in inner)]
            self._effects[node] = forgetting.together(parts)
        return self._effects[node]

    def header(self, node: ast.AST) -> Header:
        """What stands in a statement itself."""
        if node not in self._headers:
            self._headers[node] = self._header(node)
        return self._headers[node]

    def _header(self, node: ast.AST) -> Header:
        heads = _heads(node)
        parts = [part for head in heads for part in _within(head)]
        effects = forgetting.effects([node, *parts], self._making)
        if any(isinstance(part, _COMPLEX) for part in parts):
            return Header((), tuple(heads), effects)
        calls = [(self.positions.span(part), part) for part in parts if isinstance(part, ast.Call)]
        return Header(tuple(calls), (), effects)


_BLOCKS = (ast.stmt, ast.excepthandler, ast.match_case)
"""What has statements of its own."""


def _blocks(node: ast.AST) -> list[ast.AST]:
    return [item for item in children(node) if isinstance(item, _BLOCKS)]


def _heads(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, FunctionNode):
        defaults = [item for item in node.args.kw_defaults if item is not None]
        return [*node.decorator_list, *node.args.defaults, *defaults]
    return [item for item in children(node) if not isinstance(item, _BLOCKS)]


def _within(head: ast.AST) -> list[ast.AST]:
    """A node and those below it that run with it; of lambdas the defaults do."""
    return [head, *walk_scope(head)]
