"""A formatted text stays formatted: new calls are laid out over lines where one has no room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from asyncfix.model import Edit
from asyncfix.pipeline.rewriting import longest_line
from asyncfix.rewrite.engine import rewrite
from asyncfix.rewrite.layout import LONGEST
from asyncfix.rewrite.verify import problems
from tests.rewrite.kit import CODEMODS, calls, edits_of, span_of

HEAD = "async def main(users, form):\n    try:\n        "
TAIL = "\n    finally:\n        pass\n"
ARGUMENTS = "form.email_address.lower(), form.password_as_it_was_typed"
FORMATTED = [
    f"first = find_user({ARGUMENTS})[0]",
    f"first = find_user({ARGUMENTS}, form.remember).first",
    f"first = find_user(\n            {ARGUMENTS}, form.remember_me\n        ).first",
    f"name = find_user({ARGUMENTS[:-13]}, form.remember).name",
    f"names(\n            **find_user({ARGUMENTS}, form.remember_me).names()\n        )",
    "user = find(form.email)",
    f"user = find_user({ARGUMENTS})",
    f"user = find_user({ARGUMENTS[:-13]}, form.remember_me)",
    "user = users.find_user(form.email_address.lower(), strictly=form.is_strict, *form.r)",
    f"return find_user({ARGUMENTS}, **form)",
    f"if not find_user({ARGUMENTS}):\n            pass",
    f"user = find_user(\n            {ARGUMENTS}, form.remember_me\n        )",
    f"user = find_user(\n            {ARGUMENTS}, form.remember, 1234\n        )",
    "user = find_user(\n            form.email_address.lower(),\n            form.name,\n        )",
    f"user = find_user({ARGUMENTS}, '#{'1' * 9}')",
    f"names.append(find_user({ARGUMENTS[:-13]}))",
    f"names.append(find_user({ARGUMENTS}, form.remember_me))",
    f"names.append(find_user({ARGUMENTS}, form.remember_me, form.page))",
    f"names.append(key=find_user({ARGUMENTS}))",
    f"return User(find_user({ARGUMENTS[:-13]}), form)",
    f"return User(form, find_user({ARGUMENTS}, form.remember_me, form.page), *names, **form)",
    "return find_user(form.email_address, 1234567).filled_in(form, 12)",
    "user = find(form.email).filled_in(form.first_name, name=form.name)",
    f"x: int = len(list(find_user({ARGUMENTS})))",
    f"assert User(find_user({ARGUMENTS}))",
]


def formatted(text: str, longest: int) -> str:
    """The text as a formatter would have it."""
    options = ("format", "-", "--isolated", f"--line-length={longest}")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *options],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def threaded(text: str, longest: int) -> str:
    function = next(x for x in ("users.find_user", "find_user", "find") if f"{x}(" in text)
    edits = edits_of(text, function, "move_to_thread", offload="asyncio.to_thread")
    after = rewrite(text, edits, CODEMODS.__getitem__, longest=longest)
    assert problems(text, after, edits) == []
    return after


@pytest.mark.parametrize("longest", [79, 88, 100])
@pytest.mark.parametrize("statement", FORMATTED)
def test_what_was_formatted_still_is(statement: str, longest: int) -> None:
    text = formatted(f"{HEAD}{statement}{TAIL}", longest)
    after = threaded(text, longest)
    assert "asyncio.to_thread" in after
    assert after == formatted(after, longest)


@pytest.mark.parametrize("longest", [79, 88, 100])
@pytest.mark.parametrize("name", ["read", "read_the_text_of", "read_the_text_of_all_pages"])
def test_what_fits_on_one_line_again_comes_there(name: str, longest: int) -> None:
    loop = "asyncio.get_running_loop().run_in_executor"
    text = formatted(f"{HEAD}user = await {loop}(None, users.{name}){TAIL}", longest)
    (call,) = calls(text, loop)
    names = {"function": "asyncio.to_thread", "given": ""}
    edit = Edit("m.py", span_of(text, call), "drop_executor", names)
    after = rewrite(text, [edit], CODEMODS.__getitem__, longest=longest)
    assert problems(text, after, [edit]) == []
    assert "asyncio.to_thread" in after
    assert after == formatted(after, longest)


@pytest.mark.parametrize(
    "statement",
    [
        "x = find_user(form.email_address, form.password_as_it_was_typed, 1)  # noqa: S106",
        f"x = find_user(form.email_address, form.password_as_it_was_typed, {'1' * 30})",
        "x = f'{find_user(form.email_address, form.password_as_it_was_typed, 1234567)}'",
        "x = find_user(form.email_address, form.password_as_it_was_typed,\n"
        "                      form.remember).name",
        "x = (\n            find_user(form.email_address, form.password)\n        )",
    ],
    ids=["a-comment-may-mean-it", "longer-before", "in-an-f-string", "aligned", "parentheses"],
)
def test_lines_stay_as_they_are(statement: str) -> None:
    text = f"{HEAD}{statement}{TAIL}"
    after = threaded(text, 88)
    assert after.count("\n") == text.count("\n")
    assert "asyncio.to_thread" in after


@pytest.mark.parametrize(
    ("files", "longest"),
    [
        ({"pyproject.toml": "[tool.black]\nline-length = 100  # wide\n"}, 100),
        ({"pyproject.toml": "[tool.ruff]\nline-length=120"}, 120),
        ({".flake8": "[flake8]\nmax-line-length = 79\n", "pyproject.toml": "[project]\n"}, 79),
        ({"ruff.toml": "line-length = 99", "setup.cfg": "[flake8]\nmax-line-length = 79"}, 99),
        ({"pyproject.toml": "# line-length = 40\n"}, LONGEST),
        ({}, LONGEST),
    ],
)
def test_the_project_says_how_long(files: dict[str, str], longest: int, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert longest_line(tmp_path) == longest
