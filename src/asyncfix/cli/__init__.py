"""The command line. `commands` has all of it; `plain` reads what needs no Typer; `run` does it."""

from __future__ import annotations

import gc
import sys

from asyncfix import __version__


def main() -> None:
    """Runs the command that the process was started with; ends the process.

    Nobody looks for garbage meanwhile, of which there is hardly any until files are rewritten, nor
    at the end.
    """
    gc.set_threshold(0)
    try:
        _run(sys.argv[1:])
    finally:
        gc.freeze()


def _run(arguments: list[str]) -> None:
    if arguments == ["--version"]:  # which needs no Typer
        print(f"asyncfix {__version__}")
        sys.exit(0)
    asked = None
    if arguments[:1] == ["check"]:
        from asyncfix.cli.plain import read

        asked = read(arguments[1:])
    if asked is None:
        from asyncfix.cli.commands import app

        app(prog_name="asyncfix")
    else:
        from asyncfix.cli.run import check

        check(*asked)
