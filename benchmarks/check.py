"""Measures asyncfix beside its peers over one folder, in one run, and prints Markdown tables.

Usage: python benchmarks/check.py FOLDER [--rounds 3] [--hydroid P] [--ruff P] [--flake8-async P]

A peer that is not given is looked for on the path, and left out if it is not there. The commands
run in turn, in copies of the folder, and the least of each number counts: machines are noisy. CPU
is user and system time, of child processes too; memory is that of the largest process.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PARSE = """
import ast, pathlib, sys, warnings
warnings.simplefilter("ignore")
for path in pathlib.Path(sys.argv[1]).rglob("*.py"):
    try:
        ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        pass
"""
HELLO = """
import typer
app = typer.Typer()
@app.command()
def main(name: str = "world"):
    typer.echo(f"Hello {name}")
app()
"""
REPRINT = """
import sys, libcst
for name in sys.argv[1:]:
    libcst.parse_module(open(name, "rb").read()).bytes
"""
COLD = "asyncfix, cold"
SMALL = "import time\n\n\nasync def f():\n    time.sleep(1)\n"
_SAMPLE = 20_000  # lines
_TIMES, _SHORT = 5, 1.0  # a command that takes less than so many seconds runs so often
ASYNCFIX = (sys.executable, "-m", "asyncfix")
RUFF = ("check", "--isolated", "--preview", "--select", "ASYNC", "--quiet")


@dataclass
class Cost:
    """What a command takes; of several runs, the least."""

    wall: float = field(default=float("inf"))
    cpu: float = field(default=float("inf"))
    memory: float = field(default=float("inf"))

    def least(self, other: Cost) -> Cost:
        """The lesser of each number."""
        return Cost(
            min(self.wall, other.wall), min(self.cpu, other.cpu), min(self.memory, other.memory)
        )


def cost(command: Sequence[str], folder: Path) -> Cost:
    """What the command takes in that folder. It may exit with 1 for its findings, not more."""
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, cwd=folder)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        text = errors.read()
    if b"Traceback" in text or process.returncode < 0:
        raise SystemExit(f"{command[:4]} failed: {text[-300:].decode(errors='replace')}")
    scale = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * scale / 1e6)


@dataclass(frozen=True)
class Case:
    """A command, the folder that it runs in, and what is done before each run."""

    name: str
    command: Sequence[str]
    folder: Path
    prepare: Callable[[], None] = lambda: None


def forget(folder: Path) -> Callable[[], None]:
    """Deletes what tools have kept in a folder."""

    def act() -> None:
        for name in (".asyncfix_cache", ".ruff_cache"):
            shutil.rmtree(folder / name, ignore_errors=True)

    return act


def compile_once() -> None:
    """Has the bytecode made that an installed package has, so that no run is measured doing so."""
    for package in ("asyncfix", "asyncfix_codemods"):
        found = importlib.util.find_spec(package)
        places = (found.submodule_search_locations if found is not None else None) or ()
        subprocess.run([sys.executable, "-m", "compileall", "-q", *places], check=True)


def change(file: Path) -> Callable[[], None]:
    """Adds a function to a file."""

    def act() -> None:
        with file.open("a") as stream:
            stream.write(f"\n\nasync def added_{time.time_ns()}():\n    return 1\n")

    return act


def check_cases(folder: Path, peers: argparse.Namespace) -> Iterator[Case]:
    """What is compared on the whole folder."""
    check = (*ASYNCFIX, "check", "--isolated", ".")
    some = next(path for path in sorted(folder.rglob("*.py")) if b"async def" in path.read_bytes())
    yield Case("`ast.parse` of every file", (sys.executable, "-c", PARSE, "."), folder)
    yield Case(COLD, check, folder, forget(folder))
    yield Case("asyncfix, nothing changed", check, folder)
    yield Case("asyncfix, one file changed", check, folder, change(some))
    if peers.ruff:
        yield Case("ruff, cold", (peers.ruff, *RUFF, "."), folder, forget(folder))
        yield Case("ruff, nothing changed", (peers.ruff, *RUFF, "."), folder)
    if peers.hydroid:
        yield Case("hydroid", (peers.hydroid, "."), folder)
        yield Case("hydroid, one file changed", (peers.hydroid, "."), folder, change(some))


def start_cases(folder: Path) -> Iterator[Case]:
    """What is compared on next to nothing."""
    folder.mkdir()
    (folder / "hello.py").write_text(HELLO)
    (folder / "small.py").write_text(SMALL)
    check = (*ASYNCFIX, "check", "--isolated", "small.py")
    yield Case("Typer's hello world", (sys.executable, "hello.py"), folder)
    yield Case("asyncfix --version", (*ASYNCFIX, "--version"), folder)
    yield Case("asyncfix check, one small file", check, folder, forget(folder))
    yield Case("asyncfix check, again", check, folder)


def measured(cases: Sequence[Case], rounds: int) -> dict[str, Cost]:
    """The least cost of each case; each warm one runs right after the one that warms it.

    What takes next to no time runs several times: it would be measured with what went before.
    """
    best = {case.name: Cost() for case in cases}
    for _ in range(rounds):
        for case in cases:
            for _ in range(_TIMES):
                case.prepare()
                taken = cost(case.command, case.folder)
                best[case.name] = best[case.name].least(taken)
                if taken.wall > _SHORT:
                    break
    return best


def table(best: dict[str, Cost], lines: int, base: str) -> str:
    """A Markdown table of costs; the last column is the CPU time against that of `base`."""
    rows = [
        "| command | wall s | CPU s | MB | lines a second | CPU against the first |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, one in best.items():
        speed = f"{lines / one.wall:,.0f}" if lines else ""
        numbers = f"{one.wall:.2f} | {one.cpu:.2f} | {one.memory:,.0f} | {speed}"
        rows.append(f"| {name} | {numbers} | {one.cpu / best[base].cpu:.2f} |")
    return "\n".join(rows)


def by_line(folder: Path, flake8: str, lines: int, ours: Cost) -> str:
    """The speed of flake8-async on some of the files, and how much faster asyncfix is on all."""
    chosen: list[str] = []
    size = 0
    for path in sorted(folder.rglob("*.py")):
        if size < _SAMPLE:
            chosen.append(str(path))
            size += path.read_bytes().count(b"\n")
    speed = size / cost((flake8, *chosen), folder).cpu
    times = lines / ours.cpu / speed
    return (
        f"flake8-async does {speed:,.0f} lines a CPU second on the first {size:,} of them; "
        f"asyncfix, cold, {times:,.0f} times as many on all."
    )


def count(folder: Path) -> tuple[int, int]:
    """How many files and lines there are."""
    files = list(folder.rglob("*.py"))
    return len(files), sum(path.read_bytes().count(b"\n") for path in files)


def applied(folder: Path, work: Path, rounds: int) -> str:
    """What `apply` takes for each file that it changes, beside libcst on the same files."""
    best, alone = Cost(), Cost()
    changed: list[str] = []
    for number in range(rounds):
        copy = work / f"apply{number}"
        shutil.copytree(folder, copy)
        plain = cost((*ASYNCFIX, "check", "--isolated", "--no-cache", "."), copy)
        before = {path: path.read_bytes() for path in copy.rglob("*.py")}
        done = cost((*ASYNCFIX, "apply", "--isolated", "--no-cache", "."), copy)
        changed = [str(path) for path, data in before.items() if path.read_bytes() != data]
        for path, data in before.items():
            path.write_bytes(data)
        if changed:
            files = (sys.executable, "-c", REPRINT, *changed)
            nothing = cost((sys.executable, "-c", REPRINT), copy)
            reprint = cost(files, copy)
            alone = alone.least(Cost(cpu=reprint.cpu - nothing.cpu))
        best = best.least(Cost(cpu=done.cpu - plain.cpu))
        shutil.rmtree(copy)
    if not changed:
        return "`apply` changes nothing there."
    each, base = (1000 * one.cpu / len(changed) for one in (best, alone))
    return (
        f"`apply` changes {len(changed)} files: {each:.0f} ms of CPU for each beyond `check`, "
        f"where libcst alone takes {base:.0f} ms to parse and print it."
    )


def scaled(folder: Path, work: Path, rounds: int) -> str:
    """What ten times the lines take for each line."""
    part = work / "part"
    inner = [path for path in sorted(folder.iterdir()) if path.is_dir()]
    smallest = min(inner or [folder], key=lambda path: abs(count(path)[1] - 100_000))
    shutil.copytree(smallest, part / "p0")
    many = work / "many"
    for number in range(10):
        shutil.copytree(smallest, many / f"p{number}")
    check = (*ASYNCFIX, "check", "--isolated", "--no-cache", ".")
    best = measured([Case("one", check, part), Case("ten", check, many)], rounds)
    each = [best[name].cpu / count(place)[1] for name, place in (("one", part), ("ten", many))]
    return (
        f"Ten times the {count(part)[1]:,} lines of {smallest.name} take "
        f"{each[1] / each[0]:.2f} times the CPU for each line."
    )


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=textwrap.shorten(str(__doc__), 100))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="check,start,apply,scale", help="which tables")
    for peer in ("hydroid", "ruff", "flake8-async"):
        parser.add_argument(f"--{peer}", default=shutil.which(peer))
    return parser.parse_args()


def main() -> None:
    """Prints the tables."""
    asked = arguments()
    wanted = asked.only.split(",")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        compile_once()
        copy = work / "copy"
        shutil.copytree(asked.folder, copy, ignore=shutil.ignore_patterns(".*_cache"))
        files, lines = count(copy)
        if "check" in wanted:
            print(f"{files:,} files, {lines:,} lines, {os.cpu_count()} cores\n")
            cases = list(check_cases(copy, asked))
            best = measured(cases, asked.rounds)
            print(table(best, lines, cases[0].name), flush=True)
            if asked.flake8_async:
                print("\n" + by_line(copy, asked.flake8_async, lines, best[COLD]), flush=True)
        if "start" in wanted:
            cases = list(start_cases(work / "start"))
            print("\n" + table(measured(cases, 3 * asked.rounds), 0, cases[0].name), flush=True)
        if "apply" in wanted:
            print("\n" + applied(asked.folder, work, asked.rounds), flush=True)
        if "scale" in wanted:
            print("\n" + scaled(asked.folder, work, asked.rounds), flush=True)


if __name__ == "__main__":
    main()
