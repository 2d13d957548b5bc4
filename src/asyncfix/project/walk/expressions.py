"""Notes calls, comprehensions, and what makes a function asynchronous or a generator."""

from __future__ import annotations

import ast
from sys import intern

from asyncfix.project.expressions import describe_call, dotted_text
from asyncfix.project.nodes import Comprehension
from asyncfix.project.summary import Binding, Call
from asyncfix.project.terms import Called, Derived
from asyncfix.project.walk.loops import note_loop
from asyncfix.project.walk.walker import Visits, Walker

# Methods that put something into a list, set or dictionary.
_FILLING = frozenset(
    {"append", "appendleft", "extend", "extendleft", "insert", "add", "update", "setdefault"}
)


def _call(walker: Walker, node: ast.Call) -> None:
    called = describe_call(node, walker.scope)
    if not walker.dead:
        _note_call(walker, node, called)
    if isinstance(node.func, ast.Attribute) and node.func.attr in _FILLING:
        walker.note_change(node.func.value)
    walker.visit(node.func)
    for argument in node.args + [item.value for item in node.keywords]:
        if isinstance(argument, ast.Lambda):
            walker.users[argument] = called.func
        walker.visit(argument)


def _note_call(walker: Walker, node: ast.Call, called: Called) -> None:
    walker.module.calls.append(
        Call(
            walker.positions.span(node),
            *called,
            intern(dotted_text(node.func)),  # code calls the same again and again
            walker.scope,
            walker.function,
            walker.awaited is node,
            walker.deferred > 0,
            walker.user,
        )
    )


def _await(walker: Walker, node: ast.Await) -> None:
    walker.mark_awaits()
    walker.awaited = node.value
    walker.visit(node.value)


def _comprehension(walker: Walker, node: Comprehension) -> None:
    first = node.generators[0]
    walker.visit(first.iter)
    walker.note_iteration(first.iter, bool(first.is_async))
    note_loop(walker, node, first.iter)
    source = walker.describe(first.iter)
    left = walker.open_scope("comprehension", walker.function)
    for generator in node.generators:
        if generator is not first:
            walker.visit(generator.iter)
            walker.note_iteration(generator.iter, bool(generator.is_async))
            source = walker.describe(generator.iter)
        if generator.is_async:
            walker.mark_awaits()
        how = "aiter" if generator.is_async else "iter"
        walker.bind_target(generator.target, Derived(how, source))
        walker.visit_all(generator.ifs)
    if isinstance(node, ast.DictComp):
        walker.visit_all((node.key, node.value))
    else:
        walker.visit(node.elt)
    walker.scope = left


def _named(walker: Walker, node: ast.NamedExpr) -> None:
    walker.visit(node.value)
    scope = walker.scope
    while walker.module.scopes[scope].kind == "comprehension":
        scope = walker.module.scopes[scope].parent
    value = walker.describe(node.value)
    walker.bind(node.target.id, Binding("value", node.lineno, "", value), scope)


def _yield(walker: Walker, node: ast.Yield) -> None:
    if walker.function >= 0 and not walker.deferred:
        walker.module.functions[walker.function].is_generator = True
        walker.noted[walker.function].yielded.append(walker.describe(node.value))
    walker.visit_children(node)


def _yield_from(walker: Walker, node: ast.YieldFrom) -> None:
    if walker.function >= 0 and not walker.deferred:
        walker.module.functions[walker.function].is_generator = True
    walker.note_iteration(node.value)
    walker.visit_children(node)


def _starred(walker: Walker, node: ast.Starred) -> None:
    if isinstance(node.value, ast.Call):
        walker.note_iteration(node.value)
    walker.visit(node.value)


def _attribute(walker: Walker, node: ast.Attribute) -> None:
    if walker.function >= 0 and not walker.dead and isinstance(node.ctx, ast.Load):
        walker.noted[walker.function].reads.add(node.attr)
    walker.visit(node.value)


VISITS: Visits = {
    ast.Call: _call,
    ast.Attribute: _attribute,
    ast.Await: _await,
    ast.Starred: _starred,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.NamedExpr: _named,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
}
