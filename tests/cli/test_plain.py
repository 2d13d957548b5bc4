"""A command line means the same to Typer and to what reads plain ones without it."""

from __future__ import annotations

from inspect import signature

import pytest
from typer.testing import CliRunner

from asyncfix.cli import commands, run
from asyncfix.cli.plain import Check, read

READ = """

.
a.py b.py
--isolated small.py
small.py --diff --no-cache
--exit-zero --unsafe-fixes --exit-zero
--select AF1,AF2 --select AF301 --extend-select AF4 --ignore=AF101,
--ignore ,
--output-format json -
- --stdin-filename=app/main.py --output-format=concise
--output-format json --output-format full a.py
--strategy thread --http-client=httpx2 --jobs 2 --jobs=4
--config asyncfix.toml --color=never src
"""
LEFT = """
-h
--help
--version
-- a.py
-j2
--jobs two
--jobs -1
--jobs=02
--jobs
--diff=yes
--no-diff
--output-format xml
--color sometimes
--strategy=
--config= src
--select --diff
--out json
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Check]:
    """What Typer has the run asked for."""
    calls: list[Check] = []
    monkeypatch.setattr(run, "check", lambda *given: calls.append(Check(*given)))
    return calls


@pytest.mark.parametrize("line", READ.split("\n")[1:-1])
def test_a_plain_line_means_what_typer_makes_of_it(line: str, asked: list[Check]) -> None:
    assert CliRunner().invoke(commands.app, ["check", *line.split()]).exit_code == 0
    assert read(line.split()) == asked[0]


@pytest.mark.parametrize("line", LEFT.split("\n")[1:-1])
def test_the_rest_is_left_to_typer(line: str) -> None:
    assert read(line.split()) is None


def test_an_empty_path_is_left_to_typer() -> None:
    assert read([""]) is None


def test_what_a_shell_asks_is_left_to_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_ASYNCFIX_COMPLETE", "complete_bash")
    assert read([]) is None


def test_every_option_is_read() -> None:
    options = [f"--{name.replace('_', '-')}" for name in signature(commands.check).parameters]
    for option in options[1:]:
        assert any(read([option, *value]) for value in ([], ["2"], ["auto"], ["full"])), option
