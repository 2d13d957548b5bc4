"""The containers of Python's own, and how tables spell what something gives: by its class, or as a
container of others, as annotations do."""

from __future__ import annotations

import ast
from functools import cache
from typing import NamedTuple

Kind = str
"""A class, `io.TextIOWrapper`, or a container, `collections.abc.Iterator[pathlib.Path]`."""

TUPLE, ITERATOR = "builtins.tuple", "collections.abc.Iterator"
SEQUENCES = frozenset(
    {
        *("builtins.list", "collections.deque"),
        *("collections.abc.Sequence", "collections.abc.MutableSequence"),
    }
)
MAPPINGS = frozenset(
    {
        *("builtins.dict", "collections.defaultdict", "collections.OrderedDict"),
        *("collections.abc.Mapping", "collections.abc.MutableMapping"),
    }
)
SETS = frozenset({"builtins.set", "builtins.frozenset", "collections.abc.Set"})
_OTHERS = ("Iterable", "Iterator", "Generator", "Collection", "KeysView", "ValuesView")
ITERATED = SEQUENCES | MAPPINGS | SETS | {f"collections.abc.{name}" for name in _OTHERS}
ASYNCHRONOUS = frozenset(
    f"collections.abc.Async{name}" for name in ("Iterable", "Iterator", "Generator")
)
ENTERED = frozenset(f"contextlib.Abstract{name}ContextManager" for name in ("", "Async"))
FUTURES = frozenset({"asyncio.Task", "asyncio.Future"})
AWAITED = {
    **{"collections.abc.Awaitable": 0, "collections.abc.Coroutine": 2},
    **dict.fromkeys(FUTURES, 0),
}
"""What can be awaited, with the place in its brackets of what that gives."""
VARIABLES = frozenset({"contextvars.ContextVar"})
QUEUES = frozenset({"queue.Queue", "queue.LifoQueue", "queue.SimpleQueue"})
TASK_QUEUES = frozenset({"asyncio.Queue", "asyncio.LifoQueue"})

GENERIC = frozenset(
    {*ITERATED, *ASYNCHRONOUS, *ENTERED, *AWAITED, *VARIABLES, *QUEUES, *TASK_QUEUES, TUPLE}
)
"""The classes of which it is kept what they are given in brackets."""

UNKNOWN, MORE = "typing.Any", "..."


class Spelled(NamedTuple):
    """A class by its dotted name, and what it holds; `UNKNOWN` and `MORE` stand for themselves."""

    name: str
    holds: tuple[Spelled, ...] = ()


@cache
def spelled(kind: Kind) -> Spelled:
    """What a table spells so; `ValueError` says what is wrong with it."""
    try:
        return _spelled(ast.parse(kind, mode="eval").body)
    except SyntaxError:
        raise ValueError(f"`{kind}` is no dotted name of a class") from None


def _spelled(node: ast.expr) -> Spelled:
    text = ast.unparse(node)
    if not isinstance(node, ast.Subscript):
        if all(part.isidentifier() for part in text.split(".")) and "." in text:
            return Spelled(text)
        raise ValueError(f"`{text}` is no dotted name of a class")
    base, inside = _spelled(node.value), node.slice
    parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
    endless = base.name == TUPLE and len(parts) == 2 and ast.unparse(parts[1]) == MORE
    if base.name not in GENERIC or base.holds:
        raise ValueError(f"`{base.name}` is no container of which it is known what it holds")
    if base.name in MAPPINGS and len(parts) != 2:
        raise ValueError(f"`{text}` has to name keys and values")
    held = tuple(_spelled(part) for part in parts[: 1 if endless else None])
    return Spelled(base.name, (*held, Spelled(MORE)) if endless else held)
