"""Counts what becomes of calls of `requests` and `httpx` in asynchronous functions, and by what.

Run it with `python -m benchmarks.accepted FOLDER`, each folder in which is the source of a project.
Of each project, the files with such calls are looked at, unless all their functions with
one stand in files of projects before it.
"""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha1
from pathlib import Path

from asyncfix import registry, tables
from asyncfix.model import Result
from asyncfix.pipeline import run
from asyncfix.settings import Settings

NAMES = tuple(tables.load(path for pack in registry.packs() for path in pack.tables).acceptable)
NATIVE = Settings(select=("AF102",), http_client="httpx", strategy="native")
WAYS: Mapping[str, Settings] = {
    "`--strategy native`": NATIVE,
    "and `--unsafe-fixes`": replace(NATIVE, unsafe_fixes=True),
    "and all names in `http-accept`": replace(NATIVE, http_accept=NAMES),
    "`auto`, and all names in `http-accept`": replace(NATIVE, strategy="auto", http_accept=NAMES),
}
OUTCOMES = ("native, safe", "native, unsafe", "another, safe", "another, unsafe", "none")
_CALL = re.compile(r"\b(?:requests|httpx)\.(?:get|post|put|patch|delete|head|options|request)\(")
_VARYING = re.compile(r"`[^`]*`|\bline \d+\b|\S+\.py\b")


def chosen(folder: Path) -> Iterator[Path]:
    """The files to look at."""
    seen: set[str] = set()
    for project in sorted(path for path in folder.iterdir() if path.is_dir()):
        for path in sorted(project.rglob("*.py")):
            functions = set(_functions(path))
            if functions - seen:
                yield path
            seen |= functions


def _functions(path: Path) -> Iterator[str]:
    """What tells each asynchronous function with such a call from others."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    if "async def" not in text or not _CALL.search(text):
        return
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef) and _CALL.search(ast.unparse(node)):
            yield sha1(ast.unparse(node).encode("utf-8", "replace")).hexdigest()


def copies(folder: Path, place: Path) -> list[Path]:
    """The projects, with the chosen files only."""
    for path in chosen(folder):
        copy = place / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return sorted(place.iterdir())


def found(projects: Sequence[Path], settings: Settings) -> list[Result]:
    """The calls of functions of the two libraries."""
    results = [
        item
        for project in projects
        for item in run(replace(settings, root=project), (project,)).results
    ]
    return [x for x in results if x.finding.call.partition(".")[0] in ("requests", "httpx")]


def outcome(result: Result) -> str:
    """What becomes of one call."""
    if result.fix is None:
        return "none"
    kind = "native" if result.fix.strategy.value == "native" else "another"
    return f"{kind}, {result.fix.applicability.value}"


def rows(head: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in (head, rule, *lines)) + "\n"


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accepted", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        projects = copies(folder, Path(name))
        results = {way: found(projects, settings) for way, settings in WAYS.items()}
        first, _, accepted, _ = results.values()
        places = {Path(item.finding.path).resolve() for item in first}
        owners = [item for item in projects if any(item.resolve() in x.parents for x in places)]
    print(f"{len(first)} calls in {len(owners)} projects\n")
    counts = {way: Counter(map(outcome, items)) for way, items in results.items()}
    print(rows(["", *OUTCOMES], [[way, *(n[x] for x in OUTCOMES)] for way, n in counts.items()]))
    names = Counter(name for item in first for name in item.acceptable)
    alone = Counter(item.acceptable[0] for item in first if len(item.acceptable) == 1)
    print(
        rows(
            ["name", "calls", "it is all"],
            [[f"`{x}`", n, alone[x]] for x, n in names.most_common()],
        )
    )
    left = [item for item in accepted if outcome(item) != "native, safe"]
    said = Counter(_VARYING.sub("…", item.held_back) for item in left)
    print(rows(["what is left with all names", "calls"], said.most_common()))


if __name__ == "__main__":
    main()
