"""The commands: what they ask of the pipeline, and what they print where."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from asyncfix import __version__
from asyncfix.cli.commands import app
from asyncfix.errors import CatalogueError, UsageError
from asyncfix.model import Change, Report
from tests.cli.conftest import PAGE, FakePipeline
from tests.output import sample

FOUND = sample.CHECKED._replace(failures=(), notes=())


def invoke(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, arguments, input=stdin, prog_name="asyncfix")


def test_check_prints_findings_and_summary_apart(pipeline: FakePipeline) -> None:
    done = invoke("check", "app", "tests/a.py")
    assert pipeline.calls[0][1:] == ((Path("app"), Path("tests/a.py")), False, None)
    assert done.stdout.startswith("app/main.py:12:5 AF101 `time.sleep` blocks")
    assert "Found 5 findings" not in done.stdout
    assert "Found 5 findings in 4 of 40 files" in done.stderr
    assert done.exit_code == 2


def test_the_working_folder_is_what_is_checked_by_default(pipeline: FakePipeline) -> None:
    invoke("check")
    assert pipeline.calls[0][1] == (Path("."),)


def test_apply_applies(pipeline: FakePipeline) -> None:
    pipeline.report = sample.APPLIED
    done = invoke("apply", ".")
    assert pipeline.calls[0][2] is True
    assert "fixed (native, safe)" in done.stdout
    assert done.stderr.startswith("Fixed 1 of 2 findings")
    assert done.exit_code == 1


@pytest.mark.parametrize(
    ("report", "options", "code"),
    [
        (sample.CLEAR, (), 0),
        (FOUND, (), 1),
        (FOUND, ("--exit-zero",), 0),
        (sample.CHECKED, (), 2),
        (sample.CHECKED, ("--exit-zero",), 2),
    ],
)
def test_exit_status(
    report: Report, options: tuple[str, ...], code: int, pipeline: FakePipeline
) -> None:
    pipeline.report = report
    assert invoke("check", *options).exit_code == code


def test_exit_zero_may_stand_in_the_file(pipeline: FakePipeline) -> None:
    Path("pyproject.toml").write_text("[tool.asyncfix]\nexit-zero = true\n")
    pipeline.report = FOUND
    assert invoke("check").exit_code == 0
    assert invoke("check", "--isolated").exit_code == 1


def test_options_become_settings(pipeline: FakePipeline) -> None:
    invoke(
        *("check", "--select", "AF1,AF2", "--select", "AF301", "--extend-select", "AF4"),
        *("--ignore", "AF101, AF102", "--strategy", "thread", "--unsafe-fixes"),
        *("--http-client", "httpx2", "--jobs", "2"),
    )
    settings = pipeline.settings
    assert settings.select == ("AF1", "AF2", "AF301")
    assert settings.extend_select == ("AF4",)
    assert settings.ignore == ("AF101", "AF102")
    assert (settings.strategy, settings.http_client) == ("thread", "httpx2")
    assert (settings.unsafe_fixes, settings.jobs) == (True, 2)


def test_an_option_that_is_not_given_leaves_the_file_alone(pipeline: FakePipeline) -> None:
    Path("pyproject.toml").write_text(
        "[tool.asyncfix]\nstrategy = 'def'\nunsafe-fixes = true\njobs = 3\nignore = ['AF1']\n"
    )
    invoke("check")
    settings = pipeline.settings
    assert (settings.strategy, settings.unsafe_fixes, settings.jobs) == ("def", True, 3)
    assert settings.ignore == ("AF1",)


def test_the_settings_are_those_of_the_checked_folder(pipeline: FakePipeline) -> None:
    project = Path("project")
    (project / "app").mkdir(parents=True)
    (project / "pyproject.toml").write_text("[tool.asyncfix]\njobs = 7\n")
    invoke("check", "project/app", "project/tests")
    assert pipeline.settings.jobs == 7
    invoke("check", "project/app", "elsewhere")
    assert pipeline.settings.jobs == 0
    invoke("check", "--config", "project/pyproject.toml", "elsewhere")
    assert pipeline.settings.jobs == 7


def test_json_has_standard_output_for_itself(pipeline: FakePipeline) -> None:
    done = invoke("check", "--output-format", "json")
    assert json.loads(done.stdout)["version"] == 1


def test_diff_has_standard_output_for_itself(pipeline: FakePipeline) -> None:
    change = Change("a b.py", b"x\xe9\r\n", b"y\xe9\r\n")
    pipeline.report = FOUND._replace(changes=(change,))
    done = invoke("check", "--diff")
    assert done.stdout_bytes == (
        b"--- a/a b.py\t\n+++ b/a b.py\t\n@@ -1 +1 @@\n-x\xe9\r\n+y\xe9\r\n"
    )
    assert "Found 5 findings" in done.stderr
    assert done.exit_code == 1


def test_only_what_shows_or_writes_new_text_makes_it(pipeline: FakePipeline) -> None:
    for arguments in (("check",), ("check", "--diff"), ("apply",)):
        invoke(*arguments)
    assert pipeline.rewrites == [False, True, True]


def test_the_cache_may_be_left_alone(pipeline: FakePipeline) -> None:
    for command in ("check", "apply"):
        invoke(command)
        invoke(command, "--no-cache")
    assert pipeline.caches == [True, False, True, False]


def test_diff_goes_without_another_format(pipeline: FakePipeline) -> None:
    done = invoke("check", "--diff", "--output-format", "json")
    assert done.exit_code == 2
    assert done.stderr == (
        "asyncfix: error: --diff prints a diff only: not with --output-format json\n"
    )
    assert not pipeline.calls


def test_apply_has_no_diff(pipeline: FakePipeline) -> None:
    assert invoke("apply", "--diff").exit_code == 2
    assert not pipeline.calls


def test_colour_is_an_option(pipeline: FakePipeline) -> None:
    assert "\x1b[" not in invoke("check").stdout
    assert "\x1b[" in invoke("check", "--color", "always").stdout
    assert "\x1b[" in invoke("check", "--diff", "--color", "always").stdout


def test_standard_input_is_checked(pipeline: FakePipeline) -> None:
    done = invoke("check", "-", "--stdin-filename", "app/x.py", stdin=b"x\r\n\xff")
    assert pipeline.calls[0][1:] == ((), False, ("app/x.py", b"x\r\n\xff"))
    assert done.stdout.startswith("app/main.py:12:5")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [((), b"x\r\n\xff"), ((Change("<stdin>", b"", b"y\r\n\xff"),), b"y\r\n\xff")],
)
def test_apply_prints_what_became_of_standard_input(
    changes: tuple[Change, ...], expected: bytes, pipeline: FakePipeline
) -> None:
    pipeline.report = sample.APPLIED._replace(changes=changes)
    done = invoke("apply", "-", stdin=b"x\r\n\xff")
    assert pipeline.calls[0][1:] == ((), True, ("<stdin>", b"x\r\n\xff"))
    assert done.stdout_bytes == expected
    assert "held back" in done.stderr


def test_standard_input_goes_alone(pipeline: FakePipeline) -> None:
    done = invoke("check", "-", "app", stdin=b"")
    assert done.exit_code == 2
    assert done.stderr.startswith("asyncfix: error: - reads standard input")


@pytest.mark.parametrize(
    "error", [UsageError("no such\nfile: x"), CatalogueError("no such file: x")]
)
def test_a_mistake_is_one_line(error: Exception, pipeline: FakePipeline) -> None:
    pipeline.error = error
    done = invoke("check")
    assert (done.stdout, done.stderr) == ("", "asyncfix: error: no such file: x\n")
    assert done.exit_code == 2


def test_a_mistake_in_the_file_is_one_line(pipeline: FakePipeline) -> None:
    Path("pyproject.toml").write_text("[tool.asyncfix]\nselct = 1\n")
    done = invoke("check")
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "pyproject.toml: unknown setting 'selct'; did you mean 'select'?" in done.stderr


def test_a_bug_is_not_swallowed(pipeline: FakePipeline) -> None:
    pipeline.error = ZeroDivisionError()
    assert isinstance(invoke("check").exception, ZeroDivisionError)


def test_an_interruption_is_quiet(pipeline: FakePipeline) -> None:
    pipeline.error = KeyboardInterrupt()
    done = invoke("check")
    assert (done.exit_code, done.output) == (130, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--strategy", "await"),
        ("check", "--http-client", "urllib"),
        ("check", "--output-format", "sarif"),
        ("check", "--jobs", "-1"),
        ("check", "--since", "main"),
        ("chekc",),
    ],
)
def test_what_is_not_offered_is_wrong_usage(
    arguments: tuple[str, ...], pipeline: FakePipeline
) -> None:
    assert invoke(*arguments).exit_code == 2
    assert not pipeline.calls


def test_a_wrong_value_is_told_in_one_line(pipeline: FakePipeline) -> None:
    for name, value in (("strategy", "'await'"), ("http-client", "'urllib'"), ("jobs", "-1")):
        done = invoke("check", f"--{name}={value.strip(chr(39))}")
        assert done.stderr.startswith(f"asyncfix: error: --{name} must be ")
        assert done.stderr.endswith(f", not {value}\n")


def test_explain_prints_the_page(pipeline: FakePipeline) -> None:
    assert invoke("explain", "AF101").stdout == PAGE
    done = invoke("explain", "AF1O1")
    assert done.exit_code == 2
    assert done.stderr == "asyncfix: error: unknown rule 'AF1O1'; did you mean AF101?\n"


def test_rules_are_listed(pipeline: FakePipeline) -> None:
    lines = invoke("rules").stdout.splitlines()
    assert lines[0].split() == ["Code", "Name", "Severity", "Default", "Summary"]
    assert lines[1].split()[:4] == ["AF101", "blocking-sleep", "warning", "on"]


def test_version() -> None:
    assert invoke("--version").stdout == f"asyncfix {__version__}\n"


@pytest.mark.parametrize("arguments", [("-h",), ("--help",), ()])
def test_help_names_the_commands(arguments: tuple[str, ...]) -> None:
    done = invoke(*arguments)
    assert all(name in done.output for name in ("check", "apply", "explain", "rules"))


def test_help_fits_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = invoke("check", "-h")
    assert done.exit_code == 0
    assert max(map(len, done.output.splitlines())) <= 80
    assert "--unsafe-fixes" in done.output


def test_handlers_is_a_report(pipeline: FakePipeline) -> None:
    pipeline.inventory = replace(sample.INVENTORY, failures=())
    done = invoke("handlers", "app", "--strategy", "def", "--no-cache")
    assert pipeline.calls[0][1:] == ((Path("app"),), False, None)
    assert pipeline.settings.strategy == "def"
    assert pipeline.caches == [False]
    assert done.stdout.splitlines()[0].split() == ["Line", "Verdict", "Handler", "Function"]
    assert "2 handlers in 40 files" in done.stderr
    assert done.exit_code == 0


def test_handlers_in_json_and_a_file_that_failed(pipeline: FakePipeline) -> None:
    done = invoke("handlers", "--output-format", "json")
    assert json.loads(done.stdout)["summary"]["manual"] == 1
    assert done.exit_code == 2


def test_handlers_reads_standard_input(pipeline: FakePipeline) -> None:
    invoke("handlers", "-", stdin=b"x = 1\n")
    assert pipeline.calls[0][1:] == ((), False, ("<stdin>", b"x = 1\n"))


def test_handlers_that_cannot_be_listed(pipeline: FakePipeline) -> None:
    pipeline.error = UsageError("nowhere: no such file or folder")
    done = invoke("handlers", "nowhere")
    assert done.exit_code == 2
    assert done.stderr == "asyncfix: error: nowhere: no such file or folder\n"
    assert invoke("handlers", "--output-format", "sarif").exit_code == 2
