"""Of the programs in `cases/roles.txt`, as what a framework calls the function in each line.

What stands behind `#>` is the role, and the path of a WebSocket route.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.detect.programs import read_programs
from tests.detect.test_routes import inventory

PROGRAMS = read_programs(Path(__file__).parent / "cases" / "roles.txt")


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_handler_has_its_role(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    expected = {
        (path, number): line.partition("#>")[2].strip()
        for path, text in PROGRAMS[name].items()
        for number, line in enumerate(text.splitlines(), 1)
        if "#>" in line
    }

    found = inventory(PROGRAMS[name], tmp_path)

    roles = {}
    for item in found.handlers:
        paths = [route.path for route in item.routes if item.role == "websocket"]
        roles[item.path, item.line] = " ".join([item.role, *paths])
    assert roles == expected
