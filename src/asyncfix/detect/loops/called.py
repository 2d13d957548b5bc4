"""Finds functions that are called where they should be passed to a thread."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from asyncfix.detect.detection import Detection, Reporter, in_coroutine
from asyncfix.detect.loops.offloads import given, offload_of
from asyncfix.project.alone import parsed_alone
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Instance, Named, Value
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import NONE, Called
from asyncfix.project.view import walk_scope

CODE = "AF307"
KIND = "called"
_DATA = (
    *(
        ast.Constant,
        ast.JoinedStr,
        ast.BinOp,
        ast.UnaryOp,
        ast.Compare,
        ast.Dict,
        ast.List,
        ast.Set,
    ),
    *(ast.Tuple, ast.DictComp, ast.ListComp, ast.SetComp, ast.GeneratorExp),
)
"""What is data wherever it stands."""


def called_not_passed(
    inference: Inference, reporter: Reporter, module: Module
) -> Iterator[Detection]:
    """The offloads in an `async def` that are given what a call gives, and that can't be called."""
    if not reporter.wants(CODE):
        return
    for call in module.calls:
        if not in_coroutine(module, call):
            continue
        offload = offload_of(inference, module, call.func)
        argument = given(offload, call) if offload is not None else None
        if isinstance(argument, Called) and gives_data(inference, module, argument):
            yield _detection(reporter, module, call)


def without_called(
    inference: Inference,
    module: Module,
    called: Sequence[Detection],
    direct: Iterable[Detection],
) -> list[Detection]:
    """The findings on blocking calls but for the calls that only have to be passed."""
    if not called:
        return list(direct)
    view = inference.project.view(module.path)
    calls = [view.call(item.node) for item in called]
    spans = {
        view.span(argument)
        for call in calls
        for argument in (*call.args, *(item.value for item in call.keywords))
    }
    return [item for item in direct if item.finding.span not in spans]


def gives_data(inference: Inference, module: Module, call: Called) -> bool:
    """Whether what a call gives surely can't be called itself."""
    callee = inference.value(module, call.func)
    if not isinstance(callee, Named):
        return False
    if inference.entry(callee, module.path) is not None:
        return True
    definitions = inference.functions(callee, module.path)
    if not definitions:
        return _is_data(inference, module, inference.value(module, call))
    return all(_returns_data(inference, item) for item in definitions)


def _returns_data(inference: Inference, definition: Definition) -> bool:
    function, module = definition.function, definition.module
    if function.is_async or function.is_generator or function.decorators:
        return False
    if function.returns is not None:
        declared = inference.annotation(module, function.returns)
        return function.returns == NONE or _is_data(inference, module, declared)
    node, _ = parsed_alone(inference.project, definition)
    if function.owner >= 0 and all(_is_filler(item) for item in node.body):
        return False  # what other classes make of it is not known
    returned = [item.value for item in walk_scope(node) if isinstance(item, ast.Return)]
    return all(
        item is None
        or isinstance(item, _DATA)
        or _is_data(inference, module, inference.value(module, describe(item, function.scope)))
        for item in returned
    )


def _is_filler(statement: ast.stmt) -> bool:
    """Whether a statement does nothing, as in the body of an abstract method."""
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Raise | ast.Pass)


def _is_data(inference: Inference, module: Module, value: Value) -> bool:
    """Whether something is an instance of a class whose instances can't be called."""
    if not isinstance(value, Instance):
        return False
    owner, _, name = value.cls.rpartition(".")
    if owner == "builtins":
        return name not in ("object", "type")
    found = inference.classes_of(value.cls, module.path)
    return all(
        (defined := inference.class_named(item, module.path)) is not None
        and "__call__" not in defined[0].scopes[defined[1].scope].bindings
        for item in found
    )


def _detection(reporter: Reporter, module: Module, call: Call) -> Detection:
    function = module.functions[call.function]
    finding = reporter.finding(
        CODE,
        f"`{call.text}` is given what a call gives: the call runs on the event loop before it",
        module,
        function,
        call.span,
        call.text,
    )
    return Detection(finding, module, function, call.span, call.scope, KIND)
