"""Has a plain test or fixture run what it has to wait for on a loop of its own.

It stays a plain function, which every test runner can call.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.model import Argument, Edit, Import
from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Fact, Obstacle, Runs, Suspends
from asyncfix.plan.twins.places import is_in_lambda, may_run_loop
from asyncfix.plan.twins.tables import Tables
from asyncfix.plan.twins.twin import Twin

_RUN = "asyncio.run"
_AWAIT = "await "


def run_there(context: Context, tables: Tables, fact: Suspends) -> Iterator[Fact]:
    """What takes the place of an `await` in a function that a test runner calls."""
    view, node = fact.site.view, fact.site.node
    can = may_run_loop(view) and not is_in_lambda(view, node)
    edit = _running(context, tables, fact) if can else None
    if edit is None:
        text = ast.unparse(node).partition("\n")[0]
        reason = f"`{text}` has to be awaited, but a test runner calls `{fact.site.function.name}`"
        hint = "make it a coroutine function that your test runner awaits"
        yield Obstacle(fact.key, fact.site.path, node.lineno, f"{reason}: {hint}")
        return
    yield Runs(fact.key, fact.site, edit._replace(imports=(*edit.imports, Import("asyncio"))))


def _running(context: Context, tables: Tables, fact: Suspends) -> Edit | None:
    edit, node = fact.edit, fact.site.node
    if edit.codemod == "add_await" and isinstance(node, ast.Call):
        given: dict[str, Argument] = {"run": _RUN}
        owner = _entering(context, tables, fact, node)
        if owner is not None and not owner.starter:
            return None
        if owner is not None:
            given["member"] = owner.starter
        return edit._replace(codemod="run_coroutine", arguments=given)
    if edit.codemod == "use_query":
        text = _run(edit.text("template"))
        return edit._replace(arguments={**edit.arguments, "template": text})
    if edit.codemod == "make_with_async" and isinstance(node, ast.With):
        return _closed(context, tables, fact, node)
    return None


def _entering(context: Context, tables: Tables, fact: Suspends, call: ast.Call) -> Twin | None:
    """The twin whose method is called that gives what is entered, and no coroutine."""
    func = call.func
    if not isinstance(func, ast.Attribute):
        return None
    owner = tables.held(context, fact.site.view, func.value)
    return owner if owner is not None and func.attr in owner.entered else None


def _run(template: str) -> str:
    """A template with what runs a coroutine in the place of its one `await`.

    What is awaited ends where the template does, unless a parenthesis stands around the `await`.
    """
    before, _, after = template.partition(_AWAIT)
    if before.endswith("("):
        return f"{before[:-1]}{_RUN}({after}"
    return f"{before}{_RUN}({after})"


def _closed(context: Context, tables: Tables, fact: Suspends, block: ast.With) -> Edit | None:
    """The edit of a `with` that makes an object and closes it, if that is all it does."""
    item, view = block.items[0], fact.site.view
    made, name = item.context_expr, item.optional_vars
    if len(block.items) > 1 or not isinstance(made, ast.Call) or not isinstance(name, ast.Name):
        return None
    twin = tables.held(context, view, made)
    given: dict[str, Argument] = {"run": _RUN}
    if twin is None or not twin.closes or twin.settles:
        return None
    if _entering(context, tables, fact, made) is not None:
        return None
    return fact.edit._replace(codemod="close_after", arguments={**given, "member": twin.closes})
