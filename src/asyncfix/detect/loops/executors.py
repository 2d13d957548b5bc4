"""Finds offloads to the default executor that a newer function does, in fewer words."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.detection import Detection, Reporter, in_coroutine
from asyncfix.detect.loops.called import gives_data
from asyncfix.project.inference import Bound, Inference, Ref, object_name
from asyncfix.project.sources.python import oldest_python
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import NONE, STARRED, Attr, Called, Constant, Name
from asyncfix.project.view import View
from asyncfix.remedies import Superseded

CODE = "AF601"
KIND = "superseded"


def legacy_executors(
    inference: Inference, reporter: Reporter, module: Module
) -> Iterator[Detection]:
    """The offloads in an `async def` whose result is awaited at once."""
    if not reporter.wants(CODE):
        return
    for call in module.calls:
        old = superseded_of(inference, module, call)
        if old is None or is_given_data(inference, module, call):
            continue
        function = module.functions[call.function]
        finding = reporter.finding(
            CODE,
            f"`{call.text}` with the default executor: `{old.twin}` does that",
            module,
            function,
            call.span,
            call.text,
        )
        yield Detection(finding, module, function, call.span, call.scope, KIND)


def superseded_of(inference: Inference, module: Module, call: Call) -> Superseded | None:
    """What is known of the offload that a call is, if another would do exactly there."""
    known = inference.catalogue.superseded
    if not in_coroutine(module, call):
        return None
    if not isinstance(call.func, Attr) or not any(
        name.rpartition(".")[2] == call.func.name for name in known
    ):
        return None
    value = inference.value(module, call.func)
    old = known.get(value.name) if isinstance(value, Bound) else None
    if old is None or not _has_default_executor(call):
        return None
    if makers_of_loop(inference, module, call) - old.current:
        return None  # a loop of its own: not the one that runs
    oldest = oldest_python(inference.project.root)
    if oldest and oldest < old.since:
        return None
    if call.awaited:
        return old
    view = inference.project.view_around(module, module.functions[call.function])
    return old if starter(inference, view, call, old) is not None else None


def starter(inference: Inference, view: View, call: Call, old: Superseded) -> ast.Call | None:
    """The awaited call that begins at once what the offload gives, if it is handed to one."""
    node: ast.AST = view.call(call.span)
    parent = view.parents[node]
    if isinstance(parent, ast.ListComp | ast.GeneratorExp) and parent.elt is node:
        node, parent = parent, view.parents[parent]
        if not isinstance(parent, ast.Starred):
            return None
        node, parent = parent, view.parents[parent]
    if not isinstance(parent, ast.Call) or node not in parent.args:
        return None
    if not isinstance(view.parents[parent], ast.Await):
        return None
    outer = view.module.call_at(view.span(parent))
    value = inference.value(view.module, outer.func) if outer is not None else None
    return parent if object_name(value) in old.starters else None


def _has_default_executor(call: Call) -> bool:
    """Whether the executor is None, and the callable told apart from its arguments."""
    if not call.args or call.args[0] not in (NONE, Constant(None)):
        return False
    if len(call.args) > 1:
        return call.args[1] != STARRED and not call.keywords
    return [name for name, _ in call.keywords] == ["func"]


def makers_of_loop(inference: Inference, module: Module, call: Call) -> frozenset[str]:
    """The functions that gave the loop whose method is called; empty if that isn't told."""
    loop = call.func.base if isinstance(call.func, Attr) else None
    made = [loop]
    if isinstance(loop, Name):
        bindings = inference.lookup(module, loop.scope, loop.name) or ()
        made = [item.value if item.kind == "value" else None for item in bindings]
    found = [
        inference.value(module, item.func) if isinstance(item, Called) else None for item in made
    ]
    names = [item.name for item in found if isinstance(item, Ref)]
    told = len(names) == len(found) and not any(
        inference.functions_named(name, module.path) for name in names
    )
    return frozenset(names if told else ())


def is_given_data(inference: Inference, module: Module, call: Call) -> bool:
    """Whether it is given what a call gives: another rule's finding."""
    given = call.args[1] if len(call.args) > 1 else dict(call.keywords).get("func")
    return isinstance(given, Called) and gives_data(inference, module, given)
