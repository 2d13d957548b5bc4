"""Runs a tool over one project, and keeps what it printed so that it need not run again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.found import Found
from benchmarks.peers.tools import TOOLS, Tool, below, refined

PATIENCE = 1800  # seconds for one project


@dataclass(frozen=True, slots=True)
class Runner:
    """Where the tools are, and where their output is kept."""

    programs: Mapping[str, tuple[str, ...]]
    kept: Path

    def findings(self, tool: Tool, project: Path, files: Sequence[str] = ()) -> Iterator[Found]:
        """What the tool finds in the project.

        Raises:
            RuntimeError: The tool failed, or took too long.
        """
        kept = self.kept / f"{tool.name}-{project.name}.txt"
        if not kept.exists():
            command = (*self.programs[tool.name], *tool.arguments, *files)
            kept.write_text(_output(command, project), encoding="utf-8")
        for one in tool.read(kept.read_text(encoding="utf-8"), below(project)):
            yield refined(one, _source(project.parent / one.path))


def _output(command: Sequence[str], folder: Path) -> str:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"not done after {PATIENCE} seconds") from None
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        raise RuntimeError(f"exit status {done.returncode}: {done.stderr[-300:]}")
    return done.stdout


def _source(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def programs(given: Mapping[str, str | None]) -> dict[str, tuple[str, ...]]:
    """How to call each tool that is there: as given, or as the PATH finds it."""
    found: dict[str, tuple[str, ...]] = {"asyncfix": (sys.executable, "-m", "asyncfix")}
    for tool in TOOLS:
        path = given.get(tool.name) or shutil.which(tool.name)
        if path and tool.name not in found:
            found[tool.name] = (path,)
    return found
