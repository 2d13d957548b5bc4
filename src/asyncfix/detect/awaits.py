"""Finds coroutines that are created and never awaited."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.detection import Detection, Reporter
from asyncfix.detect.handlers import Handlers
from asyncfix.detect.uses import Place, Use, use_of
from asyncfix.model import Confidence
from asyncfix.project.inference import Bound, Inference, Ref
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Module
from asyncfix.project.view import FunctionNode, ScopeNode, View, walk_scope

CODE = "AF301"

_DATA = frozenset({Use.STRICT, Use.LENIENT, Use.TESTED})


def missing_awaits(
    inference: Inference, reporter: Reporter, module: Module, handlers: Handlers
) -> Iterator[Detection]:
    """Calls of the project's coroutine functions whose result can only have been meant."""
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
        place = Place(inference, module, view, call.scope, in_route)
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
    return (
        bool(found)
        and all(
            (item.module is module or isinstance(value, Ref))
            and item.function.is_async
            and not item.function.is_generator
            and _is_plain(inference, item)
            for item in found
        )
        and (isinstance(value, Ref) or not _overridden(inference, found[0]))
    )


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


def _is_forgotten(place: Place, call: ast.Call) -> bool:
    parent = place.view.parents[call]
    if isinstance(parent, ast.Expr):
        return not _warning_expected(place.view, parent)
    if isinstance(parent, ast.Assign | ast.AnnAssign):
        targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
        if len(targets) == 1 and isinstance(targets[0], ast.Name):
            return _used_as_data(place, call, targets[0])
    return use_of(place, call) in _DATA


def _warning_expected(view: View, statement: ast.Expr) -> bool:
    """Whether a `with` around it says that the warning about the coroutine is expected."""
    return any(
        isinstance(name, ast.Name) and name.id == "RuntimeWarning"
        for parent in view.ancestors(statement)
        if isinstance(parent, ast.With)
        for item in parent.items
        for name in ast.walk(item.context_expr)
    )


def _used_as_data(place: Place, call: ast.Call, target: ast.Name) -> bool:
    """Whether a name that a coroutine is assigned to is used as data, and never awaited.

    A use that accepts a coroutine counts only if none passes it on: `print(c)`, then
    `gather(c)`. That it is tested says nothing: one that may be None is tested like that too.
    """
    module, view = place.module, place.view
    home = place.inference.scope_of(module, place.scope, target.id)
    function = view.enclosing_function(call)
    if home is None or function is None or module.scopes[home].kind != "function":
        return False
    if len(module.scopes[home].bindings[target.id]) != 1 or _captured(function, target.id):
        return False
    uses = {use_of(place, node) for node in _reads(function, target.id)}
    if uses & {Use.AWAITED, Use.ASKED}:
        return False
    return Use.STRICT in uses or (Use.LENIENT in uses and Use.OTHER not in uses)


def _reads(function: FunctionNode, name: str) -> Iterator[ast.Name]:
    for node in walk_scope(function):
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            yield node


def _captured(function: ast.AST, name: str) -> bool:
    """Whether a nested function or lambda uses the name."""
    return any(
        isinstance(inner, ast.Name) and inner.id == name
        for node in walk_scope(function)
        if isinstance(node, ScopeNode)
        for inner in ast.walk(node)
    )
