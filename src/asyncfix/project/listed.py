"""What is in a dictionary, list or tuple that is written out, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from asyncfix.project.changed import Key
from asyncfix.project.summary import Module
from asyncfix.project.terms import Expr, Slice


class Taken(NamedTuple):
    """An expression of a module."""

    module: Module
    expr: Expr


class Table(NamedTuple):
    """What is written out, with its keys: places in a list, None where they are not known."""

    entries: tuple[tuple[Key | None, Taken], ...]
    is_dict: bool = False
    moved: bool = False

    @property
    def values(self) -> tuple[Taken, ...]:
        """What is in it: the last that a key is given."""
        given = {key: place for place, (key, _) in enumerate(self.entries)}
        return tuple(
            value
            for place, (key, value) in enumerate(self.entries)
            if key is None or given[key] == place
        )

    @property
    def size(self) -> int | None:
        """How many there are in a list; None if that is not known."""
        keys = [key for key, _ in self.entries if isinstance(key, int)]
        known = not self.is_dict and not self.moved and len(keys) == len(self.entries)
        return 1 + max(keys, default=-1) if known else None

    def part(self, asked: Slice) -> Table | None:
        """A part of a list: any may be in it if the numbers are not known."""
        size = self.size
        if size is None or asked.step == 0:
            return None
        if not asked.known:
            return Table(tuple((None, item) for item in self.values))
        places = range(size)[asked.start : asked.stop : asked.step]
        found = [(new, self.under(place)) for new, place in enumerate(places)]
        return Table(tuple((new, item) for new, items in found for item in items))

    def under(self, key: Key) -> Sequence[Taken]:
        """What may be found under a key: its own, and what has an unknown one behind that."""
        if isinstance(key, int) and key < 0 and not self.is_dict:
            key += self.size or 0  # what is still negative is under no key
        if self.moved or (isinstance(key, int) and key < 0 and not self.is_dict):
            return ()
        found: list[Taken] = []
        for known, value in reversed(self.entries):
            if known is None or known == key:
                found.insert(0, value)
            if known == key:
                break
        return found
