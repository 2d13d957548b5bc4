"""A project moves on to another package with all its modules, or with none."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.model import Report
from asyncfix.pipeline import run
from asyncfix.settings import Settings

FILES = {
    "a/__init__.py": "",
    "a/one.py": "import os, httpx\n\n\ndef f(u):\n    return httpx.get(u), os\n",
    "a/two.py": (
        "from httpx import (\n    Client,  # mine\n    HTTPError as Bad,\n)\n"
        "import httpx as h\n\n\n"
        "def g():\n    import httpx\n\n    return httpx, h, Client, Bad\n"
    ),
    "a/three.py": "from .one import httpx\n\nTEXT = 'not httpx'\n",
}


def applied(folder: Path, files: dict[str, str], unsafe: bool = True) -> Report:
    for name, text in {**FILES, **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    settings = Settings(root=folder, select=("AF602",), unsafe_fixes=unsafe)
    return run(settings, (folder,), apply=True)


def test_all_modules_move_on(tmp_path: Path) -> None:
    report = applied(tmp_path, {})
    assert not report.failures
    assert report.notes == ('the fixes need httpx2: add "httpx2>=2.14" to the dependencies',)
    one, two, three = (tmp_path / f"a/{name}.py" for name in ("one", "two", "three"))
    assert one.read_text() == FILES["a/one.py"].replace("os, httpx\n", "os, httpx2 as httpx\n")
    assert two.read_text() == (
        "from httpx2 import (\n    Client,  # mine\n    HTTPError as Bad,\n)\n"
        "import httpx2 as h\n\n\n"
        "def g():\n    import httpx2 as httpx\n\n    return httpx, h, Client, Bad\n"
    )
    assert three.read_text() == FILES["a/three.py"]
    assert not run(Settings(root=tmp_path, select=("AF602",)), (tmp_path,)).results


def test_it_is_held_back_without_unsafe_fixes(tmp_path: Path) -> None:
    report = applied(tmp_path, {}, unsafe=False)
    assert {item.release for item in report.results} == {"--unsafe-fixes"}
    assert "certificates" in report.results[0].held_back


OBSTACLES = {
    "import respx\n": "works with `httpx`",
    "from openai import OpenAI\n": "works with `httpx`",
    "from httpx._types import URLTypes\n": "`httpx._types` is imported",
    "from httpx import *\n": "`*` is imported",
    "import logging\nlogging.getLogger('httpx').setLevel(40)\n": "the text 'httpx'",
    "from unittest import mock\nmock.patch('httpx.Client.get')\n": "the text 'httpx.Client.get'",
}


@pytest.mark.parametrize("text", OBSTACLES)
def test_none_of_them_does(text: str, tmp_path: Path) -> None:
    report = applied(tmp_path, {"a/four.py": text})
    assert all(OBSTACLES[text] in item.held_back for item in report.results)
    assert report.results
    assert (tmp_path / "a/one.py").read_text() == FILES["a/one.py"]
