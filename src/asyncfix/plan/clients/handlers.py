"""Carries over the `except` clauses that the exceptions of a call and of its result meet."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from asyncfix.model import Argument, Edit
from asyncfix.plan.clients.doubts import Doubt
from asyncfix.plan.clients.shown import problems
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Refusal
from asyncfix.project.expressions import describe
from asyncfix.project.summary import Module
from asyncfix.project.values import object_name
from asyncfix.project.view import View

_EVERYTHING = frozenset({"builtins.Exception", "builtins.BaseException"})


class Raised:
    """Tells a library's exceptions, and the classes that overlap with them, by expressions."""

    def __init__(self, context: Context, client: Client) -> None:
        self.context = context
        self.client = client

    def exception(self, node: ast.AST, module: Module, scope: int) -> str:
        """The library's exception that an expression names; empty if it names none."""
        name = self._name(node, module, scope)
        library, _, last = name.rpartition(".")
        return last if library == self.client.library and last in self.client.exceptions else ""

    def overlaps(self, node: ast.AST, module: Module, scope: int) -> bool:
        """Whether an expression names a class beside the library's that catches what it raises."""
        name = self._name(node, module, scope)
        prefixes = [name[:end] for end in range(len(name) + 1) if name[end : end + 1] in (".", "")]
        if any(prefix in self.client.overlapping for prefix in prefixes):
            return True
        if name == self.client.session.cls:
            return False
        if name.startswith(f"{self.client.library}.") and not self.exception(node, module, scope):
            return name.rpartition(".")[2][:1].isupper()
        return False

    def makes_client(self, node: ast.expr, module: Module, scope: int) -> bool:
        """Whether an expression makes a client, which lets all exceptions through."""
        known = {f"{target}.{self.client.cls}" for target in self.client.targets}
        return isinstance(node, ast.Call) and self._name(node.func, module, scope) in known

    def _name(self, node: ast.AST, module: Module, scope: int) -> str:
        if not isinstance(node, ast.Name | ast.Attribute):
            return ""
        return object_name(self.context.inference.value(module, describe(node, scope)))

    def is_known(self, node: ast.expr, module: Module, scope: int) -> bool:
        """Whether an expression surely names one class."""
        return bool(self._name(node, module, scope))


@dataclass(frozen=True, slots=True)
class Covered:
    """A `try` around a node: what its handlers become, and what the URL must be for that.

    `doubts` are what they ask of exceptions that may be another thing there.
    """

    statement: ast.Try
    edits: tuple[Edit, ...] = ()
    caught: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    doubts: tuple[Doubt, ...] = ()


def tries_around(site: Site, node: ast.AST) -> Iterator[ast.Try]:
    """The `try` statements of the function whose handlers see what a node raises."""
    child = node
    for parent in site.view.ancestors(node):
        if isinstance(parent, ast.Try) and child in parent.body and parent.handlers:
            yield parent
        if parent is site.function_node:
            return
        child = parent


def suppressed_by(raised: Raised, site: Site, node: ast.AST) -> str:
    """The `with` around a node that may swallow its exceptions; empty if there is none."""
    scope = site.function.scope
    for parent in site.view.ancestors(node) if not raised.client.result else ():
        if parent is site.function_node:
            return ""
        if isinstance(parent, ast.With | ast.AsyncWith):
            entered = [item.context_expr for item in parent.items]
            entered = [
                item for item in entered if not raised.makes_client(item, site.module, scope)
            ]
            for part in (part for item in entered for part in ast.walk(item)):
                if raised.exception(part, site.module, scope) or raised.overlaps(
                    part, site.module, scope
                ):
                    return ast.unparse(parent.items[0].context_expr)
        if isinstance(parent, ast.stmt) and type(parent).__name__ == "TryStar":
            return "except*"
    return ""


