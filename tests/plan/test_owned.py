"""Which names hold what a piece of code has made for itself."""

from __future__ import annotations

import ast

import pytest

from asyncfix.plan.proofs.state.owned import WHOLE, levels, made_names


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
        ("x = random.choice(rows)", set()),
        ("rows = [row for row in others]\nx = rows[0]", {"rows"}),
        ("rows = list(others)\nfor x in rows: pass", {"rows"}),
        ("rows = make()\nx = next(iter(rows))", {"rows", "x"}),
        ("rows = []\nrows.append(other)\nx = rows.pop()", {"rows"}),
        ("x, y = {}, other", {"x"}),
    ],
)
def test_made_names(text: str, expected: set[str]) -> None:
    assert made_names(ast.parse(text).body) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = {}", WHOLE),
        ("x = make(other)", WHOLE),
        ("x = [1, 'a', {}]", WHOLE),
        ("x = [other]", 1),
        ("x = [[other]]", 2),
        ("x = {'a': other.part}", 1),
        ("x = {**others}", 1),
        ("x = {'a': []}\nx['a'].append(1)", WHOLE),
        ("x = {'a': []}\nx['a'].append(other)", 2),
        ("x = {}\nx.setdefault('a', []).append(other)", 2),
        ("x = []\nx.append({})\nx.extend([1])", WHOLE),
        ("x = []\nx.extend(others)", 1),
        ("x = []\nx += others", 1),
        ("x = 1\nx += 1", WHOLE),
        ("x = {}\nx['a'] = other", 1),
        ("x = {}\nx['a']['b'] = other", 2),
        ("x = {}\nx.update(others)", 1),
        ("x = {}\nx.update(a={})", WHOLE),
        ("x = []\nx[:] = others", 1),
        ("x = [row for row in make()]", WHOLE),
        ("x = [row for row in others]", 1),
        ("x = [row['a'] for row in others]", 1),
        ("x = [dict(row) for row in others]", 2),
        ("x = [{**row, 'a': 1} for row in others]", 2),
        ("x = [load(row) for row in others]", WHOLE),
        ("x = others[:]", 0),
        ("x = others.copy()", 1),
        ("x = copy.copy(others)", 1),
        ("x = copy.deepcopy(others)", WHOLE),
        ("x = sorted(others, key=len)", 1),
        ("x = list(map(lambda row: row, others))", 1),
        ("x = list(map(lambda row: {}, others))", WHOLE),
        ("x = list(map(load, others))", WHOLE),
        ("x = sorted(make(), key=lambda row: row.a)", WHOLE),
        ("x = [] + others", 1),
        ("x = collections.deque(others)", 1),
        ("x = list(others.values())", 1),
        ("x = [1] if a else others", 0),
        ("x = {}\ny = [x]\ny[0] = other", WHOLE),
        ("y = [dict(row) for row in others]\nx = y[0]", 1),
        ("y = [dict(row) for row in others]\nfor x in y: pass", 1),
        ("y = [row for row in others]\nx = next(iter(y))", 0),
    ],
)
def test_how_deep_all_is_new(text: str, expected: int) -> None:
    assert levels(ast.parse(text).body).get("x", 0) == expected
