"""Says why no `await` may be put somewhere; what it would let other tasks see, `shared` says."""

from __future__ import annotations

import ast

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.held import held_by_calls
from asyncfix.project.nodes import Comprehension
from asyncfix.project.view import FunctionNode, View, walk_scope

NOT_IN_COROUTINE = "it is not in an async def"

_SHOWN = "an f-string with `=` shows the text of its expression"


def await_problem(context: Context, site: Site) -> str:
    """Why no `await` may stand at the site's node; empty if one may."""
    lock = _lock_acquired(context, site) or held_by_calls(context, site)
    if lock:
        return f"an await must not come while the lock `{lock}` is held"
    child: ast.AST = site.node
    comprehensions = 0
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, FunctionNode):
            if child in parent.body:
                is_async = isinstance(parent, ast.AsyncFunctionDef)
                return "" if is_async else NOT_IN_COROUTINE
        elif isinstance(parent, ast.JoinedStr) and _shows_text(parent, child):
            return _SHOWN
        elif isinstance(parent, ast.Lambda):
            return "an await cannot stand in a lambda"
        elif isinstance(parent, ast.ClassDef):
            return "an await cannot stand in a class body"
        elif isinstance(parent, Comprehension):
            if not is_first_iterable(parent, site.node, site.view):
                comprehensions += 1
                if isinstance(parent, ast.GeneratorExp):
                    return "an await would make the generator expression asynchronous"
                if comprehensions > 1:
                    return "an await in a nested comprehension needs Python 3.11"
        elif isinstance(parent, ast.With) and child in parent.body:
            problem = _lock_problem(context, site, parent)
            if problem:
                return problem
        child = parent
    return NOT_IN_COROUTINE


def text_problem(view: View, node: ast.AST) -> str:
    """Why the text of a node must stay as it is; empty if it need not."""
    child = node
    for parent in view.ancestors(node):
        if isinstance(parent, ast.JoinedStr) and _shows_text(parent, child):
            return _SHOWN
        if isinstance(parent, ast.stmt):
            break
        child = parent
    return ""


def nesting_problem(site: Site) -> str:
    """Why no asynchronous comprehension may stand at the site's node, where an `await` may."""
    for parent in site.view.ancestors(site.node):
        if isinstance(parent, FunctionNode):
            break
        if isinstance(parent, Comprehension) and not is_first_iterable(
            parent, site.node, site.view
        ):
            return "an asynchronous comprehension in another one needs Python 3.11"
    return ""


def _shows_text(string: ast.JoinedStr, part: ast.AST) -> bool:
    """Whether a part of an f-string is written `{part=}`: its text then stands before it."""
    index = next(i for i, item in enumerate(string.values) if item is part)
    before = string.values[index - 1] if index else None
    if not isinstance(part, ast.FormattedValue) or not isinstance(before, ast.Constant):
        return False
    ignored = str.maketrans("", "", " \t\n()\"'")
    text = f"{ast.unparse(part.value)}=".translate(ignored)
    return str(before.value).translate(ignored).endswith(text)


def is_first_iterable(comprehension: Comprehension, inside: ast.AST, view: View) -> bool:
    """The first iterable is evaluated outside of the comprehension, once."""
    first = comprehension.generators[0].iter
    return inside is first or first in view.ancestors(inside)


def _lock_acquired(context: Context, site: Site) -> str:
    """The lock that the function acquires by a call, not a `with`, where it may be held still."""
    calls = [
        (node.lineno, node.func)
        for node in walk_scope(site.function_node)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("acquire", "release")
    ]
    lines = [line for line, func in calls if func.attr == "release"]
    first, last = _lines_of(site.node)
    for line, func in calls:
        value = context.value(site, func.value) if func.attr == "acquire" else None
        known = context.inference.class_entry(value)
        if known is not None and known.lock and line <= last and max(lines, default=last) >= first:
            return ast.unparse(func.value)
    return ""


def _lines_of(node: ast.AST) -> tuple[int, int]:
    first = getattr(node, "lineno", 0)
    return first, getattr(node, "end_lineno", first)


def _lock_problem(context: Context, site: Site, block: ast.With) -> str:
    """A thread's lock that is held while awaiting can stop the whole loop."""
    for item in block.items:
        value = context.value(site, item.context_expr)
        known = context.inference.class_entry(value)
        text = ast.unparse(item.context_expr)
        if (known is not None and known.lock) or (value is None and "lock" in text.lower()):
            return f"an await must not come while the lock `{text}` is held"
    return ""
