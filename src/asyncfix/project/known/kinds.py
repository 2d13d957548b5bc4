"""Which classes a value can be of: what annotations promise, and what `isinstance` says then."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import TYPE_CHECKING

from asyncfix.project.known.facts import UNKNOWN, Known, Thing
from asyncfix.project.lineage import lineage
from asyncfix.project.resolution import hints, libraries
from asyncfix.project.summary import Module
from asyncfix.project.terms import NONE, Attr, Expr, Literal, Name, Text
from asyncfix.project.values import Ref

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_ANY = "builtins.object"
_EXACT = frozenset({"str", "bool", "list", "dict", "tuple", "set", "frozenset", "bytes"})
"""Built-in classes that nothing else passes for."""


def declared(inference: Inference, module: Module, annotation: Expr) -> Known:
    """What an annotation promises that names one class, and so no None."""
    if isinstance(annotation, Text):
        annotation = hints.written(annotation)
    if not isinstance(annotation, Name | Attr):
        return UNKNOWN
    value = inference.value(module, annotation)
    if not isinstance(value, Ref) or not _is_class(inference, value.name, module.path):
        return UNKNOWN
    return Thing(value.name, module.path)


def _is_class(inference: Inference, name: str, importer: str) -> bool:
    if name.startswith("builtins."):
        return name.removeprefix("builtins.") in (*_EXACT, "int", "float")
    return inference.class_named(name, importer) is not None


def parameter(inference: Inference, module: Module, scope: int, name: str) -> Known:
    """What a parameter is declared as, unless the function asks for itself what it is; or what a
    framework gives for it."""
    here = module.scopes[scope]
    bindings = here.bindings.get(name, ())
    if here.kind != "function" or len(bindings) != 1 or bindings[0].kind != "parameter":
        return UNKNOWN
    default = bindings[0].value
    given = libraries.provided(inference, module, default)
    if given is not None:
        return Thing(given.cls, module.path, exact=True)
    plain = default is None or (isinstance(default, Text | Literal) and default != NONE)
    if not plain or name in module.functions[here.function].tested:
        return UNKNOWN
    return declared(inference, module, bindings[0].annotation)


def is_instance(inference: Inference, module: Module, value: Thing, kind: str) -> bool | None:
    """Whether something is an instance of the class of that name; None if that is not known."""
    if not value.cls or value.promised:
        return None
    home = value.home or module.path
    parents = inference.classes_of(value.cls, home).union(*_above(inference, value.cls, home))
    if kind in parents or kind == _ANY:
        return None if value.optional else True
    told = value.exact and of_library(inference, value.cls, home)
    if (told or _own(value.cls)) and _is_above(inference, kind):
        return False
    second = _own(kind)
    if of_library(inference, kind, module.path) or (not second and _of_python(kind)):
        open_ = not told and _may_be_below(inference, value, home, kind)
        return None if open_ else False
    if not _is_closed(inference, kind, module.path):
        return None
    first = _own(value.cls)
    if first and second:
        related = issubclass(first, second) or (not value.exact and issubclass(second, first))
        return None if related or first is float else False
    if told:
        return False
    if second and not _is_whole(inference, value.cls, home):
        return None
    if not first and not _is_closed(inference, value.cls, home):
        return None
    if value.exact:
        return False
    both = _common(inference, value.cls, home, kind) or _common(
        inference, kind, module.path, value.cls
    )
    return None if both else False


def of_library(inference: Inference, name: str, importer: str) -> frozenset[str]:
    """What objects of a class of a library are instances of; empty if that is not known."""
    known = inference.catalogue.classes.get(name)
    if known is None or inference.class_named(name, importer) is not None:
        return frozenset()
    return known.inherits


def _is_above(inference: Inference, kind: str) -> bool:
    """Whether it is known of all classes of libraries that matter if they inherit from that one."""
    return any(kind in item.inherits for item in inference.catalogue.classes.values())


def _own(name: str) -> type | None:
    """The built-in class of that name."""
    last = name.removeprefix("builtins.")
    found = getattr(builtins, last, None) if name != last else None
    return found if isinstance(found, type) and last in (*_EXACT, "int", "float") else None


def _is_closed(inference: Inference, name: str, importer: str) -> bool:
    """Whether only what inherits from a class is an instance of it."""
    if _own(name):
        return True
    owner = inference.class_named(name, importer)
    if owner is None:
        return False
    parents = inference.classes_of(name, importer)
    return not any(item.rpartition(".")[2] in ("Protocol", "TypedDict") for item in parents)


def _is_whole(inference: Inference, name: str, importer: str) -> bool:
    """Whether all is known that a class of the project inherits from."""
    owner = inference.class_named(name, importer)
    return owner is not None and all(_above(inference, name, importer))


def _above(inference: Inference, name: str, importer: str) -> list[frozenset[str]]:
    """What classes that are not the project's inherit from, that one or those above it; empty
    where that is not known."""
    owner = inference.class_named(name, importer)
    if owner is None:
        return [of_library(inference, name, importer)]
    others = (item for item in lineage(inference, *owner) if isinstance(item, str))
    return [of_library(inference, x, importer) or _of_python(x) for x in others]


def _of_python(name: str) -> frozenset[str]:
    """What a built-in class inherits from, with itself; an exception, as a rule."""
    last = name.removeprefix("builtins.")
    found = getattr(builtins, last, None) if name != last else None
    parents = found.__mro__ if isinstance(found, type) else ()
    return frozenset(f"builtins.{item.__name__}" for item in parents)


def _may_be_below(inference: Inference, value: Thing, home: str, kind: str) -> bool:
    """Whether what is of a class can be an instance of a library's: one may inherit from both."""
    return not _is_whole(inference, value.cls, home) or _common(inference, value.cls, home, kind)


def _common(inference: Inference, name: str, importer: str, other: str) -> bool:
    """Whether a class of the project inherits from both."""
    for path, index in inference.subclasses_of(name, importer):
        found = inference.project.module(path)
        if found is not None:
            below = f"{found.name}.{found.classes[index].qualname}"
            if other in inference.classes_of(below, path):
                return True
    return False


def narrowed(inference: Inference, module: Module, value: Thing, kind: str) -> Thing:
    """What something is if it is an instance of the class of that name."""
    if not _is_class(inference, kind, module.path):
        return value
    if value.cls and value.cls not in inference.classes_of(kind, module.path):
        return value
    return value if value.cls == kind else replace(value, cls=kind, home=module.path)
