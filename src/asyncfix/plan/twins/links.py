"""Keeps together what moves together."""

from __future__ import annotations

from asyncfix.plan.twins.facts import Key


class Links:
    """Groups of keys; each group is known by one of them."""

    def __init__(self) -> None:
        self._above: dict[Key, Key] = {}

    def join(self, one: Key, other: Key) -> None:
        """Makes two groups one."""
        first, second = self.group(one), self.group(other)
        if first != second:
            self._above[max(first, second)] = min(first, second)

    def group(self, key: Key) -> Key:
        """The key that the group of a key is known by."""
        path = []
        while (above := self._above.get(key)) is not None:
            path.append(key)
            key = above
        for item in path:
            self._above[item] = key
        return key
