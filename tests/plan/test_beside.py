"""What nobody asked for, but lies in the same project, may use what a fix would change."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from asyncfix import pipeline
from asyncfix.model import Applicability, Report, Result
from asyncfix.pipeline import run
from asyncfix.project.sources.beyond import Beyond
from asyncfix.settings import Settings

HELPERS = (
    *("imported", "patched", "set_by_name", "set_as_keyword", "stands_in", "broken"),
    *("told", "tagged", "own"),
)
HANDLERS = ("index", "called", "shown")
BESIDE = {
    "imported": "from app.imported import imported\n\nprint(imported())\n",
    "patched": 'from unittest.mock import patch\n\npatch("app.patched.patched", print)\n',
    "set_by_name": 'def test(m, app):\n    m.setattr(app, "set_by_name", print)\n',
    "set_as_keyword": "def test(make):\n    make(set_as_keyword=print)\n",
    "stands_in": 'def test(Mock):\n    Mock(**{"stands_in.return_value": 1})\n',
    "broken": "from app.broken import broken\n\nprint(broken(\n",
    "told": "# told is not a name here\n",
    "tagged": 'def test(client):\n    assert client.get("/tagged", "tagged in brackets")\n',
    "own": "def own():\n    return 1\n\n\nprint(own())\n",
    "index": "import asyncio\n\nfrom app import web\n\nasyncio.run(web.index())\n",
    "called": "from app.web import *\n\nprint(called)\n",
    "shown": 'def test(client):\n    assert client.get("/shown")\n',
}
HELD = {*HELPERS[:6], "index", "called"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("app", "tests"):
        Path(name).mkdir()
    Path("pyproject.toml").touch()
    for name in HELPERS:
        Path(f"app/{name}.py").write_text(
            f"def {name}():\n    return open('x').read()\n\n\n"
            f"async def main():\n    return {name}()\n"
        )
    web = "from pathlib import Path\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n"
    for name in HANDLERS:
        web += f'\n\n@app.get("/{name}")\nasync def {name}(path: Path):\n    path.read_text()\n'
        web += "    return path.read_bytes()\n"
    Path("app/web.py").write_text(web)
    for name, text in BESIDE.items():
        Path(f"tests/test_{name}.py").write_text(text)
    return tmp_path


def fixed(report: Report) -> dict[str, str]:
    """What is said of the functions that are held back, by their names."""
    held = (item for item in report.results if not _is_safe(item))
    return {_name(item): item.held_back for item in held}


def _is_safe(result: Result) -> bool:
    return result.fix is not None and result.fix.applicability is Applicability.SAFE


def _name(result: Result) -> str:
    """The helper that is called, or the handler that blocks."""
    finding = result.finding
    return finding.call if finding.code == "AF201" else finding.function.rpartition(".")[2]


@pytest.mark.parametrize(("strategy", "names"), [("native", HELPERS), ("def", HANDLERS)])
def test_what_others_use_stays_what_it_is(
    strategy: str, names: tuple[str, ...], project: Path
) -> None:
    select = ("AF201",) if strategy == "native" else ("AF103",)
    found = fixed(run(Settings(select=select, strategy=strategy), [Path("app")]))
    assert found.keys() & {*names} == HELD & {*names}
    for name in HELD & {*names}:
        assert f"tests/test_{name}.py, which was not asked for" in found[name]


def test_a_file_that_does_not_parse_is_not_forgotten(project: Path) -> None:
    found = fixed(run(Settings(select=("AF201",), strategy="native"), [project]))
    assert "`broken` may be used in tests/test_broken.py, which does not parse" in found["broken"]
    assert not found.keys() & {"told", "tagged", "own"}


def test_what_the_settings_leave_out_counts_too(project: Path) -> None:
    settings = Settings(select=("AF201",), strategy="native", exclude=("tests",))
    assert fixed(run(settings, [project])).keys() == HELD & {*HELPERS}


def test_standard_input_has_a_place(project: Path) -> None:
    settings = Settings(select=("AF201",), strategy="native")
    text = Path("app/imported.py").read_bytes()
    for place, held in (("app/imported.py", {"imported"}), ("elsewhere.py", set())):
        assert fixed(run(settings, [], stdin=(place, text))).keys() == held


def test_a_report_is_not_remembered_when_they_change(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "FEWEST_KEPT", 1)
    settings = Settings(select=("AF201",), strategy="native")
    before = run(settings, [Path("app")], cache=True)
    Path("tests/test_told.py").write_text("from app.told import told\n")
    after = run(settings, [Path("app")], cache=True)
    assert fixed(after).keys() - fixed(before).keys() == {"told"}


def test_a_name_that_a_module_imports_for_others_stays(project: Path) -> None:
    Path("app/pause.py").write_text("import time\n\n\nasync def pause():\n    time.sleep(1)\n")
    for text, kept in (("app.pause", False), ("app.pause.time", True)):
        Path("tests/test_time.py").write_text(f"import app.pause\n\nprint({text})\n")
        change = run(Settings(select=("AF101",)), [Path("app")], rewrite=True).changes[0]
        assert (b"import time" in change.after) is kept


def test_a_report_is_not_kept_while_they_may_change_unnoticed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "FEWEST_KEPT", 1)
    later = time.time() + 100
    for moment in (later, 1):
        for path in Path("tests").iterdir():
            os.utime(path, (moment, moment))
        run(Settings(select=("AF201",)), [Path("app")], cache=True)
        assert any(Path(".asyncfix_cache").glob("reports-*")) is (moment != later)


def test_a_file_that_is_nested_deeply_is_read(project: Path) -> None:
    chain = "x" + ".more()" * 600
    Path("tests/test_told.py").write_text(f"told_by = {chain}.read\n\nto_thread = {chain}\n")
    Path("app/pause.py").write_text(
        "from pathlib import Path\n\n\nasync def pause():\n    Path('x').read_text()\n"
    )
    found = run(Settings(select=("AF103",), strategy="thread"), [Path("app/pause.py")])
    assert _is_safe(found.results[0])


def test_no_whole_file_system_is_searched(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Beyond([Path("app")], [], False).paths
    for place in (project, project.with_name("link")):
        monkeypatch.setenv("HOME", str(place))
        if place != project:
            place.symlink_to(project)
        assert not Beyond([Path("app")], [], False).paths
    monkeypatch.setattr(Path, "glob", lambda *_: iter(["requirements.txt"]))
    assert not Beyond([Path("/app")], [], False).paths


def test_tests_above_a_project_of_a_repository_are_read(project: Path) -> None:
    Path("app/requirements.txt").touch()
    Path("other/tests").mkdir(parents=True)
    Path("other/requirements.txt").touch()
    Path("other/tests/test_told.py").write_text("from app.told import told\n\nprint(told())\n")
    settings = Settings(select=("AF201",), strategy="native")
    assert not fixed(run(settings, [Path("app")]))
    Path(".git").mkdir()
    assert fixed(run(settings, [Path("app")])).keys() == HELD & {*HELPERS}


def test_a_threads_own_state_that_others_use_stays(project: Path) -> None:
    text = "import threading\n\nSTATE = threading.local()\n\n\nasync def main(name):\n"
    Path("app/state.py").write_text(f"{text}    STATE.name = name\n    return STATE.name\n")
    before = run(Settings(), [Path("app/state.py")]).results
    assert before and all(result.fix for result in before)
    Path("tests/test_state.py").write_text("from app.state import STATE\n\nprint(STATE)\n")
    for result in run(Settings(), [Path("app/state.py")]).results:
        assert result.held_back == "tests/test_state.py, which was not asked for, uses it, too"
