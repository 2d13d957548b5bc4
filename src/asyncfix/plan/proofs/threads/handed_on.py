"""Says what a thread would call of what the calls in it are handed, and whether it may."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import chain

from asyncfix.detect.loops.offloads import offload_of
from asyncfix.model import Edit
from asyncfix.plan.answers import CLOSING_CODEMOD
from asyncfix.plan.code.names import given
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.calls.hooks import calls_unknown
from asyncfix.plan.proofs.state.owned import DATA_METHODS
from asyncfix.plan.proofs.threads.hindrance import Hindrance
from asyncfix.plan.proofs.threads.tame import is_tame
from asyncfix.project.calling import calls_with_own
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Instance, Prepared, name_of, object_name
from asyncfix.project.project import Definition
from asyncfix.project.terms import Called, Expr, Name
from asyncfix.project.view import walk_scope

_KEEPING = DATA_METHODS - {"sort"}
"""Methods that call nothing of what they are handed."""


def called_there(context: Context, site: Site, edits: Iterable[Edit]) -> Hindrance | None:
    """What stands against the calls that edits move to a thread, by what they are handed."""
    doubt: Hindrance | None = None
    here = context.definition(site)
    moved = [edit for edit in edits if edit.path == site.path and edit.codemod != CLOSING_CODEMOD]
    against = chain(
        (_against(context, site, call) for edit in moved for call in _moved(site, edit)),
        (context.off_loop.implied(here, edit.span) for edit in moved if not _is_one_call(edit)),
    )
    for found in against:
        if found is not None and found.certain:
            return found
        doubt = doubt or found
    return doubt


def _moved(site: Site, edit: Edit) -> Iterator[ast.Call]:
    """The calls that an edit moves: of one alone, the arguments are computed where it stands."""
    if _is_one_call(edit):
        yield site.view.call(edit.span)
        return
    for node in walk_scope(site.function_node):
        if isinstance(node, ast.Call) and edit.span.contains(site.view.span(node)):
            yield node


def _is_one_call(edit: Edit) -> bool:
    return "whole" in edit.arguments and not edit.flag("whole")


def _against(context: Context, site: Site, call: ast.Call) -> Hindrance | None:
    if _keeps(context, site, call):
        return None
    if offload_of(context.inference, site.module, describe(call.func, site.scope)) is not None:
        return None
    if found := context.off_loop.hindrance(handed_functions(context, site, call), on_own=False):
        return found
    for node in given(call):
        if isinstance(node, ast.Lambda) and (wild := _wild(context, site, call, node)):
            reason = f"`{wild}`, which would be called in the thread, may need the event loop's"
            return Hindrance(reason, False)
    called = calls_unknown(context.inference, site.module, _in_full(call, site.scope))
    return Hindrance(f"what `{called}` calls is not known", False) if called else None


def _keeps(context: Context, site: Site, call: ast.Call) -> bool:
    """Whether it is a method of plain data, which calls nothing of what it is handed."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _KEEPING:
        return False
    name = name_of(context.value(site, call.func))
    return not name or context.catalogue.entry(name) is None


def _in_full(call: ast.Call, scope: int) -> Called:
    """A call with all of its arguments, where the index keeps the plain ones."""
    keywords = tuple((item.arg or "**", describe(item.value, scope)) for item in call.keywords)
    return Called(
        describe(call.func, scope), tuple(describe(item, scope) for item in call.args), keywords
    )


def _wild(context: Context, site: Site, call: ast.Call, function: ast.Lambda) -> str:
    """What a lambda that a call is handed calls that may need the loop's own thread; or ""."""
    own = frozenset[str]()
    if calls_with_own(object_name(context.value(site, call.func))):
        own = frozenset(item.arg for item in function.args.args)
    for node in ast.walk(function.body):
        if isinstance(node, ast.Call) and not is_tame(context, site, node, own):
            return ast.unparse(node.func)
    return ""


def handed_functions(context: Context, site: Site, call: ast.Call) -> list[Definition]:
    """The functions of the project that are handed over, and may be called in the thread."""
    found: list[Definition] = []
    for node in (option for item in given(call) for option in _options(item)):
        value = context.value(site, node)
        found += context.inference.functions(value, site.path)
        if isinstance(value, Prepared | Instance):
            found += [item for item, _ in context.graph.called(site.module, value)]
        found += _generators(context, site, describe(node, site.scope))
    return [item for item in found if not item.function.is_async]


def _options(node: ast.expr) -> Iterator[ast.expr]:
    """What an expression is one of: `a` and `b` for `a or b`."""
    if isinstance(node, ast.BoolOp):
        yield from (option for item in node.values for option in _options(item))
    elif isinstance(node, ast.IfExp):
        yield from (option for item in (node.body, node.orelse) for option in _options(item))
    else:
        yield node


def _generators(context: Context, site: Site, expr: Expr) -> list[Definition]:
    """The generators that an expression makes: they run where they are gone through."""
    made = [expr]
    if isinstance(expr, Name):
        bindings = context.inference.lookup(site.module, expr.scope, expr.name) or ()
        made = [item.value for item in bindings]
    found: list[Definition] = []
    for func in (item.func for item in made if isinstance(item, Called)):
        value = context.inference.value(site.module, func)
        found += context.inference.functions(value, site.path)
    return [item for item in found if item.function.is_generator]