def cover(raised: Raised, site: Site, statement: ast.Try, target: str) -> Covered | Refusal:
    """What becomes of the handlers of a `try`, or why they can't be kept."""
    if raised.client.result:
        return _same(raised, site, statement)
    edits: list[Edit] = []
    caught: set[str] = set()
    needs: set[str] = set()
    doubts: list[Doubt] = []
    for handler in statement.handlers:
        names = _caught(raised, site, handler)
        if isinstance(names, Refusal):
            return names
        found = [raised.client.exceptions[name] for name in names if name]
        missing = next(
            (name for name in names if name and not raised.client.exceptions[name].to), ""
        )
        if missing:
            return Refusal(f"`{missing}` is divided up in another way there")
        everything = catches_everything(raised, site.module, site.function.scope, handler)
        if found or everything:
            tested = _tested(raised, site, handler)
            if tested:
                return Refusal(f"`{tested}` would not be true of the same")
            with_response = bool(found) and all(item.response for item in found) and all(names)
            doubts += problems(raised.client, site.view, handler, with_response)
        if found:
            edits += _mapped(raised, site, handler, target)
            caught.update(name for name in names if name)
            needs.update(item.needs for item in found if item.needs)
    covered = Covered(statement, tuple(edits), frozenset(caught), frozenset(needs), tuple(doubts))
    return _allowed(raised.client, covered)


def _allowed(client: Client, covered: Covered) -> Covered | Refusal:
    """The same, if only such things are doubtful as may be."""
    refused = (item.text for item in covered.doubts if item.name not in client.doubts)
    reason = next(refused, "")
    return Refusal(reason) if reason else covered


def _tested(raised: Raised, site: Site, handler: ast.ExceptHandler) -> str:
    """What a handler asks of an exception's class, if that is one of the library."""
    for node in ast.walk(handler):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("isinstance", "issubclass")
            and any(
                raised.exception(part, site.module, site.function.scope)
                for item in node.args
                for part in ast.walk(item)
            )
        ):
            return ast.unparse(node)
    return ""


def _same(raised: Raised, site: Site, statement: ast.Try) -> Covered | Refusal:
    """The handlers stay as they are, if they do not look at texts that differ."""
    doubts: list[Doubt] = []
    for handler in statement.handlers:
        if shows_other_text(raised, site.view, handler):
            doubts += problems(raised.client, site.view, handler, response=True)
    return _allowed(raised.client, Covered(statement, doubts=tuple(doubts)))


def shows_other_text(raised: Raised, view: View, handler: ast.ExceptHandler) -> bool:
    """Whether a handler is for exceptions whose text is another one there."""
    module, scope = view.module, view.scope(handler)
    named = [raised.exception(item, module, scope) for item in _types(handler)]
    return catches_everything(raised, module, scope, handler) or any(
        name and not raised.client.exceptions[name].text for name in named
    )


def _types(handler: ast.ExceptHandler) -> list[ast.expr]:
    if handler.type is None:
        return []
    return list(handler.type.elts) if isinstance(handler.type, ast.Tuple) else [handler.type]


def _caught(raised: Raised, site: Site, handler: ast.ExceptHandler) -> list[str] | Refusal:
    """For each class that a handler names, the library's exception, empty for another one."""
    found: list[str] = []
    for item in _types(handler):
        name = raised.exception(item, site.module, site.function.scope)
        if not name and raised.overlaps(item, site.module, site.function.scope):
            return Refusal(f"`except {ast.unparse(item)}` would not catch the same")
        if not name and not raised.is_known(item, site.module, site.function.scope):
            return Refusal(f"what `except {ast.unparse(item)}` catches is not known")
        found.append(name)
    return found


def catches_everything(
    raised: Raised, module: Module, scope: int, handler: ast.ExceptHandler
) -> bool:
    """Whether a handler is for every exception."""
    if handler.type is None:
        return True
    values = [
        raised.context.inference.value(module, describe(item, scope)) for item in _types(handler)
    ]
    return any(object_name(value) in _EVERYTHING for value in values)


def _mapped(raised: Raised, site: Site, handler: ast.ExceptHandler, target: str) -> Iterator[Edit]:
    """The edits that name the new classes; several take the place of one in a tuple."""
    for item in _types(handler):
        name = raised.exception(item, site.module, site.function.scope)
        if not name:
            continue
        classes = raised.client.exceptions[name].to
        spelled = [raised.context.spell(site.at(item), f"{target}.{each}") for each in classes]
        arguments: dict[str, Argument] = {
            "names": tuple(each.text for each in spelled),
            "inside": isinstance(handler.type, ast.Tuple),
        }
        imports = tuple(dict.fromkeys(found for each in spelled for found in each.imports))
        yield Edit(site.path, site.view.span(item), "map_exceptions", arguments, imports)
