"""A fix that reaches over several files is made in all of them or in none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from asyncfix.pipeline import run
from asyncfix.rewrite import write
from asyncfix.settings import Settings

FILES = {
    "a.py": (
        "import time\n\n\ndef load():\n    return open('x').read()\n\n\n"
        "async def pause():\n    time.sleep(1)\n"
    ),
    "b.py": "from a import load\n\n\nasync def main():\n    return load()\n",
    "c.py": "import time\n\n\nasync def other():\n    time.sleep(1)\n",
}
NATIVE = Settings(strategy="native")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text)
    return tmp_path


def changed() -> set[str]:
    """The files that are not what they were."""
    assert sorted(os.listdir()) == sorted(FILES)
    return {name for name, text in FILES.items() if Path(name).read_text() != text}


def test_a_helper_stays_plain_where_a_caller_cannot_be_written(project: Path) -> None:
    Path("b.py").chmod(0o444)
    report = run(NATIVE, [project], apply=True)
    assert [(item.path, item.stage) for item in report.failures] == [("b.py", "write")]
    assert changed() == {"a.py", "c.py"}
    assert "\ndef load():" in Path("a.py").read_text()
    assert "await asyncio.sleep(1)" in Path("a.py").read_text()
    assert {change.path for change in report.changes} == {"a.py", "c.py"}
    Path("b.py").chmod(0o644)
    run(NATIVE, [project], apply=True)
    assert changed() == {*FILES}
    assert "\nasync def load():" in Path("a.py").read_text()


def test_a_run_that_is_interrupted_leaves_all_as_it_was(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_owner = write._copy_owner
    places: list[str] = []

    def interrupted(path: Path, status: os.stat_result) -> None:
        places.append(path.name)
        if len(places) == 3:
            raise KeyboardInterrupt
        copy_owner(path, status)

    monkeypatch.setattr(write, "_copy_owner", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(NATIVE, [project], apply=True)
    assert len(places) == 5  # two of three were written, and put back
    assert changed() == set()
