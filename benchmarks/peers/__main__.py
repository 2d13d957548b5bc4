"""Compares what asyncfix and its peers find: counts, agreement, and every disagreement to read.

Run it with `python -m benchmarks.peers --out FOLDER [SOURCES]`. SOURCES is a folder with one folder
a project; without it the pinned projects are downloaded. A peer that is neither given by its option
nor on the PATH is left out. What each tool printed is kept in the FOLDER: remove it to run anew.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.corpus import pinned, unpacked
from benchmarks.peers import tables
from benchmarks.peers.agree import disagreements, seen
from benchmarks.peers.found import Found, record, write
from benchmarks.peers.run import Runner, programs
from benchmarks.peers.tools import TOOLS, Tool

FEW = 40


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("sources", type=Path, nargs="?")
    parser.add_argument("--out", type=Path, required=True)
    for tool in TOOLS[1:]:
        parser.add_argument(f"--{tool.name}", metavar="PROGRAM", dest=tool.name)
    return parser.parse_args()


def drawn(files: Iterable[str]) -> list[str]:
    """A few of the files, the same ones each time."""
    names = sorted(files)
    return sorted(random.Random(1).sample(names, min(FEW, len(names))))


def run(runner: Runner, tools: Sequence[Tool], projects: Sequence[Path]) -> Iterator[Found]:
    """Every tool over every project; a slow one only over some files where others found things."""
    files: defaultdict[Path, set[str]] = defaultdict(set)
    for tool in sorted(tools, key=lambda tool: tool.by_file):
        for project in projects:
            some = drawn(files[project]) if tool.by_file else []
            if tool.by_file and not some:
                continue
            try:
                for one in runner.findings(tool, project, some):
                    files[project].add(one.path.partition("/")[2])
                    yield one
            except RuntimeError as error:
                print(f"- {tool.name} on {project.name}: {error}")


def main() -> None:
    """Runs the tools and prints the tables."""
    options = arguments()
    projects = unpacked(options.sources) if options.sources else pinned()
    kept = options.out / "raw"
    kept.mkdir(parents=True, exist_ok=True)
    runner = Runner(programs(vars(options)), kept)
    tools = [tool for tool in TOOLS if tool.name in runner.programs]
    for tool in TOOLS:
        if tool not in tools:
            print(f"- {tool.name} is not installed: left out")
        elif tool.by_file:
            print(f"- {tool.name} saw at most {FEW} files a project, of those with other findings")
    found = sorted(run(runner, tools, projects))
    compared = seen(found, projects[0].parent)
    differing = list(disagreements(compared))
    write(options.out / "findings.jsonl", map(record, found))
    write(
        options.out / "disagreements.jsonl",
        ({**record(one.found), "seen_by": sorted(one.tools)} for one in differing),
    )
    names = [tool.name for tool in tools]
    print("\nFindings, in the async function + through calls\n")
    print(tables.counts(found, names))
    print("In the same function and of the same kind, or on the same line\n")
    print(tables.matrix(compared, names))
    print(f"{len(differing):,} disagreements with asyncfix, one a line: disagreements.jsonl")


if __name__ == "__main__":
    main()
