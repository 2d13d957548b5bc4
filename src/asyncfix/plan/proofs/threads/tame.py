"""Says whether statements may run in another thread: what they call must not need the loop's."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.state.owned import DATA_METHODS, made_names
from asyncfix.plan.proofs.threads.off_loop_calls import CALLERS, RAISED, lost_on_the_way
from asyncfix.project.calling import hooks
from asyncfix.project.expressions import describe_call
from asyncfix.project.inference import Bound, Named, Ref
from asyncfix.project.nodes import is_try, root_name
from asyncfix.project.view import walk_run


def first_wild(
    context: Context, site: Site, run: Sequence[ast.stmt], given: frozenset[str] = frozenset()
) -> str:
    """What in the statements may need the loop's own thread; empty if nothing does.

    `given` are names of objects that may be used in any thread, one after another.
    """
    own = made_names(run, given) | given
    for node in walk_run(run):
        if isinstance(node, ast.AugAssign) and not _is_own(node.target, own):
            return f"it updates `{ast.unparse(node.target)}`, which other tasks can reach"
        if isinstance(node, ast.Raise) and (reason := _raised(context, site, node)):
            return reason
        if isinstance(node, ast.Call) and _may_stop(context, site, node):
            if not _catches_stop(site, node, run):
                return "`next` may raise StopIteration, which cannot leave a thread"
            continue
        if isinstance(node, ast.Call) and _tells_caller(node):
            return f"`{_short(node.func)}` tells who called the function"
        if isinstance(node, ast.Call) and not is_tame(context, site, node, own):
            return f"it calls `{_short(node.func)}`, which may need the event loop's thread"
    return ""


def _may_stop(context: Context, site: Site, call: ast.Call) -> bool:
    return context.value(site, call.func) == Ref("builtins.next") and len(call.args) == 1


def _catches_stop(site: Site, call: ast.Call, run: Sequence[ast.stmt]) -> bool:
    """Whether a `try` within the statements catches the StopIteration of a call."""
    child: ast.AST = call
    for parent in site.view.ancestors(call):
        if child in run:
            return False
        if is_try(parent) and child in parent.body:
            caught = [ast.unparse(item.type) if item.type else "" for item in parent.handlers]
            if any(not text or "StopIteration" in text or text == "Exception" for text in caught):
                return True
        child = parent
    return False


def _tells_caller(call: ast.Call) -> bool:
    """Whether it goes up the calls by more than the one that it stands in."""
    own = ("1", "None")
    return any(item.arg == CALLERS and ast.unparse(item.value) not in own for item in call.keywords)


def _short(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _is_own(target: ast.expr, own: frozenset[str]) -> bool:
    root = root_name(target)
    return isinstance(target, ast.Name) or (root is not None and root.id in own)


def _raised(context: Context, site: Site, node: ast.Raise) -> str:
    """Why what it raises would not come out of a thread as it is; empty if it would."""
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    value = context.value(site, raised) if raised is not None else None
    lost = lost_on_the_way(context.inference, site.path, value)
    if lost:
        return f"it raises {lost}"
    may_be = context.off_loop.errors.lost(value) if node.exc is not None else ""
    return may_be and f"what it raises may be a {may_be}"


def is_tame(context: Context, site: Site, call: ast.Call, own: frozenset[str]) -> bool:
    """Whether a call may be made in any thread. `own`: names of what was made in that thread."""
    root = root_name(call.func)
    on_own = root is not None and root.id in own
    value = context.value(site, call.func)
    if isinstance(value, Named):
        name = value.name
        if context.catalogue.is_loop_bound(name):
            return _is_plain_iteration(name, call)
        if name in context.catalogue.process_wide or context.patches.for_good(name, site.path):
            return False
        owner = context.catalogue.classes.get(name.rpartition(".")[0])
        if isinstance(value, Bound) and owner is not None and owner.bound:
            return on_own
        entry = context.catalogue.entry(name)
        if entry is not None:
            return not entry.bound or isinstance(value, Ref) or on_own
        if context.catalogue.is_thread_safe(name) or name.endswith(RAISED):
            hooked = _hooks_are_tame(context, site, call, name)
            return hooked and not context.off_loop.needed_by(value)
        if context.off_loop.is_tame(site.module, value, on_own):
            return True
        if isinstance(value, Ref):
            return False
    if not isinstance(call.func, ast.Attribute):
        return False
    return on_own or call.func.attr in DATA_METHODS or _is_on_made(context, site, call.func)


def _hooks_are_tame(context: Context, site: Site, call: ast.Call, name: str) -> bool:
    """Whether what a function is handed to call may be called in any thread."""
    known = describe_call(call, site.scope)
    hooked = list(hooks(name, known))
    if any(not context.off_loop.is_tame_hook(site.module, hook) for hook in hooked):
        return False
    inner = [item.value.body for item in call.keywords if isinstance(item.value, ast.Lambda)]
    calls = [node for body in inner for node in ast.walk(body) if isinstance(node, ast.Call)]
    return not hooked or all(is_tame(context, site, node, frozenset()) for node in calls)


def _is_on_made(context: Context, site: Site, func: ast.Attribute) -> bool:
    """Whether it is a method of what a library made in the same expression: `select(…).where`."""
    maker = func.value
    if not isinstance(maker, ast.Call):
        return False
    value = context.value(site, maker.func)
    if isinstance(value, Ref):
        return context.catalogue.is_thread_safe(value.name)
    return isinstance(maker.func, ast.Attribute) and _is_on_made(context, site, maker.func)


def _is_plain_iteration(name: str, call: ast.Call) -> bool:
    """`iter(…)` and `next(…, default)`; without a default, StopIteration could get out."""
    return name == "builtins.iter" or (name == "builtins.next" and len(call.args) == 2)
