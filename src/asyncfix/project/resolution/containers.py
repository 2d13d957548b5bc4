"""Says what containers of Python's own hold: what they are iterated to, and what an item is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from asyncfix.kinds import (
    ASYNCHRONOUS,
    AWAITED,
    ENTERED,
    FUTURES,
    GENERIC,
    ITERATED,
    ITERATOR,
    MAPPINGS,
    MORE,
    QUEUES,
    SEQUENCES,
    SETS,
    TASK_QUEUES,
    TUPLE,
    UNKNOWN,
    VARIABLES,
    Kind,
    Spelled,
    spelled,
)
from asyncfix.project.values import REST, Coroutine, Instance, Value, merge

_STACKS = frozenset({"contextlib.ExitStack", "contextlib.AsyncExitStack"})
_BUILTIN = {"List": "list", "Dict": "dict", "Tuple": "tuple", "FrozenSet": "frozenset"}
_RENAMED = {
    **{f"typing.{old}": f"builtins.{new}" for old, new in _BUILTIN.items()},
    "typing.Set": "builtins.set",
    "typing.Type": "builtins.type",
    "typing.Deque": "collections.deque",
    "typing.DefaultDict": "collections.defaultdict",
    "typing.OrderedDict": "collections.OrderedDict",
    "typing.AbstractSet": "collections.abc.Set",
    "typing.ContextManager": "contextlib.AbstractContextManager",
    "typing.AsyncContextManager": "contextlib.AbstractAsyncContextManager",
}

MANAGERS = {
    "contextlib.contextmanager": "contextlib.AbstractContextManager",
    "contextlib.asynccontextmanager": "contextlib.AbstractAsyncContextManager",
}
"""What makes a context manager of a generator function, and of which class."""


def standard(name: str) -> str:
    """The name of a class of Python's own that `typing` has under another one."""
    if name.startswith("typing_extensions."):
        name = f"typing.{name.partition('.')[2]}"
    if not name.startswith("typing."):
        return name
    renamed = _RENAMED.get(name, f"collections.abc.{name.partition('.')[2]}")
    return renamed if renamed in GENERIC or name in _RENAMED else name


def holding(cls: str, *args: Value) -> Instance:
    """A container of that class."""
    return Instance(cls, args if any(arg is not None for arg in args) else ())


@cache
def told(kind: Kind) -> Instance:
    """What a table of the catalogue says that something is."""
    return _told(spelled(kind))


def _told(kind: Spelled) -> Instance:
    return holding(kind.name, *map(_held_by, kind.holds))


def _held_by(kind: Spelled) -> Value:
    if kind.name == UNKNOWN:
        return None
    return REST if kind.name == MORE else _told(kind)


def rest(cls: str, each: Value) -> Value:
    """What `*args` or `**options` is where each of them is that."""
    if each is None:
        return None
    return Instance(cls, (each, REST) if cls == TUPLE else (Instance("builtins.str"), each))


def element(value: Value, asynchronous: bool = False) -> Value:
    """What a container is iterated to."""
    if not isinstance(value, Instance) or not value.args:
        return None
    if asynchronous:
        return value.args[0] if value.cls in ASYNCHRONOUS else None
    if value.cls == TUPLE:
        return value.args[0] if _is_endless(value) else merge(value.args)
    return value.args[0] if value.cls in ITERATED else None


def part(value: Value, index: int, size: int) -> Value:
    """What the target of that index gets when a container is unpacked into so many."""
    if not isinstance(value, Instance) or value.cls != TUPLE or _is_endless(value):
        return element(value)
    return value.args[index] if len(value.args) == size else None


def item(value: Value, index: int, sliced: bool) -> Value:
    """An item of a container: the one of that index, if it is not negative."""
    if not isinstance(value, Instance) or not value.args:
        return None
    if value.cls in MAPPINGS:
        return value.args[1] if len(value.args) == 2 and not sliced else None
    if value.cls == TUPLE and not _is_endless(value):
        inside = 0 <= index < len(value.args)
        return None if sliced else value.args[index] if inside else merge(value.args)
    if value.cls in SEQUENCES or value.cls == TUPLE:
        return value if sliced else value.args[0]
    return None


def awaited(value: Value) -> Value:
    """What waiting for an instance gives."""
    if not isinstance(value, Instance):
        return None
    index = AWAITED.get(value.cls)
    return value.args[index] if index is not None and index < len(value.args) else None


def entered(value: Value, asynchronous: bool) -> Value:
    """What a `with` binds for a context manager that says so in brackets, or gives itself."""
    if isinstance(value, Instance) and value.cls in _STACKS:
        return value if ("Async" in value.cls) is asynchronous else None
    if not isinstance(value, Instance) or value.cls not in ENTERED or not value.args:
        return None
    return value.args[0] if ("Async" in value.cls) is asynchronous else None


