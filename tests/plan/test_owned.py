"""Which names hold what a piece of code has made for itself."""

from __future__ import annotations

import ast

import pytest

from asyncfix.plan.proofs.owned import made_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = {}", {"x"}),
        ("x = make()", {"x"}),
        ("x = other", set()),
        ("x = self.items[0]", set()),
        ("x = {}\ny = x.part", {"x", "y"}),
        ("x = {}\nx = other", set()),
        ("for x in rows: pass", set()),
        ("rows = make()\nfor x in rows: pass", {"rows", "x"}),
        ("for i, x in enumerate(rows): pass", set()),
        ("with make() as x: pass", {"x"}),
        ("x = rows.get(1)", set()),
        ("x, y = self.a, self.b", set()),
        ("[x for x in rows]", set()),
        ("x = make() if a else other", set()),
    ],
)
def test_made_names(text: str, expected: set[str]) -> None:
    assert made_names(ast.parse(text).body) == expected
