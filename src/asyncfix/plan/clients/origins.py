"""Says where a value can come from: the expressions and declared types behind an expression.

It follows names to all their definitions, in the function, the module, or another module of the
project. What it cannot follow is an origin of unknown type, never left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.plan.clients.builtin_types import DISPLAYS, METHODS, NUMBERS, operation
from asyncfix.plan.clients.elements import items, picked
from asyncfix.plan.code.reads import is_declared
from asyncfix.plan.context import Context, Site
from asyncfix.project.expressions import describe
from asyncfix.project.inference import Instance, Ref, object_name
from asyncfix.project.known.enumerations import ENUMS
from asyncfix.project.nodes import with_defaults
from asyncfix.project.summary import Binding, Module
from asyncfix.project.terms import NONE, Expr, Item, Text
from asyncfix.project.view import FunctionNode, walk_scope

_DEEPEST = 12
_MOST_STEPS = 5000
_BUILTIN = "builtins."
_ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})


class Origin(NamedTuple):
    """One expression that a value may come from, or else the builtin type that it surely has.

    `site` is where the expression stands. `type` is empty where it is not known. `name` is the
    name that the value was last kept under, empty if it was written where it is used.
    """

    site: Site
    node: ast.expr | None = None
    type: str = ""
    name: str = ""


class Origins:
    """Follows values in one function."""

    def __init__(self, context: Context, site: Site) -> None:
        self.context = context
        self.site = site._replace(scope=site.function.scope)
        self._steps = 0

    def of(self, node: ast.expr, site: Site | None = None, depth: int = 0) -> Iterator[Origin]:
        """All origins of an expression of the function, or of another site."""
        place = site or self.site
        self._steps += 1
        if depth > _DEEPEST or self._steps > _MOST_STEPS:
            yield Origin(place)
        elif isinstance(node, ast.IfExp):
            yield from self.of(node.body, place, depth + 1)
            yield from self.of(node.orelse, place, depth + 1)
        elif isinstance(node, ast.BoolOp):
            for value in node.values:
                yield from self.of(value, place, depth + 1)
        elif isinstance(node, ast.NamedExpr):
            yield from self.of(node.value, place, depth + 1)
        elif isinstance(node, ast.Name):
            yield from self._named(node.id, place, depth + 1)
        elif isinstance(node, ast.Attribute):
            yield Origin(place, node, self._attribute_type(node, place))
        else:
            yield from picked(self, node, place, depth) or [Origin(place, node)]

    def _named(self, name: str, site: Site, depth: int) -> Iterator[Origin]:
        module, inference = site.module, self.context.inference
        scope = inference.scope_of(module, site.scope, name)
        if scope is None:
            yield Origin(site)
            return
        bindings = module.scopes[scope].bindings[name]
        if len(bindings) == 1 and bindings[0].kind == "import":
            yield from self._imported(bindings[0].target, site, depth)
        elif scope == 0:
            top = site._replace(scope=0)
            yield from self._defined(name, top, site.view.tree, depth)
        elif scope == site.function.scope and module is self.site.module:
            yield from self._defined(name, site, site.function_node, depth)
        else:
            yield Origin(site)

    def _imported(self, target: str, site: Site, depth: int) -> Iterator[Origin]:
        head, _, name = target.rpartition(".")
        module = self.context.project.find(head, site.path) if head else None
        if module is None or name not in module.top:
            yield Origin(site)
            return
        view = self.context.view(module.path)
        yield from self._named(name, site._replace(view=view, scope=0), depth + 1)

    def _defined(
        self, name: str, site: Site, body: ast.Module | FunctionNode, depth: int
    ) -> Iterator[Origin]:
        """The origins of a name by what the scope does to it."""
        if is_declared(body, name):
            yield Origin(site)
            return
        if isinstance(body, FunctionNode):
            yield from self._parameter(name, site, body, depth)
        for node in walk_scope(body):
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store):
                yield from self._stored(node, site, depth)
            elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar | ast.alias) and (
                name in (getattr(node, "name", None), getattr(node, "asname", None))
            ):
                yield Origin(site)

    def _stored(self, node: ast.Name, site: Site, depth: int) -> Iterator[Origin]:
        parent = site.view.parents[node]
        if isinstance(parent, ast.AnnAssign):
            declared = self._declared(site.module, describe(parent.annotation, site.scope))
            if declared and parent.value is None:
                yield Origin(site, None, declared, node.id)
                return
        if (
            isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr)
            and parent.value is not None
        ):
            for origin in self.of(parent.value, site, depth + 1):
                yield origin._replace(name=origin.name or node.id)
        elif isinstance(parent, ast.For):
            yield from self._turns(node, parent.iter, site, depth)
        else:
            yield Origin(site)

    def _turns(
        self, node: ast.Name, iterated: ast.expr, site: Site, depth: int
    ) -> Iterator[Origin]:
        """The origins of what a loop binds to a name."""
        if isinstance(iterated, ast.List | ast.Tuple | ast.Set):
            for item in iterated.elts:
                yield from self.of(item, site, depth + 1)
        elif self._is_range(iterated, site):
            yield Origin(site, None, "int", node.id)
        else:
            keyed = any(
                isinstance(origin.node, ast.Dict) for origin in self.of(iterated, site, depth + 1)
            )
            yield from (None if keyed else items(self, iterated, site, depth)) or [Origin(site)]

    def _is_range(self, node: ast.expr, site: Site) -> bool:
        return isinstance(node, ast.Call) and self.context.value(site, node.func) == Ref(
            "builtins.range"
        )

    def _parameter(
        self, name: str, site: Site, function: FunctionNode, depth: int
    ) -> Iterator[Origin]:
        parameter = _parameters(function).get(name)
        if parameter is None:
            return
        argument, default = parameter
        declared = ""
        if argument is not None and argument.annotation is not None:
            outer = site.function.outer
            declared = self._declared(site.module, describe(argument.annotation, outer))
        if declared and default is not None and not isinstance(default, ast.Call):
            for origin in self.of(default, site, depth + 1):
                if self.type_of(origin) != declared:
                    declared = ""
        if isinstance(default, ast.Call) and _mentions_none(default):
            declared = ""
        yield Origin(site, None, declared, name)

    def _attribute_type(self, node: ast.Attribute, site: Site) -> str:
        """The declared type of an attribute of an instance of a class of the project."""
        inference, module = self.context.inference, site.module
        owner = inference.value(module, describe(node.value, site.scope))
        if not isinstance(owner, Instance | Ref):
            return ""
        cls = owner.cls if isinstance(owner, Instance) else owner.name
        found = inference.class_named(cls, module.path)
        if found is None or self._is_mixed(cls, module):
            return ""
        place, definition = found
        bindings = place.scopes[definition.scope].bindings.get(node.attr, [])
        kinds = {
            self._binding_type(place, binding)
            for binding in (*bindings, *definition.attributes.get(node.attr, ()))
        }
        return kinds.pop() if len(kinds) == 1 else ""

    def _is_mixed(self, cls: str, module: Module) -> bool:
        """Whether members of a class are texts by inheritance only, which show their names."""
        ancestors = self.context.inference.classes_of(cls, module.path)
        return bool(ancestors & ENUMS) and "enum.StrEnum" not in ancestors

    def _binding_type(self, module: Module, binding: Binding) -> str:
        if binding.kind != "value" or binding.value == NONE:
            return ""
        if binding.annotation is not None:
            return self._declared(module, binding.annotation)
        if isinstance(binding.value, Text):
            return "str"
        return ""

    def _declared(self, module: Module, annotation: Expr) -> str:
        """The builtin type that an annotation promises without exception."""
        if isinstance(annotation, Text):
            try:
                tree = ast.parse(annotation.value.strip(), mode="eval")
            except SyntaxError:
                return ""
            if isinstance(tree.body, ast.Constant):
                return ""
            return self._declared(module, describe(tree.body, annotation.scope))
        value = self.context.inference.value(module, annotation)
        if isinstance(annotation, Item):
            if object_name(value) in _ANNOTATED and annotation.parts:
                return self._declared(module, annotation.parts[0])
            return ""
        name = object_name(value)
        if name.startswith(_BUILTIN):
            return name[len(_BUILTIN) :]
        return name if name in self.context.catalogue.plain_texts else ""

    def type_of(self, origin: Origin, depth: int = 0) -> str:
        """The builtin type of an origin, by its name; empty if that is not sure."""
        node, site = origin.node, origin.site
        if node is None or origin.type or depth > _DEEPEST:
            return origin.type
        if isinstance(node, ast.Constant):
            return type(node.value).__name__
        if type(node) in DISPLAYS:
            return DISPLAYS[type(node)]
        if isinstance(node, ast.BinOp):
            left, right = (self.type(item, site, depth + 1) for item in (node.left, node.right))
            return operation(node.op, left, right)
        if isinstance(node, ast.UnaryOp):
            inner = self.type(node.operand, site, depth + 1)
            return "bool" if isinstance(node.op, ast.Not) else inner if inner in NUMBERS else ""
        if isinstance(node, ast.Call):
            return self._call_type(node, site, depth + 1)
        if isinstance(node, ast.Subscript):
            environ = self.context.value(site, node.value) == Ref("os.environ")
            return "str" if environ else ""
        return ""

    def _call_type(self, node: ast.Call, site: Site, depth: int) -> str:
        value = self.context.value(site, node)
        library = self.context.value(site, node.func)
        if object_name(library) in self.context.catalogue.quoted_texts:
            return "str"
        known = object_name(library) in self.context.catalogue.returns
        if known and isinstance(value, Instance) and value.cls.startswith(_BUILTIN):
            return value.cls[len(_BUILTIN) :]
        if isinstance(node.func, ast.Attribute):
            receiver = self.type(node.func.value, site, depth)
            return METHODS.get((receiver, node.func.attr), "")
        return ""

    def type(self, node: ast.expr, site: Site | None = None, depth: int = 0) -> str:
        """The builtin type that all origins of an expression have; empty if there is not one."""
        if depth > _DEEPEST:
            return ""
        kinds = {self.type_of(item, depth + 1) for item in self.of(node, site, depth + 1)}
        return kinds.pop() if len(kinds) == 1 else ""


def _mentions_none(node: ast.AST) -> bool:
    return any(isinstance(item, ast.Constant) and item.value is None for item in ast.walk(node))


def _parameters(function: FunctionNode) -> dict[str, tuple[ast.arg | None, ast.expr | None]]:
    """The parameters by name, each with its default; no argument for `*args` and `**kwargs`."""
    found: dict[str, tuple[ast.arg | None, ast.expr | None]] = {
        item.arg: (item, default) for item, default in with_defaults(function.args)
    }
    for rest in (function.args.vararg, function.args.kwarg):
        if rest is not None:
            found[rest.arg] = (None, None)
    return found
