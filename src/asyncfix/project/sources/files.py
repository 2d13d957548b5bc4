"""Source files as bytes and text: how each is read and written back; `discovery` finds them."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncfix.project.sources.shelf import Shelf, Shelved

_LINES = re.compile(rb"\r\n?|\n")
_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_NO_CODE = re.compile(rb"[ \t\f]*(?:#.*)?$")
# In these every byte stands for itself, so that text always goes back to the same bytes.
_REVERSIBLE = frozenset({"utf-8", "ascii", "iso8859-1"})


class ReadError(Exception):
    """A file that is no Python source: why, and the line (from 1) where that shows."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class SourceFile:
    r"""A file as it was read.

    `path` is absolute; `display` is how the user sees it: relative to the working folder where
    it lies below it, with forward slashes. `body` is what it holds after its byte order mark, as
    text if that is all ASCII: one other letter makes each take two or four bytes. Of a large
    project it is not held in memory at all. `may_be_async`: the word `async` stands in it.
    """

    path: Path
    display: str
    body: str | bytes | Shelved
    encoding: str = "utf-8"
    bom: bool = False
    may_be_async: bool = True

    @property
    def text(self) -> str:
        r"""Decoded, without the byte order mark and with its newlines untouched ("\r\n" stays)."""
        body = self.body
        if isinstance(body, tuple):
            return _shelved_text(body, self.encoding)
        return body if isinstance(body, str) else body.decode(self.encoding)

    @property
    def data(self) -> bytes:
        """What the file holds, as it was read."""
        body = self.body
        body = body.encode(self.encoding) if isinstance(body, str) else _bytes(body)
        return codecs.BOM_UTF8 + body if self.bom else body

    @property
    def size(self) -> int:
        """How much there is of it, in letters or in bytes."""
        return self.body.size if isinstance(self.body, tuple) else len(self.body)


def read(path: Path, folder: Path | None = None, shelf: Shelf | None = None) -> SourceFile:
    """Reads the file; `folder` is the working folder if it is known already.

    What it holds is put on the shelf if there is one.

    Raises ReadError for a file that can't be read, is a notebook, holds a NUL byte or isn't in its
    encoding.
    """
    if path.suffix == ".ipynb":  # its JSON may be an expression of Python
        raise ReadError("is a notebook, and only modules are read")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror or error}") from error
    return decode(path, data, shown(path, folder or Path.cwd()), shelf)


def decode(path: Path, data: bytes, display: str, shelf: Shelf | None = None) -> SourceFile:
    """The source file with this content, which need not be on disk. Raises ReadError."""
    bom = data.startswith(codecs.BOM_UTF8)
    body = data[len(codecs.BOM_UTF8) :] if bom else data
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ReadError("is UTF-16, which Python does not read")
    if (position := body.find(b"\0")) >= 0:
        raise ReadError("contains a NUL byte", _line(body[:position]))
    encoding = _declared(body, bom)
    text = _decoded(body, encoding)
    held: str | bytes | Shelved = text if text.isascii() else body
    if shelf is not None:
        held = shelf.put(body)
    return SourceFile(path, display, held, encoding, bom, "async" in text)


def encode(file: SourceFile, text: str) -> bytes:
    """The bytes that hold the text in the file's encoding, with its byte order mark if any.

    Of the file's own text they are those that were read. Raises UnicodeEncodeError for a character
    that the encoding lacks.
    """
    return (codecs.BOM_UTF8 if file.bom else b"") + text.encode(file.encoding)


def shown(path: Path, folder: Path) -> str:
    """The path as the user sees it: relative to the folder where it lies below it."""
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return path.as_posix()


def _declared(body: bytes, bom: bool) -> str:
    """The codec's name by the coding comment on the first two lines, utf-8 if there is none."""
    head = _LINES.split(body, maxsplit=2)[:2]
    for number, line in enumerate(head, 1):
        if match := _COOKIE.match(line):
            return _codec(match[1].decode("latin-1"), bom, number)
        if not _NO_CODE.match(line):
            break
    return "utf-8"


def _codec(name: str, bom: bool, line: int) -> str:
    """The standard name of the codec. Raises ReadError if there is none, or the mark denies it."""
    try:
        "".encode(name)  # unlike the lookup, this refuses the codecs that aren't for text
        codec = codecs.lookup(name).name
    except (LookupError, UnicodeError) as error:
        raise ReadError(f"declares an unknown encoding: {name}", line) from error
    # The mark has been taken off, and the codec would put a second one back.
    codec = "utf-8" if codec == "utf-8-sig" else codec
    if bom and codec != "utf-8":
        raise ReadError(f"declares {name} but starts with a UTF-8 byte order mark", line)
    return codec


@lru_cache(maxsize=4)  # function by function, the same few are asked for in turn
def _shelved_text(body: Shelved, encoding: str) -> str:
    return body.data().decode(encoding)


def _bytes(body: bytes | Shelved) -> bytes:
    return body.data() if isinstance(body, tuple) else body


def _decoded(body: bytes, encoding: str) -> str:
    try:
        text = body.decode(encoding)
        exact = encoding in _REVERSIBLE or text.encode(encoding) == body
    except UnicodeDecodeError as error:
        what = f"is not valid {encoding.upper()}: byte 0x{body[error.start]:02x}"
        raise ReadError(what, _line(body[: error.start])) from error
    except UnicodeError as error:
        raise ReadError(f"cannot be read as {encoding}: {error}") from error
    if not exact:
        raise ReadError(f"cannot be written back unchanged in {encoding}")
    return text


def _line(before: bytes) -> int:
    """The number of the line that follows after these bytes."""
    return len(_LINES.findall(before)) + 1
