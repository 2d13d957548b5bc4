"""What the project says of the versions of Python that it runs on."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.project.sources.python import oldest_python
from tests.detect.programs import found

PROGRAM = """\
import asyncio
async def main():
    await asyncio.get_running_loop().run_in_executor(None, print)
"""


@pytest.mark.parametrize(
    ("name", "text", "version"),
    [
        ("pyproject.toml", '[project]\nrequires-python = ">=3.8"\n', (3, 8)),
        ("pyproject.toml", '[project]\nrequires-python = "<4, >= 3.10.2"\n', (3, 10, 2)),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.7"\n', (3, 7)),
        ("setup.cfg", "[options]\npython_requires = >=3.8\n", (3, 8)),
        ("setup.py", 'setup(\n    python_requires="~=3.9",\n)\n', (3, 9)),
        ("pyproject.toml", '[project]\nname = "x"\n', ()),
        ("other.toml", 'requires-python = ">=3.8"\n', ()),
    ],
)
def test_the_oldest_python_is_the_one_declared(
    tmp_path: Path, name: str, text: str, version: tuple[int, ...]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert oldest_python(tmp_path) == version


@pytest.mark.parametrize(("oldest", "finds"), [("3.8", False), ("3.9", True), ("3.12", True)])
def test_what_came_later_is_not_asked_for(tmp_path: Path, oldest: str, finds: bool) -> None:
    declared = f'[project]\nrequires-python = ">={oldest}"\n'
    (tmp_path / "pyproject.toml").write_text(declared, encoding="utf-8")
    assert found(tmp_path, {"m.py": PROGRAM}) == ({("m.py", 3, "AF601")} if finds else set())
