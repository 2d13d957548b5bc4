"""Finds coroutines that are created and never awaited."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.detect.detection import Detection, Reporter
from asyncfix.detect.handlers import Handlers
from asyncfix.model import Confidence
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Inference, Ref
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Module
from asyncfix.project.view import ScopeNode, View, walk_scope

CODE = "AF301"
_COROUTINE_MEMBERS = frozenset(
    {"send", "throw", "close", "__await__", "cr_await", "cr_code", "cr_frame", "cr_running"}
)


class _Place(NamedTuple):
    inference: Inference
    module: Module
    view: View
    scope: int
    in_route: bool


def missing_awaits(
    inference: Inference, reporter: Reporter, module: Module, handlers: Handlers
) -> Iterator[Detection]:
    """Calls of the module's own coroutine functions whose result can only have been meant."""
    if not reporter.wants(CODE):
        return
    for call in module.calls:
        if call.awaited or call.deferred or call.function < 0:
            continue
        function = module.functions[call.function]
        if not function.is_async or not _creates_coroutine(inference, module, call):
            continue
        view = inference.project.view(module.path)
        handler = handlers.get((module.path, function.index))
        in_route = handler is not None and handler.role == "route"
        place = _Place(inference, module, view, call.scope, in_route)
        if _is_forgotten(place, view.call(call.span)):
            finding = reporter.finding(
                CODE,
                f"the coroutine of `{call.text}(…)` is never awaited",
                module,
                function,
                call.span,
                call.text,
                Confidence.EXACT,
            )
            yield Detection(finding, module, function, call.span, call.scope, "await")


def _creates_coroutine(inference: Inference, module: Module, call: Call) -> bool:
    value = inference.value(module, call.func)
    if not isinstance(value, Ref | Bound):
        return False
    found = inference.functions_named(value.name, module.path)
    return bool(found) and all(
        (item.module is module or isinstance(value, Ref))
        and item.function.is_async
        and not item.function.is_generator
        and _is_plain(inference, item)
        for item in found
    ) and (isinstance(value, Ref) or not _overridden(inference, found[0]))


def _is_plain(inference: Inference, definition: Definition) -> bool:
    """Whether calling the function surely gives its own coroutine: no decorator changes that."""
    return all(
        inference.is_route(definition.module, decorator)
        or (
            isinstance(value := inference.value(definition.module, decorator), Ref)
            and value.name in inference.catalogue.transparent_decorators
        )
        for decorator in definition.function.decorators
    )


def _overridden(inference: Inference, definition: Definition) -> bool:
    """Whether a method of that name in the project is not a coroutine function."""
    name = definition.function.name
    return any(
        other.name == name and other.owner >= 0 and not other.is_async
        for module in inference.project.mentioning(name)
        for other in module.functions
    )


def _is_forgotten(place: _Place, call: ast.Call) -> bool:
    parent = place.view.parents[call]
    if isinstance(parent, ast.Expr):
        return True
    if isinstance(parent, ast.Assign | ast.AnnAssign):
        target = parent.targets[0] if isinstance(parent, ast.Assign) else parent.target
        several = isinstance(parent, ast.Assign) and len(parent.targets) > 1
        return not several and isinstance(target, ast.Name) and _used_as_data(place, call, target)
    return _is_data_use(place, call)


def _is_data_use(place: _Place, node: ast.expr) -> bool:
    """Whether what stands around an expression wants a plain value there."""
    parent = place.view.parents[node]
    if isinstance(parent, ast.Attribute):
        return parent.attr not in _COROUTINE_MEMBERS
    if isinstance(parent, ast.Subscript):
        return parent.value is node
    if isinstance(parent, ast.Compare):
        return not all(isinstance(item, ast.Is | ast.IsNot) for item in parent.ops)
    if isinstance(parent, ast.BinOp | ast.UnaryOp | ast.FormattedValue | ast.Starred | ast.AugAssign):
        return True
    if isinstance(parent, ast.If | ast.While | ast.IfExp | ast.Assert):
        return parent.test is node
    if isinstance(parent, ast.For | ast.comprehension):
        return parent.iter is node and not (
            isinstance(parent, ast.comprehension) and parent.is_async
        )
    if isinstance(parent, ast.keyword):
        return parent.arg is None or _takes_data(place, place.view.parents[parent])
    if isinstance(parent, ast.Return):
        return place.in_route
    return _takes_data(place, parent)


def _takes_data(place: _Place, node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    value = place.inference.value(place.module, describe(node.func, place.scope))
    return isinstance(value, Ref) and value.name in place.inference.catalogue.takes_data


def _used_as_data(place: _Place, call: ast.Call, target: ast.Name) -> bool:
    """Whether a name that a coroutine is assigned to is used as data, and never awaited."""
    module, view = place.module, place.view
    home = place.inference.scope_of(module, place.scope, target.id)
    function = view.enclosing_function(call)
    if home is None or function is None or module.scopes[home].kind != "function":
        return False
    if len(module.scopes[home].bindings[target.id]) != 1 or _captured(function, target.id):
        return False
    uses = [
        node
        for node in walk_scope(function)
        if isinstance(node, ast.Name) and node.id == target.id and isinstance(node.ctx, ast.Load)
    ]
    if any(isinstance(view.parents[use], ast.Await) for use in uses):
        return False
    return any(_is_data_use(place, use) and not _tests_only(view, use) for use in uses)


def _tests_only(view: View, use: ast.Name) -> bool:
    """`if x:` says nothing: a coroutine that may be None is tested like that too."""
    parent = view.parents[use]
    return isinstance(parent, ast.If | ast.While | ast.IfExp | ast.Assert) or (
        isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)
    )


def _captured(function: ast.AST, name: str) -> bool:
    """Whether a nested function or lambda uses the name."""
    return any(
        isinstance(inner, ast.Name) and inner.id == name
        for node in walk_scope(function)
        if isinstance(node, ScopeNode)
        for inner in ast.walk(node)
    )
