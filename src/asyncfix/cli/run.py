"""Carries the commands out: from the options to the streams and the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from asyncfix.cli.request import Request
from asyncfix.errors import CatalogueError, UsageError
from asyncfix.output import Color, Format, HandlersFormat, render
from asyncfix.output.lines import Plain, captured, is_colored, target

if TYPE_CHECKING:
    from rich.console import Console

    from asyncfix.model import Report
    from asyncfix.settings import Settings

# Rich, the settings and the pipeline are imported where they are used: `--version` needs none.


def check(request: Request, form: Format, diff: bool) -> None:
    """Prints the findings or the diff. Ends the command."""
    with _ending():
        if diff and form is not Format.FULL:
            raise UsageError(f"--diff prints a diff only: not with --output-format {form.value}")
        stdin = _stdin(request)
        report, exit_zero = _report(request, stdin, apply=False, rewrite=diff)
        if diff:
            _print_diff(report, request.color)
        else:
            _show(lambda place: render(report, form, place), request.color)
        _finish(report, request.color, exit_zero)


def apply(request: Request, form: Format) -> None:
    """Rewrites the files, and prints the findings; or prints what became of standard input.

    Ends the command.
    """
    with _ending():
        stdin = _stdin(request)
        report, exit_zero = _report(request, stdin, apply=True, rewrite=True)
        if stdin is None:
            _show(lambda place: render(report, form, place), request.color)
        else:
            _write(report.changes[0].after if report.changes else stdin[1])
            render(report, form, target(sys.stderr, request.color))
        _finish(report, request.color, exit_zero)


def handlers(request: Request, form: HandlersFormat) -> None:
    """Prints what web frameworks call, and what to do about it. Ends the command."""
    with _ending():
        from asyncfix import pipeline
        from asyncfix.output import handlers as output
        from asyncfix.output import handlers_json
        from asyncfix.output.progress import progress

        stdin = _stdin(request)
        paths, settings = _settings(request, stdin)
        with progress(_stderr(request.color)) as update:
            found = pipeline.handlers(
                settings, paths, cache=request.cache, progress=update, stdin=stdin
            )
        draw = output.table if form is HandlersFormat.TABLE else handlers_json.render
        _print(lambda console: draw(found, console), request.color)
        output.summary(found, _stderr(request.color))
        raise SystemExit(2 if found.failures else 0)


def explain(what: str, color: Color) -> None:
    """Prints the page of a rule or an error. Ends the command."""
    with _ending():
        from asyncfix import pipeline
        from asyncfix.output.reference import page

        text = pipeline.page(what)
        _print(lambda console: page(text, console), color)


def rules(color: Color) -> None:
    """Prints the table of the rules. Ends the command."""
    with _ending():
        from asyncfix import pipeline
        from asyncfix.output.reference import table

        known = pipeline.rules()
        _print(lambda console: table(known, console), color)


@contextmanager
def _ending() -> Iterator[None]:
    """Turns the errors that a user can mend, and an interruption, into exit statuses."""
    try:
        yield
    except (UsageError, CatalogueError) as error:
        print(f"asyncfix: error: {' '.join(str(error).split())}", file=sys.stderr)
        raise SystemExit(2) from error
    except KeyboardInterrupt as interruption:
        raise SystemExit(130) from interruption


def _stdin(request: Request) -> tuple[str, bytes] | None:
    """Name and content of standard input, if that is what to read."""
    if request.reads_stdin:
        return request.stdin_filename, sys.stdin.buffer.read()
    if Path("-") in request.paths:
        raise UsageError("- reads standard input and goes without other paths")
    return None


def _report(
    request: Request, stdin: tuple[str, bytes] | None, *, apply: bool, rewrite: bool
) -> tuple[Report, bool]:
    """The pipeline's report, and whether findings are to exit with 0."""
    from asyncfix import pipeline
    from asyncfix.output.progress import progress

    paths, settings = _settings(request, stdin)
    with progress(target(sys.stderr, request.color)) as update:
        report = pipeline.run(
            settings,
            paths,
            apply=apply,
            rewrite=rewrite,
            cache=request.cache,
            progress=update,
            stdin=stdin,
        )
    return report, settings.exit_zero


def _settings(
    request: Request, stdin: tuple[str, bytes] | None
) -> tuple[tuple[Path, ...], Settings]:
    """What to read beside standard input, and the settings for that."""
    from asyncfix.settings import load

    paths = () if stdin else request.paths
    places = (Path(stdin[0]).parent,) if stdin else paths
    start = Path(os.path.commonpath([os.path.abspath(place) for place in places]))
    return paths, load(start, request.config, request.isolated, request.overrides)


def _finish(report: Report, color: Color, exit_zero: bool) -> None:
    from asyncfix.output.summary import render as summarize

    with _reader_may_leave(sys.stderr):
        summarize(report, target(sys.stderr, color))
    code = 0 if exit_zero and report.exit_code == 1 else report.exit_code
    raise SystemExit(code)


def _print_diff(report: Report, color: Color) -> None:
    from asyncfix.output.diff import patch, render

    diff = patch(report, Path.cwd())
    if is_colored(sys.stdout, color, os.environ):
        _print(lambda console: render(diff, console), color)
    else:
        _write(diff)


def _show(draw: Callable[[Plain | Console], None], color: Color) -> None:
    """Draws on standard output what needs no Rich where nothing is coloured."""
    _put(captured(target(sys.stdout, color), draw))


def _print(draw: Callable[[Console], None], color: Color) -> None:
    """Draws on standard output what needs Rich."""
    from asyncfix.output.console import console

    stdout = console(sys.stdout, color)
    with stdout.capture() as capture:
        draw(stdout)
    _put(capture.get())


def _put(text: str) -> None:
    with _reader_may_leave(sys.stdout):
        sys.stdout.write(text)
        sys.stdout.flush()


def _write(data: bytes) -> None:
    with _reader_may_leave(sys.stdout):
        sys.stdout.buffer.write(data)
        sys.stdout.flush()


@contextmanager
def _reader_may_leave(stream: TextIO) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # What is still buffered goes nowhere, and so does not fail when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _stderr(color: Color) -> Console:
    from asyncfix.output.console import console

    return console(sys.stderr, color)
