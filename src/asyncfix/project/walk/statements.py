"""Notes what statements bind, what functions return, loops and context managers."""

from __future__ import annotations

import ast
import sys

from asyncfix.project.known.constants import always
from asyncfix.project.nodes import walk
from asyncfix.project.summary import Binding, WithBlock, WithItem
from asyncfix.project.terms import NONE, Derived
from asyncfix.project.view import walk_scope
from asyncfix.project.walk.loops import note_loop
from asyncfix.project.walk.walker import Visits, Walker


def _return(walker: Walker, node: ast.Return) -> None:
    if walker.function >= 0:
        value = walker.describe(node.value) if node.value is not None else NONE
        walker.noted[walker.function].returned.append(value)
    walker.visit_children(node)
    walker.dead = True


def _leave(walker: Walker, node: ast.Break | ast.Continue) -> None:
    walker.dead = True


def _assign(walker: Walker, node: ast.Assign) -> None:
    walker.visit(node.value)
    value = walker.describe(node.value)
    for target in node.targets:
        _note_exported(walker, target, node.value)
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            _bind_pairwise(walker, target, node.value)
        else:
            walker.bind_target(target, value)


def _note_exported(walker: Walker, target: ast.expr, value: ast.expr) -> None:
    if walker.scope == 0 and isinstance(target, ast.Name) and target.id == "__all__":
        names = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
        texts = [item.value for item in names if isinstance(item, ast.Constant)]
        known = [item for item in texts if isinstance(item, str)]
        walker.module.exported = frozenset(known) if len(known) == len(names) else None


def _bind_pairwise(walker: Walker, target: ast.Tuple, value: ast.Tuple) -> None:
    starred = any(isinstance(item, ast.Starred) for item in (*target.elts, *value.elts))
    if starred or len(target.elts) != len(value.elts):
        walker.bind_target(target, None)
        return
    for item, part in zip(target.elts, value.elts, strict=True):
        walker.bind_target(item, walker.describe(part))


def _annotated(walker: Walker, node: ast.AnnAssign) -> None:
    if node.value is not None:
        walker.visit(node.value)
    value = walker.describe(node.value)
    walker.bind_target(node.target, value, walker.describe(node.annotation))


def _augmented(walker: Walker, node: ast.AugAssign) -> None:
    walker.visit(node.value)
    if isinstance(node.target, ast.Name) and node.target.id == "__all__":
        walker.changed.add("__all__")
    walker.bind_target(node.target, None)
    text = isinstance(node.value, ast.JoinedStr) or (
        isinstance(node.value, ast.Constant) and isinstance(node.value.value, str | bytes)
    )
    if isinstance(node.target, ast.Name) and not text:
        walker.note_store(node.target)
    elif isinstance(node.target, ast.Attribute) and not isinstance(node.value, ast.Constant):
        walker.note_store(node.target, updates=True)


def _delete(walker: Walker, node: ast.Delete) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            walker.bind(target.id, Binding("other", node.lineno))
        else:
            walker.note_store(target)
            walker.visit(target)


def _if(walker: Walker, node: ast.If) -> None:
    truth = _tested(walker, node.test)
    ends = walker.visit_all(node.body, dead=truth is False)
    walker.dead = walker.visit_all(node.orelse, dead=truth is True) and ends


def _while(walker: Walker, node: ast.While) -> None:
    truth = _tested(walker, node.test)
    walker.visit_all(node.body, dead=truth is False)
    walker.visit_all(node.orelse)
    if truth and not any(isinstance(item, ast.Break) for item in walk_scope(node)):
        walker.dead = True


def _choice(walker: Walker, node: ast.IfExp) -> None:
    truth = _tested(walker, node.test)
    walker.visit_all([node.body], dead=truth is False)
    walker.visit_all([node.orelse], dead=truth is True)


def _tested(walker: Walker, test: ast.expr) -> bool | None:
    """Notes a test, and tells how it always ends."""
    if walker.function >= 0 and not walker.deferred:
        names = {item.id for item in walk(test) if isinstance(item, ast.Name)}
        walker.noted[walker.function].tested |= names
    walker.visit(test)
    return always(test)


