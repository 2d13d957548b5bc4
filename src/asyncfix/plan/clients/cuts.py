"""Says whether a loop does the same wherever the bytes that it goes through are cut into pieces.

It does if all that is done with a piece is to put it behind those before it, or to count its bytes,
and what comes of that is looked at when all have come.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from asyncfix.plan.code.reads import is_declared
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.state.parts import is_in_place
from asyncfix.project.inference import Bound, Ref
from asyncfix.project.nodes import is_try, last_name
from asyncfix.project.view import FunctionNode

_CUT = "it matters where the response is cut into pieces, which another client does elsewhere"
_EARLY = "what came of a part of the response is looked at"


class Cuts:
    """Looks at one loop, within the life of a result that begins with the statement `first`.

    `sinks` are methods to which it is all the same how bytes are divided among their calls.
    `problem` is why the loop would not do the same, `yields` whether it hands the pieces on.
    """

    def __init__(
        self, context: Context, sinks: Collection[str], site: Site, loop: ast.For, first: ast.stmt
    ) -> None:
        self.problem = ""
        self.yields = False
        self._context = context
        self._sinks = sinks
        self._site = site
        self._loop = loop
        self._first = first
        self._gathering: dict[str, ast.AST] = {}
        self._piece = loop.target.id if isinstance(loop.target, ast.Name) else ""
        if not self._piece or not all(map(self._is_good, loop.body)):
            self.problem = _CUT
        elif any(self._is_read_early(name) for name in self._gathering):
            self.problem = _EARLY
        elif self._mentioned(self._piece, without=loop):
            self.problem = _CUT

    def _is_good(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.Pass):
            return True
        if isinstance(statement, ast.If):
            return self._is_guard(statement)
        if isinstance(statement, ast.AugAssign):
            added = statement.value
            whole = self._is_piece(added) or self._is_length(added)
            return isinstance(statement.op, ast.Add) and whole and self._gathers(statement.target)
        value = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(value, ast.Yield) and value.value is not None:
            self.yields = True
            return self._is_piece(value.value)
        return isinstance(value, ast.Call) and self._is_sink(value)

    def _is_guard(self, statement: ast.If) -> bool:
        """Whether it leaves empty pieces out, of which there are none."""
        test, body = statement.test, statement.body
        if statement.orelse:
            return False
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return self._is_piece(test.operand) and all(isinstance(x, ast.Continue) for x in body)
        return self._is_piece(test) and all(map(self._is_good, body))

    def _is_sink(self, call: ast.Call) -> bool:
        if len(call.args) != 1 or call.keywords or not isinstance(call.func, ast.Attribute):
            return False
        if not self._is_piece(call.args[0]) or not self._gathers(call.func.value):
            return False
        value = self._context.value(self._site, call.func)
        name = value.name if isinstance(value, Bound) else ""
        if name in self._sinks:
            return True
        return name == "builtins.list.append" and self._is_joined(last_name(call.func.value))

    def _is_joined(self, name: str) -> bool:
        """Whether all that is done with a list is to begin it, to add to it and to join it."""
        parents = self._site.view.parents
        for node in self._mentions(name):
            parent = parents[node]
            if isinstance(node.ctx, ast.Store):
                value = parent.value if isinstance(parent, ast.Assign | ast.AnnAssign) else None
                if not isinstance(value, ast.List) or value.elts:
                    return False
            elif isinstance(parent, ast.Attribute):
                if parents[parents[parent]] not in ast.walk(self._loop):
                    return False
            elif not isinstance(parent, ast.Call) or not _joins_bytes(parent.func):
                return False
        return True

    def _is_piece(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id == self._piece

    def _is_length(self, node: ast.expr) -> bool:
        return (
            isinstance(node, ast.Call)
            and self._context.value(self._site, node.func) == Ref("builtins.len")
            and len(node.args) == 1
            and self._is_piece(node.args[0])
        )

    def _gathers(self, target: ast.expr) -> bool:
        """Whether it is a name of the function's own, which nobody else sees; it is kept."""
        if not isinstance(target, ast.Name) or target.id == self._piece:
            return False
        bindings = self._site.module.scopes[self._site.function.scope].bindings
        kinds = {item.kind for item in bindings.get(target.id, ())}
        self._gathering[target.id] = target
        if not kinds or "parameter" in kinds or is_declared(self._site.function_node, target.id):
            return False
        definition = self._context.definition(self._site)
        return not is_in_place(self._context.inference, definition, target.id)

    def _mentions(self, name: str) -> Iterator[ast.Name]:
        for node in ast.walk(self._site.function_node):
            if isinstance(node, ast.Name) and node.id == name:
                yield node

    def _mentioned(self, name: str, without: ast.AST) -> bool:
        inside = set(ast.walk(without))
        return any(node not in inside for node in self._mentions(name))

    def _is_read_early(self, name: str) -> bool:
        """Whether what is gathered may be looked at when a part of the response is all there is."""
        count = sum(node.id == name for node in ast.walk(self._loop) if isinstance(node, ast.Name))
        if count != 1:
            return True
        function = self._site.function_node
        own = {id(node) for node in _without_functions(function)}
        if any(id(node) not in own for node in self._mentions(name)):
            return True
        for parent in self._site.view.ancestors(self._loop):
            if parent is function:
                return False
            if parent is not self._first and self._may_go_on(name, parent):
                return True
        return False

    def _may_go_on(self, name: str, parent: ast.AST) -> bool:
        """Whether a statement may end an exception of the loop, and what is gathered be used."""
        if isinstance(parent, ast.With | ast.AsyncWith):
            return self._is_used_after(name, parent)
        return is_try(parent) and self._is_caught(name, parent)

    def _is_caught(self, name: str, statement: ast.AST) -> bool:
        handlers: list[ast.ExceptHandler] = getattr(statement, "handlers", [])
        final: list[ast.stmt] = getattr(statement, "finalbody", [])
        shown = [node for part in (*handlers, *final) for node in ast.walk(part)]
        if any(isinstance(node, ast.Name) and node.id == name for node in shown):
            return True
        leave = all(isinstance(item.body[-1], ast.Raise | ast.Return) for item in handlers)
        return not leave and self._is_used_after(name, statement)

    def _is_used_after(self, name: str, statement: ast.AST) -> bool:
        inside = set(ast.walk(statement))
        end = getattr(statement, "end_lineno", 0)
        looped = any(
            isinstance(parent, ast.For | ast.AsyncFor | ast.While)
            for parent in self._site.view.ancestors(statement)
        )
        return any(
            node.lineno > end or looped for node in self._mentions(name) if node not in inside
        )


def _joins_bytes(func: ast.expr) -> bool:
    """Whether it is `b"".join`."""
    if not isinstance(func, ast.Attribute) or func.attr != "join":
        return False
    return isinstance(func.value, ast.Constant) and func.value.value == b""


def _without_functions(function: FunctionNode) -> Iterator[ast.AST]:
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, FunctionNode | ast.Lambda | ast.ClassDef):
            pending += ast.iter_child_nodes(node)
