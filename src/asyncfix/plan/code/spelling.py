"""Says how a dotted name is written at a place, so that it is bound there when the code runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.model import Import
from asyncfix.plan.site import Site
from asyncfix.project.inference import Inference, object_name
from asyncfix.project.statements import ImportedName, imported_by
from asyncfix.project.view import FunctionNode, View


class Spelling(NamedTuple):
    """How a dotted name is written at a place, and the imports that it takes."""

    text: str
    imports: tuple[Import, ...] = ()


def spell(inference: Inference, site: Site, dotted: str) -> Spelling:
    """How a dotted name of a library is written at a site.

    An import that is in force is used; else one is added at the top of the module, under
    another name where its own would clash.
    """
    best = ""
    for text, target in _visible_imports(inference, site):
        if target == dotted:
            return Spelling(text)
        if dotted.startswith(f"{target}.") and not best:
            best = f"{text}{dotted[len(target) :]}"
    if best:
        return Spelling(best)
    module = dotted.rpartition(".")[0] if dotted.count(".") > 1 else dotted.partition(".")[0]
    if _is_free(inference, site, dotted.partition(".")[0], module):
        return Spelling(dotted, (Import(module),))
    alias = fresh(site.view, f"_{module.replace('.', '_')}")
    return Spelling(f"{alias}.{dotted[len(module) + 1 :]}", (Import(module, alias=alias),))


def _visible_imports(inference: Inference, site: Site) -> Iterator[tuple[str, str]]:
    """The imports in force at a site, as (name, dotted target).

    The name must be that of the scope which the import stands in, and be bound to nothing else.
    """
    module = site.module
    for home, item in _running_imports(site):
        if inference.scope_of(module, site.scope, item.bound) != home:
            continue
        bindings = module.scopes[home].bindings[item.bound]
        if all(binding.kind == "import" for binding in bindings):
            name = object_name(inference.name(module, site.scope, item.bound))
            if name == inference.catalogue.canonical(item.target):
                yield item.bound, name


def _running_imports(site: Site) -> Iterator[tuple[int, ImportedName]]:
    """The imports that have surely run when the site does, with the scope that they bind in."""
    at_top = site.function.index < 0
    for item in site.view.imports():
        if not at_top or item.node.lineno < site.node.lineno:
            yield 0, item
    if at_top:
        return
    for function in (site.function_node, *site.view.ancestors(site.function_node)):
        if isinstance(function, FunctionNode):
            home = site.view.scope_within(function)
            before = [item for item in function.body if item.lineno < site.node.lineno]
            yield from ((home, item) for statement in before for item in imported_by(statement))


def _is_free(inference: Inference, site: Site, name: str, module: str) -> bool:
    """Whether a new top-level import may bind the name, and is seen at the site under it."""
    found = inference.scope_of(site.module, site.scope, name)
    if found is None:
        return name not in site.module.top and not site.module.stars
    bindings = site.module.scopes[found].bindings[name]
    same = {module, module.partition(".")[0]}
    return found == 0 and all(
        binding.kind == "import" and binding.target in same for binding in bindings
    )


def fresh(view: View, name: str) -> str:
    """A name like the one given that nothing in the module uses."""
    candidate, number = name, 2
    while _is_used(view, candidate):
        candidate, number = f"{name}_{number}", number + 1
    return candidate


def _is_used(view: View, name: str) -> bool:
    """Whether a module's text binds or reads the name, in any scope."""
    return any(name in scope.bindings for scope in view.module.scopes) or any(
        isinstance(node, ast.Name) for node in view.mentions(name)
    )
