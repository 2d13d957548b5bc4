"""Every marked expression of the programs in `types.txt` is what its mark says.

A program starts with `=== name`, each of its files with `--- path`; one file without that line is
`m.py`. A line that ends in `# : what` holds a call as its outermost expression; `what` is the
dotted name of what is called, or `?` if that must stay unknown. With `# = what` it is the class of
the value, `?` likewise. A function stands as its dotted name, a method with the class that defines
it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from asyncfix.project.expressions import describe
from asyncfix.project.inference import Bound, Coroutine, Inference, Instance, Ref, Union, Value
from asyncfix.project.project import Project
from asyncfix.project.sources.files import decode
from tests.catalogue import CATALOGUE
from tests.detect.programs import read_programs

CASES = Path(__file__).parent / "cases"
PROGRAMS = {
    f"{group}-{name}": files
    for group in ("resolution", "types", "generics")
    for name, files in read_programs(CASES / f"{group}.txt").items()
}
_MARK = re.compile(r"# (:|=) (\S+)$")


def inference_of(root: Path, files: Mapping[str, str]) -> Inference:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    sources = [decode(root / path, text.encode(), path) for path, text in files.items()]
    return Inference(Project.of(root, sources), CATALOGUE)


def shown(value: Value) -> str:
    if isinstance(value, Ref | Bound):
        return value.name
    if isinstance(value, Instance):
        held = ",".join(map(shown, value.args))
        return f"{value.cls}[{held}]" if held else value.cls
    if isinstance(value, Union):
        return "|".join(sorted(map(shown, value.options)))
    return f"await:{shown(value.result)}" if isinstance(value, Coroutine) else "?"


def outermost(statement: ast.stmt) -> ast.expr:
    if isinstance(statement, ast.For | ast.AsyncFor):
        return statement.iter
    if isinstance(statement, ast.With | ast.AsyncWith):
        return statement.items[0].context_expr
    value = getattr(statement, "value", None)
    assert isinstance(value, ast.expr), ast.unparse(statement)
    return value.value if isinstance(value, ast.Await) else value


def answers(inference: Inference, path: str, text: str) -> Iterator[tuple[int, str, str]]:
    """The line, what is found there and what the mark says."""
    view = inference.project.view(path)
    lines = text.splitlines()
    marks = {n: m for n, line in enumerate(lines, 1) if (m := _MARK.search(line))}
    for node in ast.walk(view.tree):
        if not isinstance(node, ast.stmt) or node.lineno not in marks:
            continue
        mark = marks.pop(node.lineno)
        expr: ast.expr = outermost(node)
        if mark[1] == ":":
            assert isinstance(expr, ast.Call), ast.unparse(expr)
            expr = expr.func
        described = describe(expr, view.scope(node))
        ask = inference.callee if mark[1] == ":" else inference.value
        yield node.lineno, shown(ask(view.module, described)), mark[2]
    assert not marks


@pytest.mark.parametrize("name", PROGRAMS)
def test_marked_expressions_are_what_the_mark_says(name: str, tmp_path: Path) -> None:
    files = PROGRAMS[name]
    inference = inference_of(tmp_path, files)
    answered = [
        (path, *answer)
        for path, text in files.items()
        if path.endswith(".py")
        for answer in answers(inference, path, text)
    ]

    assert answered
    assert [(a, b, c) for a, b, c, _ in answered] == [(a, b, d) for a, b, _, d in answered]
