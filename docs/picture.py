"""Draws what `asyncfix check` shows of the example application, for the README: check.svg.

`python docs/picture.py shop/services.py` draws that file alone; paths are relative to examples/.
"""

from __future__ import annotations

import os
import re
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console

from asyncfix import pipeline
from asyncfix.output import Format, render
from asyncfix.output.summary import render as summarize
from asyncfix.settings import Settings

ROOT = Path(__file__).parents[1]
WIDTH = 80
_WEB_FONT = re.compile(r"\s*@font-face \{.*?\n\s*\}", re.DOTALL)


def picture(arguments: str, console: Console) -> str:
    """The console's recording as an SVG in the fonts that the reader's machine has."""
    svg = console.export_svg(title=f"asyncfix check {arguments}", unique_id="asyncfix")
    return _WEB_FONT.sub("", svg).replace("Fira Code,", "Fira Code, Menlo, Consolas,")


def main() -> None:
    """Writes the picture next to this file."""
    arguments = sys.argv[1:] or ["shop"]
    os.chdir(ROOT / "examples")
    console = Console(
        file=StringIO(),
        record=True,
        width=WIDTH,
        force_terminal=True,
        color_system="standard",
        markup=False,
        highlight=False,
        emoji=False,
    )
    report = pipeline.run(Settings(), [Path(name) for name in arguments], apply=False)
    render(report, Format.FULL, console)
    summarize(report, console)
    svg = picture(" ".join(arguments), console)
    (ROOT / "docs" / "check.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
