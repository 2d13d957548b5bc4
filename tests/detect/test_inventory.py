"""Of the programs in `cases/verdicts.txt`, what is to be done with the function in each line.

What stands behind `#>` is the verdict. It comes from what `check` finds and plans.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.inventory import Inventory, Verdict
from asyncfix.model import Strategy
from asyncfix.pipeline import run
from asyncfix.settings import Settings
from tests.detect.programs import read_programs
from tests.detect.test_routes import inventory

PROGRAMS = read_programs(Path(__file__).parent / "cases" / "verdicts.txt")
HEAD = """
from typing import Annotated
import anyio
from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker
make = sessionmaker(create_engine("sqlite:///x.db"))
app = FastAPI()
class Out(BaseModel):
    x: int
def get_db():
    with make() as db:
        yield db
Db = Annotated[Session, Depends(get_db)]
def user(db: Db): ...
async def tag(): ...
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def listed(code: str, folder: Path) -> Inventory:
    return inventory({"m.py": HEAD + code}, folder)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_verdict_is_what_check_plans(name: str, tmp_path: Path) -> None:
    files = PROGRAMS[name]
    expected = {
        (path, number): line.partition("#>")[2].strip()
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if "#>" in line
    }

    found = inventory(files, tmp_path)

    assert {(item.path, item.line): item.verdict.value for item in found.handlers} == expected
    planned = run(Settings(root=tmp_path), [tmp_path]).results
    assert all(noted.result in planned for item in found.handlers for noted in item.noted)


def test_the_way_to_what_an_awaited_function_blocks_on(tmp_path: Path) -> None:
    found = inventory(PROGRAMS["what_it_awaits_counts"], tmp_path)
    direct = found.handlers[0]
    assert direct.awaits == ("service.first",)
    (noted,) = direct.noted
    assert [step.call for step in noted.way] == ["service.first", "second"]
    assert direct.reason.startswith("in `second`: ")


def test_the_pool_is_counted(tmp_path: Path) -> None:
    code = """
@app.get("/a")
def a(db: Db, tag=Depends(tag)): ...
@app.get("/b")
async def b(db: Db):
    await run_in_threadpool(print)
    await anyio.to_thread.run_sync(print)
@app.get("/c")
async def c(db: Db):
    db.commit()
"""
    pool = listed(code, tmp_path).pool
    assert (pool.size, pool.set_at) == (40, "")
    assert dict(pool.plain) == {"dependency": 1, "route": 1}
    assert (pool.offloads, pool.coming, pool.users) == (2, 1, 4)


@pytest.mark.parametrize(("number", "size"), [("100", 100), ("count()", 0)])
def test_the_pool_has_the_size_that_the_project_sets(
    number: str, size: int, tmp_path: Path
) -> None:
    code = f"""
async def start():
    anyio.to_thread.current_default_thread_limiter().total_tokens = {number}
"""
    pool = listed(code, tmp_path).pool
    assert (pool.size, pool.set_at) == (size, f"m.py:{HEAD.count(chr(10)) + 3}")


@pytest.mark.parametrize(
    "handler",
    [
        "@app.get('/')\ndef h(db: Db) -> Out: ...",
        "@app.get('/')\ndef h(db: Db) -> dict[str, int]: ...",
        "@app.get('/', response_model=Out)\ndef h(db: Db): ...",
        "@app.get('/')\ndef h(db: Db, who=Depends(user)): ...",
        "@app.get('/')\ndef h(who=Depends(user)): ...",
        "def role(who=Depends(user)): ...\n@app.get('/')\ndef h(who=Depends(role)): ...",
        "def more(db: Db): ...\n@app.get('/')\n"
        "async def h(one=Depends(user), two=Depends(more)): ...",
    ],
)
def test_a_session_that_is_kept_while_a_thread_is_waited_for(handler: str, tmp_path: Path) -> None:
    (starvation,) = listed(handler, tmp_path).starvations
    assert (starvation.dependency, starvation.users) == ("m.get_db", ("m.h",))
    assert starvation.keeps == "sqlalchemy.orm.Session"


@pytest.mark.parametrize(
    "handler",
    [
        "@app.get('/')\ndef h(db: Db): ...",
        "@app.get('/')\ndef h(db: Db) -> JSONResponse: ...",
        "@app.get('/', response_model=None)\ndef h(db: Db) -> Out: ...",
        "@app.get('/')\nasync def h(db: Db) -> Out: ...",
        "@app.get('/')\nasync def h(who=Depends(user)) -> Out: ...",
        "@app.get('/')\ndef h() -> Out:\n    with make() as db: ...",
        "@app.get('/')\ndef h(tag=Depends(tag)) -> Out: ...",
    ],
)
def test_one_thread_at_a_time_starves_nobody(handler: str, tmp_path: Path) -> None:
    assert listed(handler, tmp_path).starvations == ()


def test_every_strategy_of_a_fix_is_a_verdict() -> None:
    assert {item.value for item in Strategy} <= {item.value for item in Verdict}


def test_calls_that_nothing_waits_for_could_run_after_the_response(tmp_path: Path) -> None:
    code = """
import requests
def tell(text):
    requests.post("http://x.example", data=text)
@app.post("/a")
async def a(text: str, db: Db):
    tell(text)
    requests.get("http://x.example")
    db.commit()
    if text:
        tell("again")
    found = requests.get("http://y.example")
    return found.text
def notify():
    tell("x")
async def dependency():
    tell("y")
@app.get("/b")
async def b(it: Annotated[None, Depends(dependency)]):
    return requests.get("http://z.example").text
"""
    found = {item.name: item.later for item in listed(code, tmp_path).handlers}
    assert found["a"] == ("tell", "requests.get")
    assert found["b"] == found["dependency"] == ()
