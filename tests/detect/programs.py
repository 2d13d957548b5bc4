"""Reads small programs from a text file, and says what is found in them.

A program starts with `=== name`, each of its files with `--- path`; one file without that line
is `m.py`. What stands before the first program is put in for a line `# head`. A line that ends
in `# !AF101` must be found, and no other; several marks may follow each other. A rule that is off
by default runs where a line is marked with it. A program whose name ends in `(3.12)` is left out
where Python is older than that.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from asyncfix.detect import scan
from asyncfix.detect.blocking.reach import Reach
from asyncfix.detect.serving.handlers import find_handlers
from asyncfix.project.callgraph import CallGraph
from asyncfix.project.inference import Inference
from asyncfix.project.project import Project
from asyncfix.project.sources.files import decode
from tests.catalogue import CATALOGUE, RULES

Place = tuple[str, int, str]
_NEEDS = re.compile(r" \(3\.(\d+)\)$")
_MARKS = re.compile(r"#((?: !AF\d+)+)$")


def read_programs(path: Path) -> dict[str, dict[str, str]]:
    """The programs of a text file: by name, each file's text by its path."""
    programs: dict[str, dict[str, str]] = {}
    head, *parts = re.split(r"(?m)^=== ", path.read_text(encoding="utf-8"))
    for part in parts:
        name, _, rest = part.replace("# head\n", head).partition("\n")
        if (newer := _NEEDS.search(name)) and sys.version_info < (3, int(newer[1])):
            continue
        pieces = re.split(r"(?m)^--- (.*)\n", rest)
        files = dict(zip(pieces[1::2], pieces[2::2], strict=True))
        programs[name] = files or {"m.py": rest}
    return programs


def marked(files: Mapping[str, str]) -> set[Place]:
    """What the program's comments say must be found: path, line, rule."""
    return {
        (path, number, mark.strip("!"))
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := _MARKS.search(line))
        for mark in match[1].split()
    }


def found(root: Path, files: Mapping[str, str]) -> set[Place]:
    """What is found in the program, put below a folder."""
    for path, text in files.items():
        compile(text, path, "exec")
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    project = Project.of(root, [decode(root / path, files[path].encode(), path) for path in files])
    inference = Inference(project, CATALOGUE)
    asked = {code for _, _, code in marked(files)}
    rules = {code: rule for code, rule in RULES.items() if rule.default or code in asked}
    reach = Reach(CallGraph(inference), frozenset(rules))
    detections = scan.detect(inference, rules, find_handlers(inference), reach)
    assert not project.failures
    return {(x.finding.path, x.finding.span.line, x.finding.code) for x in detections}
