"""The folder of the cache: what is in it, and what is wrong with it does no harm."""

from __future__ import annotations

import os
import pickle
import sys
import time
from pathlib import Path

import pytest

from asyncfix.cache import FOLDER, Cache
from asyncfix.pipeline import run
from asyncfix.project.sources.kept import Records
from asyncfix.settings import Settings
from asyncfix.stored import StoredError, Unpacker, packed

SOURCE = "import time\n\n\nasync def f():\n    time.sleep(1)\n"


def check(folder: Path) -> list[str]:
    report = run(Settings(root=folder), [folder], cache=True)
    assert not report.failures
    return [result.finding.code for result in report.results]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "slow.py").write_text(SOURCE)
    os.utime(tmp_path / "slow.py", (1_700_000_000,) * 2)
    return tmp_path


def test_the_folder_says_what_it_is(folder: Path) -> None:
    assert check(folder) == ["AF101"]
    assert (folder / FOLDER / ".gitignore").read_text() == "*\n"
    tag = (folder / FOLDER / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    names = {path.name.partition("-")[0] for path in (folder / FOLDER).iterdir()}
    assert names == {".gitignore", "CACHEDIR.TAG", "summaries", "reports"}


@pytest.mark.parametrize("size", [0, 3, 20, 60, 200, -1])
def test_damage_does_no_harm(size: int, folder: Path) -> None:
    check(folder)
    for path in (folder / FOLDER).iterdir():
        data = path.read_bytes()
        path.write_bytes(data[:size] if size >= 0 else bytes(255 - byte for byte in data))
    assert check(folder) == ["AF101"]
    assert check(folder) == ["AF101"]


@pytest.mark.parametrize("name", ["summaries", "reports"])
def test_damage_in_the_middle_does_no_harm(name: str, folder: Path) -> None:
    check(folder)
    kept = {path: path.read_bytes() for path in (folder / FOLDER).glob(f"{name}-*")}
    for path, data in kept.items():
        for at in range(0, len(data), 97):
            for report in (folder / FOLDER).glob("reports-*"):
                report.unlink()
            damaged = data[:at] + bytes([255 - data[at]]) + data[at + 1 :]
            for other, whole in {**kept, path: damaged}.items():
                other.write_bytes(whole)
            assert check(folder) == ["AF101"]


def test_the_reports_are_not_more_than_there_is_room_for(folder: Path) -> None:
    check(folder)
    (folder / FOLDER / f"reports-{sys.implementation.cache_tag}-lost").touch()
    for number in range(12):
        (folder / "slow.py").write_text(SOURCE + f"\n\nx = {number}\n")
        os.utime(folder / "slow.py", (1_700_000_000 + number,) * 2)
        assert check(folder) == ["AF101"]
    assert len([*(folder / FOLDER).glob("reports-*")]) == 1 + 8


def test_a_folder_that_cannot_be_is_done_without(folder: Path) -> None:
    (folder / FOLDER).write_text("")
    assert check(folder) == ["AF101"]
    assert (folder / FOLDER).read_text() == ""


def test_nothing_is_kept_unasked(folder: Path) -> None:
    run(Settings(root=folder), [folder])
    assert not (folder / FOLDER).exists()


def test_a_file_that_changed_a_moment_ago_may_change_again(folder: Path) -> None:
    soon = time.time() + 60  # however long the machine takes until the check begins
    for text, expected in ((SOURCE, ["AF101"]), (SOURCE.replace("async def", "def      "), [])):
        (folder / "slow.py").write_text(text)
        os.utime(folder / "slow.py", (soon, soon))
        assert check(folder) == check(folder) == expected


class Boom:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("boom",)


def test_only_data_of_ours_comes_of_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    for value in (Boom(), os.getcwd, Path()):
        with pytest.raises(StoredError):
            Unpacker().unpacked(packed(value))
    assert Unpacker([Path]).unpacked(packed([1, "a"])) == [1, "a"]
    assert not capsys.readouterr().out
    assert pickle.loads(packed({1: b"x"})[4:]) == {1: b"x"}


def test_records_that_nobody_uses_go_after_a_while(tmp_path: Path) -> None:
    def records(day: int) -> Records:
        found = Records(Cache(tmp_path), b"v" * 16, lambda: day * 86400.0)
        found.open(10_000)
        return found

    first = records(0)
    first.put(b"a", b"1")
    first.close()
    second = records(10)
    second.put(b"b", b"2")
    second.close()
    assert (records(10).get(b"a"), records(10).get(b"b")) == (b"1", b"2")
    third = records(20)
    third.put(b"c", b"3")
    third.close()
    last = records(20)
    assert [last.get(key) for key in (b"a", b"b", b"c")] == [None, b"2", b"3"]


def test_records_of_another_version_are_none(tmp_path: Path) -> None:
    first = Records(Cache(tmp_path), b"v" * 16)
    first.open(10_000)
    first.put(b"a", b"1")
    first.close()
    other = Records(Cache(tmp_path), b"w" * 16)
    other.open(10_000)
    assert other.get(b"a") is None


def test_a_large_cache_is_not_read_for_little_text(tmp_path: Path) -> None:
    first = Records(Cache(tmp_path), b"v" * 16)
    first.open(10_000)
    first.put(b"a", b"1" * 10_000)
    first.close()
    small = Records(Cache(tmp_path), b"v" * 16)
    small.open(10)
    assert small.get(b"a") is None
    small.put(b"b", b"2")
    small.close()
    again = Records(Cache(tmp_path), b"v" * 16)
    again.open(10_000)
    assert again.get(b"a") == b"1" * 10_000


def test_what_did_not_come_to_its_end_is_given_up(tmp_path: Path) -> None:
    def records() -> Records:
        found = Records(Cache(tmp_path), b"v" * 16)
        found.open(10_000)
        return found

    with records() as first:
        first.put(b"a", b"1")
        first.close()
    with pytest.raises(KeyboardInterrupt), records() as second:
        second.put(b"b", b"2")
        raise KeyboardInterrupt
    with records() as third:
        assert (third.get(b"a"), third.get(b"b")) == (b"1", None)
    assert len([*(tmp_path / FOLDER).glob("summaries-*")]) == 1


def test_what_a_run_left_unfinished_goes_after_a_while(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    name = f"summaries-{sys.implementation.cache_tag}"
    left, begun = (tmp_path / FOLDER / f"{name}{end}" for end in ("left", "begun"))
    left.touch()
    begun.touch()
    os.utime(left, (1_700_000_000,) * 2)
    with Records(Cache(tmp_path), b"v" * 16) as records:
        records.open(10_000)
        records.put(b"a", b"1")
        records.close()
    assert {*(tmp_path / FOLDER).glob("summaries-*")} == {begun, begun.with_name(name)}
