"""Says which variable a name or an attribute is: where it is bound, through all imports."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from asyncfix.plan.context import Context
from asyncfix.plan.twins.facts import Key, result_key
from asyncfix.project.inference import Instance, Ref, class_name, object_name
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.resolution.scoping import annotates_itself
from asyncfix.project.summary import Binding, Class, Module
from asyncfix.project.terms import Item, Name
from asyncfix.project.view import View

_LONGEST = 8


def home(context: Context, view: View, node: ast.expr) -> Key | None:
    """The variable that a name or an attribute is; None if that is not known."""
    if isinstance(node, ast.Name):
        return home_of_name(context, view.module, view.scope(node), node.id)
    if not isinstance(node, ast.Attribute):
        return None
    base = context.value_in(view, node.value)
    if isinstance(base, Ref):
        module = context.project.find(base.name, view.module.path)
        if module is not None:
            return home_of_name(context, module, 0, node.attr)
    cls = class_name(base)
    owner = context.inference.class_named(cls, view.module.path) if cls else None
    return _of_class(context, *owner, node.attr) if owner is not None else None


def home_of_name(
    context: Context, module: Module, scope: int, name: str, depth: int = 0
) -> Key | None:
    """The variable that a name is, seen from a scope."""
    found = context.inference.scope_of(module, scope, name)
    if found is None or depth > _LONGEST:
        return None
    bindings = module.scopes[found].bindings[name]
    imported = [item for item in bindings if item.kind == "import"]
    if not imported or _keeps_its_name(context, module, name, bindings):
        return Key("name", module.path, found, name)
    if len(bindings) > 1:
        return None
    place, rest = context.inference.longest_module(imported[0].target, module.path)
    if place is None or len(rest) != 1:
        return None
    return home_of_name(context, place, 0, rest[0], depth + 1)


def is_alias_of_itself(context: Context, view: View, node: ast.expr) -> bool:
    """Whether a name is an alias that has the name of its class: `Db = Annotated[Db, x]`."""
    variable = home(context, view, node)
    module = context.project.module(variable.path) if variable is not None else None
    if variable is None or module is None or variable.kind != "name":
        return False
    return _keeps_its_name(context, module, variable.name, bindings_of(module, variable))


def is_more_than_imported(context: Context, view: View, node: ast.expr) -> bool:
    """Whether a name is imported and is given something else, too."""
    if not isinstance(node, ast.Name):
        return False
    bindings = context.inference.lookup(view.module, view.scope(node), node.id) or ()
    return len({item.kind == "import" for item in bindings}) > 1


def _keeps_its_name(
    context: Context, module: Module, name: str, bindings: Sequence[Binding]
) -> bool:
    return len(bindings) == 2 and annotates_itself(context.inference, module, name, bindings[1])


def _of_class(context: Context, module: Module, cls: Class, name: str) -> Key | None:
    """The attribute of the topmost class that sets it, or what a property gives."""
    inference = context.inference
    found: Key | None = None
    for ancestor in lineage(inference, module, cls):
        if isinstance(ancestor, str):
            break
        place = context.project.module(ancestor[0])
        if place is None:
            return None
        definition = place.classes[ancestor[1]]
        bindings = place.scopes[definition.scope].bindings.get(name, ())
        functions = [int(item.target) for item in bindings if item.kind == "function"]
        if functions:
            return result_key(Definition(place, place.functions[functions[-1]]))
        if bindings or name in definition.attributes:
            found = Key("attribute", place.path, definition.index, name)
    return found


def holds_class(context: Context, view: View, node: ast.expr) -> bool:
    """Whether a variable is annotated as a class, or is given nothing but one that is."""
    variable = home(context, view, node)
    module = context.project.module(variable.path) if variable is not None else None
    if variable is None or module is None or variable.kind not in ("name", "attribute"):
        return False
    return _all_classes(context, module, bindings_of(module, variable), _LONGEST)


def _all_classes(context: Context, module: Module, bindings: Sequence[Binding], depth: int) -> bool:
    if not bindings or not depth:
        return False
    return all(_is_class(context, module, binding, depth) for binding in bindings)


def _is_class(context: Context, module: Module, binding: Binding, depth: int) -> bool:
    declared = binding.annotation
    if isinstance(declared, Item):
        base = context.inference.value(module, declared.base)
        return object_name(base) in ("typing.Type", "builtins.type")
    if declared is not None or not isinstance(binding.value, Name):
        return False
    found = context.inference.lookup(module, binding.value.scope, binding.value.name) or ()
    return _all_classes(context, module, found, depth - 1)


def bindings_of(module: Module, variable: Key) -> Sequence[Binding]:
    """All that binds a variable, or sets an attribute in the methods of its class."""
    if variable.kind == "name":
        return module.scopes[variable.number].bindings.get(variable.name, [])
    owner = module.classes[variable.number]
    in_body = module.scopes[owner.scope].bindings.get(variable.name, [])
    return [*in_body, *owner.attributes.get(variable.name, [])]


def functions_called(context: Context, view: View, call: ast.Call) -> list[Definition]:
    """The functions of the project that a call calls: of a class, its `__init__`."""
    value = context.value_in(view, call.func)
    inference, path = context.inference, view.module.path
    if isinstance(value, Instance):
        value = inference.attribute(value, "__call__", path)
    if isinstance(value, Ref) and inference.class_named(value.name, path) is not None:
        return inference.method(value.name, "__init__", path)
    return inference.functions(value, path)
