"""Knows which files of a project have a word in their text, by one look at each of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from asyncfix.project.files import SourceFile

# Every byte that ends a word becomes a space; all that is beyond ASCII counts as part of one.
_ENDS = bytes(
    byte if byte > 127 or chr(byte).isalnum() or byte == ord("_") else ord(" ")
    for byte in range(256)
)


class Words:
    """The words of some files; they are looked at when the first word is asked for."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self._files = files
        self._changed: Mapping[int, SourceFile] = {}
        self._index: dict[bytes, list[int]] = {}

    def with_file(self, file: SourceFile) -> Words:
        """The words of the same files with one of them changed."""
        place = next(at for at, item in enumerate(self._files) if item.display == file.display)
        other = Words(self._files)
        other._changed = {**self._changed, place: file}
        other._index = self._filled()
        return other

    def mentioning(self, word: str) -> list[str]:
        """The files in whose text the word stands, in their order."""
        places = {at for at in self._filled().get(word.encode(), ()) if at not in self._changed}
        pattern = re.compile(rf"\b{re.escape(word)}\b")
        places.update(at for at, file in self._changed.items() if pattern.search(file.text))
        return [self._files[at].display for at in sorted(places)]

    def _filled(self) -> dict[bytes, list[int]]:
        if not self._index:
            index = defaultdict(list)
            for at, file in enumerate(self._files):
                for word in set(_utf8(file).translate(_ENDS).split()):
                    index[word].append(at)
            self._index = dict(index)
        return self._index


def _utf8(file: SourceFile) -> bytes:
    as_it_is = file.encoding in ("utf-8", "ascii") and not file.bom
    return file.data if as_it_is else file.text.encode()
