"""The commands and their words, for Typer; `run` carries them out."""

from __future__ import annotations

from typing import Annotated

import typer

from asyncfix import __version__
from asyncfix.cli import options, run
from asyncfix.cli.request import HERE, STDIN_FILENAME, Request
from asyncfix.output import Color, Format, HandlersFormat

app = typer.Typer(
    name="asyncfix",
    help="Find what blocks the event loop of async Python code, and rewrite it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"asyncfix {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None: ...


@app.command()
def check(
    paths: options.Paths = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="Print what apply would change, for git apply.")
    ] = False,
    select: options.Select = None,
    extend_select: options.ExtendSelect = None,
    ignore: options.Ignore = None,
    strategy: options.Strategy = None,
    unsafe_fixes: options.UnsafeFixes = False,
    http_client: options.HttpClient = None,
    output_format: options.OutputFormat = Format.FULL,
    color: options.Color = Color.AUTO,
    exit_zero: options.ExitZero = False,
    config: options.Config = None,
    isolated: options.Isolated = False,
    jobs: options.Jobs = None,
    no_cache: options.NoCache = False,
    stdin_filename: options.StdinFilename = STDIN_FILENAME,
) -> None:
    """Report what blocks the event loop. Writes nothing."""
    overrides = options.overrides(
        select=select,
        extend_select=extend_select,
        ignore=ignore,
        strategy=strategy,
        unsafe_fixes=unsafe_fixes,
        http_client=http_client,
        exit_zero=exit_zero,
        jobs=jobs,
    )
    request = Request(
        tuple(paths or HERE), config, isolated, overrides, color, stdin_filename, not no_cache
    )
    run.check(request, output_format, diff)


@app.command()
def apply(
    paths: options.Paths = None,
    select: options.Select = None,
    extend_select: options.ExtendSelect = None,
    ignore: options.Ignore = None,
    strategy: options.Strategy = None,
    unsafe_fixes: options.UnsafeFixes = False,
    http_client: options.HttpClient = None,
    add_dependencies: options.AddDependencies = False,
    output_format: options.OutputFormat = Format.FULL,
    color: options.Color = Color.AUTO,
    exit_zero: options.ExitZero = False,
    config: options.Config = None,
    isolated: options.Isolated = False,
    jobs: options.Jobs = None,
    no_cache: options.NoCache = False,
    stdin_filename: options.StdinFilename = STDIN_FILENAME,
) -> None:
    """Rewrite the files in place."""
    overrides = options.overrides(
        select=select,
        extend_select=extend_select,
        ignore=ignore,
        strategy=strategy,
        unsafe_fixes=unsafe_fixes,
        http_client=http_client,
        add_dependencies=add_dependencies,
        exit_zero=exit_zero,
        jobs=jobs,
    )
    request = Request(
        tuple(paths or HERE), config, isolated, overrides, color, stdin_filename, not no_cache
    )
    run.apply(request, output_format)


@app.command()
def handlers(
    paths: options.Paths = None,
    strategy: options.Strategy = None,
    unsafe_fixes: options.UnsafeFixes = False,
    http_client: options.HttpClient = None,
    output_format: options.HandlersFormat = HandlersFormat.TABLE,
    color: options.Color = Color.AUTO,
    config: options.Config = None,
    isolated: options.Isolated = False,
    jobs: options.Jobs = None,
    no_cache: options.NoCache = False,
    stdin_filename: options.StdinFilename = STDIN_FILENAME,
) -> None:
    """List what web frameworks call: what blocks in it, and what to do."""
    overrides = options.overrides(
        strategy=strategy, unsafe_fixes=unsafe_fixes, http_client=http_client, jobs=jobs
    )
    request = Request(
        tuple(paths or HERE), config, isolated, overrides, color, stdin_filename, not no_cache
    )
    run.handlers(request, output_format)


@app.command()
def explain(
    what: Annotated[
        list[str], typer.Argument(help="A rule's code, or an error: its name or its message.")
    ],
    color: options.Color = Color.AUTO,
) -> None:
    """Show what a rule or an error means, and what to do."""
    run.explain(" ".join(what), color)


@app.command()
def rules(color: options.Color = Color.AUTO) -> None:
    """List all rules."""
    run.rules(color)
