"""Says whether what is assigned counts as something, so that nobody has to fetch it again."""

from __future__ import annotations

import ast

from asyncfix.detect.once.scene import Scene
from asyncfix.project.callgraph import CallGraph
from asyncfix.project.inference import Bound, Ref
from asyncfix.project.project import Definition
from asyncfix.project.summary import NONE, Either, Expr, Item, Name

_MAYBE = frozenset(
    {"get", "pop", "getenv", "which", "match", "search", "fullmatch", "find", "first"}
)
"""Methods and functions of libraries that often find nothing."""
_EMPTY = frozenset({"dict", "list", "set", "tuple", "str", "bytes", "defaultdict", "OrderedDict"})
_OPTIONAL = frozenset({"typing.Optional", "typing_extensions.Optional"})


def is_something(graph: CallGraph, scene: Scene, node: ast.expr | None, depth: int = 0) -> bool:
    """Whether the value is neither None nor false nor empty, as far as can be seen."""
    if node is None or depth > 4:
        return False
    if isinstance(node, ast.Constant):
        return bool(node.value)
    if isinstance(node, ast.Dict):
        return bool(node.keys)
    if isinstance(node, ast.List | ast.Set | ast.Tuple):
        return bool(node.elts)
    if isinstance(node, ast.Await | ast.NamedExpr):
        return is_something(graph, scene, node.value, depth)
    if isinstance(node, ast.IfExp):
        both = (node.body, node.orelse)
        return all(is_something(graph, scene, item, depth) for item in both)
    if isinstance(node, ast.BoolOp):
        return is_something(graph, scene, node.values[-1], depth)
    if isinstance(node, ast.Name):
        return _of_name(graph, scene, node.id, depth + 1)
    if isinstance(node, ast.Call):
        return _of_call(graph, scene, node)
    return not isinstance(node, ast.Compare | ast.UnaryOp)


def _of_name(graph: CallGraph, scene: Scene, name: str, depth: int) -> bool:
    """A local name is what all its assignments give; copies of the slot are what is tested."""
    if name in scene.names:
        return bool(scene.names[name])
    return all(
        value is None
        or (name in scene.copies and scene.path(value) == scene.copies[name])
        or is_something(graph, scene, value, depth)
        for value in scene.values.get(name, ())
    )


def _of_call(graph: CallGraph, scene: Scene, node: ast.Call) -> bool:
    func = node.func
    last = func.attr if isinstance(func, ast.Attribute) else ""
    last = func.id if isinstance(func, ast.Name) else last
    if last in _EMPTY and not node.args and not node.keywords:
        return False
    found = _functions(graph, scene, node)
    if found:
        return not any(_may_be_none(graph, item) for item in found)
    return last not in _MAYBE


def _functions(graph: CallGraph, scene: Scene, node: ast.Call) -> list[Definition]:
    """The functions of the project that a call calls."""
    span, module = scene.positions.span(node), scene.definition.module
    for call in graph.body(scene.definition).calls:
        if call.span == span:
            value = graph.inference.value(module, call.func)
            if isinstance(value, Ref | Bound):
                return graph.inference.functions_named(value.name, module.path)
    return []


def _may_be_none(graph: CallGraph, definition: Definition) -> bool:
    """Whether a function says that it gives nothing at times, or does not say what it gives."""
    function = definition.function
    if function.returns is not None:
        return _is_optional(graph, definition, function.returns)
    return not function.is_generator and (not function.returned or NONE in function.returned)


def _is_optional(graph: CallGraph, definition: Definition, annotation: Expr) -> bool:
    if annotation == NONE:
        return True
    if isinstance(annotation, Either):
        return any(_is_optional(graph, definition, item) for item in annotation.options)
    if isinstance(annotation, Item):
        value = graph.inference.value(definition.module, annotation.base)
        if isinstance(value, Ref) and value.name in _OPTIONAL:
            return True
        named = annotation.base.name if isinstance(annotation.base, Name) else ""
        return named == "Union" and NONE in annotation.parts
    return False
