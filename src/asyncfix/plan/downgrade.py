"""Turns an `async def` handler into a plain `def`, if nobody can tell the difference."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.handlers import Handler, Handlers
from asyncfix.model import Edit, Strategy
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.project.inference import Bound, Coroutine, Instance, Ref
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.view import FunctionNode, root_name, walk_scope


def make_sync(
    context: Context, handlers: Handlers, problems: tuple[Problem, ...]
) -> Proposal | Refusal:
    """The whole function becomes `def`, so that its framework runs it in a thread."""
    site = problems[0].site
    handler = handlers.get((site.path, site.function.index))
    if handler is None:
        return Refusal("no web framework calls it")
    if not handler.framework.thread:
        return Refusal("its framework runs plain `def` handlers on the loop")
    refused = (
        _needs_loop(context, site, handler)
        or _bad_decorator(context, site)
        or _shared_update(site)
        or _thread_bound(context, handler)
        or _used_elsewhere(context, handler.definition)
    )
    if refused:
        return Refusal(refused)
    edit = Edit(site.path, site.function.span, "make_handler_sync")
    title = f"make `{site.function.name}` a plain `def`: its framework runs it in a thread"
    findings = tuple(problem.finding for problem in problems)
    return Proposal(findings, Strategy.DEF, title, (edit,))


def _needs_loop(context: Context, site: Site, handler: Handler) -> str:
    if site.function.awaits:
        return "it awaits"
    for parameter in site.function.parameters:
        value = context.inference.annotation(site.module, parameter.annotation)
        if isinstance(value, Instance) and value.cls in handler.framework.forbidden_types:
            return "it serves a WebSocket"
    for node in walk_scope(site.function_node):
        if isinstance(node, ast.Call):
            value = context.value(site, node.func)
            name = value.name if isinstance(value, Ref | Bound) else ""
            if name.partition(".")[0] in context.catalogue.loops:
                return f"it uses `{name}`"
            if name.startswith("contextvars."):
                return "it sets a context variable"
            result = context.value(site, node)
            if isinstance(result, Coroutine):
                return f"it makes a coroutine of `{ast.unparse(node.func)}`"
        elif isinstance(node, FunctionNode) and isinstance(node, ast.AsyncFunctionDef):
            return "it defines a coroutine function"
    return ""


def _bad_decorator(context: Context, site: Site) -> str:
    for decorator in site.function.decorators:
        if context.inference.is_route(site.module, decorator):
            continue
        value = context.inference.value(site.module, decorator)
        known = isinstance(value, Ref) and value.name in context.catalogue.transparent_decorators
        if not known:
            return "one of its decorators may await it"
    return ""


def _shared_update(site: Site) -> str:
    """A function on the loop that never awaits is atomic; in threads it is not."""
    function = site.function_node
    local = {
        name for scope in (site.module.scopes[site.function.scope],) for name in scope.bindings
    }
    parameters = {parameter.name for parameter in site.function.parameters}
    for node in walk_scope(function):
        if isinstance(node, ast.Global | ast.Nonlocal):
            return f"it changes `{node.names[0]}`, which other requests share"
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            root = root_name(node)
            shared = root is None or root.id not in local
            deep = root is not None and root.id in parameters and _depth(node) > 1
            if shared or deep:
                return f"it changes `{ast.unparse(node)}`, which other requests may share"
    return ""


def _depth(node: ast.expr) -> int:
    depth = 0
    while isinstance(node, ast.Attribute | ast.Subscript):
        node, depth = node.value, depth + 1
    return depth


def _thread_bound(context: Context, handler: Handler) -> str:
    """A dependency must not hand on what works in its own thread only."""
    if handler.role != "dependency":
        return ""
    module, function = handler.definition.module, handler.definition.function
    for expr in (*function.yielded, *function.returned):
        value = context.inference.value(module, expr)
        known = context.catalogue.classes.get(value.cls) if isinstance(value, Instance) else None
        reasons = {entry.bound for entry in known.blocking.values()} if known is not None else set()
        affine = [reason for reason in sorted(reasons) if "thread" in reason]
        if affine:
            return affine[0]
    return ""


def _used_elsewhere(context: Context, definition: Definition) -> str:
    """Whether anything but its framework calls the function or gets hold of it."""
    function = definition.function
    for module in context.project.mentioning(function.name):
        for place in _references(context, module, definition):
            return place
    return ""


def _references(context: Context, module: Module, definition: Definition) -> Iterator[str]:
    """Uses of the function other than registering it, as reasons."""
    view = context.view(module.path)
    name = definition.function.name
    allowed = _registrations(context, view.tree, module)
    for node in ast.walk(view.tree):
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            if node not in allowed and _is_it(context, module, node, definition):
                yield f"`{name}` is also used in {module.path}, line {node.lineno}"
        elif isinstance(node, ast.Attribute) and node.attr == name and node not in allowed:
            if definition.function.owner >= 0 or _may_be_it(context, module, node, definition):
                yield f"`{name}` is also used in {module.path}, line {node.lineno}"
    if definition.function.owner >= 0:
        for other in module.functions:
            same = module.path == definition.module.path and other.index == definition.function.index
            if other.name == name and other.owner >= 0 and not same and _related(context, definition, module, other.owner):
                yield f"`{name}` is overridden or overrides in {module.path}"


def _related(context: Context, definition: Definition, module: Module, owner: int) -> bool:
    mine = definition.module.classes[definition.function.owner]
    my_name = f"{definition.module.name}.{mine.qualname}"
    other_name = f"{module.name}.{module.classes[owner].qualname}"
    inference = context.inference
    return my_name in inference.classes_of(other_name, module.path) or other_name in (
        inference.classes_of(my_name, definition.module.path)
    )


def _registrations(context: Context, tree: ast.Module, module: Module) -> set[ast.AST]:
    """The arguments that hand a function to a framework: `Depends(f)`, `add_api_route(p, f)`."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _registers(context, module, node):
            found.update(node.args)
            found.update(keyword.value for keyword in node.keywords)
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
            if node.value.attr == "dependency_overrides":
                found.add(node.slice)
    return found


def _registers(context: Context, module: Module, node: ast.Call) -> bool:
    text = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    last = text or (node.func.id if isinstance(node.func, ast.Name) else "")
    for framework in context.catalogue.frameworks:
        if text in framework.adders:
            return True
        known = framework.depends | framework.constructors
        if last in {name.rpartition(".")[2] for name in known}:
            return True
    return False


def _is_it(context: Context, module: Module, node: ast.Name, definition: Definition) -> bool:
    """Whether a name may mean the function: a local of the same name does not."""
    if module.path == definition.module.path:
        bindings = module.top.get(node.id, [])
        return any(
            item.kind == "function" and item.target == str(definition.function.index)
            for item in bindings
        ) or definition.function.parent >= 0
    bindings = module.top.get(node.id, [])
    if not bindings:
        return False
    value = context.inference.name(module, 0, node.id)
    return value is None or value == Ref(definition.name)


def _may_be_it(
    context: Context, module: Module, node: ast.Attribute, definition: Definition
) -> bool:
    """Whether `x.name` may be the function: `x` is its module, or not known."""
    root = root_name(node)
    if root is None:
        return False
    bindings = module.top.get(root.id, [])
    if not any(item.kind == "import" for item in bindings):
        return False
    target = bindings[0].target
    return target.rpartition(".")[2] == definition.module.name.rpartition(".")[2] or (
        definition.module.name.startswith(target)
    )

