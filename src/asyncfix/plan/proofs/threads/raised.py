"""Says which exceptions code may raise that it is handed, of those that a thread loses."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.project.expressions import describe
from asyncfix.project.inference import Inference, Instance, Ref, Value
from asyncfix.project.view import View

STOP = "builtins.StopIteration"
LOST = {
    STOP: "StopIteration, which cannot leave a thread",
    "builtins.GeneratorExit": "GeneratorExit, which closes coroutines that wait for a thread",
}
"""The exceptions that do not come out of a thread as they are, and what is said of them."""
_WIDE = frozenset({"builtins.Exception", "builtins.BaseException", "builtins.object"})
_ASKING = frozenset({"builtins.isinstance", "builtins.issubclass", "contextlib.suppress"})


class HandedErrors:
    """Answers for the project; what was found out about an exception is kept."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: dict[str, str] = {}

    def handed(self, exception: str) -> str:
        """Where the project has the exception as a value, not just raises or catches it; or ""."""
        if exception not in self._known:
            self._known[exception] = next(self._find(exception), "")
        return self._known[exception]

    def lost(self, value: Value) -> str:
        """What is said of an exception that a thread loses, if that value may be it; or ""."""
        return next((said for error, said in LOST.items() if self.may_be(value, error)), "")

    def may_be(self, value: Value, exception: str) -> bool:
        """Whether what is raised as that value may be the exception."""
        if isinstance(value, Instance | Ref):
            name = value.cls if isinstance(value, Instance) else value.name
            if name not in _WIDE:
                return False
        return bool(self.handed(exception))

    def _find(self, exception: str) -> Iterator[str]:
        project = self._inference.project
        pending, seen = [exception.rpartition(".")[2]], set[str]()
        while pending:
            word = pending.pop()
            if word in seen:
                continue
            seen.add(word)
            for module in project.mentioning(word):
                view = project.view(module.path)
                for node in view.mentions(word):
                    parent = view.parents.get(node)
                    if isinstance(parent, ast.ClassDef) and node in parent.bases:
                        pending.append(parent.name)
                    elif isinstance(node, ast.expr) and self._is_value(view, node):
                        yield f"{module.path}, line {node.lineno}"

    def _is_value(self, view: View, node: ast.expr) -> bool:
        """Whether an exception, or one that is made there, is kept or handed on."""
        parent = view.parents[node]
        if isinstance(parent, ast.Call) and parent.func is node:
            node, parent = parent, view.parents[parent]
        if isinstance(parent, ast.keyword):
            parent = view.parents[parent]
        if isinstance(parent, ast.ExceptHandler):
            return parent.name is not None and _is_kept(parent)
        if isinstance(parent, ast.Tuple):
            outer = view.parents[parent]
            if isinstance(outer, ast.ExceptHandler):
                return outer.name is not None and _is_kept(outer)
            parent = outer if isinstance(outer, ast.Call) else parent
        if isinstance(parent, ast.Call):
            return self._is_handed(view, parent)
        kept = (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Return, ast.List, ast.Tuple, ast.Dict)
        if isinstance(parent, ast.AnnAssign) and parent.annotation is node:
            return False
        return isinstance(parent, (*kept, ast.IfExp, ast.BoolOp, ast.Yield, ast.Set, ast.Lambda))

    def _is_handed(self, view: View, call: ast.Call) -> bool:
        """Whether a call hands what it is given to code of the project, as far as is known."""
        value = self._inference.value(view.module, describe(call.func, view.scope(call)))
        if not isinstance(value, Ref):
            return True
        if value.name in _ASKING:
            return False
        return self._inference.is_defined(value.name, view.module.path)


def _is_kept(handler: ast.ExceptHandler) -> bool:
    """Whether code uses the exception that it caught otherwise than to look at it."""
    nodes = [node for statement in handler.body for node in ast.walk(statement)]
    looked_at = {item.value for item in nodes if isinstance(item, ast.Attribute)}
    looked_at |= {item.cause for item in nodes if isinstance(item, ast.Raise) and item.cause}
    looked_at |= {item.exc for item in nodes if isinstance(item, ast.Raise) and item.exc}
    return any(
        isinstance(node, ast.Name) and node.id == handler.name and node not in looked_at
        for node in nodes
    )
