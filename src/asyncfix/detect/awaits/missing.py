"""Finds coroutines that are created and never awaited."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.detect.awaits.coroutines import Coroutines
from asyncfix.detect.awaits.forgotten import how_forgotten
from asyncfix.detect.awaits.parameters import promises_data
from asyncfix.detect.awaits.replaced import may_be_replaced
from asyncfix.detect.awaits.uses import Place, Use, asks_first
from asyncfix.detect.detection import Detection, Reporter
from asyncfix.detect.serving.handlers import Handler, Handlers
from asyncfix.model import Confidence
from asyncfix.project.inference import Inference
from asyncfix.project.summary import Module

CODE = "AF301"


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
        in_route = handler is not None and _takes_data(handler)
        promised = not in_route and promises_data(inference, module, function)
        place = Place(inference, module, view, call.scope, in_route, promised)
        node = view.call(call.span)
        use = how_forgotten(place, node)
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


def _takes_data(handler: Handler) -> bool:
    """Whether what a handler returns must be data: a framework that runs plain ones on the loop
    awaits what they give."""
    return handler.role == "route" and (handler.definition.function.is_async or handler.thread)
