"""Says whether what is assigned counts as something, so that nobody has to fetch it again."""

from __future__ import annotations

import ast

from asyncfix.detect.once.scene import Scene
from asyncfix.project.callgraph import CallGraph
from asyncfix.project.inference import Instance, object_name
from asyncfix.project.project import Definition
from asyncfix.project.terms import NONE, Either, Expr, Item, Name

_MAYBE = frozenset(
    {"get", "pop", "getenv", "which", "match", "search", "fullmatch", "find", "first"}
)
"""Methods and functions of libraries that often find nothing."""
_WITH_DEFAULT = frozenset({"get", "pop", "getenv"})
"""Those of them that give their second argument then."""
_EMPTY = frozenset({"dict", "list", "set", "tuple", "str", "bytes", "defaultdict", "OrderedDict"})
_DEEPEST = 4
_OPTIONAL = frozenset({"typing.Optional", "typing_extensions.Optional"})


class Given:
    """Answers for the values that a function assigns to a slot.

    `empty`: what is false or empty is something, too, because only None is asked for.
    """

    def __init__(self, graph: CallGraph, scene: Scene, empty: bool) -> None:
        self._graph = graph
        self._scene = scene
        self._empty = empty

    def is_something(self, node: ast.expr | None, depth: int = 0) -> bool:
        """Whether the value is not None, nor false or empty, as far as can be seen."""
        if node is None or depth > _DEEPEST:
            return False
        if isinstance(node, ast.Constant):
            return node.value is not None if self._empty else bool(node.value)
        if isinstance(node, ast.Dict):
            return self._empty or bool(node.keys)
        if isinstance(node, ast.List | ast.Set | ast.Tuple):
            return self._empty or bool(node.elts)
        if isinstance(node, ast.Await | ast.NamedExpr):
            return self.is_something(node.value, depth)
        if isinstance(node, ast.IfExp):
            return all(self.is_something(item, depth) for item in (node.body, node.orelse))
        if isinstance(node, ast.BoolOp):
            return self.is_something(node.values[-1], depth)
        if isinstance(node, ast.Name):
            return self._of_name(node.id, depth + 1)
        if isinstance(node, ast.Call):
            return self._of_call(node, depth)
        return self._empty or not isinstance(node, ast.Compare | ast.UnaryOp)

    def _of_name(self, name: str, depth: int) -> bool:
        """A local name is what all its assignments give; copies of the slot are what is tested."""
        scene = self._scene
        if name in scene.names:
            value = scene.names[name]
            return value is not None if self._empty else bool(value)
        return all(
            value is None
            or (name in scene.copies and scene.path(value) == scene.copies[name])
            or self.is_something(value, depth)
            for value in scene.values.get(name, ())
        )

    def _of_call(self, node: ast.Call, depth: int) -> bool:
        func = node.func
        last = func.attr if isinstance(func, ast.Attribute) else ""
        last = func.id if isinstance(func, ast.Name) else last
        if last in _EMPTY and not node.args and not node.keywords:
            return self._empty
        found = self._functions(node)
        if found:
            return not any(self._may_be_nothing(item) for item in found)
        if last in _WITH_DEFAULT and len(node.args) == 2:
            return self._empty and self.is_something(node.args[1], depth + 1)
        return last not in _MAYBE

    def _functions(self, node: ast.Call) -> list[Definition]:
        """The functions of the project that a call calls."""
        scene, inference = self._scene, self._graph.inference
        span, module = scene.positions.span(node), scene.definition.module
        for call in self._graph.body(scene.definition).calls:
            if call.span == span:
                return inference.functions(inference.value(module, call.func), module.path)
        return []

    def _may_be_nothing(self, definition: Definition) -> bool:
        """Whether a function says that it gives nothing at times, or not what it gives."""
        function = definition.function
        if function.returns is not None:
            declared = self._graph.inference.annotation(definition.module, function.returns)
            false = not self._empty and declared == Instance("builtins.bool")
            return false or self._is_optional(definition, function.returns)
        return not function.is_generator and (not function.returned or NONE in function.returned)

    def _is_optional(self, definition: Definition, annotation: Expr) -> bool:
        if annotation == NONE:
            return True
        if isinstance(annotation, Either):
            return any(self._is_optional(definition, item) for item in annotation.options)
        if isinstance(annotation, Item):
            value = self._graph.inference.value(definition.module, annotation.base)
            if object_name(value) in _OPTIONAL:
                return True
            named = annotation.base.name if isinstance(annotation.base, Name) else ""
            return named == "Union" and NONE in annotation.parts
        return False
