"""Errors that programs raise are explained by name and by message, and each page is built alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from asyncfix.cli.commands import app
from asyncfix.errors import UsageError
from asyncfix.pages import read_diagnosis
from asyncfix.pipeline import page
from asyncfix.registry import packs, rules

FOLDER = Path(__file__).parents[2] / "codemods" / "asyncfix_codemods" / "diagnoses"
PAGES = sorted(FOLDER.glob("*.md"))
RULES = rules(packs())


def title(asked: str) -> str:
    """The first line of the page that explains it."""
    return page(asked).partition("\n")[0].removeprefix("# ")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_diagnosis_is_found_by_its_name_and_all_its_words(path: Path) -> None:
    known = read_diagnosis(path)
    for word in (known.name, *known.words):
        for asked in (word, word.upper(), f"E   some.module.Error: {word} [and more]", f"`{word}`"):
            assert title(asked) == known.name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_each_page_is_built_alike(path: Path) -> None:
    known = read_diagnosis(path)
    text = page(known.name)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    assert headings == [known.name, "What happened", "What to do", "Rules that find it"]
    assert known.summary.endswith(".")
    assert set(known.rules) <= RULES.keys()
    assert all(f"- {code} {RULES[code].name}: " in text for code in known.rules)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("missinggreenlet", "MissingGreenlet"),
        ("Detached Instance", None),
        ("detachedinstance", "DetachedInstanceError"),
        ("never awaited", "coroutine was never awaited"),
        ("  Event   loop\nis closed ", "Event loop is closed"),
        (
            "RuntimeError: Task <Task pending name='Task-5' coro=<f() running at a.py:3>> got "
            "Future <Future pending> attached to a different loop",
            "attached to a different loop",
        ),
        (
            "sqlalchemy.exc.StatementError: (sqlalchemy.exc.MissingGreenlet) greenlet_spawn has "
            "not been called; can't call await_only() here. Was IO attempted in an odd place?",
            "MissingGreenlet",
        ),
        ("blocking-sleep", "AF101 blocking-sleep"),
        ("af101", "AF101 blocking-sleep"),
    ],
)
def test_what_people_paste_is_understood(asked: str, name: str | None) -> None:
    if name is not None:
        assert title(asked) == name
    else:
        with pytest.raises(UsageError):
            page(asked)


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("MissingGrenlet", "unknown rule or error 'MissingGrenlet'; did you mean MissingGreenlet"),
        ("blocking-slep", "unknown rule or error 'blocking-slep'; did you mean blocking-sleep"),
        ("AF999", "unknown rule 'AF999'"),
        ("xyz", "unknown rule or error 'xyz'"),
        ("", "unknown rule or error ''"),
        ("KeyError:\n'name' " + "x" * 90, "unknown rule or error \"KeyError: 'name' xxx"),
    ],
)
def test_what_is_not_known_is_one_line_and_exit_2(asked: str, line: str) -> None:
    done = CliRunner().invoke(app, ["explain", asked])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert line in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_words_need_no_quotes_on_the_command_line() -> None:
    done = CliRunner().invoke(app, ["explain", "was", "never", "awaited"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == page("was never awaited")
