"""A session that others have as well: what stands in the way of a move is named with its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from asyncfix.model import Result
from asyncfix.pipeline import run
from asyncfix.settings import Settings

# What is done in `__init__`, what in the method that sends a request, and the reason.
REFUSED = {
    "mount": ("self.session.mount('https://', x)", "", "`self.session.mount` has no exact"),
    "verify": ("self.session.verify = False", "", "has to be known when the client is made"),
    "params": ("self.session.params = {'a': 'b'}", "", "would replace a query of a URL"),
    "timeout": ("self.session.timeout = 5", "", "means nothing in requests"),
    "cookies": ("self.session.cookies['a'] = 'b'", "", "sent to other hosts"),
    "hooks": ("self.session.hooks['response'] = x", "", "have to be coroutine functions"),
    "trust env": ("self.session.trust_env = False", "", "when the client is made"),
    "header": ("self.session.headers['A'] = None", "", "line 9: `self.session.headers` is used"),
    "any header": ("self.session.headers[x] = 'a'", "", "in a way that is not proved"),
    "all headers": ("self.session.headers.update(x)", "", "in a way that is not proved"),
    "headers": ("self.session.headers = {'A': 'b'}", "", "in a way that is not proved"),
    "auth": ("self.session.auth = x", "", "`self.session.auth` is used in a way"),
    "unseen": ("x.register(self.session)", "", "handed to `x.register`, whose code is not known"),
    "kept": ("self.all = [self.session]", "", "goes where it is not followed"),
    "removed": ("", "self.session.get(URL, headers={'A': None})", "a header's value may be None"),
    "stream": ("", "self.session.get(URL, stream=True)", "read in pieces"),
    "response": ("", "return self.session.get(URL)", "the response itself is handed on"),
    "send": ("", "self.session.send(x)", "made in another way"),
    "method": ("", "x(self.session.get)", "is handed on, not called"),
    "partial": ("self.session.get = x", "", "`self.session.get` is handed on, not called"),
    "thread": ("", "threading.Thread(target=self.ask_thread)", "is used as a value"),
    "suppress": ("", "", "is caught in main.py, line"),
    "error": (
        "",
        "try:\n            self.session.get(URL)\n        except requests.ConnectionError:\n"
        "            pass",
        "`ConnectionError` is divided up",
    ),
    "closed": (
        "pass\n\n    def __exit__(self, *e):\n        self.session.close()",
        "",
        "Python itself calls `__exit__`",
    ),
}
MODULE = """\
import requests, threading

URL = "http://localhost/"


class Api:
    def __init__(self, x):
        self.session = requests.Session()
        {setup}

    def ask_{name}(self, x):
        r = self.session.get(URL)
        {use}
        return r.status_code
"""
HANDLER = """
async def call_{name}(x):
    api = m_{name}.Api(x)
    {before}return api.ask_{name}(x)
"""
BEFORE = {"suppress": "with contextlib.suppress(requests.Timeout):\n        "}


def planned(folder: Path, files: Mapping[str, str], **options: str) -> list[Result]:
    """The results for the project's `main.py`, by the strategy `native`."""
    for name, text in files.items():
        (folder / name).write_text(text)
    settings = Settings(root=folder, strategy="native", unsafe_fixes=True, **options)
    report = run(settings, [folder], rewrite=True)
    assert not report.failures
    return [item for item in report.results if item.finding.path.endswith("main.py")]


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_stands_in_the_way_is_named(tmp_path: Path) -> None:
    """One project, in which each module has another obstacle."""
    files, handlers = {}, ["import contextlib\nimport requests\n"]
    for name, (setup, use, _) in REFUSED.items():
        name = name.replace(" ", "_")
        files[f"m_{name}.py"] = MODULE.format(name=name, setup=setup or "pass", use=use or "pass")
        handlers.insert(0, f"import m_{name}\n")
        handlers.append(HANDLER.format(name=name, before=BEFORE.get(name, "")))
    found = planned(tmp_path, {**files, "main.py": "".join(handlers)})
    reasons = {
        item.finding.function.partition("_")[2].replace("_", " "): item.held_back for item in found
    }
    assert reasons.keys() == REFUSED.keys()
    assert not {name: reasons[name] for name in REFUSED if REFUSED[name][2] not in reasons[name]}


