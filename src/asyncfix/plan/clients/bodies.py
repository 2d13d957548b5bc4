"""Looks at the body of a `try` whose handlers are carried over: all that they catch must be."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.clients.handlers import Covered, Raised
from asyncfix.plan.clients.others import Others
from asyncfix.plan.context import Context, Site
from asyncfix.project.view import walk_scope


def inside(statement: ast.Try) -> Iterator[ast.AST]:
    """The nodes whose exceptions the handlers of a `try` see."""
    for item in statement.body:
        yield item
        yield from walk_scope(item)


class Bodies:
    """Judges bodies in one function; `calls` and `names` are the library's calls and results.

    `strangers` are those of the names that are something else.
    """

    def __init__(
        self,
        context: Context,
        raised: Raised,
        site: Site,
        calls: frozenset[int],
        names: frozenset[str],
        strangers: frozenset[ast.Name] = frozenset(),
    ) -> None:
        self._raised = raised
        self._site = site
        self._calls = calls
        self._names = names
        self._strangers = strangers
        self._others = Others(context, raised.client.library)

    def problem(self, covered: Covered) -> str:
        """What else in the body may raise the old library's exceptions; empty if nothing does."""
        module, scope = self._site.module, self._site.scope
        for node in inside(covered.statement):
            if isinstance(node, ast.Call):
                if not self._is_own(node) and self._others.may_raise(node, module, scope):
                    return (
                        f"`{ast.unparse(node.func)}()` in the same `try` may raise the old errors"
                    )
            elif self._raised.exception(node, module, scope):
                return f"`{ast.unparse(node)}` is used in the same `try`"
        return ""

    def _is_own(self, node: ast.Call) -> bool:
        """Whether a call is one of the library's, or is of something that its result gives."""
        current: ast.expr = node
        while isinstance(current, ast.Attribute | ast.Subscript | ast.Call):
            if id(current) in self._calls:
                return True
            current = current.func if isinstance(current, ast.Call) else current.value
        if not isinstance(current, ast.Name) or current in self._strangers:
            return False
        return current.id in self._names
