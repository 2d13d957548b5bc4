"""Takes the text of a slot apart: `self._table['a']` is `_table` of `self`."""

from __future__ import annotations

import re


def root_of(slot: str) -> str:
    """The name that a slot begins with."""
    return slot.partition("[")[0].partition(".")[0]


def base_of(slot: str) -> str:
    """What a slot, or the container that it is in, is an attribute of; empty for a name."""
    return slot.partition("[")[0].rpartition(".")[0]


def last_of(slot: str) -> str:
    """The last name of a slot: that of the attribute, or of the container."""
    return re.sub(r"\[.*\]$", "", slot).rpartition(".")[2]
