"""Says whether asking a container for an item may put it there."""

from __future__ import annotations

import ast

from asyncfix.plan.proofs.containers import Standing
from asyncfix.project.inference import Inference, object_name
from asyncfix.project.summary import Module
from asyncfix.project.terms import Called, Name

_KEEPING = "collections.defaultdict"


def is_filled_by_reading(inference: Inference, known: Standing) -> bool:
    """Whether functions ask a `defaultdict` of that name for items, which it then keeps."""
    project, name = inference.project, known.expr.name
    makers = {*project.with_word(_KEEPING.rpartition(".")[2])} & {*project.with_word(name)}
    modules = [project.module(path) for path in sorted(makers)]
    if not any(item is not None and _makes(inference, item, known) for item in modules):
        return False
    return any(_asks(inference, item, name) for item in project.mentioning(name))


def _makes(inference: Inference, module: Module, known: Standing) -> bool:
    name = known.expr.name
    bindings = list(module.top.get(name, ()) if isinstance(known.expr, Name) else ())
    for cls in module.classes if not bindings else ():
        bindings += cls.attributes.get(name, ())
        bindings += module.scopes[cls.scope].bindings.get(name, ())
    made = (item.value.func for item in bindings if isinstance(item.value, Called))
    return any(object_name(inference.value(module, item)) == _KEEPING for item in made)


def _asks(inference: Inference, module: Module, name: str) -> bool:
    view = inference.project.view(module.path)
    for node in view.mentions(name):
        parent = view.parents[node]
        asked = isinstance(parent, ast.Subscript) and parent.value is node
        if asked and view.enclosing_function(node) is not None:
            return True
    return False
