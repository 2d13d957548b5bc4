"""Says what a handler does with an exception that would not be the same for another class."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from asyncfix.plan.clients.doubts import EXCEPTION_TEXT, Doubt
from asyncfix.plan.clients.table import Client
from asyncfix.project.nodes import last_name
from asyncfix.project.view import FunctionNode, View

LOGGING = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})
"""Methods of a logger that write a message."""
_SHOWING = frozenset({"str", "repr", "format", "print"}) | {
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}
"""What shows the text of an exception, or keeps it as the text of another one."""
_TEXT = "the other client's exception, which has another text"


def problems(
    client: Client, view: View, handler: ast.ExceptHandler, response: bool = False
) -> Iterator[Doubt]:
    """All that the handler does so. `response`: the exception has one, as the new one has."""
    for node in ast.walk(handler):
        named = isinstance(node, ast.Name) and handler.name and node.id == handler.name
        if isinstance(node, ast.Name) and named and not _is_kept(client, view, node, response):
            if client.result or _is_shown(view, node):
                yield Doubt(f"`{node.id}` would be {_TEXT}", EXCEPTION_TEXT)
            else:
                yield Doubt(f"`{node.id}` would be {_TEXT} and other members")
        shown = last_name(node)
        if shown in ("format_exc", "print_exc"):
            text = f"`{shown}` shows the exception, which would have another text"
            yield Doubt(text, EXCEPTION_TEXT)


def _is_shown(view: View, node: ast.Name) -> bool:
    """Whether all that is asked of an exception is its text, or the name of its class."""
    parent = view.parents[node]
    if isinstance(parent, ast.FormattedValue) or _is_put_in(parent, node):
        return True
    if isinstance(parent, ast.Attribute):  # e.__class__.__name__
        return parent.attr == "__class__" and _is_named(view, parent)
    if not isinstance(parent, ast.Call) or node not in parent.args:
        return False
    if isinstance(parent.func, ast.Attribute):
        return parent.func.attr in ("format", *LOGGING)
    name = parent.func.id if isinstance(parent.func, ast.Name) else ""
    if name in view.module.top:
        return False
    return name in _SHOWING or (name == "type" and _is_named(view, parent))


def _is_put_in(parent: ast.AST, node: ast.Name) -> bool:
    """Whether it is put into a text by `%`."""
    if not isinstance(parent, ast.BinOp) or not isinstance(parent.op, ast.Mod):
        return False
    text = parent.left.value if isinstance(parent.left, ast.Constant) else None
    return parent.right is node and isinstance(text, str)


def _is_named(view: View, cls: ast.expr) -> bool:
    """Whether a class is asked for its name."""
    parent = view.parents[cls]
    return isinstance(parent, ast.Attribute) and parent.attr in ("__name__", "__qualname__")


def _is_kept(client: Client, view: View, node: ast.Name, response: bool) -> bool:
    parent = view.parents[node]
    if isinstance(parent, ast.Raise):
        return True
    if response and isinstance(parent, ast.Attribute) and parent.attr == "response":
        return _is_kept_response(client, view, parent)
    for item in view.ancestors(node):
        if (
            isinstance(item, ast.Call)
            and isinstance(item.func, ast.Attribute)
            and item.func.attr in LOGGING
        ):
            return isinstance(view.parents[item], ast.Expr)
        if isinstance(item, ast.stmt | FunctionNode | ast.Lambda):
            return False
    return False


def _is_kept_response(client: Client, view: View, node: ast.Attribute) -> bool:
    """Whether a member of the exception's response is the same as it stands."""
    parent = view.parents[node]
    if not isinstance(parent, ast.Attribute):
        return False
    member = client.members.get(parent.attr)
    if client.result:
        return member is None
    plain = member is not None and not any(
        (member.to, member.call, member.then, member.guard, member.needs, member.refuse)
    )
    return plain and isinstance(parent.ctx, ast.Load)
