"""What the members of an enumeration are, and which of them it gives for a value."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import TYPE_CHECKING

from asyncfix.project.alone import line_alone
from asyncfix.project.known.facts import (
    UNKNOWN,
    Choice,
    Known,
    Member,
    are_equal,
    is_constant,
)
from asyncfix.project.known.joining import joined
from asyncfix.project.lineage import lineage
from asyncfix.project.summary import Binding, Class, Module
from asyncfix.project.terms import Called, Literal, Text
from asyncfix.project.values import Ref

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

Owner = tuple[Module, Class]

ENUMS = frozenset({"enum.Enum", "enum.StrEnum", "enum.IntEnum"})
"""What makes an enumeration of a class."""
_MIXED = frozenset({"enum.StrEnum", "enum.IntEnum", "builtins.str", "builtins.int"})
_AUTO = Ref("enum.auto")
_OWN_WAYS = frozenset({"__new__", "__eq__", "_generate_next_value_"})
"""Methods by which members have other values, or are equal to other things, than they seem."""
_PLAIN = frozenset({"builtins.int", "builtins.float", "builtins.bool"})


class Enumerations:
    """Answers for the classes of a project."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: dict[tuple[str, int], Mapping[str, Member]] = {}

    def is_one(self, owner: Owner) -> bool:
        """Whether a class is an enumeration."""
        return bool(self._above(owner) & ENUMS)

    def member(self, owner: Owner, name: str) -> Known:
        """The member of that name."""
        return self._members(owner).get(name, UNKNOWN)

    def called(self, owner: Owner, value: Known) -> Known:
        """What calling the class with a value gives: a member of its own, or that of the value."""
        if isinstance(value, Choice):
            return reduce(joined, [self.called(owner, item) for item in value.options])
        if isinstance(value, Member) and value.cls == _place(owner):
            return value
        for member in self._members(owner).values() if is_constant(value) else ():
            same = are_equal(member.value, value)
            if same is not False:
                return member if same else UNKNOWN
        return UNKNOWN

    def _above(self, owner: Owner) -> frozenset[str]:
        module, cls = owner
        return self._inference.classes_of(f"{module.name}.{cls.qualname}", module.path)

    def _members(self, owner: Owner) -> Mapping[str, Member]:
        key = (owner[0].path, owner[1].index)
        if key not in self._known:
            plain = self.is_one(owner) and self._is_plain(owner)
            self._known[key] = self._of(owner) if plain else {}
        return self._known[key]

    def _is_plain(self, owner: Owner) -> bool:
        """Whether members are what they seem, by all that the class inherits from."""
        for ancestor in lineage(self._inference, *owner):
            if isinstance(ancestor, str):
                if ancestor not in ENUMS | _MIXED:
                    return False
                continue
            module = self._inference.project.module(ancestor[0])
            cls = module.classes[ancestor[1]] if module is not None else None
            if (
                module is None
                or cls is None
                or _OWN_WAYS & module.scopes[cls.scope].bindings.keys()
            ):
                return False
        return True

    def _of(self, owner: Owner) -> Mapping[str, Member]:
        """Its members; another name of one is that member."""
        module, cls = owner
        above, named = self._above(owner), f"{module.name}.{cls.qualname}"
        found: dict[str, Member] = {}
        for name, value in self._values(owner, above):
            same = [item for item in found.values() if are_equal(item.value, value) is True]
            own = Member(_place(owner), name, value, bool(above & _MIXED), named)
            found[name] = same[0] if same else own
        return found

    def _values(self, owner: Owner, above: frozenset[str]) -> Iterator[tuple[str, Known]]:
        module, cls = owner
        bindings = {
            name: found[0]
            for name, found in module.scopes[cls.scope].bindings.items()
            if len(found) == 1 and found[0].kind == "value" and not name.startswith("_")
        }
        automatic = all(self._is_automatic(module, item) for item in bindings.values())
        for number, (name, binding) in enumerate(bindings.items(), 1):
            if not automatic:
                yield name, self._value(module, binding)
            elif "enum.StrEnum" in above:
                yield name, name.lower()
            else:
                yield name, UNKNOWN if "builtins.str" in above else number

    def _is_automatic(self, module: Module, binding: Binding) -> bool:
        made = binding.value
        return isinstance(made, Called) and self._inference.value(module, made.func) == _AUTO

    def _value(self, module: Module, binding: Binding) -> Known:
        if isinstance(binding.value, Text):
            return binding.value.value
        if not isinstance(binding.value, Literal) or binding.value.type not in _PLAIN:
            return UNKNOWN
        statement = line_alone(self._inference.project.file(module.path).text, binding.line)
        node = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return node.value
        return UNKNOWN


def _place(owner: Owner) -> str:
    return f"{owner[0].path}:{owner[1].index}"
