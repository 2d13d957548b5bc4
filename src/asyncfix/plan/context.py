"""What every planner needs: views of modules, types, and how to spell a name at a place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.catalogue import Catalogue
from asyncfix.model import Import
from asyncfix.project.inference import Inference, Ref, Value
from asyncfix.project.project import Definition, Project
from asyncfix.project.expressions import describe
from asyncfix.project.summary import Function, Module
from asyncfix.project.view import FunctionNode, ImportedName, View
from asyncfix.settings import Settings


class Spelling(NamedTuple):
    """How a dotted name is written at a place, and the imports that it takes."""

    text: str
    imports: tuple[Import, ...] = ()


class Site(NamedTuple):
    """A node in an `async def` of a module: where a planner is at work."""

    view: View
    function: Function
    node: ast.expr | ast.stmt
    scope: int

    @property
    def module(self) -> Module:
        """The module that the node is in."""
        return self.view.module

    @property
    def path(self) -> str:
        """The file that the node is in."""
        return self.view.module.path

    @property
    def function_node(self) -> FunctionNode:
        """The definition of the function around the node."""
        return self.view.function_node(self.function)

    def at(self, node: ast.expr | ast.stmt) -> Site:
        """The same place, looking at another node of the same function."""
        return self._replace(node=node)


class Context:
    """The project as planners see it. It decides nothing."""

    def __init__(self, project: Project, inference: Inference, settings: Settings) -> None:
        self.project = project
        self.inference = inference
        self.settings = settings

    @property
    def catalogue(self) -> Catalogue:
        """What is known of libraries."""
        return self.inference.catalogue

    def view(self, path: str) -> View:
        """The close view of a file that parses."""
        return self.project.view(path)

    def value(self, site: Site, node: ast.expr | None = None) -> Value:
        """What an expression in the function of a site is; names resolve from the site's scope."""
        target = node if node is not None else site.node
        if not isinstance(target, ast.expr):
            return None
        return self.inference.value(site.module, describe(target, site.scope))

    def definition(self, site: Site) -> Definition:
        """The function around a site, as others see it."""
        return Definition(site.module, site.function)

    def loop_library(self, site: Site) -> str:
        """The event-loop library that the function around a site runs on."""
        known = self.catalogue.loops
        called = {
            name
            for call in site.module.calls
            if call.function == site.function.index
            and isinstance(value := self.inference.value(site.module, call.func), Ref)
            and (name := value.name.partition(".")[0]) in known
        }
        for candidates in (called, set(_imported(site.module))):
            if "asyncio" in candidates:
                return "asyncio"
            for name in ("trio", "anyio"):
                if name in candidates and name in known:
                    return name
        return "asyncio"

    def offload(self, site: Site) -> tuple[Spelling, Spelling]:
        """How to run a callable in a thread at a site, and how to bind keyword arguments to it.

        The second text is empty where the first takes keyword arguments itself.
        """
        name = self.catalogue.loops[self.loop_library(site)]
        partial = Spelling("")
        if name in self.catalogue.positional_offloads:
            partial = self.spell(site, "functools.partial")
        return self.spell(site, name), partial

    def spell(self, site: Site, dotted: str) -> Spelling:
        """How a dotted name of a library is written at a site.

        An import that is there is used; else one is added at the top of the module, under
        another name where its own would clash.
        """
        best = ""
        for text, target in self._visible_imports(site):
            if target == dotted:
                return Spelling(text)
            if dotted.startswith(f"{target}.") and not best:
                best = f"{text}{dotted[len(target) :]}"
        if best:
            return Spelling(best)
        head, _, rest = dotted.partition(".")
        module = dotted.rpartition(".")[0] if _is_submodule(dotted) else head
        if self._is_free(site, head, module):
            return Spelling(dotted, (Import(module),))
        alias = self.fresh(site, f"_{module.replace('.', '_')}")
        rest = dotted[len(module) + 1 :]
        return Spelling(f"{alias}.{rest}", (Import(module, alias=alias),))

    def _visible_imports(self, site: Site) -> Iterator[tuple[str, str]]:
        """The imports in force at a site, as (name, dotted target)."""
        inference, module = self.inference, site.module
        for item in self._running_imports(site):
            found = inference.scope_of(module, site.scope, item.bound)
            if found is None:
                continue
            bindings = module.scopes[found].bindings[item.bound]
            if all(binding.kind == "import" for binding in bindings):
                value = inference.name(module, site.scope, item.bound)
                if isinstance(value, Ref) and value.name == self.catalogue.canonical(item.target):
                    yield item.bound, value.name

    def _running_imports(self, site: Site) -> Iterator[ImportedName]:
        yield from site.view.imports()
        for function in (site.function_node, *site.view.ancestors(site.function_node)):
            if isinstance(function, FunctionNode):
                for statement in function.body:
                    if statement.lineno < site.node.lineno:
                        yield from site.view.imported_by(statement)

    def _is_free(self, site: Site, name: str, module: str) -> bool:
        """Whether a new top-level import may bind the name, and is seen at the site under it."""
        found = self.inference.scope_of(site.module, site.scope, name)
        if found is None:
            return name not in site.module.top and not site.module.stars
        bindings = site.module.scopes[found].bindings[name]
        same = {module, module.partition(".")[0]}
        return found == 0 and all(
            binding.kind == "import" and binding.target in same for binding in bindings
        )

    def fresh(self, site: Site, name: str) -> str:
        """A name like the one given that nothing in the module uses."""
        used = used_names(site.view)
        candidate, number = name, 2
        while candidate in used:
            candidate, number = f"{name}_{number}", number + 1
        return candidate


def used_names(view: View) -> frozenset[str]:
    """All names that a module's text binds or reads, in any scope."""
    found = {name for scope in view.module.scopes for name in scope.bindings}
    found.update(node.id for node in ast.walk(view.tree) if isinstance(node, ast.Name))
    return frozenset(found)


def _imported(module: Module) -> Iterator[str]:
    for scope in module.scopes:
        for bindings in scope.bindings.values():
            for binding in bindings:
                if binding.kind == "import":
                    yield binding.target.partition(".")[0]


def _is_submodule(dotted: str) -> bool:
    """Whether the name is deeper than an attribute of its top package."""
    return dotted.count(".") > 1
