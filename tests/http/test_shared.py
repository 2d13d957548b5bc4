"""Clients that share the connections of an application: what it does before and after."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from asyncfix.model import Report
from asyncfix.pipeline import run
from asyncfix.settings import Settings
from tests.behaviour.header import Header
from tests.behaviour.server import Server
from tests.projects.kit import outcome

MAIN = """\
import asyncio

import httpx
from fastapi.testclient import TestClient
from service.main import app, started

PATHS = [f"/things/{n}" for n in range(8)] + ["/cookies", "/visit", "/cookies", "/missing", "/head"]


async def ask():
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        answers = await asyncio.gather(*(client.get(path) for path in PATHS))
    return [(item.status_code, item.json()) for item in answers]


def test():
    client = TestClient(app)
    found = [client.get(path).json() for path in PATHS]
    with client:
        found += [client.get(path).json() for path in PATHS]
    return found


async def main():
    found = [await ask()]
    async with app.router.lifespan_context(app):
        found += [await ask(), await ask()]
    return [*found, await asyncio.to_thread(test), started]
"""
APPLICATION = {
    "service/__init__.py": "",
    "service/main.py": """\
from contextlib import asynccontextmanager

from fastapi import FastAPI

from .routers import things, visits

started = []


@asynccontextmanager
async def lifespan(app: FastAPI):
    started.append("up")
    try:
        yield
    finally:
        started.append("down")


app = FastAPI(lifespan=lifespan)
app.include_router(things.router)
app.include_router(visits.router)
""",
    "service/routers/__init__.py": "",
    "service/routers/things.py": """\
import os

import requests
from fastapi import APIRouter

from ..remote import load

router = APIRouter()
SERVER = os.environ["SERVER"]


@router.get("/things/{number}")
async def thing(number: int):
    response = requests.get(SERVER + "/echo", params={"n": number}, timeout=5)
    return [response.status_code, (await load("/json")).status_code]


@router.get("/missing")
async def missing():
    try:
        found = requests.post(SERVER + "/status/404", data={"a": 1})
        found.raise_for_status()
    except requests.HTTPError as error:
        return error.response.status_code
    return found.ok


@router.get("/head")
async def head():
    codes = []
    for path in ["/redirect/302/1", "/json"]:
        answer = requests.head(SERVER + path)
        codes.append(answer.status_code)
    insecure = requests.get(SERVER + "/json", verify=False)
    return [*codes, insecure.ok]
""",
    "service/routers/visits.py": """\
import os

import requests
from fastapi import APIRouter

router = APIRouter()
SERVER = os.environ["SERVER"]


@router.get("/visit")
async def visit():
    return requests.get(SERVER + "/set-cookie").json()


@router.get("/cookies")
async def cookies():
    with requests.Session() as session:
        first = session.get(SERVER + "/cookies").json()
        session.get(SERVER + "/set-cookie")
        return [first, session.get(SERVER + "/cookies").json()]
""",
    "service/remote.py": """\
import os

import httpx


async def load(path: str) -> httpx.Response:
    return httpx.get(os.environ["SERVER"] + path)
""",
}


def applied(folder: Path, files: Mapping[str, str], apply: bool = True) -> Report:
    """The report of a run that asks for shared connections, on these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    settings = Settings(root=folder, http_client_scope="shared")
    return run(settings, [folder], apply=apply, rewrite=True)


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_application_does_the_same(tmp_path: Path, server: Server) -> None:
    files = {"main.py": MAIN, **APPLICATION}
    report = applied(tmp_path, files)
    assert not report.failures
    assert {item.fix.applicability.value for item in report.results if item.fix} == {"safe"}
    assert all(item.applied for item in report.results) and len(report.results) == 7
    after = {str(x.relative_to(tmp_path)): x.read_text() for x in tmp_path.rglob("*.py")}
    assert set(after) - set(files) == {"service/http_client.py"}
    assert "async with shared_connections():\n            yield" in after["service/main.py"]
    assert "from .http_client import shared_connections\n" in after["service/main.py"]
    assert "from ..http_client import http_client\n" in after["service/routers/things.py"]
    assert "from service.http_client import http_client\n" in after["service/remote.py"]
    changed = "".join(text for path, text in after.items() if "http_client.py" not in path)
    assert changed.count("http_client(") == 6 and changed.count("httpx.AsyncClient(") == 1 + 1

    was, sent = outcome(files, Header("AF102"), server)
    now, sent_after = outcome(after, Header("AF102"), server)
    assert not was.errors and now.result == was.result, now.stderr
    assert sorted(sent_after, key=repr) == sorted(sent, key=repr)
    assert was.blocking and not now.blocking and not now.never_awaited

    again = applied(tmp_path, {})
    assert not again.changes and not again.results
    more = "import requests\n\n\nasync def f():\n    return requests.get('http://a.test/').ok\n"
    later = applied(tmp_path, {"service/more.py": "from . import remote\n" + more})
    assert [item.path for item in later.changes] == ["service/more.py"]
    assert "from .http_client import http_client\n" in (tmp_path / "service/more.py").read_text()


