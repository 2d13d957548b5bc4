"""Finds keywords that the class which is made takes no more."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.detect.detection import Detection, Reporter, function_at
from asyncfix.project.inference import Inference, Ref
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import NONE, Constant, Expr
from asyncfix.remedies import Shortcut

CODE = "AF402"
KIND = "shortcut"


def shortcuts(inference: Inference, reporter: Reporter, module: Module) -> Iterator[Detection]:
    """The calls with such a keyword, in any function and at the module's top."""
    if not reporter.wants(CODE):
        return
    keywords = {item.keyword for item in inference.catalogue.shortcuts.values()}
    for call in module.calls:
        given = dict(call.keywords)
        if not keywords & given.keys():
            continue
        known = shortcut_of(inference, module, call.func)
        if known is None or given.get(known.keyword, NONE) in (NONE, Constant(None)):
            continue
        yield _detection(reporter, module, call, known)


def shortcut_of(inference: Inference, module: Module, callee: Expr) -> Shortcut | None:
    """What is known of the class that is made, or that it inherits its constructor from."""
    value = inference.value(module, callee)
    known = inference.catalogue.shortcuts
    if not isinstance(value, Ref):
        return None
    if inference.class_named(value.name, module.path) is None:
        return known.get(value.name)
    if inference.method(value.name, "__init__", module.path):
        return None
    parents = inference.classes_of(value.name, module.path)
    return next((item for name, item in known.items() if name in parents), None)


def _detection(reporter: Reporter, module: Module, call: Call, known: Shortcut) -> Detection:
    function = function_at(module, call.function)
    wrapper = known.wrapper.rpartition(".")[2]
    finding = reporter.finding(
        CODE,
        f"`{call.text}` takes no `{known.keyword}=` any more: "
        f"`{known.becomes}={wrapper}({known.keyword}=…)` does",
        module,
        function,
        call.span,
        call.text,
    )
    return Detection(finding, module, function, call.span, call.scope, KIND)