def _operands(walker: Walker, node: ast.BoolOp) -> None:
    """What stands after an operand that decides is not looked at."""
    decides, dead = isinstance(node.op, ast.Or), False
    for item in node.values:
        walker.visit_all([item], dead=dead)
        dead = dead or always(item) is decides


def _raise(walker: Walker, node: ast.Raise) -> None:
    if walker.function >= 0 and isinstance(node.exc, ast.Name | ast.Attribute):
        walker.noted[walker.function].raises.append(walker.describe(node.exc))
    walker.visit_children(node)
    walker.dead = True


def _for(walker: Walker, node: ast.For | ast.AsyncFor) -> None:
    walker.visit(node.iter)
    walker.note_iteration(node.iter, isinstance(node, ast.AsyncFor))
    if isinstance(node, ast.AsyncFor):
        walker.mark_awaits()
        how = "aiter"
    else:
        note_loop(walker, node, node.iter)
        how = "iter"
    walker.bind_target(node.target, Derived(how, walker.describe(node.iter)))
    walker.visit_all(node.body)
    walker.visit_all(node.orelse)


def _with(walker: Walker, node: ast.With | ast.AsyncWith) -> None:
    asynchronous = isinstance(node, ast.AsyncWith)
    if asynchronous:
        walker.mark_awaits()
    for item in node.items:
        walker.visit(item.context_expr)
        value = walker.describe(item.context_expr)
        if item.optional_vars is not None:
            how = "aenter" if asynchronous else "enter"
            walker.bind_target(item.optional_vars, Derived(how, value))
    if walker.function >= 0 and not walker.dead:
        blocks = walker.module.async_withs if asynchronous else walker.module.withs
        blocks.append(_block(walker, node))
    walker.visit_all(node.body)


def _block(walker: Walker, node: ast.With | ast.AsyncWith) -> WithBlock:
    whole = walker.positions.span(node)
    items = []
    for item in node.items:
        stored = walk(item.optional_vars) if item.optional_vars is not None else ()
        names = tuple(part.id for part in stored if isinstance(part, ast.Name))
        value = walker.describe(item.context_expr)
        items.append(WithItem(walker.positions.span(item.context_expr), value, names))
    last = node.items[-1]
    end = walker.positions.span(last.optional_vars or last.context_expr)
    return WithBlock(whole, whole.to_end_of(end), tuple(items), walker.function, walker.scope)


def _except(walker: Walker, node: ast.ExceptHandler) -> None:
    if node.type is not None:
        walker.visit(node.type)
    if node.name:
        walker.bind(node.name, Binding("other", node.lineno))
    walker.visit_all(node.body)


def _match_name(walker: Walker, node: ast.MatchAs | ast.MatchStar) -> None:
    pattern = node.pattern if isinstance(node, ast.MatchAs) else None
    if node.name and isinstance(pattern, ast.MatchClass):  # as an annotation, it says which class
        cls = walker.describe(pattern.cls)
        walker.bind(node.name, Binding("value", node.lineno, annotation=cls))
    elif node.name:
        walker.bind(node.name, Binding("other", node.lineno))
    walker.visit_children(node)


def _match_mapping(walker: Walker, node: ast.MatchMapping) -> None:
    if node.rest:
        walker.bind(node.rest, Binding("other", node.lineno))
    walker.visit_children(node)


VISITS: Visits = {
    ast.Return: _return,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Delete: _delete,
    ast.Raise: _raise,
    ast.Break: _leave,
    ast.Continue: _leave,
    ast.If: _if,
    ast.IfExp: _choice,
    ast.While: _while,
    ast.BoolOp: _operands,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.ExceptHandler: _except,
    ast.MatchAs: _match_name,
    ast.MatchStar: _match_name,
    ast.MatchMapping: _match_mapping,
}

if sys.version_info >= (3, 12):

    def _alias(walker: Walker, node: ast.TypeAlias) -> None:
        walker.bind_target(node.name, walker.describe(node.value))

    VISITS = {**VISITS, ast.TypeAlias: _alias}
