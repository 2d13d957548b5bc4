"""What several facts have in common: what is known where ways come together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from asyncfix.project.known.facts import (
    TEXT,
    UNKNOWN,
    Begun,
    Choice,
    Known,
    Member,
    Names,
    Thing,
    as_thing,
    begun,
    is_constant,
    is_same,
)

_MOST_OPTIONS = 4
_MOST_CLASSES = 16


def joined(one: Known, other: Known) -> Known:
    """What both facts have in common."""
    if is_same(one, other):
        return one
    if UNKNOWN in (one, other):
        return UNKNOWN
    options = _options(one, other) or _made(one, other)
    if options:
        return Choice(options)
    if isinstance(one, str | Begun) and isinstance(other, str | Begun):
        return _what_both_begin_with(begun(one), begun(other))
    first, second = as_thing(one), as_thing(other)
    if first is None or second is None:
        there = first or second
        return replace(there, optional=True) if there is not None else None
    same_class = (first.cls, first.home) == (second.cls, second.home)
    return Thing(
        first.cls if same_class else "",
        first.home if same_class else "",
        same_class and first.exact and second.exact,
        first.optional or second.optional,
        first.truth if first.truth is second.truth else None,
        tuple(item for item in first.attributes if item in second.attributes),
        first.promised or second.promised,
        tuple(item for item in first.lasting if item in second.lasting),
    )


def _options(one: Known, other: Known) -> tuple[Known, ...]:
    """The constants and members that two facts say, if they are no more than a few."""
    found: list[Known] = []
    for value in (one, other):
        for item in value.options if isinstance(value, Choice) else (value,):
            if not (is_constant(item) or isinstance(item, Member)):
                return ()
            if not any(is_same(item, known) for known in found):
                found.append(item)
    return tuple(found) if len(found) <= _MOST_OPTIONS else ()


def _made(one: Known, other: Known) -> tuple[Known, ...]:
    """The classes that two facts say, and None, if they are two or more with nothing in common."""
    held = [set(item.attributes) for item in (one, other) if isinstance(item, Thing)]
    if len(held) == 2 and held[0] & held[1]:
        return ()
    found: dict[Known, None] = {}
    for value in (one, other):
        for item in value.options if isinstance(value, Choice) else (value,):
            if isinstance(item, Thing) and item.exact and item.cls:
                found[replace(item, optional=False, attributes=(), lasting=())] = None
                found.update({None: None} if item.optional else {})
            elif item is None:
                found[None] = None
            else:
                return ()
    several = len(found) - (None in found) > 1
    return tuple(found) if several and len(found) <= _MOST_CLASSES else ()


def _what_both_begin_with(one: Begun, other: Begun) -> Known:
    start = _same_start(one.start, other.start)
    end = _same_start(one.end[::-1], other.end[::-1])[::-1]
    return Begun(start, end) if start or end else TEXT


def _same_start(one: str, other: str) -> str:
    length = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        length += 1
    return one[:length]


def in_common(after: Sequence[Names]) -> dict[str, Known]:
    """What is known of names wherever one of several ways has led."""
    if not after:
        return {}
    result = dict(after[0])
    for other in after[1:]:
        for name in list(result):
            if name not in other:
                del result[name]
            elif not is_same(result[name], other[name]):
                result[name] = joined(result[name], other[name])
    return result
