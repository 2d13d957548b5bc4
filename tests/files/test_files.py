"""Reading a file and writing it back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from asyncfix.project.sources.files import ReadError, decode, encode, read

ROUND_TRIPS = {
    "empty": (b"", "", "utf-8", False),
    "utf-8": ("é = '日'\n".encode(), "é = '日'\n", "utf-8", False),
    "crlf": (b"a\r\nb\rc", "a\r\nb\rc", "utf-8", False),
    "bom": (b"\xef\xbb\xbfx\n", "x\n", "utf-8", True),
    "bom-and-cookie": (b"\xef\xbb\xbf# coding: utf-8\n", "# coding: utf-8\n", "utf-8", True),
    "latin-1": (b"# coding: latin-1\n'\xe9'", "# coding: latin-1\n'é'", "iso8859-1", False),
    "second-line": (b"#!x\r# -*- coding: cp1252 -*-\n\x80", None, "cp1252", False),
    "third-line": (b"\n\n# coding: cp1252\n", None, "utf-8", False),
    "after-code": (b"x = 1\n# coding: cp1252\n", None, "utf-8", False),
    "in-a-string": (b"x = '# coding: cp1252'\n", None, "utf-8", False),
    "not-a-cookie": (b"# coding the thing\n", None, "utf-8", False),
    "utf-8-sig": (b"# coding: utf-8-sig\n", None, "utf-8", False),
    "vim": (b"# vim: set fileencoding=koi8-r :\n\xc1\n", None, "koi8-r", False),
    "cp932": ("# coding: cp932\n'日本'\n".encode("cp932"), None, "cp932", False),
    "form-feed": (b"\x0c# coding: cp1252\n\x80", None, "cp1252", False),
}


@pytest.mark.parametrize("case", ROUND_TRIPS)
def test_what_is_read_is_written_back(case: str, tmp_path: Path) -> None:
    data, text, encoding, bom = ROUND_TRIPS[case]
    path = tmp_path / "a.py"
    path.write_bytes(data)
    file = read(path, tmp_path)
    assert (file.data, file.encoding, file.bom) == (data, encoding, bom)
    assert text is None or file.text == text
    assert encode(file, file.text) == data


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"a\r\nb\rc\n\0", "contains a NUL byte", 4),
        (b"a\n'\xe9'\n", "is not valid UTF-8: byte 0xe9", 2),
        (b"\xef\xbb\xbfa\n\xff", "is not valid UTF-8: byte 0xff", 2),
        (b"#!x\n# coding: nonsense\n", "declares an unknown encoding: nonsense", 2),
        (b"# coding: rot13\n", "declares an unknown encoding: rot13", 1),
        (b"# coding: ascii\n\n'\xe9'", "is not valid ASCII: byte 0xe9", 3),
        (
            b"\xef\xbb\xbf# coding: latin-1\n",
            "declares latin-1 but starts with a UTF-8 byte order mark",
            1,
        ),
        ("x".encode("utf-16"), "is UTF-16, which Python does not read", 1),
        (b"# coding: utf-7\nx = '+AGE-'\n", "cannot be written back unchanged in utf-7", 1),
    ],
)
def test_what_is_no_source_is_refused(data: bytes, message: str, line: int) -> None:
    with pytest.raises(ReadError) as caught:
        decode(Path("/a.py"), data, "a.py")
    assert (caught.value.message, caught.value.line) == (message, line)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be read: No such file or directory"):
        read(tmp_path / "missing.py")
    with pytest.raises(ReadError, match="cannot be read: Is a directory"):
        read(tmp_path)
    (tmp_path / "a.ipynb").write_text('{"cells": []}')
    with pytest.raises(ReadError, match="is a notebook"):
        read(tmp_path / "a.ipynb")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.touch(mode=0)
    with pytest.raises(ReadError, match="cannot be read: Permission denied"):
        read(path)


def test_a_path_below_the_working_folder_is_shown_relative(tmp_path: Path) -> None:
    path = tmp_path / "app" / "a.py"
    path.parent.mkdir()
    path.touch()
    assert read(path, tmp_path).display == "app/a.py"
    assert read(path, tmp_path / "other").display == path.as_posix()


def test_a_character_that_the_encoding_lacks_is_not_lost() -> None:
    file = decode(Path("/a.py"), b"# coding: latin-1\n", "a.py")
    with pytest.raises(UnicodeEncodeError):
        encode(file, "日")
