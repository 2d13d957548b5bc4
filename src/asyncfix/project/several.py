"""Says what an attribute is in each of several classes, one of which an object must be of.

So it is with unions, and with what a class uses without having it: those have it that it is
mixed into. Or its `__getattr__` does nothing but get it from another object.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from asyncfix.project.lineage import lineage
from asyncfix.project.resolution.scoping import scope_of
from asyncfix.project.summary import Class, Function, Module
from asyncfix.project.terms import Attr, Called, Expr, Name
from asyncfix.project.values import Bound, Instance, Ref, Union, Value

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_MAKING = frozenset({"__getattr__", "__getattribute__"})


def in_each(inference: Inference, module: Module, expr: Attr) -> Sequence[Value]:
    """What an attribute of which no one value is known may be; empty if that is not known."""
    owner = inference.value(module, expr.base)
    if isinstance(owner, Instance):
        handed_on = _delegated(inference, module, owner, expr.name)
        return [handed_on] if handed_on is not None else _mixed_in(inference, module, expr)
    options = sorted(owner.options) if isinstance(owner, Union) else ()
    return [inference.attribute(item, expr.name, module.path) for item in options]


def _mixed_in(inference: Inference, module: Module, expr: Attr) -> Sequence[Value]:
    """What `self.name` is in each class below, if the class around the method has no such name.

    A class without any below it, in which it is not known, makes it unknown: a library's may.
    """
    method = _method_of(module, expr.base)
    if method is None or not _lacks(
        inference, module, module.classes[method.owner], {expr.name, *_MAKING}
    ):
        return ()
    own = f"{module.name}.{module.classes[method.owner].qualname}"
    here, found = f"{module.name}.{method.qualname}", list[Value]()
    for path, index in sorted(inference.subclasses_of(own, module.path)):
        other = inference.project.module(path)
        cls = f"{other.name}.{other.classes[index].qualname}" if other is not None else ""
        value = inference.attribute(Instance(cls), expr.name, path)
        around = inference.attribute(Instance(cls), method.name, path)
        if inference.across(around, path, module.path) != Bound(here):
            continue  # its objects never come there
        if value is None and not inference.subclasses_of(cls, path):
            return ()
        known = inference.across(value, path, module.path)
        if value is not None and known is None:
            return ()
        found += [known] if known is not None else []
    return found


def _lacks(inference: Inference, module: Module, definition: Class, names: Set[str]) -> bool:
    """Whether a class, all of whose ancestors are known, has no attribute of these names."""
    for ancestor in lineage(inference, module, definition):
        place = None if isinstance(ancestor, str) else inference.project.module(ancestor[0])
        if place is None or isinstance(ancestor, str):
            return False
        found = place.classes[ancestor[1]]
        bound = place.scopes[found.scope].bindings.keys() | found.attributes.keys()
        if not names.isdisjoint(bound):
            return False
    return True


def _delegated(inference: Inference, module: Module, owner: Instance, name: str) -> Value:
    """What `return getattr(self.inner, name)` gives, if a `__getattr__` returns nothing else."""
    cls = inference.class_named(owner.cls, module.path)
    methods = inference.method(owner.cls, "__getattr__", module.path) if cls is not None else []
    if len(methods) != 1 or cls is None or not _lacks(inference, *cls, {name}):
        return None
    place, function = methods[0].module, methods[0].function
    asked = function.parameters[1].name if len(function.parameters) == 2 else ""
    targets = {_asked_of(inference, place, item, asked) for item in function.returned}
    target = targets.pop() if len(targets) == 1 else None
    if not isinstance(target, Attr) or target.base != Name(function.receiver, function.scope):
        return None
    own = Instance(f"{cls[0].name}.{cls[1].qualname}")
    inner = inference.attribute(own, target.name, cls[0].path)
    value = inference.attribute(inner, name, cls[0].path)
    return inference.across(value, cls[0].path, module.path)


def _asked_of(inference: Inference, module: Module, expr: Expr, asked: str) -> Expr:
    """Of what `getattr` gets the attribute that is asked for; None for anything else."""
    if not isinstance(expr, Called) or len(expr.args) != 2 or expr.keywords:
        return None
    named = expr.args[1]
    same = isinstance(named, Name) and named.name == asked
    getter = inference.value(module, expr.func) == Ref("builtins.getattr")
    return expr.args[0] if getter and same else None


def _method_of(module: Module, base: Expr) -> Function | None:
    """The method whose own object a name is."""
    scope = scope_of(module, base.scope, base.name) if isinstance(base, Name) else None
    if scope is None or not isinstance(base, Name) or module.scopes[scope].kind != "function":
        return None
    function = module.functions[module.scopes[scope].function]
    alone = len(module.scopes[scope].bindings[base.name]) == 1
    return function if function.receiver == base.name and alone else None
