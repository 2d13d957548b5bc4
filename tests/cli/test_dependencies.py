"""What the fixes need is declared where the project declares what it needs, or named."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.model import Report
from asyncfix.pipeline import run
from asyncfix.settings import Settings

SOURCE = "import requests\n\n\nasync def f(u: str):\n    return requests.get(u).status_code\n"

PROJECTS = {
    "one line": (
        "pyproject.toml",
        '[project]\nname = "a"  # mine\ndependencies = ["requests"]\n',
        '[project]\nname = "a"  # mine\ndependencies = ["requests", "httpx>=0.28"]\n',
    ),
    "one each": (
        "pyproject.toml",
        '[project]\nname = "a"\ndependencies = [\n    "requests>=2",  # old\n    "rich",\n'
        "]\n[tool.x]\na=1\n",
        '[project]\nname = "a"\ndependencies = [\n    "requests>=2",  # old\n    "rich",\n'
        '    "httpx>=0.28",\n]\n[tool.x]\na=1\n',
    ),
    "none so far": (
        "pyproject.toml",
        '[project]\nname = "a"\n\n[tool.x]\na = 1\n',
        '[project]\nname = "a"\ndependencies = ["httpx>=0.28"]\n\n[tool.x]\na = 1\n',
    ),
    "poetry": (
        "pyproject.toml",
        '[tool.poetry.dependencies]\npython = "^3.10"\n\n[tool.poetry.scripts]\na = "a:b"\n',
        '[tool.poetry.dependencies]\npython = "^3.10"\nhttpx = ">=0.28"\n\n'
        '[tool.poetry.scripts]\na = "a:b"\n',
    ),
    "a list": ("requirements.txt", "requests==2.32", "requests==2.32\nhttpx>=0.28\n"),
    "a list of Windows": (
        "requirements.txt",
        "requests\r\n# more\r\n",
        "requests\r\n# more\r\nhttpx>=0.28\r\n",
    ),
}


def applied(folder: Path, add_dependencies: bool = False) -> Report:
    (folder / "app.py").write_text(SOURCE)
    settings = Settings(root=folder, add_dependencies=add_dependencies)
    return run(settings, (folder,), apply=True)


@pytest.mark.parametrize("name", PROJECTS)
def test_the_package_is_declared(name: str, tmp_path: Path) -> None:
    file, before, after = PROJECTS[name]
    (tmp_path / file).write_bytes(before.encode())
    report = applied(tmp_path, add_dependencies=True)
    assert (tmp_path / file).read_bytes().decode() == after
    assert report.notes == (f'"httpx>=0.28" was added to {file}',)
    assert "httpx" in (tmp_path / "app.py").read_text()


def test_a_list_beside_a_pyproject_that_declares_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n")
    (tmp_path / "requirements.txt").write_text("requests\n")
    applied(tmp_path, add_dependencies=True)
    assert (tmp_path / "requirements.txt").read_text() == "requests\nhttpx>=0.28\n"
    assert (tmp_path / "pyproject.toml").read_text() == "[tool.ruff]\nline-length = 100\n"


def test_without_the_option_it_is_only_named(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("requests\n")
    report = applied(tmp_path)
    assert report.notes == ('the fixes need httpx: add "httpx>=0.28" to the dependencies',)
    assert (tmp_path / "requirements.txt").read_text() == "requests\n"


def test_what_is_declared_already_stays(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("requests\nhttpx==0.27\n")
    assert applied(tmp_path, add_dependencies=True).notes == ()
    assert (tmp_path / "requirements.txt").read_text() == "requests\nhttpx==0.27\n"


def test_nowhere_to_declare_it(tmp_path: Path) -> None:
    report = applied(tmp_path, add_dependencies=True)
    (failure,) = report.failures
    assert failure.message.endswith('add "httpx>=0.28" to the dependencies')
    assert "httpx" in (tmp_path / "app.py").read_text()


def test_dynamic_dependencies_are_left(tmp_path: Path) -> None:
    text = '[project]\nname = "a"\ndynamic = ["dependencies"]\n'
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / "requirements.txt").write_text("")
    applied(tmp_path, add_dependencies=True)
    assert (tmp_path / "pyproject.toml").read_text() == text
    assert (tmp_path / "requirements.txt").read_text() == "httpx>=0.28\n"
