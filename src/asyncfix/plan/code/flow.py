"""Says how control leaves a run of statements, and whether it could still from a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.plan.code.names import Bindings
from asyncfix.plan.code.reads import bound_in, read_by
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Refusal
from asyncfix.project.nodes import WAITING
from asyncfix.project.values import name_of
from asyncfix.project.view import ScopeNode, walk_run, walk_scope

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def problem(site: Site, run: Sequence[ast.stmt]) -> str:
    """Why the statements cannot become the body of a plain function; empty if they can."""
    for statement in run:
        if not site.view.stands_alone(statement):
            return "it shares a line with other code"
        for node in (statement, *walk_scope(statement)):
            if isinstance(node, WAITING):
                return "the block awaits"
            if isinstance(node, ast.Yield | ast.YieldFrom):
                return "the block yields"
            if isinstance(node, ast.comprehension) and node.is_async:
                return "the block awaits"
            if isinstance(node, ast.Global | ast.Nonlocal):
                return "the block declares a name global or nonlocal"
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                return "the block defines a function or class"
    return _looks_at_names(site) or _handled_exception(site, run)


def _looks_at_names(site: Site) -> str:
    """A nested function has names of its own, and is a new name in the function around it."""
    for node in walk_scope(site.function_node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if name in ("locals", "eval", "exec") or (name in ("vars", "dir") and not node.args):
                return f"the function looks at its own local names with `{name}`"
    return ""


def _handled_exception(site: Site, run: Sequence[ast.stmt]) -> str:
    """The exception that is being handled where the statements stand is unknown to a thread."""
    if not _is_handling(site, run[0]):
        return ""
    for node in walk_run(run):
        if isinstance(node, ast.Raise) and _handles(site, node, run):
            return "it raises in a handler within a handler, and a thread knows only its own"
        if isinstance(node, ast.Raise) and node.exc is None:
            return "it raises again the exception that is being handled around it"
        if isinstance(node, ast.Call) and _tells_exception(node):
            return f"`{ast.unparse(node.func)}` tells of the exception that is being handled"
    return ""


def _is_handling(site: Site, statement: ast.stmt) -> bool:
    child: ast.AST = statement
    for parent in site.view.ancestors(statement):
        if parent is site.function_node:
            return False
        if isinstance(parent, ast.ExceptHandler) or child in getattr(parent, "finalbody", ()):
            return True
        child = parent
    return False


def _handles(site: Site, node: ast.AST, run: Sequence[ast.stmt]) -> bool:
    """Whether a handler within the statements is around the node."""
    for parent in site.view.ancestors(node):
        if isinstance(parent, ast.ExceptHandler):
            return True
        if parent in run:
            return False
    return False


def _tells_exception(call: ast.Call) -> bool:
    names = {part.id for part in ast.walk(call.func) if isinstance(part, ast.Name)}
    names |= {part.attr for part in ast.walk(call.func) if isinstance(part, ast.Attribute)}
    told = {"traceback", "print_exc", "format_exc", "exc_info", "exception"}
    return bool(names & told) or any(item.arg == "exc_info" for item in call.keywords)


def result(context: Context, site: Site, run: Sequence[ast.stmt], bound: Bindings) -> str | Refusal:
    """How what follows learns what the statements did: the `result` of the codemod."""
    exits = list(leaving(run))
    returns = [node for node in exits if isinstance(node, ast.Return)]
    kinds = {type(node) for node in exits}
    if len(kinds) > 1:
        return Refusal("the block is left in more than one way")
    if not kinds and _gives_value(context, site, run, bound):
        return "value"
    for name in _annotated(run):
        if name in (*bound.shared, *bound.globals):
            return Refusal(f"the block annotates `{name}`, which the code around it uses")
    if returns:
        if site.function.is_generator:
            return Refusal("the block returns from a generator")
        return "return" if _always_leaves(context, site, run) else "maybe"
    if kinds:
        return "break" if ast.Break in kinds else "continue"
    return ""


def _annotated(run: Sequence[ast.stmt]) -> Iterator[str]:
    for node in walk_run(run):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def leaving(statements: Sequence[ast.stmt], in_loop: bool = False) -> Iterator[ast.stmt]:
    """The returns, and the breaks and continues that do not belong to a loop inside."""
    for statement in statements:
        if isinstance(statement, ast.Return) or (
            isinstance(statement, ast.Break | ast.Continue) and not in_loop
        ):
            yield statement
        elif not isinstance(statement, ScopeNode):
            looping = isinstance(statement, _LOOPS)
            for name, block in _blocks(statement):
                yield from leaving(block, in_loop or (looping and name == "body"))


def _blocks(statement: ast.stmt) -> Iterator[tuple[str, list[ast.stmt]]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement, name, None)
        if isinstance(block, list):
            yield name, block
    for holder in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield "handler", holder.body


def _always_leaves(context: Context, site: Site, statements: Sequence[ast.stmt]) -> bool:
    """Whether control never falls off the end of the statements."""
    last = statements[-1]
    if isinstance(last, ast.Return | ast.Raise):
        return True
    if isinstance(last, ast.If):
        ways = (last.body, last.orelse)
        return all(way and _always_leaves(context, site, way) for way in ways)
    if isinstance(last, ast.With):
        return _always_leaves(context, site, last.body) and _passes_errors(context, site, last)
    return False


def _passes_errors(context: Context, site: Site, block: ast.With) -> bool:
    """Whether an exception in the block surely comes out of it: no context manager ends it, so that
    control would go on behind the block."""
    return all(_lets_through(context, site, item.context_expr) for item in block.items)


def _lets_through(context: Context, site: Site, manager: ast.expr) -> bool:
    if not isinstance(manager, ast.Call):
        known = context.inference.class_entry(context.value(site, manager))
        return known is not None and known.lock
    callee = context.value(site, manager.func)
    factory = context.inference.class_entry(callee)
    name = factory.call if factory is not None else name_of(callee)
    passes = name in context.catalogue.passes_errors
    return passes and not context.inference.is_defined(name, site.path)


def value_target(run: Sequence[ast.stmt]) -> ast.expr | None:
    """What the very last statement assigns to, in as many blocks of `with` as there are."""
    last = run[-1]
    while isinstance(last, ast.With):
        last = last.body[-1]
    if isinstance(last, ast.AnnAssign):
        return last.target if last.value is not None else None
    if isinstance(last, ast.Assign) and len(last.targets) == 1:
        return last.targets[0]
    return None


def _gives_value(context: Context, site: Site, run: Sequence[ast.stmt], bound: Bindings) -> bool:
    """Whether all that later code needs is what the very last statement assigns."""
    target = value_target(run)
    if target is None or not _comes_to_its_end(context, site, run[-1]):
        return False
    assigned = set(bound_in(target))
    if set(bound.shared) | set(bound.globals) != assigned:
        return False
    inside = {id(node) for node in ast.walk(target)}
    elsewhere = {
        node.id
        for statement in run
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and id(node) not in inside
    }
    made = {name for statement in run for name in bound_in(statement)}
    used = read_by(target)
    calls = any(isinstance(node, ast.Call) for node in ast.walk(target))
    if assigned & elsewhere or used & made or calls:
        return False
    return not _seen_when_failing(site, run[0], assigned)


def _comes_to_its_end(context: Context, site: Site, last: ast.stmt) -> bool:
    """Whether control surely comes by what stands last in blocks of `with`."""
    while isinstance(last, ast.With):
        if not _passes_errors(context, site, last):
            return False
        last = last.body[-1]
    return True


def _seen_when_failing(site: Site, statement: ast.stmt, names: set[str]) -> bool:
    """Whether a `try` around the statement looks at the names after an exception."""
    for parent in site.view.ancestors(statement):
        if parent is site.function_node:
            return False
        rest = [*getattr(parent, "handlers", ()), *getattr(parent, "finalbody", ())]
        if any(
            isinstance(node, ast.Name) and node.id in names
            for item in rest
            for node in ast.walk(item)
        ):
            return True
    return False
