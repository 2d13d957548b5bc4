"""What is kept of earlier runs, and the number of processes, change nothing in a report."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from asyncfix.cache import FOLDER
from asyncfix.detect import scan
from asyncfix.model import Report
from asyncfix.output.json import document
from asyncfix.pipeline import fresh, run, work
from asyncfix.pipeline.reading import read_all
from asyncfix.project.project import Project
from asyncfix.project.sources import ahead, parallel
from asyncfix.settings import Settings

FILES = {
    "app/__init__.py": "",
    "app/main.py": (
        "from app.clock import pause\nfrom app.data import load\nfrom app.old import late\n"
        "from app.slow import work\n\n\n"
        "async def main():\n"
        "    pause(1)\n    load()\n    late()\n    work()\n    open('x').read()\n"
    ),
    "app/clock.py": "from time import sleep as pause\n",
    "app/data.py": "async def load():\n    return 1\n",
    "app/old.py": "from os import system as late\n",
    "app/slow.py": "import time\n\n\ndef work():\n    time.sleep(1)\n",
    "app/more.py": "from app.slow import work\n\n\nasync def more():\n    work()\n",
    "app/most.py": "from app.old import late\n\n\nasync def most():\n    late()\n",
    "app/plain.py": "def f():\n    return 1\n",
    "app/quiet.py": "# asyncfix: ignore\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(parallel, "_WORTH_IT", 0)
    monkeypatch.setattr(scan, "_FEWEST_SHARED", 0)
    monkeypatch.setattr(scan, "_MODULES", 1)
    monkeypatch.setattr(work, "_FEWEST_SHARED", 0)
    monkeypatch.setattr(work, "_FILES", 1)
    for name, text in FILES.items():
        write(name, text)
    return tmp_path


def write(name: str, text: str, age: int = 3600) -> None:
    """Writes a file that is as old as that, so that a report on it may be kept."""
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text)
    os.utime(name, (1_700_000_000 - age,) * 2)


def checked(root: Path, jobs: int = 1, cache: bool = True) -> Report:
    return run(Settings(root=root, jobs=jobs), [root], cache=cache)


CHANGES: dict[str, Callable[[], None]] = {
    "nothing": lambda: None,
    "a helper": lambda: write("app/clock.py", "def pause(seconds):\n    return seconds\n"),
    "a helper, back again": lambda: write("app/clock.py", FILES["app/clock.py"], age=60),
    "a finding": lambda: write(
        "app/data.py", "import time\nasync def load():\n    time.sleep(1)\n"
    ),
    "another file": lambda: write("app/plain.py", "import time\nasync def g(): time.sleep(1)\n"),
    "a deleted file": lambda: os.remove("app/old.py"),
    "a broken file": lambda: write("app/data.py", "async def load(:\n"),
    "a broken file without async": lambda: write("app/plain.py", "def f(:\n"),
    "a new file": lambda: write("app/new.py", "import time\nasync def g(): time.sleep(1)\n"),
    "a moved file": lambda: os.rename("app/clock.py", "app/watch.py"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_report_is_the_same_however_it_comes_about(change: str, project: Path) -> None:
    first = checked(project)
    found = {result.finding.code for result in first.results}
    assert found == {"AF101", "AF103", "AF104", "AF201", "AF301"}
    assert checked(project) == first  # from the report that was kept
    CHANGES[change]()
    expected = checked(project, cache=False)
    assert (change in ("nothing", "a helper, back again")) == (expected == first)
    for jobs in (1, 2, 1):
        assert checked(project, jobs) == expected
        assert checked(project, jobs, cache=False) == expected
    (project / FOLDER / "nothing").touch()
    for file in (project / FOLDER).iterdir():
        file.unlink()
    for jobs in (2, 2, 1):
        assert document(checked(project, jobs)) == document(expected)


@pytest.mark.parametrize("others", ["are copies", "are started anew", "come to a bad end"])
def test_a_report_does_not_depend_on_the_processes_that_help(
    others: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("app/old.py", "def late(:\n")
    write("app/plain.py", "async def f(:\n")
    expected = checked(project, cache=False)
    assert len(expected.failures) == 2
    if others == "are started anew":
        monkeypatch.setattr(parallel, "_can_fork", lambda: False)
    if others == "come to a bad end":
        monkeypatch.setattr(ahead, "_record", lambda job: os._exit(1))
    assert checked(project, 3, cache=False) == expected


def test_a_file_is_nested_too_deeply_whoever_asks_for_it(project: Path) -> None:
    def asked(path: str, calls: int) -> bool:
        if calls:
            return asked(path, calls - 1)
        files = read_all([path], None).files
        return Project.of(project, files).module(files[0].display) is not None

    for terms, fits in ((300, True), (2000, False)):
        write("app/plain.py", " + ".join(["x"] * terms))
        assert asked("app/plain.py", 0) is fits
        assert asked("app/plain.py", 500) is fits


def test_a_file_that_is_only_newer_has_not_changed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = checked(project)
    write("app/clock.py", "def pause(seconds):\n    return seconds\n")
    second = checked(project)
    assert first != second
    changed = Path("app/clock.py").read_text()
    monkeypatch.setattr(fresh, "fresh_report", None)  # nothing is to be found out anew
    for text, expected in ((FILES["app/clock.py"], first), (changed, second)):
        write("app/clock.py", text, age=-1)
        assert checked(project) == expected
    os.utime("app/main.py")  # a moment ago
    assert checked(project) == checked(project) == second


def test_after_any_changes_a_report_is_that_of_a_run_that_remembers_nothing(project: Path) -> None:
    dice = Random(3)
    for age in range(12):
        name = dice.choice([*FILES])
        if dice.random() < 0.2 and Path(name).exists():
            os.remove(name)
        else:
            write(name, FILES[dice.choice([name, name, *FILES])], age)
        assert checked(project) == checked(project, cache=False), (age, name)


def test_what_a_project_declares_counts(project: Path) -> None:
    def notes() -> tuple[str, ...]:
        settings = Settings(root=project, strategy="native", unsafe_fixes=True)
        return run(settings, [project], cache=True).notes

    write("app/plain.py", "import requests\n\n\nasync def f():\n    requests.get('http://a')\n")
    before = len(notes())
    for text, count in (("httpx", before - 1), ("other", before), ("httpx", before - 1)):
        write("requirements.txt", text)
        assert len(notes()) == len(notes()) == count


def test_settings_and_working_folder_count(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = checked(project)
    some = run(replace(Settings(root=project), select=("AF101",)), [project], cache=True)
    assert {result.finding.code for result in some.results} == {"AF101"}
    monkeypatch.chdir(project / "app")
    paths = {result.finding.path for result in checked(project).results}
    assert paths == {"main.py", "more.py", "most.py"}
    monkeypatch.chdir(project)
    assert checked(project) == whole


def test_what_is_rewritten_is_never_taken_from_a_report(project: Path) -> None:
    checked(project)
    settings = Settings(root=project)
    assert run(settings, [project], rewrite=True, cache=True).changes
    assert run(settings, [project], apply=True, cache=True).changes
    codes = {result.finding.code for result in checked(project).results}
    assert codes == {result.finding.code for result in checked(project, cache=False).results}
