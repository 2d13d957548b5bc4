"""Finds code that may put something else where a function or method is called by its name.

A method stays what it is only where the object does: a global or an attribute that other code
sets may hold anything that has a method of that name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.plan.context import Context
from asyncfix.project.inference import Inference, Instance, Ref, Value
from asyncfix.project.nodes import last_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Module
from asyncfix.project.view import View, walk_scope

_SETTING = frozenset({"setattr", "__setattr__", "delattr"})
_OWN = frozenset({"self", "cls"})


def exchanged(context: Context, view: View, called: ast.expr, definition: Definition) -> str:
    """Where what a method is called on may be made something else; empty if nowhere is seen."""
    cls = definition.cls
    if not cls or not isinstance(called, ast.Attribute):
        return ""
    base = called.value.func if isinstance(called.value, ast.Call) else called.value
    name = last_name(base)
    if not name or (isinstance(base, ast.Name) and (name in _OWN or _is_local(view, base))):
        return ""
    question = ("exchanged", name, cls)
    if question not in context.whole:
        context.whole[question] = next(_places(context, name, cls), "")
    return context.whole[question]


def overlaid(context: Context, view: View, node: ast.AST, definition: Definition) -> bool:
    """Whether the body of a related class binds a method's name to something else."""
    around = next(view.bodies(node), None)
    binds = isinstance(node, ast.alias) or isinstance(getattr(node, "ctx", None), ast.Store)
    mine = definition.cls
    if not mine or not binds or not isinstance(node, ast.Name | ast.alias):
        return False
    return isinstance(around, ast.ClassDef) and any(
        item.name == around.name and _is_kin(context.inference, view.module, item.qualname, mine)
        for item in view.module.classes
    )


def takes_any(inference: Inference, module: Module, call: Call, name: str) -> bool:
    """Whether a constructor of the project takes that keyword without having it as a parameter."""
    callee = inference.value(module, call.func)
    if not isinstance(callee, Ref) or inference.class_named(callee.name, module.path) is None:
        return False
    made = inference.functions_named(f"{callee.name}.__init__", module.path)
    return bool(made) and not any(
        parameter.name == name for item in made for parameter in item.function.parameters
    )


def _is_kin(inference: Inference, module: Module, qualname: str, mine: str) -> bool:
    other = f"{module.name}.{qualname}"
    above = inference.classes_of(other, module.path)
    return mine in above or other in inference.classes_of(mine, module.path)


def _is_local(view: View, name: ast.Name) -> bool:
    """Whether the function around a name binds it, for itself."""
    function = view.enclosing_function(name)
    if function is None:
        return False
    shared = {item for node in walk_scope(function) for item in getattr(node, "names", ())}
    return name.id not in shared and any(
        (isinstance(node, ast.Name) and node.id == name.id and isinstance(node.ctx, ast.Store))
        or (isinstance(node, ast.arg) and node.arg == name.id)
        for node in ast.walk(function)
    )


def _places(context: Context, name: str, cls: str) -> Iterator[str]:
    for module in context.project.mentioning(name):
        view = context.view(module.path)
        for node in view.mentions(name):
            if isinstance(node, ast.alias) or not _is_set(view, node):
                continue
            if not _fits(context, view, node, cls):
                yield f"`{ast.unparse(node)}` is set in {module.path}, line {node.lineno}"
        for text in ast.walk(view.tree):
            if isinstance(text, ast.Constant) and _names(context, view, text, name):
                yield f"`{name}` is replaced in {module.path}, line {text.lineno}"


def _is_set(view: View, node: ast.Name | ast.Attribute) -> bool:
    """Whether an attribute is set there, by its object or in the body of a class."""
    inside = isinstance(next(view.bodies(node), None), ast.ClassDef)
    return isinstance(node.ctx, ast.Store) and (isinstance(node, ast.Attribute) or inside)


def _fits(context: Context, view: View, node: ast.expr, cls: str) -> bool:
    """Whether what is assigned is None, or an object that has the method."""
    parent = view.parents[node]
    if isinstance(parent, ast.AnnAssign) and parent.value is None:
        return True
    if not isinstance(parent, ast.Assign | ast.AnnAssign) or parent.value is None:
        return False
    if isinstance(parent.value, ast.Constant) and parent.value.value is None:
        return True
    value: Value = context.value_in(view, parent.value)
    if isinstance(node, ast.Attribute) and last_name(node.value) in _OWN and value is None:
        return True  # types are followed through a class's own attributes, or not at all
    return isinstance(value, Instance) and cls in context.inference.classes_of(
        value.cls, view.module.path
    )


def _names(context: Context, view: View, text: ast.Constant, name: str) -> bool:
    """Whether a text tells what sets an attribute which one it sets."""
    if not isinstance(text.value, str) or text.value.rpartition(".")[2] != name:
        return False
    parent = view.parents[text]
    if isinstance(parent, ast.Subscript):
        return isinstance(parent.ctx, ast.Store)
    if not isinstance(parent, ast.Call):
        return False
    called = ast.unparse(parent.func)
    return last_name(parent.func) in _SETTING or context.catalogue.replaces(called)
