"""Files are replaced whole or not at all."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest

from asyncfix.rewrite.write import WriteError, create, write


def test_the_bytes_and_the_mode(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old\r\n")
    file.chmod(0o751)
    write(file, b"old\r\n", b"new\r\n")
    assert file.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o751
    assert os.listdir(tmp_path) == ["a.py"]


def test_a_changed_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"other")
    with pytest.raises(WriteError, match="changed"):
        write(file, b"old", b"new")
    assert file.read_bytes() == b"other"
    assert os.listdir(tmp_path) == ["a.py"]


@pytest.mark.parametrize("mode", [0o444, 0o555, 0o400])
def test_a_read_only_file_is_left_alone(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old")
    file.chmod(mode)
    with pytest.raises(WriteError, match="read-only"):
        write(file, b"old", b"new")
    assert file.read_bytes() == b"old"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    file = tmp_path / "real" / "a.py"
    file.write_bytes(b"old")
    link = tmp_path / "b.py"
    link.symlink_to("real/a.py")
    write(link, b"old", b"new")
    assert link.is_symlink()
    assert os.readlink(link) == "real/a.py"
    assert file.read_bytes() == b"new"
    assert os.listdir(tmp_path / "real") == ["a.py"]


def test_a_missing_file_and_a_circle_of_links(tmp_path: Path) -> None:
    circle = tmp_path / "c.py"
    circle.symlink_to("c.py")
    for path in (tmp_path / "none.py", circle, tmp_path):
        with pytest.raises(WriteError) as caught:
            write(path, b"", b"new")
        assert "\n" not in str(caught.value)
    assert os.listdir(tmp_path) == ["c.py"]


def test_an_error_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old")

    def broken(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(WriteError, match="No space left"):
        write(file, b"old", b"new")
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.py"]


def test_a_new_file_takes_no_other_ones_place(tmp_path: Path) -> None:
    path = tmp_path / "new.py"
    create(path, b"x = 1\n")
    with pytest.raises(WriteError, match="File exists"):
        create(path, b"y = 2\n")
    assert path.read_bytes() == b"x = 1\n"


def test_nothing_is_left_of_a_new_file_that_is_not_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.FileIO):
        def write(self, data: bytes) -> int:
            super().write(bytes(data)[:1])
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", lambda path, mode: Full(path, mode.replace("b", "")))
    with pytest.raises(WriteError, match="No space left"):
        create(tmp_path / "new.py", b"x = 1\n")
    assert os.listdir(tmp_path) == []
