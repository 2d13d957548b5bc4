"""Times `asyncfix check` beside its peers over one folder, in one run, and prints a table.

Usage: python benchmarks/check.py FOLDER [ROUNDS]

The peers that are not installed in this Python are left out. Each command runs ROUNDS times
(3 by default), in turn with the others, and the fastest run counts: these machines are noisy.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PARSE = """
import ast, pathlib, sys, warnings
warnings.simplefilter("ignore")
for path in pathlib.Path(sys.argv[1]).rglob("*.py"):
    try:
        ast.parse(path.read_bytes())
    except SyntaxError:
        pass
"""
RUFF = ["ruff", "check", "--isolated", "--no-cache", "--preview", "--select", "ASYNC", "--quiet"]


def commands(folder: str) -> dict[str, list[str]]:
    """What is compared, by the name that the table gives it."""
    python = [sys.executable, "-m"]
    found = {
        "ast.parse of every file": [sys.executable, "-c", PARSE, folder],
        "asyncfix check": [*python, "asyncfix", "check", "--isolated", folder],
    }
    if importlib.util.find_spec("ruff"):
        found["ruff --select ASYNC"] = [*python, *RUFF, folder]
    if importlib.util.find_spec("flake8_async"):
        files = [str(path) for path in sorted(Path(folder).rglob("*.py"))]
        found["flake8-async"] = [sys.executable, "-m", "flake8_async", *files]
    return found


def seconds(command: Sequence[str]) -> float:
    """How long the command takes. It may exit with 1 for its findings, not with a traceback."""
    begin = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    taken = time.perf_counter() - begin
    if b"Traceback" in done.stderr:
        raise SystemExit(f"{command[:4]} failed: {done.stderr[-300:].decode(errors='replace')}")
    return taken


def main() -> None:
    """Prints the table."""
    folder = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    found = commands(folder)
    best = dict.fromkeys(found, float("inf"))
    for _ in range(rounds):
        for name, command in found.items():
            best[name] = min(best[name], seconds(command))
    files = list(Path(folder).rglob("*.py"))
    lines = sum(path.read_bytes().count(b"\n") for path in files)
    base = best["ast.parse of every file"]
    print(f"{len(files):,} files, {lines:,} lines, the best of {rounds} runs\n")
    print("| command | seconds | lines a second | against ast.parse |")
    print("|---|---:|---:|---:|")
    for name, best_time in best.items():
        print(f"| {name} | {best_time:.1f} | {lines / best_time:,.0f} | {best_time / base:.1f} |")


if __name__ == "__main__":
    main()
