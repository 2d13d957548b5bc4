"""Of the programs in `cases/handlers.txt`, the functions marked `# D` become plain `def`s.

Nothing else does: each of the others says by its name what stands in the way.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.model import Strategy
from asyncfix.pipeline import run
from asyncfix.settings import Settings
from tests.detect.programs import read_programs

PROGRAMS = read_programs(Path(__file__).parent / "cases" / "handlers.txt")


@pytest.mark.parametrize("name", PROGRAMS)
def test_only_marked_handlers_become_plain(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    expected = set()
    for path, text in PROGRAMS[name].items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")
        lines = enumerate(text.splitlines(), 1)
        expected |= {(path, number) for number, line in lines if line.endswith("# D")}

    report = run(Settings(root=tmp_path), [tmp_path], rewrite=True)

    assert not report.failures
    fixes = [item.fix for item in report.results if item.fixable and item.fix is not None]
    made = [fix for fix in fixes if fix.strategy is Strategy.DEF]
    assert {(edit.path, edit.span.line) for fix in made for edit in fix.edits} == expected
