"""The options that commands share, as annotations, and which of them were given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from asyncfix import output
from asyncfix.cli.request import codes

RULES = "Rules"
FIXES = "Fixes"
SETUP = "Configuration"
OUTPUT = "Output"

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATHS",
        help="Files or folders, the working folder if none is given; - reads standard input.",
        show_default=False,
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(metavar="CODES", help="Only these: AF101, AF1 or ALL.", rich_help_panel=RULES),
]
ExtendSelect = Annotated[
    list[str] | None,
    typer.Option(metavar="CODES", help="These rules as well.", rich_help_panel=RULES),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(metavar="CODES", help="Not these rules.", rich_help_panel=RULES),
]
Strategy = Annotated[
    str | None,
    typer.Option(
        metavar="HOW",
        help="How to fix: auto (the default), native (an async twin), thread, def (a plain "
        "handler), or process (for what computes).",
        show_default=False,
        rich_help_panel=FIXES,
    ),
]
UnsafeFixes = Annotated[
    bool,
    typer.Option(
        "--unsafe-fixes",
        help="Also fix where some behaviour may change.",
        rich_help_panel=FIXES,
    ),
]
HttpClient = Annotated[
    str | None,
    typer.Option(
        metavar="CLIENT",
        help="The client for new HTTP code: httpx, httpx2 or aiohttp; auto (the default) takes "
        "the one that the project uses.",
        show_default=False,
        rich_help_panel=FIXES,
    ),
]
AddDependencies = Annotated[
    bool,
    typer.Option(
        "--add-dependencies",
        help="Declare the packages that the fixes need, in pyproject.toml or requirements.txt.",
        rich_help_panel=FIXES,
    ),
]
ExitZero = Annotated[
    bool,
    typer.Option("--exit-zero", help="Exit 0 even with findings.", rich_help_panel=OUTPUT),
]
OutputFormat = Annotated[
    output.Format, typer.Option(help="How to print findings.", rich_help_panel=OUTPUT)
]
HandlersFormat = Annotated[
    output.HandlersFormat, typer.Option(help="How to print handlers.", rich_help_panel=OUTPUT)
]
Color = Annotated[output.Color, typer.Option(help="Whether to colour.", rich_help_panel=OUTPUT)]
Config = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="A TOML file to take instead of the nearest pyproject.toml.",
        rich_help_panel=SETUP,
    ),
]
Isolated = Annotated[
    bool, typer.Option("--isolated", help="Read no configuration file.", rich_help_panel=SETUP)
]
Jobs = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Processes to use; 0 (the default) for one per core.",
        show_default=False,
        rich_help_panel=SETUP,
    ),
]
NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache",
        help="Neither use nor write what is kept of earlier runs.",
        rich_help_panel=SETUP,
    ),
]
StdinFilename = Annotated[
    str,
    typer.Option(
        metavar="FILE",
        help="The name of what - reads.",
        show_default=False,
        rich_help_panel=SETUP,
    ),
]


def overrides(
    *,
    select: list[str] | None = None,
    extend_select: list[str] | None = None,
    ignore: list[str] | None = None,
    strategy: str | None,
    unsafe_fixes: bool,
    http_client: str | None,
    add_dependencies: bool = False,
    exit_zero: bool = False,
    jobs: int | None,
) -> dict[str, object]:
    """The options that were given, by the name of their setting."""
    given: dict[str, object] = {
        "select": codes(select),
        "extend_select": codes(extend_select),
        "ignore": codes(ignore),
        "strategy": strategy,
        "unsafe_fixes": unsafe_fixes or None,
        "http_client": http_client,
        "add_dependencies": add_dependencies or None,
        "exit_zero": exit_zero or None,
        "jobs": jobs,
    }
    return {name: value for name, value in given.items() if value is not None}
