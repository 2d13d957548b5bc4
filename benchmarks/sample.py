"""Draws findings at random and prints each with its source, to be read and judged by hand.

Run it with `python -m benchmarks.sample FILE SOURCES`, where FILE is a file of JSON lines that
`benchmarks.peers` wrote and SOURCES the folder of the projects. The same seed draws the same.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.peers.found import Found, Step, read

AROUND = 12


def plain(found: Sequence[Found], count: int, dice: random.Random) -> list[Found]:
    """Each finding is as likely as any other."""
    return dice.sample(found, min(count, len(found)))


def even(found: Sequence[Found], count: int, dice: random.Random) -> list[Found]:
    """As many as there are of each tool and kind, in turn: the rare ones are seen as well."""
    groups: defaultdict[tuple[str, str], list[Found]] = defaultdict(list)
    for one in dice.sample(found, len(found)):
        groups[one.tool, one.kind].append(one)
    drawn: list[Found] = []
    while len(drawn) < count and any(groups.values()):
        drawn += [group.pop() for _, group in sorted(groups.items()) if group]
    return drawn[:count]


def shown(number: int, one: Found, root: Path) -> Iterator[str]:
    """One finding as Markdown."""
    yield f"## {number}. {one.tool} {one.rule}: {one.kind}, {one.sink}\n"
    for step in one.chain:
        yield f"`{step.path}:{step.line}`\n"
        yield from ("```python", *_excerpt(step, root), "```\n")
    yield "Verdict:\n"


def _excerpt(step: Step, root: Path) -> Iterator[str]:
    text = (root / step.path).read_text(encoding="utf-8", errors="replace").splitlines()
    for line in range(max(1, step.line - AROUND), min(len(text), step.line + AROUND) + 1):
        yield f"{'>' if line == step.line else ' '} {line:5} {text[line - 1]}".rstrip()


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sample", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("sources", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tool", action="append", help="only of this tool; may be repeated")
    parser.add_argument("--rule", action="append", help="only of this rule; may be repeated")
    parser.add_argument("--even", action="store_true", help="evenly over tools and kinds")
    return parser.parse_args()


def main() -> None:
    """Prints the sample."""
    options = arguments()
    found = sorted(
        one
        for one in read(options.file)
        if (not options.tool or one.tool in options.tool)
        and (not options.rule or one.rule in options.rule)
    )
    draw = even if options.even else plain
    drawn = draw(found, options.count, random.Random(options.seed))
    print(f"# {len(drawn)} of {len(found):,} findings, seed {options.seed}\n")
    for number, one in enumerate(drawn, 1):
        print("\n".join(shown(number, one, options.sources)))


if __name__ == "__main__":
    main()
