"""Says whether something that works in one thread only would cross to another with an object."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from asyncfix.plan.code.names import given
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proofs.threads.hindrance import Hindrance
from asyncfix.plan.proofs.threads.overlap import overlap
from asyncfix.project.alone import parsed_alone
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Instance, Ref, Value
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.summary import Class, Module
from asyncfix.project.view import walk_scope

_DEEPEST = 3


def kept_in_thread(context: Context, made: Value, targets: Iterable[Definition]) -> str:
    """Why what a call gives, or what its targets set on their objects, stays in its thread.

    What several threads may use does not.
    """
    for target in targets:
        function, module = target.function, target.module
        if reason := bound_part(context, made, module.path, shared=True):
            return f"it hands out something that stays in its thread: {reason}"
        if reason := _handed_out(context, target):
            return f"it hands out something that stays in its thread: {reason}"
        if function.receiver:
            own = f"{function.receiver}."
            names = {item.text.removeprefix(own) for item in function.stores}
            cls = module.classes[function.owner]
            reason = _bound_in(context, module, cls, names, _DEEPEST, shared=True)
            if reason:
                return f"it keeps something that stays in its thread: {reason}"
    return ""


def bound_part(
    context: Context, value: Value, path: str, deep: int = _DEEPEST, shared: bool = False
) -> str:
    """Why an object of the project holds something that stays in its thread; empty if it doesn't.

    `path` is the file that names the object's class; `deep` is how far objects in it are followed.
    `shared`: what several threads may use does not count.
    """
    owner = context.inference.class_named(value.cls, path) if isinstance(value, Instance) else None
    if owner is None:
        return ""
    names: set[str] = set()
    for ancestor in lineage(context.inference, *owner):
        module = None if isinstance(ancestor, str) else context.project.module(ancestor[0])
        if module is not None and not isinstance(ancestor, str):
            definition = module.classes[ancestor[1]]
            fields = module.scopes[definition.scope].bindings.items()
            names.update(definition.attributes)
            names.update(name for name, found in fields if any(x.annotation for x in found))
    return _bound_in(context, *owner, names, deep, shared)


def _bound_in(
    context: Context, module: Module, cls: Class, names: Iterable[str], deep: int, shared: bool
) -> str:
    made = Instance(f"{module.name}.{cls.qualname}")
    for name in sorted(names):
        value = context.inference.attribute(made, name, module.path)
        known = context.inference.class_entry(value)
        if known is not None and known.is_thread_bound and not (shared and known.shared):
            return known.bound
        if deep and (reason := bound_part(context, value, module.path, deep - 1, shared)):
            return reason
    return ""


def _handed_out(context: Context, target: Definition) -> str:
    """Why something in what a function returns stays in its thread; empty if nothing does."""
    node, _ = parsed_alone(context.project, target)
    pending = [item.value for item in walk_scope(node) if isinstance(item, ast.Return | ast.Yield)]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.Dict):
            pending += part.values
        elif isinstance(part, ast.Call) and _makes_object(context, target, part):
            pending += [*part.args, *(item.value for item in part.keywords)]
        elif isinstance(part, ast.Name | ast.Call):
            described = describe(part, target.function.scope)
            known = context.inference.class_entry(context.inference.value(target.module, described))
            if known is not None and known.is_thread_bound and not known.shared:
                return known.bound
        elif part is not None and not isinstance(part, ast.Attribute):
            pending += [item for item in ast.iter_child_nodes(part) if isinstance(item, ast.expr)]
    return ""


def _makes_object(context: Context, target: Definition, call: ast.Call) -> bool:
    """Whether a call surely makes an object that keeps what it is given."""
    value = context.inference.value(target.module, describe(call.func, target.function.scope))
    return isinstance(value, Ref) and value.name.rpartition(".")[2][:1].isupper()


def handed_over(
    context: Context,
    site: Site,
    call: ast.Call,
    spared: frozenset[str] = frozenset(),
    shared: bool = False,
) -> str:
    """Why what goes into the call, or comes out of it, must not cross to another thread.

    Names that are `spared` may, and with `shared` what several threads may use.
    """
    for node in _handed(call):
        if isinstance(node, ast.Name) and node.id in spared:
            continue
        if reason := stays_in_thread(context, site, node, shared):
            return f"it is handed `{ast.unparse(node)}`: {reason}"
    made = context.inference.class_entry(context.value(site, call))
    if made is not None and made.bound and not (shared and made.shared):
        return f"it hands out something that stays in its thread: {made.bound}"
    return ""


def stays_in_thread(context: Context, site: Site, node: ast.expr, shared: bool) -> str:
    """Why an object, or something that it holds, must not cross to another thread; "" if it may."""
    value = context.value(site, node)
    known = context.inference.class_entry(value)
    if known is not None and known.bound and not (shared and known.shared):
        return known.bound
    return bound_part(context, value, site.path, shared=shared)


def lent(context: Context, site: Site, call: ast.Call) -> Hindrance | None:
    """What stands against handing over what several threads may use; None if nothing is."""
    found = [
        overlap(site.module, describe(node, site.scope), known.shared)
        for node in _handed(call)
        for known in (context.inference.class_entry(context.value(site, node)),)
        if known is not None and known.shared is not None
    ]
    return next((item for item in found if item.certain), next(iter(found), None))


def _handed(call: ast.Call) -> list[ast.expr]:
    """What goes into a call, the object that it is a method of included."""
    receiver = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    return [*given(call), *receiver]
