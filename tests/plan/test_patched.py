"""A function that code replaces, as tests do: its twin is awaited on request only."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.pipeline import run
from asyncfix.settings import Settings

APP = """\
import time
from time import sleep


async def one():
    time.sleep(0.1)


async def two():
    sleep(0.1)
"""
GONE = "what replaces `time.sleep` would no longer reach this call"
REACHED = "what replaces `asyncio.sleep` would reach this call"
CASES = {
    "decorator": ('@patch("time.sleep")\ndef test(slept):\n    pass\n', GONE),
    "through_the_module": ('def test():\n    with patch("app.time.sleep"):\n        pass\n', GONE),
    "by_its_own_name": ('def test(mocker):\n    mocker.patch("app.sleep")\n', GONE),
    "object": ('def test():\n    with mock.patch.object(app.time, "sleep"):\n        pass\n', GONE),
    "monkeypatch": ('def test(m):\n    m.setattr(time, "sleep", print)\n', GONE),
    "assigned": ("time.sleep = print\n", GONE),
    "the_twin": (
        'async def test():\n    with patch("app.asyncio.sleep"):\n        pass\n',
        REACHED,
    ),
    "another": (
        'def test(m):\n    m.setattr("other.sleep", 1)\n    m.setattr(app, "sleep2", 1)\n',
        "",
    ),
    "only_named": (
        'def test(self):\n    self.sleep = print\n    print("time.sleep", "sleep")\n',
        "",
    ),
    "another_object": ('def test(m):\n    m.setattr(m, "sleep", 1)\n    patch("app.one")\n', ""),
}
OTHER = """\
from unittest.mock import patch

import other


@patch("other.time.sleep")
def test(slept):
"""
HEAD = "import time\nfrom unittest import mock\nfrom unittest.mock import patch\n\nimport app\n\n\n"


@pytest.mark.parametrize("name", CASES)
def test_what_is_replaced_stays_unless_asked_for(name: str, tmp_path: Path) -> None:
    body, expected = CASES[name]
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "test_app.py").write_text(HEAD + body)
    report = run(Settings(root=tmp_path), [tmp_path], rewrite=True)
    assert [result.finding.code for result in report.results] == ["AF101", "AF101"]
    for result in report.results:
        assert result.held_back.startswith(expected) and bool(result.held_back) == bool(expected)
        assert not expected or "test_app.py" in result.held_back


@pytest.mark.parametrize(
    ("tests", "is_held"),
    [
        ({"test_other.py": f"{OTHER}    pass\n"}, False),
        ({"test_other.py": f"{OTHER}    import web\n"}, True),
        ({"test_other.py": f'{OTHER}    load("app")\n'}, True),
        ({"test_other.py": f"{OTHER}    pass\n", "conftest.py": "import web\n"}, True),
        ({"conftest.py": f"{OTHER}    pass\n"}, True),
        ({"setup_all.py": f"{OTHER}    pass\n"}, True),
    ],
)
def test_a_test_counts_for_what_it_runs(
    tests: dict[str, str], is_held: bool, tmp_path: Path
) -> None:
    files = {"app.py": APP, "web.py": "from app import one\n", "other.py": "import time\n", **tests}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    report = run(Settings(root=tmp_path), [tmp_path], rewrite=True)
    assert [bool(result.held_back) for result in report.results] == [is_held, is_held]


SERVICE = """\
import time


class Store:
    def get(self, key):
        time.sleep(0.1)
        return key


class Service:
    def __init__(self, store: Store):
        self.store = store

    async def one(self):
        return self.store.get("a")


async def two(store: Store):
    return store.get("b")


async def three():
    return Store().get("c")
"""
MOCKED = "a mock stands for `get` in test_app.py, line 10, and may not be awaited"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("    store.get.return_value = 3\n", MOCKED),
        ("    store.get.assert_called_once_with(3)\n", MOCKED),
        ("    assert store.put.return_value == 3\n", ""),
        ("    assert store.get.name == 3\n", ""),
    ],
)
def test_a_mock_of_what_would_be_awaited_is_seen(body: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(SERVICE)
    (tmp_path / "test_app.py").write_text(f"{HEAD}def test():\n    store = mock.Mock()\n{body}")
    report = run(Settings(root=tmp_path, strategy="native"), [tmp_path], rewrite=True)
    assert {x.held_back.replace(f"{tmp_path}/", "") for x in report.results} == {reason}
    assert len(report.results) == 3 and all(result.fix for result in report.results)


@pytest.mark.parametrize(
    ("given", "is_held"),
    [
        ("mock.MagicMock()", True),
        ("store=mock.Mock()", True),
        ("store=fake", True),
        ("app.Store()", False),
        ("store=None", False),
        ("store=[mock.Mock()]", True),
        ("store=['a', ('b', 1)]", False),
        ("**{'store': fake}", True),
        ("app.Store()).one()); asyncio.run(Made(fake", True),
        ("app.Store()).one()); asyncio.run(Made(app.Store()", False),
    ],
)
def test_a_mock_that_is_handed_over_is_seen(given: str, is_held: bool, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(SERVICE.partition("\n\nasync def two")[0])
    head = f"import asyncio\nfrom app import Service as Made\n{HEAD}"
    text = f"{head}def test(fake):\n    asyncio.run(app.Service({given}).one())\n"
    (tmp_path / "test_app.py").write_text(
        f"import asyncio\nfrom app import Service as Made\n{text}"
    )
    (report,) = run(Settings(root=tmp_path, strategy="native"), [tmp_path], rewrite=True).results
    assert report.fix and ("is handed what may not be awaited" in report.held_back) is is_held
