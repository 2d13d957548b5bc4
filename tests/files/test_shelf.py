"""What is read for a large project is on disk, and comes back as it was."""

import os
from pathlib import Path

import pytest

from asyncfix.pipeline import reading
from asyncfix.project.sources.files import SourceFile, decode, encode
from asyncfix.project.sources.shelf import Shelf, Shelved, shelf

CONTENTS = [
    b"",
    b"print('plain')\r\n",
    "x = 'é'\n".encode(),
    b"# coding: latin-1\nx = '\xe9'\n",
    b"\xef\xbb\xbfx = 1\n",
    b"# coding: utf-7\nx = 1\n",
]


@pytest.fixture
def place() -> Shelf:
    """A shelf."""
    made = shelf()
    if made is None:
        pytest.skip("this system can't share one")
    return made


@pytest.mark.parametrize("data", CONTENTS)
def test_a_file_on_a_shelf_is_as_one_in_memory(data: bytes, place: Shelf) -> None:
    """Its text and bytes are the same, and so is what is written of it."""
    place.put(b"something before")
    held, kept = decode(Path("/a.py"), data, "a.py"), decode(Path("/a.py"), data, "a.py", place)
    assert isinstance(kept.body, Shelved)
    assert (kept.text, kept.data, kept.encoding, kept.bom) == (
        held.text,
        data,
        held.encoding,
        held.bom,
    )
    assert encode(kept, kept.text) == data


def test_another_process_reads_it_too(place: Shelf) -> None:
    """Both at once: neither moves the other's place in the file."""
    parts = [place.put(bytes([number]) * 5000) for number in range(50)]
    child = os.fork()
    right = all(
        isinstance(part, Shelved) and part.data() == bytes([number]) * 5000
        for number, part in enumerate(parts)
    )
    if child == 0:
        os._exit(0 if right else 1)
    _, status = os.waitpid(child, 0)
    assert right
    assert os.waitstatus_to_exitcode(status) == 0


def test_what_the_disk_has_no_room_for_stays_in_memory(
    place: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that fails, or ends early, loses nothing."""

    class Full:
        """A file that takes two bytes, and then no more."""

        def __init__(self) -> None:
            self.taken = 0

        def write(self, data: bytes) -> int:
            """Takes what there is room for."""
            if self.taken:
                raise OSError(28, "No space left on device")
            self.taken = min(2, len(data))
            return self.taken

    monkeypatch.setattr(place, "_file", Full())
    assert place.put(b"x = 1") == b"x = 1"
    assert place.put(b"y = 1") == b"y = 1"


def test_a_small_project_stays_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From some number of files on, none of them does."""

    def bodies() -> set[type]:
        names = [str(path) for path in sorted(tmp_path.iterdir())]
        files: list[SourceFile] = list(reading.read_all(names, None).files)
        assert [file.text for file in files] == [f"x = {number}\n" for number in range(3)]
        return {type(file.body) for file in files}

    for number in range(3):
        (tmp_path / f"m{number}.py").write_text(f"x = {number}\n")
    assert bodies() == {str}
    monkeypatch.setattr(reading, "_MANY", 3)
    assert bodies() == {Shelved}


def test_without_a_temporary_folder_it_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run only takes more memory."""
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at/all")
    assert shelf() is None
