"""Says what the members of the project's enumerations are, and what their values are."""

from __future__ import annotations

from collections.abc import Collection, Set
from typing import TYPE_CHECKING

from asyncfix.project.lineage import Ancestor, lineage
from asyncfix.project.resolution import scoping
from asyncfix.project.summary import Class, Module
from asyncfix.project.terms import uncalled
from asyncfix.project.values import Bound, Instance, Prepared, Ref, Value, merge, object_name

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

Owner = tuple[Module, Class]

_KINDS = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))
_NO_MEMBERS = frozenset(
    {"enum.nonmember", "builtins.property", "builtins.staticmethod", "builtins.classmethod"}
)
_NAMES = frozenset({"name", "_name_"})
_VALUES = frozenset({"value", "_value_"})


def is_enumeration(order: Collection[Ancestor]) -> bool:
    """Whether a class is one, by it and those that it inherits from."""
    return not _KINDS.isdisjoint(order)


def member(inference: Inference, module: Module, value: Ref) -> Value:
    """A member of the enumeration of that name; None for what is none."""
    owner = inference.class_named(value.name, module.path)
    if owner is None or not is_enumeration(lineage(inference, *owner)):
        return None
    return Instance(value.name)


def members(inference: Inference, module: Module, value: Value) -> Value:
    """What going through an enumeration gives one by one; None for what is none."""
    one = member(inference, module, value) if isinstance(value, Ref) else None
    return Instance("collections.abc.Iterator", (one,)) if one is not None else None


def attribute(inference: Inference, owner: Owner, order: Collection[Ancestor], name: str) -> Value:
    """What an attribute of an enumeration, or of a member, is; None if that is no matter of it."""
    module, cls = owner
    one = Instance(f"{module.name}.{cls.qualname}")
    if _is_member(inference, owner, name):
        return one
    if name == "__members__":
        return Instance("collections.abc.Mapping", (Instance("builtins.str"), one))
    if name not in _NAMES | _VALUES or _binds(inference, order, {name, "__new__"}):
        return None
    if name in _NAMES:
        return Instance("builtins.str")
    bindings = module.scopes[cls.scope].bindings
    return merge(
        scoping.binding_value(inference, module, cls.scope, bindings[member][0])
        for member in bindings
        if _is_member(inference, owner, member)
    )


def _binds(inference: Inference, order: Collection[Ancestor], names: Set[str]) -> bool:
    """Whether a class of the project binds one of the names, or makes values as it likes."""
    for ancestor in order:
        module = None if isinstance(ancestor, str) else inference.project.module(ancestor[0])
        if module is None or isinstance(ancestor, str):
            continue
        cls = module.classes[ancestor[1]]
        if not names.isdisjoint(module.scopes[cls.scope].bindings) or "_value_" in cls.attributes:
            return True
    return False


def _is_member(inference: Inference, owner: Owner, name: str) -> bool:
    """Whether a name that the body of an enumeration binds is that of a member."""
    module, cls = owner
    found = module.scopes[cls.scope].bindings.get(name, ())
    if name.startswith("_") or len(found) != 1 or found[0].kind != "value":
        return False
    binding = found[0]
    if binding.value is None:
        return binding.annotation is None
    if object_name(inference.value(module, uncalled(binding.value))) in _NO_MEMBERS:
        return False
    value = scoping.binding_value(inference, module, cls.scope, binding)
    return not isinstance(value, Bound | Prepared | Ref)
