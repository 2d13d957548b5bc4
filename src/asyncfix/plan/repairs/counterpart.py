"""Repairs of a call of a plain function that has an asynchronous counterpart in the project."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.model import Edit, Import, Strategy
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.awaits.guards import await_problem
from asyncfix.plan.proofs.conversion.references import related_methods
from asyncfix.plan.proposal import Problem, Proposal, Refusal
from asyncfix.plan.repairs.calls import weighed
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Named, Ref, name_of
from asyncfix.project.project import Definition
from asyncfix.project.summary import Parameter
from asyncfix.project.terms import Attr, Name
from asyncfix.project.view import View

_NAMES = ("a{}", "async_{}", "{}_async", "aio_{}")


def counterpart(context: Context, problem: Problem) -> Proposal | Refusal:
    """Await the coroutine function that stands beside the plain one under a name made of its own.

    That both do the same is proved only where the one just runs the other in a thread.
    """
    site, call = problem.site, problem.site.node
    if problem.reached is None or problem.reached.how != "call" or not isinstance(call, ast.Call):
        return Refusal("it has no asynchronous counterpart")
    for twin in _candidates(context, site, call):
        spelled = _spelled(context, site, call, twin)
        if spelled is None:
            continue
        refused = await_problem(context, site)
        if refused:
            return Refusal(refused)
        return _proposal(context, problem, twin, *spelled)
    return Refusal("it has no asynchronous counterpart")


def _proposal(
    context: Context, problem: Problem, twin: Definition, text: str, imports: tuple[Import, ...]
) -> Proposal:
    site, name = problem.site, twin.function.name
    key = "member" if isinstance(_callee(site), ast.Attribute) else "twin"
    span = problem.finding.span
    edit = Edit(site.path, span, "use_async_twin", {key: text}, imports)
    title = f"await `{name}` instead"
    proposal = Proposal((problem.finding,), Strategy.NATIVE, title, (edit,))
    own = name_of(context.value(site, _callee(site)))
    if not _only_offloads(context, twin, own) or _is_overridden(context, twin):
        reason = f"only its name says that `{name}` does the same"
        return proposal.doubted(reason)
    targets = problem.reached.targets if problem.reached is not None else ()
    found = context.off_loop.hindrance(targets, on_own=False)
    return weighed(context, site, proposal, found.reason if found is not None else "")


def _is_overridden(context: Context, twin: Definition) -> bool:
    """Whether a related class has another method of that name."""
    return any(True for _ in related_methods(context, twin))


def _callee(site: Site) -> ast.expr | None:
    return site.node.func if isinstance(site.node, ast.Call) else None


def _candidates(context: Context, site: Site, call: ast.Call) -> Iterator[Definition]:
    """The coroutine functions beside the callee that are called alike and take the same."""
    value = context.value(site, call.func)
    if not isinstance(value, Named):
        return
    plain = context.inference.functions(value, site.path)
    owner, _, name = value.name.rpartition(".")
    if len(plain) != 1:
        return
    for pattern in _NAMES:
        found = context.inference.functions_named(f"{owner}.{pattern.format(name)}", site.path)
        for twin in found:
            same = _is_only_one(twin) and _takes_the_same(plain[0], twin)
            if same and not _is_edited(site, twin) and _is_coroutine(context, twin):
                yield twin


def _is_only_one(twin: Definition) -> bool:
    """Whether nothing else is bound to its name where it is defined."""
    module, function = twin.module, twin.function
    return len(module.scopes[function.outer].bindings[function.name]) == 1


def _takes_the_same(plain: Definition, twin: Definition) -> bool:
    mine, other = plain.function.parameters, twin.function.parameters
    return list(map(_how_given, mine)) == list(map(_how_given, other))


def _how_given(item: Parameter) -> tuple[object, ...]:
    return (item.name, item.keyword_only, item.optional, item.default, item.constant)


def _is_edited(site: Site, twin: Definition) -> bool:
    return twin.module.path == site.path and twin.function.index == site.function.index


def _is_coroutine(context: Context, twin: Definition) -> bool:
    """Whether calling it surely gives a coroutine that does not block in its turn."""
    function, module = twin.function, twin.module
    known = context.catalogue.transparent_decorators
    plain = all(
        isinstance(value := context.inference.value(module, item), Ref) and value.name in known
        for item in function.decorators
    )
    blocks = any(
        context.inference.entry(context.inference.value(module, call.func), module.path)
        for call in context.graph.body(twin).calls
        if not call.deferred and not call.awaited
    )
    return function.is_async and not function.is_generator and plain and not blocks


def _only_offloads(context: Context, twin: Definition, plain: str) -> bool:
    """Whether all that the twin does is to run the plain function in a thread."""
    node = context.view(twin.module.path).function_node(twin.function)
    body = [item for item in node.body if not _is_text(item)]
    returned = body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
    inner = returned.value if isinstance(returned, ast.Await) else None
    if not isinstance(inner, ast.Call) or inner.keywords or not inner.args:
        return False
    view = context.view(twin.module.path)
    offload, target = context.value_in(view, inner.func), context.value_in(view, inner.args[0])
    names = [item.name for item in twin.function.parameters]
    if twin.function.owner >= 0:
        names = names[1:]
    given = [item.id if isinstance(item, ast.Name) else "" for item in inner.args[1:]]
    return (
        isinstance(offload, Ref)
        and offload.name in context.catalogue.offloads
        and isinstance(target, Named)
        and target.name == plain
        and given == names
    )


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _spelled(
    context: Context, site: Site, call: ast.Call, twin: Definition
) -> tuple[str, tuple[Import, ...]] | None:
    """How the twin is written at the call, and the import that it takes; None if it can't be."""
    name = twin.function.name
    inference, module = context.inference, site.module
    if isinstance(call.func, ast.Attribute):
        there = Attr(describe(call.func.value, site.scope), name)
        found = inference.value(module, there)
        return (name, ()) if found in (Ref(twin.name), Bound(twin.name)) else None
    if not isinstance(call.func, ast.Name):
        return None
    home = inference.scope_of(module, site.scope, call.func.id)
    taken = inference.scope_of(module, site.scope, name)
    if taken is not None:
        same = inference.value(module, Name(name, site.scope)) == Ref(twin.name)
        return (name, ()) if same else None
    statement = _imported_by(site.view, call.func.id) if home == 0 else None
    if statement is None or not _is_beside(context, site, call.func.id, twin):
        return None
    source = "." * statement.level + (statement.module or "")
    return name, (Import(source, name),)


def _is_beside(context: Context, site: Site, imported: str, twin: Definition) -> bool:
    """Whether the twin can be imported from where a name is imported from."""
    source = site.module.top[imported][-1].target.rpartition(".")[0]
    found = context.inference.dotted(f"{source}.{twin.function.name}", site.path)
    return found == Ref(twin.name)


def _imported_by(view: View, name: str) -> ast.ImportFrom | None:
    """The import at the top of the module that binds a name."""
    for statement in view.tree.body:
        if isinstance(statement, ast.ImportFrom) and any(
            (item.asname or item.name) == name for item in statement.names
        ):
            return statement
    return None
