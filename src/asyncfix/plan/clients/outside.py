"""Looks for code outside of a function that catches the exceptions which leave it."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

from asyncfix.plan.clients.doubts import EXCEPTION_TEXT, Doubt
from asyncfix.plan.clients.handlers import Raised, catches_everything
from asyncfix.plan.clients.reading import allowing
from asyncfix.plan.clients.shown import problems
from asyncfix.plan.clients.unseen import meets_others
from asyncfix.plan.context import Context, Site
from asyncfix.project.inference import Bound, Ref
from asyncfix.project.nodes import is_try, last_name
from asyncfix.project.sources.uses import uses
from asyncfix.project.view import FunctionNode, View

_MOST_NAMES = 100
# What is handed to these stays within its function.
_LOCAL = frozenset({"isinstance", "issubclass", "suppress"})
_SYSTEM_ERRORS = frozenset(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, OSError)
)

Named = ast.Name | ast.Attribute


def caught_or_shown(context: Context, raised: Raised, site: Site) -> tuple[str, tuple[Doubt, ...]]:
    """Why the exceptions that leave the site's function must stay of their classes; "" if not.

    Then, if doubts are allowed, also what others ask of them.
    """
    client = raised.client
    if client.result:  # they are the same, but for their texts
        return "", ()
    caught = _caught_outside(context, raised, site)
    if caught or EXCEPTION_TEXT not in client.doubts:
        return caught, ()
    shown = _caught_outside(context, Raised(context, allowing(client)), site)
    if not shown:
        return "", ()
    texts = allowing(client, [EXCEPTION_TEXT])
    more = _caught_outside(context, Raised(context, texts), site)
    return "", (Doubt(shown, EXCEPTION_TEXT), *([Doubt(more)] if more else []))


def _caught_outside(context: Context, raised: Raised, site: Site) -> str:
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
            for node in view.mentions(name):
                if _is_library_name(context, view, node):
                    continue
                place = _caught_at(raised, view, node)
                if place:
                    return place
                pending += _further_names(view, node)
    return ""


def _names_of(view: View, function: FunctionNode) -> Iterator[str]:
    """What others write to run a function: its name, or its class's for a special method."""
    owner = view.parents.get(function)
    if function.name.startswith("__") and isinstance(owner, ast.ClassDef):
        yield owner.name
    else:
        yield function.name


def _is_library_name(context: Context, view: View, node: ast.AST) -> bool:
    """Whether what is mentioned surely is something of a library, not of the project."""
    if not isinstance(node, Named):
        return False
    value = context.value_in(view, node)
    if not isinstance(value, Ref | Bound):
        return False
    found = context.inference.functions(value, view.module.path)
    root = value.name.partition(".")[0]
    return not found and context.project.find(root, view.module.path) is None


def _further_names(view: View, node: ast.AST) -> Iterator[str]:
    """The names under which what is mentioned is run as well."""
    if isinstance(node, ast.alias) and node.asname:
        yield node.asname
    parent = view.parents[node]
    if isinstance(parent, ast.Assign) and parent.value is node:
        yield from (item.id for item in parent.targets if isinstance(item, ast.Name))
    function = view.enclosing_function(node)
    if function is not None:
        yield from _names_of(view, function)


def _caught_at(raised: Raised, view: View, node: ast.AST) -> str:
    """The handler around a node, or beside it in its function, that is for such exceptions."""
    child = node
    for parent in view.ancestors(node):
        if is_try(parent) and child in parent.body:
            for handler in parent.handlers:
                place = _concern(raised, view, handler)
                if place:
                    return place
        if isinstance(parent, FunctionNode):
            break
        child = parent
    function = view.enclosing_function(node)
    for part in _exceptions(raised, view) if function is not None else ():
        if view.enclosing_function(part) is function and not _is_raised(view, part):
            return _place(view, part)
    return ""


def _exceptions(raised: Raised, view: View) -> Iterator[Named]:
    """The places of a module that name one of the library's exceptions."""
    words = set(raised.client.exceptions)
    for scope in view.module.scopes:
        for name, bindings in scope.bindings.items():
            if any(item.target.rpartition(".")[2] in raised.client.exceptions for item in bindings):
                words.add(name)
    for word in sorted(words):
        for node in view.mentions(word):
            here = view.scope(node)
            if isinstance(node, Named) and raised.exception(node, view.module, here):
                yield node


def _concern(raised: Raised, view: View, handler: ast.ExceptHandler) -> str:
    """Why a handler would not do the same with an exception of another class."""
    module, scope = view.module, view.scope(handler)
    for part in ast.walk(handler.type) if handler.type is not None else ():
        if raised.exception(part, module, scope) or raised.overlaps(part, module, scope):
            return _place(view, part)
    if catches_everything(raised, module, scope, handler):
        for item in problems(raised.client, view, handler):
            if item.name not in raised.client.doubts:
                where = f"{module.path}, line {handler.lineno}, where the call's errors arrive"
                return f"{item.text} ({where})"
    return ""


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


def _registered(context: Context, raised: Raised) -> str:
    """The place where a handler for such exceptions is made known to something that calls it."""
    question = ("registered", raised.client.library)
    if question not in context.whole:
        context.whole[question] = _registration(context, raised)
    return context.whole[question]


def _registration(context: Context, raised: Raised) -> str:
    project = context.project
    named = {path for word in raised.client.exceptions for path in project.with_word(word)}
    for module in project.mentioning(raised.client.library):
        if module.path not in named:
            continue
        view = context.view(module.path)
        for node in _exceptions(raised, view):
            if _is_handed_on(view, node) or meets_others(context, view, node):
                return _place(view, node)
    caught = next(_caught_as_system_errors(context, raised), "")
    return caught or next(_used_beside(context, raised), "")


def _used_beside(context: Context, raised: Raised) -> Iterator[str]:
    """Files that nobody asked for, and that use such exceptions."""
    library = re.compile(rf"\b{re.escape(raised.client.library)}\b")
    for file in context.project.beside:
        if library.search(file.text):
            for word in raised.client.exceptions:
                if uses(file.text, word):
                    yield f"`{word}` may be caught in {file.display}, which was not asked for"


def _caught_as_system_errors(context: Context, raised: Raised) -> Iterator[str]:
    """The places where code of others is run that also catch the classes of the system's errors."""
    for word in sorted(_SYSTEM_ERRORS):
        for module in context.project.mentioning(word):
            view = context.view(module.path)
            for node in view.mentions(word):
                caught = isinstance(node, Named) and raised.overlaps(node, module, view.scope(node))
                if caught and meets_others(context, view, node):
                    yield _place(view, node)


def _is_handed_on(view: View, node: ast.AST) -> bool:
    """Whether an exception's class is given to something, other than to `except` or a test."""
    child = node
    for parent in view.ancestors(node):
        if isinstance(parent, ast.Raise):
            return False
        if isinstance(parent, ast.ExceptHandler) and child is parent.type:
            return False
        if isinstance(parent, ast.Call) and child is not parent.func:
            return last_name(parent.func) not in _LOCAL
        if isinstance(parent, FunctionNode):
            return child in parent.decorator_list
        child = parent
    return True
