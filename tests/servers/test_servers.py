"""Programs that a server answers do the same after their fixes, and free the loop."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from asyncfix.testing import fixed_text, report_source, run_program
from tests.behaviour.header import parse_header
from tests.projects.kit import read_cases, rewritten
from tests.servers.conftest import Postgres

pytestmark = pytest.mark.servers
HERE = Path(__file__).parent
MOVED = {
    name: files
    for name, files in read_cases(HERE.parent / "twins" / "cases").items()
    if "create_engine" in "".join(files.values())
}
_ADDRESS = re.compile(r'f?"sqlite(?:\+aiosqlite)?:///(?:[^"]+"|" \+ \w+)')
_MOVED = re.compile(r"psycopg://[^'\"]*")
_OURS = ', connect_args={"check_same_thread": False}'


def served(files: dict[str, str], address: str) -> dict[str, str]:
    """The files, with the address of a server in the place of that of a file."""
    return {
        path: _ADDRESS.sub(lambda _: repr(address), text).replace(_OURS, "")
        for path, text in files.items()
    }


@pytest.mark.parametrize("name", MOVED)
def test_a_moved_application_does_the_same_on_postgresql(
    name: str, postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"postgresql+psycopg2://{postgres.fresh()}"
    files = served(MOVED[name], address)
    header = parse_header(files["main.py"], "AF105", name)
    monkeypatch.chdir(tmp_path)
    _, _, after_files = rewritten(files, header, tmp_path, strategy="native", rewrite=False)
    if not header.fixed:
        return
    assert "create_async_engine" in "".join(after_files.values())
    assert "postgresql+psycopg://" in "".join(after_files.values())
    before = run_program(files["main.py"], modules=files)
    assert not before.errors, before.stderr
    emptied = f"psycopg://{postgres.fresh()}"
    again = {path: _MOVED.sub(emptied, text) for path, text in after_files.items()}
    after = run_program(again["main.py"], modules=again)
    assert after == before, after.stderr
    # What shows a warning looks for the file that it is about.
    assert not [item for item in after.blocking if not item.startswith("os.stat ")]
    assert not after.never_awaited


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
def test_units_of_work_do_the_same_on_postgresql(driver: str, postgres: Postgres) -> None:
    source = (HERE / "postgres_units.py").read_text().replace("DRIVER", driver)
    report = report_source(source)
    assert report.results and all(result.fixable for result in report.results)
    programs = (source, fixed_text(source, report))
    before, after = (
        run_program(text, environment={"DSN": f"postgresql://{postgres.fresh()}"})
        for text in programs
    )
    assert not before.errors, before.stderr
    assert after == before, after.stderr
    assert not after.blocking


def test_a_client_of_redis_does_the_same(redis_port: int) -> None:
    source = (HERE / "redis_client.py").read_text()
    report = report_source(source, options=("unsafe",))
    fixed = fixed_text(source, report)
    environment = {"PORT": str(redis_port)}
    before = run_program(source, environment=environment)
    assert not before.errors, before.stderr
    assert before.blocking
    after = run_program(fixed, environment=environment)
    assert after == before, after.stderr
    assert not after.blocking, fixed
