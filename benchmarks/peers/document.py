"""Reads other programs' JSON without trusting its shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TypeAlias

Node: TypeAlias = Mapping[str, object]


def parse(source: str) -> Node:
    """The object that the document is."""
    return _node(json.loads(source))


def array(source: str) -> Iterator[Node]:
    """The objects in the list that the document is."""
    return each({"": json.loads(source)}, "")


def each(node: Node, key: str) -> Iterator[Node]:
    """The objects in a list."""
    found = node[key]
    if not isinstance(found, list):
        raise TypeError(f"{key} is not a list")
    return (_node(item) for item in found)


def part(node: Node, key: str) -> Node:
    """The object under the key."""
    return _node(node[key])


def text(node: Node, key: str) -> str:
    """The string under the key."""
    found = node[key]
    if not isinstance(found, str):
        raise TypeError(f"{key} is not a string")
    return found


def number(node: Node, key: str) -> int:
    """The whole number under the key."""
    found = node[key]
    if not isinstance(found, int):
        raise TypeError(f"{key} is not a whole number")
    return found


def _node(value: object) -> Node:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return {str(key): item for key, item in value.items()}
