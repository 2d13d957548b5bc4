"""Of the programs in `cases/routes.txt`, which paths lead to which function.

What stands behind `#>` is the methods and paths of the function in that line, as they are found; a
`?` says that no application is known to have them. Programs with an `app` in `main.py` are also
run: what the application itself lists must be found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from asyncfix.inventory import Inventory
from asyncfix.pipeline import handlers
from asyncfix.settings import Settings
from tests.detect.programs import read_programs

PROGRAMS = read_programs(Path(__file__).parent / "cases" / "routes.txt")
LIST = Path(__file__).parents[2] / "benchmarks" / "routes.py"
UNKNOWN = {"unknown_prefix"}


def inventory(files: Mapping[str, str], folder: Path) -> Inventory:
    """What is found in the files, put into a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return handlers(Settings(root=folder), [folder])


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_handler_has_its_paths(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    expected = {
        (path, number): sorted(part.strip() for part in line.partition("#>")[2].split("|"))
        for path, text in PROGRAMS[name].items()
        for number, line in enumerate(text.splitlines(), 1)
        if "#>" in line
    }

    found = inventory(PROGRAMS[name], tmp_path)

    assert not found.failures
    routes = {
        (item.path, item.line): sorted(
            f"{'' if route.served else '? '}{','.join(sorted(route.methods))} {route.path}"
            for route in item.routes
        )
        for item in found.handlers
        if item.routes
    }
    assert routes == expected


@pytest.mark.parametrize(
    "name", [name for name, files in PROGRAMS.items() if "main.py" in files and name not in UNKNOWN]
)
def test_what_the_running_application_lists_is_found(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = inventory(PROGRAMS[name], tmp_path)
    ours = {
        (item.function, method, route.path)
        for item in found.handlers
        for route in item.routes
        for method in route.methods
        if route.served
    }

    done = subprocess.run(
        [sys.executable, str(LIST), "--list", "main:app"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stderr
    own = {path.removesuffix(".py").partition("/")[0] for path in PROGRAMS[name]}
    listed = {tuple(item) for item in json.loads(done.stdout)}
    assert ours == {item for item in listed if item[0].partition(".")[0] in own}
