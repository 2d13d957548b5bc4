"""Looks for code outside of a function that catches the exceptions which leave it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.clients.handlers import Raised
from asyncfix.plan.context import Context, Site
from asyncfix.project.summary import Module
from asyncfix.project.view import FunctionNode, View

_MOST_NAMES = 60
_TESTS = frozenset({"isinstance", "issubclass"})
_DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef)


def caught_outside(context: Context, raised: Raised, site: Site) -> str:
    """Why the exceptions that leave the site's function must stay of their classes; "" if not."""
    somewhere = _registered(context, raised)
    if somewhere:
        return somewhere
    pending, names = [*_names_of(site.view, site.function_node)], set[str]()
    while pending:
        name = pending.pop()
        if name in names:
            continue
        names.add(name)
        if len(names) > _MOST_NAMES:
            return "it is called from too many places to follow its exceptions"
        for module in context.project.mentioning(name):
            view = context.view(module.path)
            for node in _mentions(view, name):
                place = _caught_at(context, raised, view, node)
                if place:
                    return place
                function = view.enclosing_function(node)
                if function is not None:
                    pending += _names_of(view, function)
    return ""


def _names_of(view: View, function: FunctionNode) -> Iterator[str]:
    """What others write to run a function: its name, or its class's for a special method."""
    owner = view.parents.get(function)
    if function.name.startswith("__") and isinstance(owner, ast.ClassDef):
        yield owner.name
    else:
        yield function.name


def _mentions(view: View, name: str) -> Iterator[ast.AST]:
    for node in ast.walk(view.tree):
        if (isinstance(node, ast.Name) and node.id == name) or (
            isinstance(node, ast.Attribute) and node.attr == name
        ):
            yield node


def _caught_at(context: Context, raised: Raised, view: View, node: ast.AST) -> str:
    """The handler around a node, or beside it in its function, that is for such exceptions."""
    child = node
    for parent in view.ancestors(node):
        if isinstance(parent, ast.Try) and child in parent.body:
            for handler in parent.handlers:
                for part in ast.walk(handler.type) if handler.type is not None else ():
                    if _concerns(raised, view, part):
                        return _place(view, part)
        if isinstance(parent, _DEFINITION):
            break
        child = parent
    function = view.enclosing_function(node)
    if function is None:
        return ""
    for part in ast.walk(function):
        if _is_exception(raised, view, part) and not _is_raised(view, part):
            return _place(view, part)
    return ""


def _concerns(raised: Raised, view: View, node: ast.AST) -> bool:
    module, scope = view.module, _scope(view, node)
    return bool(raised.exception(node, module, scope)) or raised.overlaps(node, module, scope)


def _is_exception(raised: Raised, view: View, node: ast.AST) -> bool:
    return bool(raised.exception(node, view.module, _scope(view, node)))


def _place(view: View, node: ast.AST) -> str:
    line = getattr(node, "lineno", 1)
    text = ast.unparse(node)
    return f"`{text}` is caught in {view.module.path}, line {line}, which the call's errors reach"


def _is_raised(view: View, node: ast.AST) -> bool:
    """Whether an exception is only created there, to be raised."""
    parent = view.parents.get(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        parent = view.parents.get(parent)
    return isinstance(parent, ast.Raise)


def _scope(view: View, node: ast.AST) -> int:
    function = view.enclosing_function(node)
    if function is None:
        return 0
    span = view.span(function)
    return next((item.scope for item in view.module.functions if item.span == span), 0)


def _registered(context: Context, raised: Raised) -> str:
    """The place where a handler for such exceptions is made known to something that calls it."""
    for module in context.project.mentioning(raised.client.library):
        view = context.view(module.path)
        for node in ast.walk(view.tree):
            if isinstance(node, ast.Name | ast.Attribute) and _is_exception(raised, view, node):
                if _is_handed_on(view, node, module):
                    return _place(view, node)
    return ""


def _is_handed_on(view: View, node: ast.AST, module: Module) -> bool:
    """Whether an exception's class is given to something, other than to `except` or a test."""
    inside_function = False
    child = node
    for parent in view.ancestors(node):
        if isinstance(parent, ast.ExceptHandler) and child is parent.type:
            return False
        if isinstance(parent, ast.Raise):
            return False
        if isinstance(parent, ast.Call) and child is not parent.func:
            return not (isinstance(parent.func, ast.Name) and parent.func.id in _TESTS)
        if isinstance(parent, _DEFINITION):
            if child in parent.decorator_list:
                return True
            inside_function = True
            break
        child = parent
    return not inside_function and not _is_annotation(view, node)


def _is_annotation(view: View, node: ast.AST) -> bool:
    parent = view.parents.get(node)
    return isinstance(parent, ast.AnnAssign) and parent.annotation is node
