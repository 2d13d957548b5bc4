"""Entry points are read as `importlib.metadata` reads them."""

from __future__ import annotations

import sys
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from asyncfix.entry_points import values

INFO = """
# a comment
[other]
x = no.such:thing

[ours]
one = pack.a
two=pack.b:thing [extra]
; = odd
"""


def known(group: str) -> list[str]:
    return [point.value for point in entry_points(group=group)]


def test_what_is_installed_here() -> None:
    groups = entry_points().groups
    assert "asyncfix.packs" in groups
    assert {group: values(group) for group in groups} == {group: known(group) for group in groups}
    assert values("asyncfix.pack") == []


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    monkeypatch.setattr(sys, "path", [str(first), str(tmp_path / "missing"), str(second)])
    return first, second


def install(folder: Path, name: str, text: str = INFO) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "entry_points.txt").write_text(text)
    (folder / name / "PKG-INFO").write_text(f"Name: {name.partition('-')[0]}\n")


def test_of_a_package_the_first_one_counts(folders: tuple[Path, Path]) -> None:
    first, second = folders
    install(first, "Some_Pack-1.0.dist-info")
    install(second, "some.pack-2.0.dist-info", "[ours]\nold = pack.old\n")
    install(second, "another.egg-info", "[ours]\nmore = pack.more\n")
    (second / "empty-1.dist-info").mkdir()
    (second / "file.egg-info").write_text("[ours]\n")
    (second / "no.info").mkdir()
    assert values("ours") == known("ours")
    assert [*values("ours")][:2] == ["pack.a", "pack.b:thing [extra]"]
    assert "pack.more" in values("ours") and "pack.old" not in values("ours")
    assert values("other") == ["no.such:thing"]


def test_packages_in_an_archive_or_an_egg(folders: tuple[Path, Path]) -> None:
    first, second = folders
    with zipfile.ZipFile(first / "packs.zip", "w") as archive:
        archive.writestr("zipped-1.0.dist-info/entry_points.txt", "[ours]\nx = zipped\n")
        archive.writestr("zipped-1.0.dist-info/METADATA", "Name: zipped\n")
    install(second / "old.egg", "EGG-INFO", "[ours]\nx = egg\n")
    for place, value in ((first / "packs.zip", "zipped"), (second / "old.egg", "egg")):
        sys.path.append(str(place))
        assert values("ours")[-1:] == known("ours")[-1:] == [value]
