"""Finds where code asks how an object is, or sets that: whether an event is set, a queue empty,
what a weak reference refers to is still there."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence

from asyncfix.plan.proofs.state.accesses import Access, nodes_of
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Instance
from asyncfix.project.nodes import root_name
from asyncfix.project.project import Definition
from asyncfix.project.view import FunctionNode

_ENTERING = "acquire"
_CALLED = "__call__"
_STATE = "…"
_NONE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


class Told:
    """Answers for functions."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        classes = inference.catalogue.classes
        self._known = {name: item for name, item in classes.items() if item.asking}
        self._names = {x for item in self._known.values() for x in item.asking | item.setting}
        called = {name.partition(".")[0] for name, x in self._known.items() if _CALLED in x.asking}
        self._are_called = any(inference.project.with_word(word) for word in called)

    def uses(
        self, definition: Definition, node: FunctionNode, own: frozenset[str]
    ) -> Iterator[Access]:
        """How a function uses the state of objects that are not in `own`.

        An object of unknown class counts where the function asks and sets it as a known one.
        """
        used: defaultdict[str, list[tuple[str, ast.expr]]] = defaultdict(list)
        for name, base in self._methods(node):
            root = root_name(base)
            if root is not None and root.id not in own:
                used[ast.unparse(base)].append((name, base))
        for text, found in used.items():
            asking, setting = self._kind(definition, found)
            for name, base in found:
                if name in asking | setting:
                    yield Access(text, _STATE, base.lineno, name in setting, base)

    def _methods(self, node: FunctionNode) -> Iterator[tuple[str, ast.expr]]:
        for part in nodes_of(node):
            if isinstance(part, ast.Call):
                if isinstance(part.func, ast.Attribute) and part.func.attr in self._names:
                    yield part.func.attr, part.func.value
                elif self._are_called and isinstance(part.func, ast.Name | ast.Attribute):
                    yield _CALLED, part.func
            elif isinstance(part, ast.With | ast.AsyncWith):
                for item in part.items:
                    if isinstance(item.context_expr, ast.Name | ast.Attribute):
                        yield _ENTERING, item.context_expr

    def _kind(
        self, definition: Definition, found: Sequence[tuple[str, ast.expr]]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """The methods that ask the object and that set it."""
        expr = describe(found[0][1], definition.function.scope)
        value = self._inference.value(definition.module, expr)
        if isinstance(value, Instance):
            known = self._known.get(value.cls)
            return (known.asking, known.setting) if known is not None else _NONE
        names = {name for name, _ in found}
        for known in self._known.values() if value is None else ():
            if names & known.asking and names & known.setting:
                return known.asking, known.setting
        return _NONE
