"""Finds properties that give a coroutine which nobody awaits: `user.name`, an `async def`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.awaits.forgotten import how_forgotten
from asyncfix.detect.awaits.missing import CODE
from asyncfix.detect.awaits.relatives import Relatives
from asyncfix.detect.awaits.uses import Place, Use
from asyncfix.detect.detection import Detection, Reporter
from asyncfix.model import Confidence
from asyncfix.project.decorators import is_known_property
from asyncfix.project.expressions import describe, dotted_text
from asyncfix.project.inference import Inference, Instance
from asyncfix.project.properties import methods_named
from asyncfix.project.summary import Function, Module
from asyncfix.project.view import walk_scope


class AsynchronousProperties:
    """Answers for the modules of a project, few of which have any."""

    def __init__(self, inference: Inference, relatives: Relatives) -> None:
        self._inference = inference
        self._relatives = relatives
        self._names = frozenset(
            function.name
            for module in inference.project.modules()
            for function in module.functions
            if function.decorators and self._is_one(module, function)
        )

    def found(self, reporter: Reporter, module: Module) -> Iterator[Detection]:
        """The places where such a property is read and what it gives is taken for data."""
        if not self._names or not reporter.wants(CODE):
            return
        for function in module.functions:
            if self._names.isdisjoint(function.reads):
                continue
            view = self._inference.project.view_around(module, function)
            place = Place(self._inference, module, view, function.scope, False)
            for node in walk_scope(view.function_node(function)):
                if isinstance(node, ast.Attribute) and self._is_forgotten(place, node):
                    text, span = dotted_text(node), view.span(node)
                    message = f"the coroutine of `{text}` is never awaited"
                    finding = reporter.finding(
                        CODE, message, module, function, span, text, Confidence.INFERRED
                    )
                    yield Detection(finding, module, function, span, place.scope, "await")

    def _is_forgotten(self, place: Place, node: ast.Attribute) -> bool:
        if node.attr not in self._names or not isinstance(node.ctx, ast.Load):
            return False
        parent = place.view.parents[node]
        if isinstance(parent, ast.Await) or (isinstance(parent, ast.Call) and parent.func is node):
            return False
        owner = self._inference.value(place.module, describe(node.value, place.scope))
        if not isinstance(owner, Instance) or not self._gives_coroutine(place, owner, node.attr):
            return False
        use = how_forgotten(place, node)
        return use is not None and use is not Use.DECLARED

    def _gives_coroutine(self, place: Place, owner: Instance, name: str) -> bool:
        """Whether the property is an asynchronous one in the class and in those below it."""
        classes = [(owner.cls, place.module.path), *self._relatives.below(owner.cls)]
        each = [methods_named(self._inference, cls, name, path) for cls, path in classes]
        return all(
            len(found) == 1 and self._is_one(found[0].module, found[0].function) for found in each
        )

    def _is_one(self, module: Module, function: Function) -> bool:
        is_coroutine = function.is_async and not function.is_generator and function.owner >= 0
        return is_coroutine and is_known_property(self._inference, module, function)
