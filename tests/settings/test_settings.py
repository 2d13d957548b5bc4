"""The settings: from files, from options, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.errors import UsageError
from asyncfix.settings import Settings, load


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(tmp_path, None, False, {})
    assert settings == Settings(root=tmp_path)
    assert (settings.strategy, settings.http_client, settings.jobs) == ("auto", "auto", 0)


def test_every_key_of_the_file_counts(tmp_path: Path) -> None:
    write(
        tmp_path / "pyproject.toml",
        """
        [tool.asyncfix]
        select = ["AF1"]
        extend-select = ["AF301"]
        ignore = ["AF102"]
        strategy = "thread"
        unsafe-fixes = true
        http-client = "httpx2"
        http-accept = ["charset"]
        exit-zero = true
        jobs = 2
        exclude = ["gen/"]
        """,
    )
    assert load(tmp_path, None, False, {}) == Settings(
        select=("AF1",),
        extend_select=("AF301",),
        ignore=("AF102",),
        strategy="thread",
        unsafe_fixes=True,
        http_client="httpx2",
        http_accept=("charset",),
        exit_zero=True,
        jobs=2,
        exclude=("gen/",),
        root=tmp_path,
    )


def test_the_nearest_table_counts(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.asyncfix]\njobs = 1\n")
    write(tmp_path / "a/pyproject.toml", "[tool.asyncfix]\njobs = 2\n")
    write(tmp_path / "a/b/pyproject.toml", "[tool.other]\n")
    start = write(tmp_path / "a/b/c/main.py", "")
    settings = load(start, None, False, {})
    assert (settings.jobs, settings.root) == (2, tmp_path / "a")


def test_isolated_reads_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "pyproject.toml", "[tool.asyncfix\n")
    assert load(tmp_path, None, True, {"jobs": 3}) == Settings(jobs=3, root=tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.asyncfix]\njobs = 4\n"),
        ("other.toml", "[tool.asyncfix]\njobs = 4\n"),
        ("other.toml", "jobs = 4\n"),
    ],
)
def test_a_file_may_be_named(
    name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "pyproject.toml", "[tool.asyncfix]\njobs = 1\n")
    settings = load(tmp_path, write(tmp_path / "conf" / name, text), False, {})
    assert (settings.jobs, settings.root) == (4, tmp_path)


def test_an_option_beats_the_file(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.asyncfix]\njobs = 1\nstrategy = 'def'\n")
    settings = load(tmp_path, None, False, {"jobs": 2, "unsafe_fixes": True})
    assert (settings.jobs, settings.strategy, settings.unsafe_fixes) == (2, "def", True)


def test_options_for_rules_state_or_refine_the_selection(tmp_path: Path) -> None:
    write(
        tmp_path / "pyproject.toml",
        "[tool.asyncfix]\nselect = ['AF1']\nextend-select = ['AF301']\nignore = ['AF112']\n",
    )

    def rules(**options: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        settings = load(tmp_path, None, False, options)
        return settings.select, settings.extend_select, settings.ignore

    assert rules(select=("AF112",)) == (("AF112",), (), ())
    assert rules(extend_select=("AF112",)) == (("AF1",), ("AF301", "AF112"), ())
    assert rules(ignore=("AF301",)) == (("AF1",), (), ("AF112", "AF301"))
    assert rules(extend_select=("AF2",)) == (("AF1",), ("AF301", "AF2"), ("AF112",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.asyncfix", "not valid TOML: "),
        ("\udcff", "not valid TOML: "),
        ("[tool]\nasyncfix = 1", "tool.asyncfix must be a table, not 1"),
        ("[tool.asyncfix]\nselct = []", "unknown setting 'selct'; did you mean 'select'?"),
        (
            "[tool.asyncfix]\nunsafe_fixes = true",
            "unknown setting 'unsafe_fixes'; did you mean 'unsafe-fixes'?",
        ),
        ("[tool.asyncfix]\nroot = 'x'", "unknown setting 'root'"),
        ("[tool.asyncfix]\nselect = 'AF1'", "select must be a list of strings, not 'AF1'"),
        ("[tool.asyncfix]\nignore = [1]", "ignore must be a list of strings, not [1]"),
        ("[tool.asyncfix]\njobs = -1", "jobs must be a whole number, 0 or more, not -1"),
        ("[tool.asyncfix]\njobs = true", "jobs must be a whole number, 0 or more, not True"),
        ("[tool.asyncfix]\nexit-zero = 1", "exit-zero must be true or false, not 1"),
        (
            "[tool.asyncfix]\nstrategy = 'await'",
            "strategy must be one of auto, native, thread, def, process, not 'await'",
        ),
        (
            "[tool.asyncfix]\nhttp-accept = 'charset'",
            "http-accept must be a list of strings, not 'charset'",
        ),
        (
            "[tool.asyncfix]\nhttp-accept = ['charset']\nhttp-exactness = 'strict'",
            'http-exactness = "strict" leaves nothing to http-accept',
        ),
        (
            "[tool.asyncfix]\nhttp-client = ['httpx']",
            "http-client must be one of auto, httpx, httpx2, aiohttp, not ['httpx']",
        ),
    ],
)
def test_a_mistake_is_one_line_with_file_and_key(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(UsageError) as caught:
        load(tmp_path, None, False, {})
    assert str(caught.value).startswith(f"{file}: {message}")
    assert "\n" not in str(caught.value)


def test_a_named_file_must_be_there_and_mean_us(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"missing\.toml: cannot be read: No such file"):
        load(tmp_path, tmp_path / "missing.toml", False, {})
    file = write(tmp_path / "pyproject.toml", "[tool.other]\n")
    with pytest.raises(UsageError, match=r"has no \[tool\.asyncfix\] table"):
        load(tmp_path, file, False, {})
    with pytest.raises(UsageError, match="--config and --isolated exclude each other"):
        load(tmp_path, file, True, {})


def test_a_wrong_option_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--strategy must be one of"):
        load(tmp_path, None, True, {"strategy": "await"})
