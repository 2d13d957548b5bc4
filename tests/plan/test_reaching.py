"""Which bindings of a name its uses may see: the number that each binding gives it."""

from __future__ import annotations

import ast

import pytest

from asyncfix.plan.code.reaching import reaching
from asyncfix.project.view import FunctionNode

# A body, and for the `x` in its last `use(x)` what it may be; 0 if it may not be bound.
SEEN = {
    "x = 1\nx = 2\nuse(x)": {2},
    "if a:\n    x = 1\nuse(x)": {0, 1},
    "if a:\n    x = 1\nelse:\n    x = 2\nuse(x)": {1, 2},
    "x = 1\nif a:\n    x = 2\n    return\nuse(x)": {1},
    "x = 1\nfor i in a:\n    x = 2\nuse(x)": {1, 2},
    "for i in a:\n    x = 1\n    break\nelse:\n    x = 2\nuse(x)": {1, 2},
    "x = 1\nwhile True:\n    x = 2\n    if a:\n        break\nuse(x)": {2},
    "x = 1\nwhile a:\n    if b:\n        continue\n    x = 2\nuse(x)": {1, 2},
    "x = 1\nwith a:\n    x = 2\nuse(x)": {1, 2},
    "x = 1\nwith a:\n    return\nuse(x)": {1},
    "x = 1\ntry:\n    x = 2\nexcept A:\n    pass\nuse(x)": {1, 2},
    "x = 1\ntry:\n    x = 2\nfinally:\n    a()\nuse(x)": {2},
    "x = 1\ntry:\n    x = 2\nfinally:\n    use(x)": {1, 2},
    "for i in a:\n    try:\n        x = 1\n        break\n    finally:\n        x = 2\nuse(x)": {
        0,
        1,
        2,
    },
    "x = 1\nmatch a:\n    case 1:\n        x = 2\n    case _:\n        pass\nuse(x)": {1, 2},
    "x = 1\nb = [(x := 2) for i in a]\nuse(x)": {1, 2},
    "x = 1\nb = ((x := 2) for i in a)\nx = 3\nuse(x)": {2, 3},
    "x = 1\nb = (use(x) for i in a)\nx = 2": {0, 1, 2},
    "x = 1\nb = [x for x in a]\nuse(x)": {1},
    "return\nuse(x)": set(),
}


@pytest.mark.parametrize("body", SEEN)
def test_a_use_sees_what_may_reach_it(body: str) -> None:
    tree = ast.parse("def f():\n" + "\n".join(f"    {line}" for line in body.splitlines()))
    function = tree.body[0]
    assert isinstance(function, FunctionNode)
    values = {
        target: node.value.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign | ast.NamedExpr) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    }
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    used = max((node.args[0] for node in calls if node.args), key=lambda node: node.lineno)
    assert isinstance(used, ast.Name)
    seen = reaching(function, "x")[used]
    assert {0 if node is None else values[node] for node in seen} == SEEN[body]
