"""Finds locks of threads that a coroutine holds while it awaits."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from asyncfix.detect.detection import Detection, Reporter
from asyncfix.model import Confidence, Span
from asyncfix.project.inference import Inference
from asyncfix.project.summary import Call, Module, WithBlock
from asyncfix.project.terms import Attr, Expr
from asyncfix.project.view import FunctionNode, View, walk_run, walk_scope

CODE = "AF306"
KIND = "lock"


def held_locks(inference: Inference, reporter: Reporter, module: Module) -> Iterator[Detection]:
    """The `with` blocks on such a lock that await, and the calls that acquire and release one."""
    if not reporter.wants(CODE):
        return
    for block in module.withs:
        if module.functions[block.function].is_async and _locks(inference, module, block):
            view = inference.project.view(module.path)
            node = view.node(block.span)
            if isinstance(node, ast.With) and awaits(node.body):
                text = _text(inference, module, block, node)
                yield _detection(
                    reporter, module, block.function, block.scope, (block.header, block.span), text
                )
    for call in module.calls:
        if _acquires(inference, module, call):
            view = inference.project.view(module.path)
            node = view.call(call.span).func
            if isinstance(node, ast.Attribute) and _awaits_before_release(view, node):
                text = ast.unparse(node.value)
                yield _detection(
                    reporter, module, call.function, call.scope, (call.span, call.span), text
                )


def is_lock(inference: Inference, module: Module, expr: Expr) -> bool:
    """Whether an expression is a lock that no await may come under."""
    known = inference.class_entry(inference.value(module, expr))
    return known is not None and known.lock


def awaits(body: Iterable[ast.stmt]) -> bool:
    """Whether statements wait for something themselves."""
    return any(
        isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith)
        or (isinstance(node, ast.comprehension) and bool(node.is_async))
        for node in walk_run(item for item in body if not isinstance(item, FunctionNode))
    )


def _locks(inference: Inference, module: Module, block: WithBlock) -> bool:
    return any(is_lock(inference, module, item.value) for item in block.items)


def _text(inference: Inference, module: Module, block: WithBlock, node: ast.With) -> str:
    """The first of the items that is such a lock, as it is written."""
    pairs = zip(block.items, node.items, strict=True)
    held = (item for known, item in pairs if is_lock(inference, module, known.value))
    return ast.unparse(next(held).context_expr)


def _acquires(inference: Inference, module: Module, call: Call) -> bool:
    """Whether a call in a coroutine waits for such a lock, however long that takes."""
    if call.deferred or call.function < 0 or call.args or call.keywords:
        return False
    if not isinstance(call.func, Attr) or call.func.name != "acquire":
        return False
    on_loop = module.functions[call.function].is_async
    return on_loop and is_lock(inference, module, call.func.base)


def _awaits_before_release(view: View, acquire: ast.Attribute) -> bool:
    """Whether the function awaits something between this and the next release of the lock."""
    function = view.enclosing_function(acquire)
    if function is None:
        return False
    text, start = ast.unparse(acquire.value), (acquire.end_lineno or 0, acquire.end_col_offset or 0)
    released = [
        (node.lineno, node.col_offset)
        for node in walk_scope(function)
        if isinstance(node, ast.Attribute)
        and node.attr == "release"
        and (node.lineno, node.col_offset) > start
        and ast.unparse(node.value) == text
    ]
    return bool(released) and any(
        isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith)
        and start < (node.lineno, node.col_offset) < min(released)
        for node in walk_scope(function)
    )


def _detection(
    reporter: Reporter,
    module: Module,
    index: int,
    scope: int,
    spans: tuple[Span, Span],
    text: str,
) -> Detection:
    function = module.functions[index]
    finding = reporter.finding(
        CODE,
        f"`{text}` is held while awaiting: whoever waits for it meanwhile stops the event loop",
        module,
        function,
        spans[0],
        text,
        Confidence.INFERRED,
    )
    return Detection(finding, module, function, spans[1], scope, KIND)
