"""Says where functions of the project are called, and what each call hands to them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.state.containers import is_item, within
from asyncfix.project.edges import key_of
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound
from asyncfix.project.passing import placed
from asyncfix.project.project import Definition
from asyncfix.project.resolution.scoping import scope_of
from asyncfix.project.summary import Call, Module, Parameter
from asyncfix.project.terms import Expr, Name
from asyncfix.project.values import name_of


def calls_of(context: Context, definition: Definition) -> Iterator[tuple[Site, bool]]:
    """The places in functions of the project where one is called, and whether it is awaited."""
    key = key_of(definition)
    if key not in context.calls:
        context.calls[key] = tuple(_calls_of(context, definition))
    for module, call in context.calls[key]:
        view, function = context.view(module.path), module.functions[call.function]
        yield Site(view, function, view.call(call.span), call.scope), call.awaited


def _calls_of(context: Context, definition: Definition) -> Iterator[tuple[Module, Call]]:
    for module in context.project.mentioning(definition.function.name):
        for call in module.calls:
            if call.function < 0 or definition.function.name not in call.text:
                continue
            if name_of(context.inference.value(module, call.func)) == definition.name:
                yield module, call


def given_there(
    context: Context, caller: Site, parameters: Sequence[Parameter]
) -> Iterator[tuple[str, ast.expr]]:
    """The arguments of a call, each with the parameter that takes it."""
    call = caller.node
    if not isinstance(call, ast.Call):
        return iter(())
    bound = isinstance(context.value(caller, call.func), Bound)
    return placed(call.args, call.keywords, parameters[int(bound) :])


def handed_in(context: Context, site: Site, node: ast.expr) -> Iterator[tuple[Site, ast.expr]]:
    """What callers hand to the function around a site that an expression may stand for there."""
    definition = context.definition(site)
    names = set(_parameters(site, describe(node, site.scope)))
    for caller, _ in calls_of(context, definition) if names else ():
        for name, given in given_there(context, caller, definition.function.parameters):
            if name in names:
                yield caller, given


def _parameters(site: Site, expr: Expr, seen: frozenset[Expr] = frozenset()) -> Iterator[str]:
    """The parameters that an expression may stand for, or goes through, but for their items.

    One that the function binds anew is meant where it gets what it had (`rows = rows or []`).
    """
    if isinstance(expr, Name):
        home = scope_of(site.module, expr.scope, expr.name)
        found = site.module.scopes[home].bindings[expr.name] if home is not None else ()
        kinds = {item.kind for item in found}
        own = home == site.function.scope and expr.name != site.function.receiver
        if own and "parameter" in kinds and (expr in seen or len(kinds) == 1):
            yield expr.name
    if expr not in seen and not is_item(expr):
        for part in within(site.module, expr):
            yield from _parameters(site, part, seen | {expr})
