"""Finds the plain functions that have to become coroutine functions together, and who calls them.

The set is closed if every use of every one of them in the project is a call that can await it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.model import Edit
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.calls.dressed import dressed
from asyncfix.plan.proofs.calls.exchanged import exchanged, overlaid, takes_any
from asyncfix.plan.proofs.calls.patched import in_words
from asyncfix.plan.proofs.calls.strangers import any_class, handed_out, is_defined
from asyncfix.plan.proofs.conversion.references import is_named_in_class, is_overridden, names_for
from asyncfix.plan.proofs.threads.stops import handed_stop, lets_stop_out
from asyncfix.project.callgraph import Edge, Key, key_of
from asyncfix.project.decorated import Runs
from asyncfix.project.inference import Named, Ref
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.view import View

_KEEPING = frozenset({"builtins.staticmethod", "builtins.classmethod"})
_MOST = 40
_RUNNERS = ("eval", "exec")
_DOCTEST = re.compile(r"(?m)^ *>>> .*$")


class NotClosed(Exception):
    """Why the functions cannot all become coroutine functions; one clause."""


class ClosedSet(NamedTuple):
    """The functions, and the calls of them, each in a coroutine function or in one of them."""

    members: dict[Key, Definition]
    calls: list[Site]


def closed_set(context: Context, start: Definition) -> ClosedSet:
    """The functions that `start` draws along: those that call it, and those that block in it.

    Raises NotClosed.
    """
    found = ClosedSet({}, [])
    pending = [start]
    while pending:
        definition = pending.pop()
        key = key_of(definition)
        if key in found.members:
            continue
        if len(found.members) >= _MOST:
            raise NotClosed("too many functions would have to change")
        _check(context, definition)
        found.members[key] = definition
        sites = list(_calls(context, definition))
        if not sites:
            raise NotClosed(f"nobody in the project calls `{definition.function.name}`")
        for site in sites:
            found.calls.append(site)
            if not site.function.is_async:
                pending.append(Definition(site.module, site.function))
        pending += (edge.target for edge in _blocking_edges(context, definition))
    for site in found.calls:
        line = site.view.span(site.node).line
        for member in found.members.values():
            if member.module.path == site.path and member.function.span.line == line:
                raise NotClosed(f"`{member.function.name}` is defined in {site.path}, line {line}")
    return found


def edits_of(found: ClosedSet) -> list[Edit]:
    """`async` for the functions, and `await` for the calls of them."""
    made = [
        Edit(item.module.path, item.function.span, "make_async") for item in found.members.values()
    ]
    awaited = [Edit(site.path, site.view.span(site.node), "add_await") for site in found.calls]
    return sorted([*made, *awaited], key=lambda edit: (edit.path, edit.span, edit.codemod))


def _blocking_edges(context: Context, definition: Definition) -> Iterator[Edge]:
    """The calls of further plain functions that block and can become coroutine functions too."""
    for edge in context.graph.edges(definition):
        if edge.how == "call" and context.reach.reaches(edge.target):
            try:
                _check(context, edge.target)
            except NotClosed:
                continue  # that one is called in a thread
            yield edge


def _check(context: Context, definition: Definition) -> None:
    """Raises NotClosed for a function that has to stay a plain one."""
    function, module = definition.function, definition.module
    name = function.name
    kept = all(
        isinstance(value := context.inference.value(module, item), Ref) and value.name in _KEEPING
        for item in function.decorators
    )
    if not kept:
        raise NotClosed(f"`{name}` has a decorator that may need a plain function")
    if context.graph.runs(definition).runs is not Runs.CALLED:
        raise NotClosed(f"`{name}` does not run where it is called")
    if _others(context, definition):
        raise NotClosed(f"`{name}` is defined more than once in {module.path}")
    if name.startswith("__") and name.endswith("__"):
        raise NotClosed(f"Python itself calls `{name}`")
    node = context.view(module.path).function_node(function)
    if node.body[0].lineno == node.lineno:
        raise NotClosed(f"`{name}` is written on one line")
    if stops := lets_stop_out(context, definition):
        raise NotClosed(f"`{stops}` may raise StopIteration, which cannot leave a coroutine")
    if function.owner >= 0:
        for above in lineage(context.inference, module, module.classes[function.owner]):
            if isinstance(above, str):
                raise NotClosed(f"`{name}` may override a method of a library's class")
    swapped = in_words(name, context.patches.for_good(definition.name, module.path))
    if why := swapped or dressed(context.inference, definition):
        raise NotClosed(why)
    if where := context.dynamic.reached(definition):
        raise NotClosed(f"`{name}` may be reached by a name that is put together in {where}")
    for other in context.project.mentioning(name):
        if is_overridden(context, other, definition):
            raise NotClosed(f"`{name}` is overridden or overrides in {other.path}")
    if where := context.project.used_beyond(name):
        raise NotClosed(f"`{name}` may be used in {where}")
    if where := handed_out(context, definition):
        raise NotClosed(f"{where} is handed an object that has `{name}`, and may call it")


def _others(context: Context, definition: Definition) -> list[Definition]:
    """What has the same name in the same place, and may be what is called."""
    named = definition.module.functions_named(definition.function.qualname)
    others = [Definition(definition.module, item) for item in named]
    return [
        item
        for item in others
        if key_of(item) != key_of(definition) and context.graph.runs(item).runs is not Runs.NEVER
    ]


def _check_renamed(context: Context, module: Module, view: View, name: str) -> None:
    """Another module may use what this one imports under another name."""
    for node in view.mentions(name):
        if isinstance(node, ast.alias) and node.asname and node.asname != name:
            others = {item.path for item in context.project.mentioning(node.asname)}
            if others - {module.path}:
                raise NotClosed(f"`{name}` is imported as `{node.asname}` in {module.path}")


def _calls(context: Context, definition: Definition) -> Iterator[Site]:
    """All calls of a function. Raises NotClosed for any other use of it."""
    name = definition.function.name
    for module in context.project.mentioning(name):
        view = context.view(module.path)
        _check_renamed(context, module, view, name)
        for called in set(names_for(view, name)):
            for node in view.mentions(called):
                if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
                    where = f"{module.path}, line {node.lineno}"
                    raise NotClosed(f"`{ast.unparse(node)}` is set in {where}")
                if overlaid(context, view, node, definition):
                    raise NotClosed(f"`{name}` is something else in a class of {module.path}")
                if not isinstance(node, ast.alias) and isinstance(node.ctx, ast.Load):
                    site = _call(context, module, view, node, definition)
                    if site is not None:
                        yield site
        _check_texts(view, name)
        _check_stand_ins(context, view, name)


def _call(
    context: Context,
    module: Module,
    view: View,
    node: ast.Name | ast.Attribute,
    definition: Definition,
) -> Site | None:
    """The call of the function that a name is part of; None if it names something else."""
    value = context.value_in(view, node)
    where = f"{module.path}, line {node.lineno}"
    name = definition.function.name
    if is_named_in_class(view, node, definition):
        raise NotClosed(f"`{name}` is used as a value in {where}")
    if isinstance(value, Named):
        if value.name != definition.name:
            if isinstance(node, ast.Attribute) and any_class(context, view, node, value):
                raise NotClosed(f"`{ast.unparse(node)}` in {where} may be a use of `{name}`")
            return None
    elif isinstance(node, ast.Attribute) or context.inference.lookup(
        module, view.scope(node), node.id
    ):
        raise NotClosed(f"`{ast.unparse(node)}` in {where} may be a use of `{name}`")
    else:
        return None
    call = view.parents[node]
    function = view.enclosing_function(node)
    if not isinstance(call, ast.Call) or call.func is not node:
        raise NotClosed(f"`{name}` is used as a value in {where}")
    if function is None:
        raise NotClosed(f"`{name}` is called at the top of {where}")
    if place := exchanged(context, view, node, definition):
        raise NotClosed(f"`{ast.unparse(node)}` may be another one: {place}")
    caller = next(item for item in module.functions if item.span == view.span(function))
    site = Site(view, caller, call, view.scope(call))
    if stops := handed_stop(context, site, call):
        raise NotClosed(f"`{stops}`, which is handed over in {where}, may raise StopIteration")
    return site


def _check_texts(view: View, name: str) -> None:
    for node in texts_naming(view, name):
        where = f"{view.module.path}, line {node.lineno}"
        raise NotClosed(f"`{name}` is named in a string in {where}")


def _check_stand_ins(context: Context, view: View, name: str) -> None:
    """Something else may be put in its place: `SimpleNamespace(load=…)`, `"load.return_value"`."""
    for call in view.module.calls:
        if any(key == name for key, _ in call.keywords):
            callee = context.inference.value(view.module, call.func)
            unknown = not is_defined(context, view.module, callee)
            if unknown or takes_any(context.inference, view.module, call, name):
                where = f"{view.module.path}, line {call.span.line}"
                raise NotClosed(f"`{call.text}` may put something in place of `{name}` in {where}")
    for text in (str(node.value) for node in view.texts):
        if text.startswith((f"{name}.return_", f"{name}.side_")):
            raise NotClosed(f"`{name}` is named in a string in {view.module.path}: {text!r}")


def texts_naming(view: View, name: str) -> Iterator[ast.Constant]:
    """The texts that name something that may be looked up or replaced when the program runs."""
    runs_code = any(isinstance(node, ast.Name) for run in _RUNNERS for node in view.mentions(run))
    for node in view.texts:
        text = str(node.value)
        if name not in text:
            continue
        named = text == name and not _is_exported(view, node)
        code = text if runs_code else "\n".join(_DOCTEST.findall(text))
        called = name in code and re.search(rf"\b{name}\s*\(", code)
        if named or called or text.endswith((f".{name}", f":{name}")):
            yield node


def _is_exported(view: View, node: ast.AST) -> bool:
    """Whether a text is an item of `__all__`."""
    return any(
        isinstance(parent, ast.Assign | ast.AugAssign | ast.AnnAssign)
        and "__all__" in ast.unparse(parent)
        for parent in view.ancestors(node)
    )
