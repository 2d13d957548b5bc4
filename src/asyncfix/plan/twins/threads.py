"""Says what a twin that works in a thread of its own would call or go through there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.state.owned import VIEWS
from asyncfix.plan.proofs.threads.in_thread import given_to_thread
from asyncfix.plan.twins.facts import Fact, Remark
from asyncfix.plan.twins.held import Held
from asyncfix.plan.twins.places import function_around
from asyncfix.project.inference import Instance, Ref

_WRITTEN = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp)
_COLLECTIONS = frozenset(
    f"builtins.{name}" for name in ("list", "tuple", "set", "frozenset", "dict", "str")
)
_LAZY = frozenset({"map", "filter", "zip", "iter", "reversed", "enumerate"})


def foreign(context: Context, held: Held, member: ast.Attribute) -> Iterator[Fact]:
    """What a member is given that is called in another thread: a function of the project."""
    view, statement = held.view, held.view.parents[member]
    if not isinstance(statement, ast.Assign) or member not in statement.targets:
        return
    value = context.value_in(view, statement.value)
    path = view.module.path
    is_known = isinstance(value, Ref) and not (
        context.inference.functions(value, path) or context.inference.class_named(value.name, path)
    )
    nothing = isinstance(statement.value, ast.Constant)
    if not is_known and not nothing:
        text = ast.unparse(statement.value)
        yield Remark(held.key, f"`{text}` is called in another thread")


def consumed(context: Context, held: Held, call: ast.Call, member: str) -> Iterator[Fact]:
    """What a call is given that is gone through in another thread, while other code may use it."""
    view = held.view
    for argument in call.args[1:]:
        called = argument.func if isinstance(argument, ast.Call) else None
        lazy = isinstance(called, ast.Name) and called.id in _LAZY
        unknown = member in held.twin.iterated and not _is_there(context, held, argument)
        if lazy or unknown or isinstance(argument, ast.GeneratorExp):
            text = ast.unparse(argument)
            yield Remark(held.key, f"`{text}` is gone through in another thread")
    function = function_around(view, call)
    if function is None:
        return
    state = given_to_thread(context, Site(view, function, call, function.scope), call)
    if state:
        reason = f"other tasks may change `{state}` while a thread goes through it"
        yield Remark(held.key, reason)


def _is_there(context: Context, held: Held, node: ast.expr) -> bool:
    """Whether all that something gives is there before it is gone through."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Slice)
    func = node.func if isinstance(node, ast.Call) else None
    if isinstance(func, ast.Attribute) and func.attr in VIEWS:
        return True
    value = context.value_in(held.view, node)
    return isinstance(node, _WRITTEN) or (isinstance(value, Instance) and value.cls in _COLLECTIONS)
