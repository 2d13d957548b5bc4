"""Says whether what makes a class may put something else in the place of one of its methods."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.detect.awaits.completing import gives_another, is_made_otherwise
from asyncfix.project.inference import Inference
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.summary import Class, Module

_GETTING = "__getattribute__"


def dressed(inference: Inference, definition: Definition) -> str:
    """Why a method may be another one by the time it is called; "" if it is what it says.

    A decorator, a metaclass or a base of its class, or of one below, may see to that.
    """
    name = definition.function.name
    for module, cls in _related(inference, definition):
        if _is_plain(module, cls, name):
            continue
        if is_made_otherwise(inference, module, cls, name) or any(
            gives_another(inference, module, item) for item in cls.decorators
        ):
            return f"what makes `{cls.name}` may put something in the place of its `{name}`"
    return ""


def _related(inference: Inference, definition: Definition) -> Iterator[tuple[Module, Class]]:
    """The class of a method, and those of the project above and below."""
    module, owner = definition.module, definition.function.owner
    if owner < 0:
        return
    cls = module.classes[owner]
    below = inference.subclasses_of(f"{module.name}.{cls.qualname}", module.path)
    for item in (*lineage(inference, module, cls), *sorted(below)):
        place = inference.project.module(item[0]) if not isinstance(item, str) else None
        if place is not None and not isinstance(item, str):
            yield place, place.classes[item[1]]


def _is_plain(module: Module, cls: Class, name: str) -> bool:
    """Whether nothing but Python makes a class, and finds a method of that name in it."""
    names = module.scopes[cls.scope].bindings.keys()
    found = _GETTING not in names or name.startswith("__")  # Python itself looks for those
    made = not cls.decorators and cls.metaclass is None and "__init_subclass__" not in names
    return made and found
