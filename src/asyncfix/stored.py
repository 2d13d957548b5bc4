"""Turns our frozen data into bytes and back.

Nothing but the classes named comes of bytes: a project's cache may be anybody's work.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from operator import attrgetter

_Tuple = tuple[object, ...]
_Maker = Callable[..., object]
Reducers = Mapping[type, Callable[..., tuple[type, _Tuple]]]


class StoredError(ValueError):
    """Bytes that are not what was stored."""


def packed(value: object, ways: Reducers | None = None) -> bytes:
    """The bytes of a value, with a checksum; `ways` make it faster if it has many parts."""
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, 5)
    if ways is not None:
        pickler.dispatch_table = ways
    pickler.dump(value)
    data = stream.getvalue()
    return zlib.crc32(data).to_bytes(4, "little") + data


def by_fields(classes: Iterable[type]) -> Reducers:
    """The shortest way to store each of the named tuples and dataclasses among some classes.

    Fields whose names begin with an underscore are found out anew.
    """
    ways: dict[type, Callable[..., tuple[type, _Tuple]]] = {}
    for item in classes:
        if issubclass(item, tuple):
            ways[item] = _as_tuple(item)
        elif is_dataclass(item):
            ways[item] = _as_dataclass(item, [x.name for x in fields(item) if x.name[0] != "_"])
    return ways


def _as_tuple(cls: type[_Tuple]) -> Callable[[_Tuple], tuple[type, _Tuple]]:
    return lambda value: (cls, tuple(value))


def _as_dataclass(cls: type, names: Sequence[str]) -> Callable[[object], tuple[type, _Tuple]]:
    values = attrgetter(*names)
    return lambda value: (cls, values(value))


class Unpacker:
    """Makes values of bytes; they may hold what Python has built in, and the given classes."""

    def __init__(
        self, classes: Iterable[type] = (), makers: Mapping[type, _Maker] | None = None
    ) -> None:
        """`makers`: what to call in place of some of the classes."""
        self._known: dict[tuple[str, str], _Maker] = {
            (item.__module__, item.__name__): (makers or {}).get(item, item) for item in classes
        }

    def unpacked(self, data: bytes) -> object:
        """The value. StoredError if the bytes are damaged, or ask for another class."""
        if zlib.crc32(memoryview(data)[4:]).to_bytes(4, "little") != data[:4]:
            raise StoredError("damaged")
        try:
            return _Reader(data[4:], self._known).load()
        except (
            pickle.UnpicklingError,
            EOFError,
            TypeError,
            ValueError,
            LookupError,
            AttributeError,
        ) as error:
            raise StoredError(str(error)) from error


class _Reader(pickle.Unpickler):
    def __init__(self, data: bytes, known: Mapping[tuple[str, str], _Maker]) -> None:
        super().__init__(io.BytesIO(data))
        self._known = known

    def find_class(self, module: str, name: str) -> _Maker:
        try:
            return self._known[module, name]
        except KeyError as error:
            raise pickle.UnpicklingError(f"{module}.{name} is not expected") from error
