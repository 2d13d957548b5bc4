"""Runs a project of several modules, and rewrites it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from asyncfix.model import Report
from asyncfix.pipeline import run
from asyncfix.settings import Settings
from asyncfix.testing import Outcome, run_program
from tests.behaviour.header import Header
from tests.behaviour.server import Request, Server
from tests.detect.programs import read_programs

Files = Mapping[str, str]


def read_cases(folder: Path) -> dict[str, dict[str, str]]:
    """The projects in the text files of a folder, by the file's name and their own."""
    return {
        f"{path.stem}-{name}": files
        for path in sorted(folder.glob("*.txt"))
        for name, files in read_programs(path).items()
    }


def outcome(
    files: Files, header: Header, server: Server, timeout: float = 60.0
) -> tuple[Outcome, list[Request]]:
    """What the project's `main()` does, and the requests that it sends."""
    server.log.take()
    done = run_program(
        files["main.py"],
        modules={path: text for path, text in files.items() if path != "main.py"},
        files=header.files,
        environment={"SERVER": server.url, "no_proxy": "*"},
        watch=header.watch,
        timeout=timeout,
    )
    return done, server.log.take()


def rewritten(
    files: Files, header: Header, folder: Path, *, strategy: str, rewrite: bool
) -> tuple[Report, Report, Files]:
    """The reports of `check` and `apply`, and the texts that `apply` leaves.

    `strategy` is that of a project whose header names none; `rewrite`: `check` rewrites as well.
    """
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    options = dict(option.partition("=")[::2] for option in header.options)
    settings = Settings(
        root=folder,
        strategy=options.get("strategy", strategy),
        unsafe_fixes="unsafe" in options,
    )
    checked = run(settings, [folder], rewrite=rewrite)
    applied = run(settings, [folder], apply=True)
    again = run(settings, [folder], apply=True)
    assert not any(result.applied for result in again.results), "not idempotent"
    texts = {path: (folder / path).read_text(encoding="utf-8") for path in files}
    return checked, applied, texts
