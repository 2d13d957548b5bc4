"""Knows which files of a project have a word in their text, and which lines of one of them."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from unicodedata import normalize

from asyncfix.project.sources.files import SourceFile
from asyncfix.text import split_lines

# Every byte that ends a word becomes a space; all that is beyond ASCII counts as part of one.
_ENDS = bytes(
    byte if byte > 127 or chr(byte).isalnum() or byte == ord("_") else ord(" ")
    for byte in range(256)
)


Index = Mapping[bytes, bytes]
"""For each word the places of the files that it stands in, which are numbers, as bytes."""


class Words:
    """The words of some files; they are looked at when the first word is asked for."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self._files = files
        self._changed: dict[int, frozenset[bytes]] = {}
        self._index: Index = {}
        self._with: dict[str, frozenset[str]] = {}

    def with_files(self, files: Iterable[SourceFile]) -> Words:
        """The words of the same files with some of them changed."""
        changed = {file.display: file for file in files}
        other = Words(self._files)
        other._index = self.index()
        other._changed = dict(self._changed)
        for at, item in enumerate(self._files):
            if item.display in changed:
                other._changed[at] = _words(changed[item.display].text.encode())
        return other

    def mentioning(self, word: str) -> list[str]:
        """The files in whose text the word stands, in their order."""
        key = word.encode()
        places: Iterable[int] = memoryview(self.index().get(key, b"")).cast("I")
        if self._changed:
            same = {at for at in places if at not in self._changed}
            places = sorted(same.union(at for at, known in self._changed.items() if key in known))
        return [self._files[at].display for at in places]

    def stand_in(self, path: str, words: Iterable[str]) -> bool:
        """Whether one of these words, which are few for all who ask, stands in a file's text."""
        for word in words:
            if word not in self._with:
                self._with[word] = frozenset(self.mentioning(word))
            if path in self._with[word]:
                return True
        return False

    def adopt(self, index: Index) -> None:
        """Takes over the index as somebody else has made it, of the same files."""
        self._index = index

    @property
    def are_known(self) -> bool:
        """Whether the files have been looked at."""
        return bool(self._index)

    def index(self) -> Index:
        """All words that can be names."""
        if not self._index:
            index: dict[bytes, list[int]] = defaultdict(list)
            for at, file in enumerate(self._files):
                for word in _words(file.text.encode()):
                    index[word].append(at)
            alike = dict[bytes, bytes]().setdefault  # most words stand in one file only
            self._index = {
                word: alike(found, found)
                for word, places in index.items()
                if not word[:1].isdigit()
                for found in [array("I", places).tobytes()]
            }
        return self._index


def _words(text: bytes) -> frozenset[bytes]:
    return frozenset(text.translate(_ENDS).split())


class WordLines:
    """The lines of one text on which words stand, as Python reads names in it."""

    def __init__(self, text: str) -> None:
        self._text = text if text.isascii() else normalize("NFKC", text)
        self._ends = list(accumulate(map(len, split_lines(self._text))))

    def lines(self, word: str) -> list[int]:
        """The numbers of the lines that the word stands on."""
        text = self._text
        found = (item.start() for item in re.finditer(rf"{re.escape(word)}\b", text))
        whole = (place for place in found if not text[max(place - 1, 0) : place].isidentifier())
        return list(dict.fromkeys(bisect_right(self._ends, place) + 1 for place in whole))
