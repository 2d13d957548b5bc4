"""Repairs state of a thread that tasks share: each attribute becomes a context variable."""

from __future__ import annotations

import ast
from typing import NamedTuple

from asyncfix.model import Applicability, Argument, Edit, Import, Strategy
from asyncfix.plan.code.toplevel import spelled_at_top
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.caught import caught
from asyncfix.plan.proofs.awaits.guards import text_problem
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Ref, object_name

_LIBRARY = "contextvars"
_CALLS = {"getattr": (2, 3), "hasattr": (2, 2), "setattr": (3, 3)}
_DOUBT = (
    "each task has a value of its own then, and a thread has none but the one that "
    "`asyncio.to_thread` gives it"
)


class _Use(NamedTuple):
    """A place where an attribute is used: `how` is `get`, `set` or `has`, at a node."""

    attribute: str
    how: str
    node: ast.expr | ast.stmt


def use_context_variables(context: Context, problem: Problem) -> Proposal | Refusal:
    """`user.set(x)` and `user.get()` for attributes of one `threading.local()` of the module."""
    site = problem.site
    local = site.node.value if isinstance(site.node, ast.Attribute) else None
    if not isinstance(local, ast.Name):
        return Refusal("it is no name of the module: make a `contextvars.ContextVar` for it")
    made = _made(context, site, local.id)
    if made is None:
        return Refusal(f"`{local.id}` is not simply made at the module's top")
    other = _other_module(context, site, local.id)
    if other:
        return Refusal(f"{other} uses it, too")
    uses: list[_Use] = []
    for node in site.view.mentions(local.id):
        if (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)
            and _is_it(context, site, node)
        ):
            use = _use(site, node)
            if (
                use is None
                or _expects_error(context, site, use)
                or text_problem(site.view, use.node)
            ):
                return Refusal(f"`{local.id}` is used in another way in line {node.lineno}")
            uses.append(use)
    return _proposal(context, problem, local.id, made, uses)


def _proposal(
    context: Context, problem: Problem, local: str, made: ast.Assign, uses: list[_Use]
) -> Proposal:
    site = problem.site
    variable = spelled_at_top(context, site, "contextvars.ContextVar", _LIBRARY)
    snapshot = spelled_at_top(context, site, "contextvars.copy_context", _LIBRARY)
    names = {
        use.attribute: context.fresh(site, f"{local}_{use.attribute}")
        for use in sorted(uses, key=lambda use: use.node.lineno)
    }
    statements = tuple(
        f'{name} = {variable.text}("{attribute}")' for attribute, name in names.items()
    )
    edits = [_declaration(site, made, statements, variable.imports)]
    for use in uses:
        arguments: dict[str, Argument] = {"variable": names[use.attribute], "how": use.how}
        if use.how == "has":
            arguments |= {"context": snapshot.text, "bare": _is_condition(site, use.node)}
        span = site.view.span(use.node)
        edits.append(Edit(site.path, span, "use_context_variable", arguments))
    return Proposal(
        (problem.finding,),
        Strategy.NATIVE,
        "keep it in a `contextvars.ContextVar`",
        tuple(edits),
        Applicability.UNSAFE,
        _DOUBT,
    )


def _declaration(
    site: Site, made: ast.Assign, statements: tuple[str, ...], imports: tuple[Import, ...]
) -> Edit:
    arguments: dict[str, Argument] = {"statements": statements}
    return Edit(site.path, site.view.span(made), "replace_statement", arguments, imports)


def _made(context: Context, site: Site, name: str) -> ast.Assign | None:
    """The statement at the module's top that makes the object, and is all that binds the name."""
    if len(site.module.top.get(name, ())) != 1:
        return None
    for statement in site.view.tree.body:
        if (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
            and statement.targets[0].id == name
            and isinstance(statement.value, ast.Call)
            and not (statement.value.args or statement.value.keywords)
        ):
            value = context.inference.value(site.module, describe(statement.value.func, 0))
            known = object_name(value) in context.catalogue.thread_state
            return statement if known and site.view.stands_alone(statement) else None
    return None


def _other_module(context: Context, site: Site, name: str) -> str:
    """A module that takes the name from this one, as a sentence begins; empty if none does."""
    for module in context.project.mentioning(name):
        if module.path == site.path:
            continue
        view = context.view(module.path)
        for node in view.mentions(name):
            taken = isinstance(node, ast.alias)
            if isinstance(node, ast.Attribute):
                taken = context.value_in(view, node.value) == Ref(site.module.name)
            if taken or site.module.name in module.stars:
                return module.path
    where = context.project.used_beyond(name)
    return where and f"{where},"


def _is_it(context: Context, site: Site, node: ast.Name) -> bool:
    scope = site.view.scope(node)
    return context.inference.scope_of(site.module, scope, node.id) == 0


def _use(site: Site, node: ast.Name) -> _Use | None:
    """What is done with the object; None for what no context variable does."""
    parent = site.view.parents[node]
    if isinstance(parent, ast.Attribute) and not parent.attr.startswith("__"):
        return _of_attribute(site, parent)
    if not isinstance(parent, ast.Call) or parent.keywords or not parent.args:
        return None
    func, second = parent.func, parent.args[1] if len(parent.args) > 1 else None
    if parent.args[0] is not node or not isinstance(func, ast.Name) or func.id not in _CALLS:
        return None
    least, most = _CALLS[func.id]
    named = second.value if isinstance(second, ast.Constant) else None
    if not least <= len(parent.args) <= most or func.id in site.module.top:
        return None
    if not isinstance(named, str) or not named.isidentifier():
        return None
    if func.id == "setattr" and not isinstance(site.view.parents[parent], ast.Expr):
        return None
    return _Use(named, func.id[:3], parent)


def _of_attribute(site: Site, attribute: ast.Attribute) -> _Use | None:
    if isinstance(attribute.ctx, ast.Load):
        return _Use(attribute.attr, "get", attribute)
    statement = site.view.parents[attribute]
    if (
        isinstance(attribute.ctx, ast.Store)
        and isinstance(statement, ast.Assign)
        and statement.targets == [attribute]
    ):
        return _Use(attribute.attr, "set", statement)
    return None


def _expects_error(context: Context, site: Site, use: _Use) -> bool:
    """Whether the code around it waits for the error of an attribute that is not there."""
    around = site.view.enclosing_function(use.node)
    if use.how != "get" or around is None:
        return False
    scope = site.view.scope_within(around)
    function = site.module.functions[site.module.scopes[scope].function]
    place = Site(site.view, function, use.node, scope)
    return bool(caught(context, place, "builtins.AttributeError"))


def _is_condition(site: Site, node: ast.AST) -> bool:
    """Whether a comparison may stand there without parentheses around it."""
    parent = site.view.parents[node]
    return isinstance(parent, ast.If | ast.While | ast.Assign | ast.Return)
