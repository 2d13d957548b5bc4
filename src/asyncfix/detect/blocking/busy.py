"""Finds loops that keep the processor busy for as long as a caller likes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asyncfix.detect.detection import Detection, Reporter
from asyncfix.model import Confidence, Span
from asyncfix.project.inference import Inference, Named
from asyncfix.project.summary import Loop, Module
from asyncfix.project.terms import Name, last_name
from asyncfix.project.tests import is_a_test

CODE = "AF110"


def busy_loops(
    inference: Inference, reporter: Reporter, module: Module, others: Sequence[Span]
) -> Iterator[Detection]:
    """Loops over `range(n)` without an await, n being a parameter of their `async def`.

    Only the outermost of nested loops is a finding; one that holds one of the `others` is none, nor
    is one in a test, which is given the few numbers that are written above it.
    """
    if not reporter.wants(CODE):
        return
    found: list[Span] = []
    for loop in module.loops:
        function = module.functions[loop.function]
        if not (function.is_async and loop.busy and _bound_is_parameter(inference, module, loop)):
            continue
        if _starts_tasks(inference, module, loop) or is_a_test(module, function):
            continue
        inside_another = any(span.contains(loop.span) for span in found)
        if inside_another or any(loop.span.contains(other) for other in others):
            continue
        found.append(loop.span)
        what = "comprehension" if loop.comprehension else "loop"
        finding = reporter.finding(
            CODE,
            f"a {what} over `range({last_name(loop.bound)})` keeps the event loop busy for as long "
            "as its caller asks",
            module,
            function,
            loop.span,
            "range",
            Confidence.HEURISTIC,
        )
        yield Detection(finding, module, function, loop.span, loop.scope, "loop")


def _starts_tasks(inference: Inference, module: Module, loop: Loop) -> bool:
    """Whether the loop works with the event loop: it makes tasks or coroutines."""
    for call in module.calls:
        if not loop.span.contains(call.span):
            continue
        value = inference.value(module, call.func)
        if isinstance(value, Named):
            if value.name.partition(".")[0] in inference.catalogue.loops:
                return True
            found = inference.functions(value, module.path)
            if any(item.function.is_async for item in found):
                return True
    return False


def _bound_is_parameter(inference: Inference, module: Module, loop: Loop) -> bool:
    if inference.lookup(module, loop.scope, "range") is not None:
        return False
    bound = loop.bound
    if not isinstance(bound, Name):
        return False
    bindings = inference.lookup(module, bound.scope, bound.name) or ()
    function = module.functions[loop.function]
    is_own = any(parameter.name == bound.name for parameter in function.parameters)
    given = is_own and bound.name != function.receiver
    return given and all(item.kind == "parameter" for item in bindings)
