"""What the rest of a project says about a call: who catches its errors, and what it depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.model import Result
from asyncfix.pipeline import run
from asyncfix.settings import Settings

SERVICE = """\
import requests


async def fetch(number: int):
    response = requests.get(f"https://h/{number}")
    response.raise_for_status()
    return response.json()
"""


def results(
    folder: Path, files: dict[str, str], strategy: str = "auto", http_client: str = "auto"
) -> list[Result]:
    """The results for `service.py` beside the other files."""
    for name, text in {"service.py": SERVICE, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    settings = Settings(root=folder, strategy=strategy, http_client=http_client)
    report = run(settings, [folder], rewrite=True)
    assert not report.failures
    return [item for item in report.results if item.finding.path.endswith("service.py")]


def strategy(result: Result) -> str:
    return result.fix.strategy.value if result.fix is not None else "manual"


CATCHES = {
    "a caller": "import requests\nfrom service import fetch\n\nasync def a():\n    try:\n"
    "        return await fetch(1)\n    except requests.RequestException:\n        return None\n",
    "a caller's caller": "import requests\nimport service\n\nasync def a():\n"
    "    return await service.fetch(1)\n\nasync def b():\n    try:\n        return await a()\n"
    "    except requests.HTTPError:\n        return None\n",
    "a caller of another name": "import requests\nfrom service import fetch as get\n\n"
    "async def a():\n    try:\n        return await get(1)\n    except requests.Timeout:\n"
    "        return None\n",
    "a caller that catches OSError": "from service import fetch\n\nasync def a():\n    try:\n"
    "        return await fetch(1)\n    except (KeyError, OSError):\n        return None\n",
    "a caller that shows the text": "from service import fetch\n\nasync def a():\n    try:\n"
    "        return await fetch(1)\n    except Exception as e:\n        return str(e)\n",
    "a test": "import pytest\nimport requests\nfrom service import fetch\n\nasync def test_it():\n"
    "    with pytest.raises(requests.HTTPError):\n        await fetch(1)\n",
    "an application": "import requests\nfrom fastapi import FastAPI\napp = FastAPI()\n\n"
    "@app.exception_handler(requests.HTTPError)\nasync def handle(request, error):\n    return 1\n",
    "a table": "import requests\nRETRY = (requests.ConnectionError,)\n",
    "a decorator": "import requests\nfrom service import fetch\nfrom tools import retry\n\n"
    "@retry(requests.ConnectionError)\nasync def a():\n    return await fetch(1)\n",
    "a gathering": "import asyncio\nimport requests\nfrom service import fetch\n\nasync def a():\n"
    "    tasks = [fetch(n) for n in (1, 2)]\n    try:\n"
    "        return await asyncio.gather(*tasks)\n"
    "    except requests.HTTPError:\n        return None\n",
    "what wraps a function": "import requests\n\ndef guarded(f):\n    async def inner(*a):\n"
    "        try:\n            return await f(*a)\n        except requests.HTTPError:\n"
    "            return None\n    return inner\n",
    "what wraps a function, for errors of the system": "def guarded(f):\n"
    "    async def inner(*a):\n        try:\n            return await f(*a)\n"
    "        except (KeyError, IOError):\n            return None\n    return inner\n",
    "what wraps a function and suppresses": "import contextlib\nimport requests\n\n"
    "def guarded(f):\n    async def inner(*a):\n"
    "        with contextlib.suppress(requests.HTTPError):\n            await f(*a)\n"
    "    return inner\n",
    "a context manager": "import contextlib\nimport requests\n\n@contextlib.contextmanager\n"
    "def guard():\n    try:\n        yield\n    except requests.HTTPError:\n        pass\n",
    "a dependency": "import requests\nfrom fastapi import Depends\n\ndef guard():\n    try:\n"
    "        yield 1\n    except requests.HTTPError:\n        pass\n\nGUARD = Depends(guard)\n",
    "an __exit__": "import requests\n\nclass Guard:\n    def __exit__(self, kind, error, trace):\n"
    "        return isinstance(error, requests.HTTPError)\n",
    "a table of functions": "import requests\nfrom service import fetch\n\nALL = {'a': fetch}\n\n"
    "async def a(name):\n    try:\n        return await ALL[name](1)\n"
    "    except requests.HTTPError:\n        return None\n",
    "a task": "import requests\n\nclass A:\n    async def stop(self):\n        try:\n"
    "            await self.task\n        except requests.HTTPError:\n            pass\n",
    "what waits for what it is given": "import asyncio\nimport requests\n\n"
    "async def limited(one):\n    try:\n        return await asyncio.wait_for(one, 5)\n"
    "    except requests.HTTPError:\n        return None\n",
    "a loop over functions": "import requests\nfrom service import fetch\n\n"
    "async def go(steps=[fetch]):\n    for step in steps:\n        try:\n"
    "            await step(1)\n        except requests.HTTPError:\n            pass\n",
    "a result": "import requests\n\ndef look(task):\n    try:\n        return task.result()\n"
    "    except requests.HTTPError:\n        return None\n",
    "a test of what is handed on": "import requests\n\ndef done(task):\n"
    "    return isinstance(task.exception(), requests.HTTPError)\n",
    "a callback": "import requests\n\nclass A:\n    def __init__(self, ask):\n"
    "        self.ask = ask\n\n    async def go(self):\n        try:\n"
    "            return await self.ask(1)\n        except requests.HTTPError:\n"
    "            return None\n",
    "a test of the class": "import requests\nfrom service import fetch\n\n"
    "async def a():\n    try:\n"
    "        return await fetch(1)\n    except Exception as e:\n"
    "        raise RuntimeError(isinstance(e, requests.HTTPError))\n",
}
MOCKS = {
    "requests_mock": "def test_it(requests_mock):\n    requests_mock.get('https://h/1', json={})\n",
    "responses": "import responses\n\n@responses.activate\ndef test_it():\n    pass\n",
    "an assignment": "import service\n\ndef test_it():\n    service.requests.get = print\n",
    "responses under another name": "import responses as r\n\n@r.activate\ndef test_it():\n"
    "    pass\n",
    "patch": "from unittest.mock import patch\n\n@patch('service.requests.get')\n"
    "def test_it(get):\n    pass\n",
    "monkeypatch": "import requests\n\ndef test_it(monkeypatch):\n"
    "    monkeypatch.setattr(requests, 'get', print)\n",
}
HARMLESS = {
    "what is suppressed around another call": "import contextlib\nimport requests\n\ndef a():\n"
    "    with contextlib.suppress(requests.HTTPError):\n"
    "        requests.get('https://h').raise_for_status()\n",
    "an error of the system that a file may raise": "import asyncio\n\nasync def a(path):\n"
    "    try:\n        await asyncio.sleep(1)\n        return open(path)\n"
    "    except OSError:\n        return None\n",
    "other errors in what wraps a function": "def guarded(f):\n    async def inner(*a):\n"
    "        try:\n            return await f(*a)\n        except KeyError:\n"
    "            return None\n    return inner\n",
    "a test of what it caught itself": "import requests\n\ndef a():\n    try:\n"
    "        return requests.get('https://h').ok\n    except Exception as error:\n"
    "        return isinstance(error, requests.HTTPError)\n",
    "a generator that nobody is given": "import requests\n\ndef pages():\n    try:\n"
    "        yield requests.get('https://h').ok\n    except requests.HTTPError:\n        pass\n"
    "\ndef all_pages():\n    return list(pages())\n",
    "a wrapper of plain functions": "import requests\n\ndef guarded(f):\n    def inner(*a):\n"
    "        try:\n            return f(*a)\n        except requests.HTTPError:\n"
    "            return None\n    return inner\n",
    "a handler around what is known": "import asyncio\nimport requests\n\nclass A:\n"
    "    async def wait(self):\n        await asyncio.sleep(1)\n\n    async def go(self):\n"
    "        try:\n            await asyncio.wait_for(self.wait(), 1)\n"
    "            return requests.get('https://h').ok\n"
    "        except requests.HTTPError:\n            return None\n",
    "what is named like the library": "class A:\n    def __init__(self):\n"
    "        self.requests.count = 1\n",
    "answers of a framework": "from fastapi import responses\n",
    "nobody": "",
    "a caller": "from service import fetch\n\nasync def a():\n    return await fetch(1)\n",
    "a caller that catches everything": "from service import fetch\n\nasync def a():\n    try:\n"
    "        return await fetch(1)\n    except Exception:\n        return None\n",
    "a handler around another call": "import requests\n\ndef a():\n    try:\n"
    "        return requests.get('https://h')\n    except requests.RequestException:\n"
    "        return None\n",
    "a library's function of that name": "import requests\nfrom library import fetch\n\ndef a():\n"
    "    try:\n        return fetch(1)\n    except requests.RequestException:\n"
    "        return None\n",
    "an exception that is raised": "import requests\n\n"
    "def a():\n    raise requests.HTTPError('x')\n",
}


@pytest.mark.parametrize("who", CATCHES)
def test_errors_that_others_catch_keep_their_class(who: str, tmp_path: Path) -> None:
    (result,) = results(tmp_path, {"other.py": CATCHES[who]})
    assert strategy(result) == "thread"
    assert result.fix is not None and "other.py" in result.fix.reason


@pytest.mark.parametrize("who", MOCKS)
def test_mocks_keep_working(who: str, tmp_path: Path) -> None:
    (result,) = results(tmp_path, {"tests/test_it.py": MOCKS[who]})
    assert strategy(result) == "thread"
    assert result.fix is not None and "test_it.py" in result.fix.reason


def test_mocks_make_a_native_fix_that_was_asked_for_unsafe(tmp_path: Path) -> None:
    (result,) = results(tmp_path, {"test_it.py": MOCKS["patch"]}, strategy="native")
    assert strategy(result) == "native" and result.release == "--unsafe-fixes"


@pytest.mark.parametrize("who", HARMLESS)
def test_other_code_does_not_stand_in_the_way(who: str, tmp_path: Path) -> None:
    (result,) = results(tmp_path, {"other.py": HARMLESS[who]})
    assert strategy(result) == "native"


@pytest.mark.parametrize(
    ("files", "option", "client"),
    [
        ({}, "auto", "httpx"),
        ({"other.py": "import httpx2\n"}, "auto", "httpx2"),
        ({"requirements.txt": "httpx2>=2\n"}, "auto", "httpx2"),
        ({"requirements.txt": "httpx==0.28\nhttpx2\n"}, "auto", "httpx"),
        ({"other.py": "import httpx\n"}, "httpx2", "httpx2"),
        ({"other.py": "import httpx2, aiohttp\n"}, "auto", "httpx2"),
        ({"other.py": "import aiohttp\n"}, "httpx", "httpx"),
    ],
)
def test_the_client_is_the_one_that_the_project_has(
    files: dict[str, str], option: str, client: str, tmp_path: Path
) -> None:
    (result,) = results(tmp_path, files, http_client=option)
    assert result.fix is not None and result.fix.requires == (client,)


@pytest.mark.parametrize(
    ("files", "option"),
    [({"other.py": "import aiohttp\n"}, "auto"), ({}, "aiohttp")],
)
def test_aiohttp_does_not_take_the_place(
    files: dict[str, str], option: str, tmp_path: Path
) -> None:
    (result,) = results(tmp_path, files, http_client=option)
    assert strategy(result) == "thread"
    assert result.fix is not None and "aiohttp" in result.fix.reason


def test_strict_exactness_keeps_the_library(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "import requests\nimport httpx\n\n\nasync def f(u: str):\n"
        "    return requests.get(u).ok, httpx.get(u).text\n"
    )
    report = run(Settings(root=tmp_path, http_exactness="strict"), (tmp_path,))
    found = [(item.finding.call, item.fix.strategy.value) for item in report.results if item.fix]
    assert found == [("requests.get", "thread"), ("httpx.get", "native")]


def test_callers_may_show_the_text_of_the_same_exception(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "import httpx\n\n\nasync def f(u: str):\n    return httpx.get(u).text\n\n\n"
        "async def g(u: str):\n    try:\n        return await f(u)\n"
        "    except httpx.HTTPError as error:\n        return str(error)\n"
    )
    report = run(Settings(root=tmp_path), (tmp_path,))
    assert [item.fix.strategy.value for item in report.results if item.fix] == ["native"]
