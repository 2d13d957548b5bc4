"""Finds state of a thread that code on the event loop sets, for all its tasks at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.detection import Detection, Reporter
from asyncfix.model import Confidence
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Instance, Ref
from asyncfix.project.nodes import is_try
from asyncfix.project.summary import Function, Module
from asyncfix.project.terms import Called
from asyncfix.project.view import FunctionNode, View

CODE = "AF403"
KIND = "thread-state"


class ThreadState:
    """What the project keeps for each thread: names of modules and of classes."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._names: frozenset[str] | None = None

    def found(self, reporter: Reporter, module: Module) -> Iterator[Detection]:
        """The first place in the module where code on the loop sets each of them."""
        if not reporter.wants(CODE):
            return
        for name in sorted(self.names()):
            if module.path in self._inference.project.with_word(name):
                yield from self._of_local(reporter, module, name)
        for dotted, within in self._inference.catalogue.request_state.items():
            yield from self._of_request(reporter, module, dotted, within)

    def names(self) -> frozenset[str]:
        """The names that objects with a value per thread are bound to."""
        if self._names is None:
            self._names = frozenset(self._bound())
        return self._names

    def is_local(self, module: Module, node: ast.expr, scope: int) -> bool:
        """Whether an expression is an object with a value per thread."""
        return self._is_instance(module, self._inference.value(module, describe(node, scope)))

    def _is_instance(self, module: Module, value: object) -> bool:
        known = self._inference.catalogue.thread_state
        if not isinstance(value, Instance):
            return False
        return value.cls in known or bool(
            known & self._inference.classes_of(value.cls, module.path)
        )

    def _bound(self) -> Iterator[str]:
        project = self._inference.project
        for dotted in self._inference.catalogue.thread_state:
            library, _, last = dotted.rpartition(".")
            using = set(project.with_word(library))
            for module in (item for item in project.mentioning(last) if item.path in using):
                for scope in module.scopes:
                    if scope.kind not in ("module", "class"):
                        continue
                    for name, bindings in scope.bindings.items():
                        made = (item.value for item in bindings if isinstance(item.value, Called))
                        values = (self._inference.value(module, item) for item in made)
                        if any(self._is_instance(module, value) for value in values):
                            yield name

    def _of_local(self, reporter: Reporter, module: Module, name: str) -> Iterator[Detection]:
        view = self._inference.project.view(module.path)
        nodes = (node for node in view.mentions(name) if not isinstance(node, ast.alias))
        for node in sorted(nodes, key=lambda item: (item.lineno, item.col_offset)):
            attribute = view.parents[node]
            if not isinstance(attribute, ast.Attribute) or not isinstance(attribute.ctx, ast.Store):
                continue
            function = self._on_loop(view, attribute)
            if (
                function is not None
                and self.is_local(module, node, view.scope(node))
                and not _fills_gap(view, attribute, name)
            ):
                text = ast.unparse(attribute)
                message = f"`{text}` is set for the thread: all tasks of the event loop share it"
                yield _detection(reporter, view, function, attribute, message)
                return

    def _of_request(
        self, reporter: Reporter, module: Module, dotted: str, within: str
    ) -> Iterator[Detection]:
        owner, _, name = dotted.rpartition(".")
        imported = {binding.target for bindings in module.top.values() for binding in bindings}
        if not any(item.partition(".")[0] == owner for item in imported):
            return
        if any(item in imported for item in within.split()):
            return
        view = self._inference.project.view(module.path)
        for node in view.mentions(name):
            function = None if isinstance(node, ast.alias) else self._on_loop(view, node)
            if isinstance(node, ast.alias) or function is None:
                continue
            value = self._inference.value(module, describe(node, view.scope(node)))
            if value == Ref(dotted):
                message = f"`{dotted}` belongs to a request that its framework runs in a thread"
                yield _detection(reporter, view, function, node, message)
                return

    def _on_loop(self, view: View, node: ast.AST) -> Function | None:
        """The function around a node, if it is a coroutine's, or is called by one."""
        around = view.enclosing_function(node)
        if around is None:
            return None
        scope = view.module.scopes[view.scope_within(around)]
        function = view.module.functions[scope.function]
        if function.is_async or self._is_called_by_coroutine(function):
            return function
        return None

    def _is_called_by_coroutine(self, function: Function) -> bool:
        project = self._inference.project
        for other in project.mentioning(function.name):
            for call in other.calls:
                if (
                    call.function < 0
                    or call.deferred
                    or not other.functions[call.function].is_async
                ):
                    continue
                if call.text.rpartition(".")[2] != function.name:
                    continue
                value = self._inference.value(other, call.func)
                found = (
                    self._inference.functions(value, other.path) if isinstance(value, Ref) else ()
                )
                if any(item.function is function for item in found):
                    return True
        return False


def _fills_gap(view: View, attribute: ast.Attribute, name: str) -> bool:
    """Whether it is set only where the thread has none yet: each thread's own, for good."""
    child: ast.AST = attribute
    for parent in view.ancestors(attribute):
        if isinstance(parent, FunctionNode):
            return False
        if isinstance(parent, ast.If) and _mentions(parent.test, name):
            return True
        if is_try(parent) and isinstance(child, ast.ExceptHandler):
            return any(_mentions(item, name) for item in parent.body)
        child = parent
    return False


def _mentions(node: ast.AST, name: str) -> bool:
    return any(
        (isinstance(item, ast.Name) and item.id == name)
        or (isinstance(item, ast.Attribute) and item.attr == name)
        for item in ast.walk(node)
    )


def _detection(
    reporter: Reporter,
    view: View,
    function: Function,
    node: ast.Name | ast.Attribute,
    message: str,
) -> Detection:
    module, span = view.module, view.span(node)
    text = ast.unparse(node)
    finding = reporter.finding(CODE, message, module, function, span, text, Confidence.INFERRED)
    return Detection(finding, module, function, span, function.scope, KIND)
