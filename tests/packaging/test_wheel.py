"""The wheel holds both packages, with their pages, tables and type marks, and works installed."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling")
pytest.importorskip("build")


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the hatchling that is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(root)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_everything_that_is_in_the_two_packages(root: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    there = {
        path.relative_to(folder).as_posix()
        for folder in (root / "src", root / "codemods")
        for package in ("asyncfix", "asyncfix_codemods")
        for path in (folder / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == there
    for name in ("asyncfix/py.typed", "asyncfix_codemods/py.typed"):
        assert name in held
    assert any(name.startswith("asyncfix_codemods/rules/AF1") for name in held)
    assert "asyncfix_codemods/catalogue/stdlib.toml" in held


def test_the_wheel_declares_its_command_and_its_pack(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/entry_points.txt"))
        entry_points = archive.read(name).decode()
    assert "asyncfix = asyncfix.cli:main" in entry_points
    assert "[asyncfix.packs]\nbuiltin = asyncfix_codemods" in entry_points


def test_the_command_works_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    # -S leaves the editable installation out; the dependencies are borrowed by their folder.
    borrowed = [path for path in sys.path if path.endswith("site-packages")]
    program = (
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}]; sys.path += {borrowed!r}\n"
        "import asyncfix, asyncfix.cli; print(asyncfix.__file__, file=sys.stderr)\n"
        "sys.argv = ['asyncfix', 'rules']; asyncfix.cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(str(tmp_path))
    assert "AF101" in done.stdout