GLOBAL = """\
from typing import Optional

from fastapi import FastAPI
from requests import Session, session

app = FastAPI()
shared = session()
later: Optional[Session] = None


def opened() -> Session:
    global later
    if later is None:
        later = Session()
    return later


def ask(client: Session) -> bool:
    return client.get("http://localhost/").ok


@app.get("/")
async def home():
    client = opened()
    return ask(shared), ask(client)
"""
SUPPOSED = """\
import requests

URL = "http://localhost/"
USUAL = {"Accept": "text/plain"}


class Api:
    def __init__(self, user: str, token: str):
        self.session = requests.Session()
        self.session.headers.update(USUAL)
        {state}

    def ask(self):
        {use}
        return self.session.get("http://localhost/").ok


async def main(api: Api):
    return api.ask()
"""
DOUBTS = {
    "pass": "",
    "self.session.headers['X-Token'] = token": "`self.session.headers`: httpx sends no header that",
    "self.session.headers.update({'X-Token': 'Bearer ' + token})": "`self.session.headers`: httpx",
    "self.session.auth = (user, token)": "`self.session.auth`: httpx sends other than ASCII",
    "use: self.session.put(URL, json={})": "would be sent again with its body",
    "use: self.session.close()": "`self.session.close`: a session can be used again after that",
    "use: return self.session.get(URL).text": "decoded in another way when the server names no",
    "use: try:\n            self.session.get(URL)\n"
    "        except Exception as e:\n            print(e)": "`e` would be the other client's",
}


@pytest.mark.parametrize("state", DOUBTS)
def test_what_is_not_known_is_said(state: str, tmp_path: Path) -> None:
    set_up, _, use = state.partition("use: ")
    text = SUPPOSED.replace("{state}", set_up or "pass").replace("{use}", use or "pass")
    (found,) = planned(tmp_path, {"main.py": text})
    assert found.fix is not None and not found.held_back
    assert DOUBTS[state] in found.fix.reason
    assert DOUBTS[state] or "`self.session" not in found.fix.reason


SENDS = """\
import httpx

client = httpx.Client()


async def main(request):
    response = client.send(request{more})
    return response.status_code
"""


@pytest.mark.parametrize(
    ("more", "reason"),
    [("", ""), (", follow_redirects=True", ""), (", stream=True", "is read in another way")],
)
def test_what_is_sent_by_hand_is_not_read_in_pieces(more: str, reason: str, tmp_path: Path) -> None:
    (found,) = planned(tmp_path, {"main.py": SENDS.replace("{more}", more)})
    assert (reason in found.held_back) if reason else (found.fix and not found.held_back)


TESTS = {
    "": "",
    "from fastapi.testclient import TestClient\nfrom main import app\n\n\ndef test_home():\n"
    "    with TestClient(app) as client:\n        client.get('/')\n": "",
    "from fastapi.testclient import TestClient\nfrom main import app\n\nc = TestClient(app)\n": (
        "`TestClient(app)` in test_main.py, line 4, starts a loop of its own"
    ),
    "import asyncio\nfrom main import home\n\n\ndef test_home():\n    asyncio.run(home())\n": (
        "`asyncio.run` in test_main.py, line 6, starts a loop of its own"
    ),
    "from main import home\n\n\nasync def test_home():\n    await home()\n": (
        "`test_home` in test_main.py, line 4, starts a loop of its own"
    ),
}


@pytest.mark.parametrize("tests", TESTS)
def test_another_loop_is_said(tests: str, tmp_path: Path) -> None:
    found = planned(tmp_path, {"main.py": GLOBAL, "test_main.py": tests})
    assert found and not any(item.held_back for item in found)
    reasons = {item.fix.reason for item in found if item.fix is not None}
    assert all("it belongs to one event loop" in reason for reason in reasons)
    assert any(TESTS[tests] in reason for reason in reasons)
    assert TESTS[tests] or not any("of its own" in reason for reason in reasons)


@pytest.mark.parametrize(
    "options, reason",
    [
        ({"http_exactness": "strict"}, "is strict, and no other client sends the same bytes"),
        ({"http_client": "aiohttp"}, "no exact way from requests to aiohttp"),
    ],
)
def test_no_other_client_is_wanted(options: dict[str, str], reason: str, tmp_path: Path) -> None:
    found = planned(tmp_path, {"main.py": GLOBAL}, **options)
    assert found and all(reason in item.held_back for item in found)