def _is_endless(value: Instance) -> bool:
    return value.args[1:] == (REST,)


# what methods and functions give; the first argument of a method is its container


def _same(args: Sequence[Value]) -> Value:
    return args[0]


def _first(args: Sequence[Value]) -> Value:
    return element(args[0])


def _of_key(args: Sequence[Value]) -> Value:
    value = item(args[0], -1, sliced=False)
    return merge((value, *args[2:3]))


def _view(args: Sequence[Value]) -> Value:
    return holding(ITERATOR, item(args[0], -1, sliced=False))


def _keys(args: Sequence[Value]) -> Value:
    return holding(ITERATOR, element(args[0]))


def _pair(args: Sequence[Value]) -> Value:
    return holding(TUPLE, element(args[0]), item(args[0], -1, sliced=False))


def _pairs(args: Sequence[Value]) -> Value:
    return holding(ITERATOR, _pair(args))


def _numbered(args: Sequence[Value]) -> Value:
    return holding(ITERATOR, holding(TUPLE, Instance("builtins.int"), element(args[0])))


def _zipped(args: Sequence[Value]) -> Value:
    return holding(ITERATOR, holding(TUPLE, *map(element, args)))


def _tuple(args: Sequence[Value]) -> Value:
    known = element(args[0])
    return None if known is None else Instance(TUPLE, (known, REST))


def _chained(args: Sequence[Value]) -> Value:
    return holding(ITERATOR, merge(map(element, args)))


def _chosen(args: Sequence[Value]) -> Value:
    return _first(args) if len(args) == 1 else merge(args)


def _left(args: Sequence[Value]) -> Value:
    return holding(ITERATOR, element(args[-1]))  # `None` may stand for the function


def _held(args: Sequence[Value]) -> Value:
    container = args[0]
    return merge((container.args[0], *args[1:2])) if isinstance(container, Instance) else None


def _held_there(args: Sequence[Value]) -> Value:
    return _held(args[:1])  # what a queue is told is how long to wait


def _held_later(args: Sequence[Value]) -> Value:
    return Coroutine(_held_there(args))


def _as(cls: str) -> Callable[[Sequence[Value]], Value]:
    def made(args: Sequence[Value]) -> Value:
        known = element(args[0])
        return None if known is None else Instance(cls, (known,))

    return made


_Rule = Callable[[Sequence[Value]], Value]
_METHODS: dict[frozenset[str], dict[str, _Rule]] = {
    MAPPINGS: {
        **{"get": _of_key, "pop": _of_key, "setdefault": _of_key, "copy": _same},
        **{"values": _view, "keys": _keys, "items": _pairs, "popitem": _pair},
    },
    SEQUENCES: {"pop": _first, "popleft": _first, "copy": _same},
    SETS: {"pop": _first, "copy": _same},
    VARIABLES: {"get": _held},
    FUTURES: {"result": _held_there},
    QUEUES: {"get": _held_there, "get_nowait": _held_there},
    TASK_QUEUES: {"get": _held_later, "get_nowait": _held_there},
    GENERIC - MAPPINGS: {"__next__": _first, "__iter__": _keys},
}
_FUNCTIONS: dict[str, _Rule] = {
    "builtins.enumerate": _numbered,
    "builtins.zip": _zipped,
    "builtins.iter": _keys,
    "builtins.reversed": _keys,
    "builtins.filter": _left,
    "builtins.max": _chosen,
    "builtins.min": _chosen,
    "itertools.chain": _chained,
    "itertools.cycle": _keys,
    "itertools.islice": _keys,
    "builtins.next": lambda args: merge((_first(args), *args[1:2])),
    "builtins.list": _as("builtins.list"),
    "builtins.sorted": _as("builtins.list"),
    "builtins.set": _as("builtins.set"),
    "builtins.frozenset": _as("builtins.frozenset"),
    "builtins.tuple": _tuple,
}
FUNCTIONS = frozenset(_FUNCTIONS)
"""The functions of which it is known what they give for what they are given."""


def made(function: str, args: Sequence[Value]) -> Value:
    """What one of those functions gives."""
    return _FUNCTIONS[function](args) if args else None


def given(container: Value, method: str, args: Sequence[Value]) -> Value:
    """What a method of a container gives."""
    if not isinstance(container, Instance) or not container.args:
        return None
    for classes, methods in _METHODS.items():
        if container.cls in classes and method in methods:
            return methods[method]((container, *args))
    return None