ONE = """\
from contextlib import asynccontextmanager
from fastapi import FastAPI
import requests
app = FastAPI()
@app.get("/")
async def home():
    return requests.get("http://localhost/").ok
"""
LIFESPAN = (
    "@asynccontextmanager\nasync def lifespan(app):\n    {body}\napp = FastAPI(lifespan=lifespan)"
)
REFUSED: Mapping[str, tuple[Mapping[str, str], str]] = {
    "no application": ({"main.py": ONE.replace("FastAPI", "Flask")}, "no application that has a"),
    "several": ({"main.py": ONE, "b.py": ONE}, "several applications (b.py, line 4, main.py, line"),
    "on_event": (
        {"main.py": ONE + "@app.on_event('startup')\ndef begin():\n    pass\n"},
        "main.py, line 8 has `app.on_event`: a lifespan would take the place",
    ),
    "on_startup": ({"main.py": ONE.replace("I()", "I(on_startup=[print])")}, "has `on_startup`"),
    "arguments": ({"main.py": ONE.replace("I()", "I(**x)")}, "arguments are not all written out"),
    "unknown lifespan": (
        {"main.py": ONE.replace("I()", "I(lifespan=other.lifespan)")},
        "main.py, line 4: its lifespan is no function of the project with a single `yield`",
    ),
    "two yields": (
        {
            "main.py": ONE.replace(
                "app = FastAPI()",
                LIFESPAN.format(body="if app:\n        yield\n    else:\n        yield"),
            )
        },
        "with a single `yield`",
    ),
    "another module": ({"main.py": ONE, "http_client.py": ""}, "http_client.py is another module"),
    "imports that are not seen": ({"back/main.py": ONE}, "beside back/main.py are imported"),
    "a client of its own kind": (
        {"main.py": ONE.replace('/").ok', '/", verify=False).ok')},
        "its connections are not shared: a client with `verify` needs connections of its own",
    ),
    "another loop": (
        {"main.py": ONE.replace("import requests", "import requests, trio")},
        "not asyncio's",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_stays_for_one_use_says_why(what: str, tmp_path: Path) -> None:
    files, reason = REFUSED[what]
    report = applied(tmp_path, files, apply=False)
    fixes = [item.fix for item in report.results if item.fix is not None]
    assert fixes and not report.failures
    assert all(reason in fix.reason for fix in fixes), [fix.reason for fix in fixes]
    assert not any(change.path.endswith("http_client.py") for change in report.changes)


def test_a_file_that_the_run_does_not_see_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "http_client.py").write_text("mine = 1\n")
    (tmp_path / ".gitignore").write_text("http_client.py\n")
    report = applied(tmp_path, {"main.py": ONE})
    assert [item.path for item in report.failures] == ["http_client.py"]
    (reason,) = (item.held_back for item in report.results)
    assert reason == "`http_client.py` could not be written: File exists"
    assert not any(item.applied for item in report.results)
    assert (tmp_path / "http_client.py").read_text() == "mine = 1\n"
    assert (tmp_path / "main.py").read_text() == ONE


MADE = {
    "no lifespan": ({"main.py": ONE}, "app = FastAPI(lifespan=shared_connections)"),
    "Starlette": (
        {
            "main.py": ONE.replace(
                "fastapi import FastAPI", "starlette.applications import Starlette"
            )
            .replace("FastAPI()", "Starlette(debug=True)")
            .replace("@app.get", "@app.route")
        },
        "Starlette(debug=True, lifespan=shared_connections)",
    ),
    "a lifespan with a state": (
        {"main.py": ONE.replace("app = FastAPI()", LIFESPAN.format(body="yield {'a': 1}"))},
        "    async with shared_connections():\n        yield {'a': 1}\n",
    ),
    "in a package": (
        {"back/main.py": ONE, "back/__init__.py": "", "run.py": "from back.main import app\n"},
        "from back.http_client import http_client, shared_connections\n",
    ),
    "within its package": (
        {
            "main.py": "from {package}.db import engine\n" + ONE,
            "__init__.py": "",
            "db.py": "engine = 1\n",
        },
        "from {package}.http_client import http_client, shared_connections\n",
    ),
    "in a folder": (
        {"back/main.py": "import other\n" + ONE, "back/other.py": ""},
        "from http_client import http_client, shared_connections\n",
    ),
    "in a function": (
        {
            "main.py": ONE.replace("app = FastAPI()", "router = APIRouter()")
            .replace("import FastAPI", "import APIRouter, FastAPI")
            .replace("@app", "@router")
            + "def create():\n    app = FastAPI()\n    app.include_router(router)\n    return app\n"
        },
        "    app = FastAPI(lifespan=shared_connections)\n",
    ),
}


@pytest.mark.parametrize("what", MADE)
def test_the_lifespan_is_made_or_extended(what: str, tmp_path: Path) -> None:
    files, text = MADE[what]
    files = {name: content.replace("{package}", tmp_path.name) for name, content in files.items()}
    text = text.replace("{package}", tmp_path.name)
    report = applied(tmp_path, files, apply=False)
    assert not report.failures
    new, changed = sorted(report.changes, key=lambda item: "main" in item.path)
    assert new.path.endswith("http_client.py") and text in changed.after.decode()
    assert not any(item.fix is not None and item.fix.reason for item in report.results)


@pytest.mark.parametrize("what", ["no lifespan", "a lifespan with a state", "in a function"])
def test_an_application_with_that_lifespan_does_the_same(
    what: str, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    files = {"main.py": MADE[what][0]["main.py"].replace("http://localhost/", f"{server.url}/json")}

    def answers() -> list[object]:
        namespace: dict[str, Any] = {}
        exec((tmp_path / "main.py").read_text(), namespace)
        server.log.take()
        with TestClient(namespace.get("app") or namespace["create"]()) as client:
            found = [client.get("/").json() for _ in range(2)]
        return [*found, server.log.take()]

    (tmp_path / "main.py").write_text(files["main.py"])
    before = answers()
    report = applied(tmp_path, files)
    assert all(item.applied for item in report.results)
    assert answers() == before and before[0] is True
    assert hasattr(sys.modules.pop("http_client"), "shared_connections")


def test_connections_are_shared_in_a_lifespan_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied(tmp_path, {"main.py": ONE})
    monkeypatch.setenv("no_proxy", "*")
    namespace: dict[str, object] = {}
    exec((tmp_path / "http_client.py").read_text(), namespace)
    opened, client = [], namespace["http_client"]
    lifespan = namespace["shared_connections"]
    assert callable(client) and callable(lifespan)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(1)
        while await reader.readline():
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: a=b\r\n\r\n")
        writer.close()

    async def ask(url: str) -> int:
        opened.clear()
        for _ in range(5):
            async with client() as one:
                assert (await one.get(url)).request.headers.get("cookie") is None
        return len(opened)

    async def count() -> list[int]:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        found = [await ask(url)]
        async with lifespan(), lifespan():
            found.append(await ask(url))
        monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
        async with lifespan():
            found.append(await ask(url))
        monkeypatch.delenv("https_proxy")
        server.close()
        return found

    assert asyncio.run(count()) == asyncio.run(count()) == [5, 1, 5]
