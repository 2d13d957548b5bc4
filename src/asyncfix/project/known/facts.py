"""What can be known of a value without running the program: a constant, or some of what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Constant = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A text that starts and ends so."""

    start: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A text, or an error that says it, in which none of these words stands, in any case."""

    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of a class or one below it, as the file at `home` names it; empty if not known.

    `exact`: of no class below it. `optional`: or it is None. `truth` is how it is tested, None if
    that is not known. `attributes` are those that are known, and `lasting` those of them that
    nobody changes. `promised`: only an annotation says so, on which others rely, but not the
    function that asks for itself.
    """

    cls: str = ""
    home: str = ""
    exact: bool = False
    optional: bool = False
    truth: bool | None = None
    attributes: tuple[tuple[str, Known], ...] = ()
    promised: bool = False
    lasting: tuple[tuple[str, Known], ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an enumeration, which is called `named` where it is defined.

    `cls` tells that from all others. `value` is its value; `mixed`: it is that value, too.
    """

    cls: str
    name: str
    value: Known
    mixed: bool
    named: str

    @property
    def kind(self) -> Thing:
        """What it is an object of."""
        return Thing(self.named, self.cls.rpartition(":")[0], exact=True)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several constants, members, or objects of exactly known classes."""

    options: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What a list, tuple or set holds."""

    kind: str
    items: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a dict holds: these keys and no others."""

    items: tuple[tuple[Constant | Member, Known], ...]

    def get(self, key: Constant | Member, default: Known) -> Known:
        """What stands under a key."""
        for name, value in reversed(self.items):
            plain = not isinstance(name, Member) and not isinstance(key, Member)
            same = is_same(name, key) if plain else are_equal(name, key)
            if same is not False:
                return value if same else UNKNOWN
        return default


Known = Constant | Begun | Lacking | Thing | Member | Choice | Row | Table
Names = Mapping[str, Known]
"""What is known of names, and of chains of attributes that start from them (`self.kind`)."""

UNKNOWN = Thing(optional=True)
"""What anything may be."""
IDLE = Thing(exact=True)
"""What does not wait, whatever its class: an archive in memory."""
TEXT = Thing("builtins.str")
TRUTH = Thing("builtins.bool")


def is_constant(value: Known) -> bool:
    """Whether a value is wholly known, and a plain one."""
    return value is None or isinstance(value, str | int | float)


def is_same(one: Known, other: Known) -> bool:
    """Whether two facts say the same; `1` and `True` do not."""
    return type(one) is type(other) and one == other


def truth_of(value: Known) -> bool | None:
    """How a value is tested; None if that is not known."""
    if isinstance(value, Choice):
        return agreed(truth_of(item) for item in value.options)
    if isinstance(value, Thing):
        return None if value.optional else value.truth
    if isinstance(value, Begun):
        return True if value.start or value.end else None
    if isinstance(value, Lacking):
        return None
    if isinstance(value, Row | Table):
        return bool(value.items)
    if isinstance(value, Member):
        return truth_of(value.value) if value.mixed else True
    return bool(value)


def is_none(value: Known) -> bool | None:
    """Whether a value is None; None if that is not known."""
    if isinstance(value, Thing) and (value.optional or value.promised):
        return None
    if isinstance(value, Choice):
        return agreed(item is None for item in value.options)
    return value is None


def agreed(truths: Iterable[bool | None]) -> bool | None:
    """What all of some answers are; None if they differ."""
    found = set(truths)
    return found.pop() if len(found) == 1 else None


def as_thing(value: Known) -> Thing | None:
    """What a value is, less exactly; None for None."""
    if value is None or isinstance(value, Thing):
        return value
    if isinstance(value, Member | Lacking):
        return Thing(truth=truth_of(value))
    if isinstance(value, Choice):
        things = [as_thing(item) for item in value.options]
        same = len({item.cls for item in things if item is not None}) == 1
        cls = next((item.cls for item in things if item is not None), "") if same else ""
        return Thing(cls, "", False, None in things, truth_of(value))
    cls = "dict" if isinstance(value, Table) else type(value).__name__
    cls = value.kind if isinstance(value, Row) else cls
    cls = "str" if isinstance(value, Begun) else cls
    return Thing(f"builtins.{cls}", "", True, False, truth_of(value))


def at_least(made: Known) -> Known:
    """An object of the class, or of one below it."""
    return Thing(made.cls, made.home) if isinstance(made, Thing) and made.cls else made


def are_equal(one: Known, other: Known) -> bool | None:
    """Whether two values are equal; None if that is not known."""
    if isinstance(one, Choice):
        return agreed(are_equal(item, other) for item in one.options)
    if isinstance(other, Choice):
        return agreed(are_equal(one, item) for item in other.options)
    if is_constant(one) and is_constant(other):
        return one == other
    if None in (one, other):
        return False if is_none(other if one is None else one) is False else None
    if isinstance(one, Member) and isinstance(other, Member):
        return _are_members_equal(one, other)
    if isinstance(one, Member) or isinstance(other, Member):
        member, value = (one, other) if isinstance(one, Member) else (other, one)
        if not isinstance(member, Member) or not (is_constant(value) or isinstance(value, Begun)):
            return None
        return are_equal(member.value, value) if member.mixed else False
    if isinstance(one, str | Begun) and isinstance(other, str | Begun):
        return _are_texts_equal(begun(one), begun(other))
    return None


def _are_members_equal(one: Member, other: Member) -> bool | None:
    if one.cls != other.cls and one.mixed and other.mixed:
        return are_equal(one.value, other.value)
    return are_same_members(one, other)


def are_same_members(one: Member, other: Member) -> bool | None:
    """Whether two members are one; two names may be of one that has an unknown value."""
    if one.cls != other.cls:
        return False
    if one.name == other.name:
        return True
    return False if are_equal(one.value, other.value) is False else None


def begun(value: str | Begun) -> Begun:
    return value if isinstance(value, Begun) else Begun(value, value)


def _are_texts_equal(one: Begun, other: Begun) -> bool | None:
    starts = one.start.startswith(other.start) or other.start.startswith(one.start)
    ends = one.end.endswith(other.end) or other.end.endswith(one.end)
    return None if starts and ends else False


def is_in(value: Known, container: Known) -> bool | None:
    """Whether a value is in a container, or a text in a text; None if that is not known."""
    if isinstance(value, Choice):
        return agreed(is_in(item, container) for item in value.options)
    if isinstance(container, Row | Table):
        held = (
            container.items if isinstance(container, Row) else [key for key, _ in container.items]
        )
        found = [are_equal(value, item) for item in held]
        if True in found:
            return True
        return None if None in found else False
    if isinstance(value, str) and isinstance(container, str):
        return value in container
    if isinstance(value, str) and isinstance(container, Lacking):
        return False if any(word in value.lower() for word in container.words) else None
    if isinstance(value, str) and isinstance(container, Begun):
        return True if value in container.start or value in container.end else None
    return None
