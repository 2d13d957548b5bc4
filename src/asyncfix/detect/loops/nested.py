"""Finds event loops that are started in a coroutine, where one runs already."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.detect.detection import Detection, Reporter, in_coroutine
from asyncfix.detect.loops.offloads import known_of
from asyncfix.model import Confidence, Span
from asyncfix.project.inference import Inference, Named, name_of
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Called, Expr, uncalled
from asyncfix.runners import Runner

CODE = "AF304"
KIND = "nested-loop"

_CATCHING = frozenset({"builtins.RuntimeError", "builtins.Exception", "builtins.BaseException"})


def nested_loops(inference: Inference, reporter: Reporter, module: Module) -> Iterator[Detection]:
    """The calls in an `async def` that start a loop, or run one, until something is done."""
    if not reporter.wants(CODE):
        return
    for call in module.calls:
        if not in_coroutine(module, call):
            continue
        runner = runner_of(inference, module, call.func)
        if runner is not None and not is_meant_to_fail(inference, module, call.span):
            yield _detection(inference, reporter, module, call)


def is_meant_to_fail(inference: Inference, module: Module, span: Span) -> bool:
    """Whether a `with` around a place says that a RuntimeError is expected there."""
    return any(
        isinstance(item.value, Called)
        and name_of(inference.value(module, item.value.func)) in inference.catalogue.expects_errors
        and _may_expect(inference, module, item.value)
        for block in module.withs
        if block.span.contains(span)
        for item in block.items
    )


def _may_expect(inference: Inference, module: Module, call: Called) -> bool:
    """Whether a call is given such an error, or, as a tuple is, what cannot be told."""
    given = (*call.args[:1], *dict(call.keywords).values())
    caught = any(name_of(inference.value(module, item)) in _CATCHING for item in given)
    return caught or None in call.args[:1]


def runner_of(inference: Inference, module: Module, callee: Expr) -> Runner | None:
    """What is known of the callee, if calling it runs an event loop."""
    found = known_of(inference, module, uncalled(callee), inference.catalogue.runners)
    is_wrapped = isinstance(callee, Called)
    return found if found is not None and (found.takes == "wrapper") == is_wrapped else None


def _detection(inference: Inference, reporter: Reporter, module: Module, call: Call) -> Detection:
    function = module.functions[call.function]
    value = inference.value(module, call.func)
    known = isinstance(value, Named) or isinstance(call.func, Called)
    finding = reporter.finding(
        CODE,
        f"`{call.text}` runs an event loop in a coroutine, where one is running already",
        module,
        function,
        call.span,
        call.text,
        Confidence.EXACT if known else Confidence.HEURISTIC,
    )
    return Detection(finding, module, function, call.span, call.scope, KIND)
