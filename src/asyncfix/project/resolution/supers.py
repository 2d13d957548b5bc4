"""Says what `super()` finds: what is next in the order of classes, which is that of the object."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from asyncfix.project import decorators
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.resolution import generics
from asyncfix.project.summary import Class, Module
from asyncfix.project.terms import Attr, Called, Expr, Name
from asyncfix.project.values import Instance, Ref, Value, object_name

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_Place = tuple[str, int]
"""A class by module path and index."""


class _Behind(NamedTuple):
    """The class behind which a `super()` looks on, in that of the object or of a class itself."""

    module: Module
    cls: Class
    on_class: bool

    @property
    def place(self) -> _Place:
        return (self.module.path, self.cls.index)

    @property
    def name(self) -> str:
        """The dotted name of the class."""
        return f"{self.module.name}.{self.cls.qualname}"


def parent(inference: Inference, module: Module, expr: Called) -> Value:
    """What `super()` gives in a method of a class with one base: an instance of that base."""
    behind = _behind(inference, module, expr)
    bases = behind.cls.bases if behind is not None else ()
    if behind is None or len(bases) != 1:
        return None
    base = inference.value(behind.module, bases[0])
    if not isinstance(base, Ref):
        return None
    own = (behind.module, behind.cls)
    value = base if behind.on_class else generics.above(inference, behind.module, base.name, own)
    return inference.across(value, behind.module.path, module.path)


def inherited(inference: Inference, module: Module, expr: Called, name: str) -> Value:
    """What `super()` finds in a class with several bases: what is next in its order of classes.

    It is not known if something else is next in that of a class below it.
    """
    behind = _behind(inference, module, expr)
    if behind is None or len(behind.cls.bases) < 2:
        return None
    found = {
        _next(inference, behind.place, below, name)
        for below in (behind.place, *inference.subclasses_of(behind.name, behind.module.path))
    }
    owner = found.pop() if len(found) == 1 else None
    place = inference.project.module(owner[0]) if owner is not None else None
    if owner is None or place is None:
        return None
    above = f"{place.name}.{place.classes[owner[1]].qualname}"
    seen: Value = Ref(above) if behind.on_class else Instance(above)
    value = inference.attribute(seen, name, place.path)
    return inference.across(value, place.path, module.path)


def beside(inference: Inference, module: Module, func: Expr) -> list[Definition]:
    """What `super().name` may be in an object of a class below that has several bases."""
    behind = _behind_called(inference, module, func)
    if behind is None or not isinstance(func, Attr):
        return []
    places: set[_Place] = set()
    for below in inference.subclasses_of(behind.name, behind.module.path):
        home = inference.project.module(below[0])
        if home is not None and len(home.classes[below[1]].bases) > 1:
            found = _next(inference, behind.place, below, func.name)
            places |= {found} if found is not None else set()
    return [x for place in sorted(places) for x in _methods(inference, place, func.name)]


def found_in(
    inference: Inference, module: Module, func: Expr, cls: str, home: str
) -> list[Definition] | None:
    """What `super().name` is in an object of that class, seen from `home`; None if not known."""
    behind, owner = _behind_called(inference, module, func), inference.class_named(cls, home)
    if behind is None or owner is None or not isinstance(func, Attr):
        return None
    found = _next(inference, behind.place, (owner[0].path, owner[1].index), func.name)
    return _methods(inference, found, func.name) if found is not None else None


def _behind_called(inference: Inference, module: Module, func: Expr) -> _Behind | None:
    base = func.base if isinstance(func, Attr) else None
    return _behind(inference, module, base) if isinstance(base, Called) else None


def _behind(inference: Inference, module: Module, expr: Called) -> _Behind | None:
    """Of `super()` in a method its class; the one named of `super(Sub, self)`."""
    if not isinstance(expr.func, Name) or expr.func.name != "super":
        return None
    index = module.scopes[expr.func.scope].function
    function = module.functions[index] if index >= 0 else None
    if function is None or function.owner < 0:
        return None
    on_class = decorators.is_of_class(inference, module, function)
    if not expr.args:
        return _Behind(module, module.classes[function.owner], on_class)
    if len(expr.args) != 2 or expr.args[1] != Name(function.receiver, expr.func.scope):
        return None
    named = object_name(inference.value(module, expr.args[0]))
    found = inference.class_named(named, module.path) if named else None
    return _Behind(*found, on_class) if found is not None else None


def _next(inference: Inference, own: _Place, below: _Place, name: str) -> _Place | None:
    """The class after `own` that binds a name, in the order of one that inherits from it."""
    project = inference.project
    module = project.module(below[0])
    order = lineage(inference, module, module.classes[below[1]]) if module is not None else ()
    for ancestor in order[order.index(own) + 1 :] if own in order else ():
        place = None if isinstance(ancestor, str) else project.module(ancestor[0])
        if place is None or isinstance(ancestor, str):
            return None
        definition = place.classes[ancestor[1]]
        if name in place.scopes[definition.scope].bindings:
            return ancestor
    return None


def _methods(inference: Inference, place: _Place, name: str) -> list[Definition]:
    """The functions of that name that a class itself has."""
    module = inference.project.module(place[0])
    if module is None:
        return []
    cls = f"{module.name}.{module.classes[place[1]].qualname}"
    return inference.method(cls, name, module.path)
