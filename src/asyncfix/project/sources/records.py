"""Module summaries as bytes: what goes between processes, and into the cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from sys import intern

from asyncfix.model import Span
from asyncfix.project import summary, terms
from asyncfix.project.positions import one_number
from asyncfix.project.sources.files import SourceFile
from asyncfix.project.summary import Binding, Call, Module, Parameter, Store
from asyncfix.project.terms import Attr, Name
from asyncfix.stored import StoredError, Unpacker, by_fields, packed

_KEPT = (*vars(terms).values(), *vars(summary).values())
_CLASSES = (Span, *(item for item in _KEPT if isinstance(item, type)))
_WAYS = by_fields(_CLASSES)


def _shared(
    cls: Callable[..., object], fields: Sequence[str], *names: str
) -> Callable[..., object]:
    """Makes a named tuple of which the texts and numbers in the named fields are one object each.

    So they take room once, however many modules and places have them.
    """
    places = [fields.index(name) for name in names]

    def make(*values: object) -> object:
        parts = list(values)
        for place in places:
            part = parts[place]
            if type(part) is str:
                parts[place] = intern(part)
            elif type(part) is int:
                parts[place] = one_number(part, part)
        return cls(*parts)

    return make


_MAKERS = {
    Span: _shared(Span, Span._fields, "line", "end_line"),
    Name: _shared(Name, Name._fields, "name"),
    Attr: _shared(Attr, Attr._fields, "name"),
    Parameter: _shared(Parameter, Parameter._fields, "name"),
    Binding: _shared(Binding, Binding._fields, "line", "target"),
    Call: _shared(Call, Call._fields, "text"),
    Store: _shared(Store, Store._fields, "text"),
}
_UNPACKER = Unpacker(_CLASSES, _MAKERS)

PARSES = b""
"""The record of a file that parses, and of which there is no summary yet."""


def key(file: SourceFile, name: str) -> bytes:
    """What the summary of a file depends on: what it holds, and its module's name."""
    from hashlib import blake2b  # which takes long, and a small project keeps nothing

    digest = blake2b(file.data, digest_size=16)
    digest.update(f"\0{name}\0{file.path.stem == '__init__'}".encode())
    return digest.digest()


def record(module: Module) -> bytes:
    """The summary as bytes."""
    return packed(module, _WAYS)


def module_of(data: bytes, path: str) -> Module:
    """The summary, of the file at `path`. StoredError if the bytes are damaged."""
    module = _UNPACKER.unpacked(data)
    if not isinstance(module, Module):
        raise StoredError("no summary")
    module.path = path
    return module
