"""Finds coroutines that are created and never awaited."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.coroutines import Coroutines
from asyncfix.detect.detection import Detection, Reporter
from asyncfix.detect.handlers import Handlers
from asyncfix.detect.replaced import may_be_replaced
from asyncfix.detect.uses import Place, Use, asks_first, error_expected, use_of
from asyncfix.model import Confidence
from asyncfix.project.inference import Inference
from asyncfix.project.summary import Module
from asyncfix.project.view import FunctionNode, ScopeNode, walk_scope

CODE = "AF301"

_DATA = frozenset({Use.STRICT, Use.DECLARED, Use.LENIENT, Use.TESTED})


def missing_awaits(
    inference: Inference,
    coroutines: Coroutines,
    reporter: Reporter,
    module: Module,
    handlers: Handlers,
) -> Iterator[Detection]:
    """Calls of coroutine functions whose result can only have been meant."""
    if not reporter.wants(CODE):
        return
    for call in module.calls:
        if call.awaited or call.deferred or call.function < 0:
            continue
        confidence = coroutines.made_by(module, call.func)
        if confidence is None:
            continue
        function = module.functions[call.function]
        view = inference.project.view_around(module, function)
        handler = handlers.get((module.path, function.index))
        in_route = handler is not None and handler.role == "route"
        place = Place(inference, module, view, call.scope, in_route)
        node = view.call(call.span)
        use = _how_forgotten(place, node)
        if (
            use is not None
            and not asks_first(view, node)
            and not coroutines.may_be_other(module, call.func)
            and not may_be_replaced(inference, module, call.func)
        ):
            finding = reporter.finding(
                CODE,
                f"the coroutine of `{call.text}(…)` is never awaited",
                module,
                function,
                call.span,
                call.text,
                Confidence.HEURISTIC if use is Use.DECLARED else confidence,
            )
            yield Detection(finding, module, function, call.span, call.scope, "await")


def _how_forgotten(place: Place, call: ast.Call) -> Use | None:
    """The use that only a forgotten `await` explains; None if there may be another reason."""
    parent = place.view.parents[call]
    if isinstance(parent, ast.Expr):
        return None if error_expected(place, parent) else Use.STRICT
    if isinstance(parent, ast.Assign | ast.AnnAssign):
        targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
        if len(targets) == 1 and isinstance(targets[0], ast.Name):
            return _use_as_data(place, call, targets[0])
    use = use_of(place, call)
    return use if use in _DATA else None


def _use_as_data(place: Place, call: ast.Call, target: ast.Name) -> Use | None:
    """How a name that a coroutine is assigned to is used as data, if it is, and never awaited.

    A use that accepts a coroutine counts only if none passes it on: `print(c)`, then
    `gather(c)`. That it is tested says nothing: one that may be None is tested like that too.
    """
    module, view = place.module, place.view
    home = place.inference.scope_of(module, place.scope, target.id)
    function = view.enclosing_function(call)
    if home is None or function is None or module.scopes[home].kind != "function":
        return None
    if len(module.scopes[home].bindings[target.id]) != 1 or _captured(function, target.id):
        return None
    uses = {use_of(place, node) for node in _reads(function, target.id)}
    if uses & {Use.AWAITED, Use.ASKED}:
        return None
    if Use.STRICT in uses:
        return Use.STRICT
    passed_on = Use.OTHER in uses
    return None if passed_on else next(iter(uses & {Use.LENIENT, Use.DECLARED}), None)


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
