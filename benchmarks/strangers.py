"""Draws findings from many projects, few from each, to be read and judged by hand.

Run it with `python -m benchmarks.strangers SOURCES FOLDER`. Each folder in SOURCES is checked by
itself, and what is found is kept in FOLDER: remove it to run anew. Of one project at most `--each`
findings are taken, of what calls one helper at most two; what several projects have counts once.
Each finding has a number that only the seed and its place tell, so that a draw changes little
with what else is found.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

from benchmarks.corpus import unpacked
from benchmarks.peers import document
from benchmarks.peers.found import Found
from benchmarks.peers.tools import TOOLS, below
from benchmarks.sample import shown

RULES = ("AF201", "AF301")
EACH = 8
OF_ONE_HELPER = 2


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A finding, with what it is counted by."""

    found: Found
    project: str
    helper: str  # what the call runs
    said: tuple[str, ...]  # what the code says on the way: the same in copies of it


def output(project: Path, kept: Path) -> str:
    """What asyncfix prints of the project, from an earlier run if there was one."""
    file = kept / f"{project.name}.json"
    if not file.exists():
        command = (sys.executable, "-m", "asyncfix", *TOOLS[0].arguments, "--no-cache")
        done = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8")
        if "Traceback" in done.stderr or not done.stdout:
            raise RuntimeError(f"{project.name}: {done.stderr[-300:]}")
        file.write_text(done.stdout, encoding="utf-8")
    return file.read_text(encoding="utf-8")


def candidates(project: Path, kept: Path, rules: Sequence[str]) -> Iterator[Candidate]:
    """The findings of some rules in one project."""
    printed = output(project, kept)
    if not printed.startswith("{"):
        return  # it has no Python files
    nodes = document.each(document.parse(printed), "findings")
    for node, found in zip(nodes, TOOLS[0].read(printed, below(project)), strict=True):
        if found.rule not in rules:
            continue
        steps = list(document.each(node, "chain"))
        names = [document.text(step, "function").rpartition(".")[2] for step in steps]
        calls = [document.text(step, "call") for step in steps]
        call = document.text(node, "call")
        helper = document.text(steps[1], "function") if len(steps) > 1 else call
        own = document.text(node, "function").rpartition(".")[2]
        yield Candidate(found, project.name, helper, (own, call, *names, *calls))


def few(found: Iterable[Candidate], each: int) -> Iterator[Candidate]:
    """Not many of one project, fewer of one helper, and nothing twice."""
    projects: Counter[str] = Counter()
    helpers: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[str, ...]] = set()
    for one in found:
        helper = one.project, one.helper
        full = projects[one.project] >= each or helpers[helper] >= OF_ONE_HELPER
        if full or one.said in seen:
            continue
        projects[one.project] += 1
        helpers[helper] += 1
        seen.add(one.said)
        yield one


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.strangers", description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=EACH, help="at most so many of one project")
    parser.add_argument("--rule", action="append", help="of this rule; may be repeated")
    return parser.parse_args()


def number(one: Candidate, seed: int) -> str:
    """What the finding is ordered by."""
    found = one.found
    return sha1(f"{seed} {found.path}:{found.line} {found.rule} {one.said}".encode()).hexdigest()


def main() -> None:
    """Prints the draw."""
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    everything = [
        one
        for project in unpacked(options.sources)
        for one in candidates(project, options.folder, options.rule or RULES)
    ]
    everything.sort(key=lambda one: number(one, options.seed))
    pool = [one.found for one in few(everything, options.each)]
    drawn = pool[: options.count]
    print(f"# {len(drawn)} of {len(pool):,}, of {len(everything):,} in all, seed {options.seed}\n")
    for count, found in enumerate(sorted(drawn), 1):
        print("\n".join(shown(count, found, options.sources)))


if __name__ == "__main__":
    main()
