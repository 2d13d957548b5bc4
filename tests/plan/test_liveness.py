"""Which names are live at the ends of the statement marked with `#`."""

from __future__ import annotations

import ast
import textwrap

import pytest

from asyncfix.plan.code.liveness import live_after, live_before
from asyncfix.plan.code.reads import bound_in, read_by, read_later


def marked(body: str) -> tuple[ast.FunctionDef, ast.stmt]:
    text = "def f(a, b):\n" + textwrap.indent(textwrap.dedent(body), "    ")
    line = next(n for n, each in enumerate(text.splitlines(), 1) if each.endswith("#"))
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    found = [n for n in ast.walk(function) if isinstance(n, ast.stmt) and n.lineno == line]
    return function, found[0]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = 1  #\nreturn x", {"x"}),
        ("x = 1  #\nx = 2\nreturn x", set()),
        ("x = 1  #\nif a:\n    x = 2\nreturn x", {"a", "x"}),
        ("for i in a:\n    print(x)\n    x = i  #", {"print", "x"}),
        ("for i in a:\n    x = i  #\n    print(x)", {"print", "x"}),
        ("for i in a:\n    x = i  #\nelse:\n    return x", {"x"}),
        (
            "while a:\n    if b:\n        x = 1  #\n        break\n    print(x)\nreturn x",
            {"x", "a", "b", "print"} - {"a", "b", "print"},
        ),
        ("try:\n    x = 1  #\nexcept E:\n    return x", {"E", "x"}),
        ("try:\n    x = 1  #\nfinally:\n    print(x)", {"print", "x"}),
        ("try:\n    x = 1  #\nexcept E as x:\n    return x", {"E"}),
        ("x = 0\ntry:\n    x = 1  #\n    x = 2\nexcept E:\n    return x", {"E", "x"}),
        ("with a as x:  #\n    pass\nwith b as x:\n    return x", {"b"}),
        ("x = 1  #\nmatch a:\n    case [x]:\n        return x", {"a"}),
        ("x = 1  #\nx += 1\nreturn x", {"x"}),
        ("x = 1  #\ndel x", {"x"}),
        ("x = 1  #\nreturn [x for x in a]", {"a"}),
        ("x = 1  #\nreturn (lambda x: x)(a)", {"a"}),
        (
            "try:\n    if a:\n        x = 1  #\n        return 2\nfinally:\n    print(x)",
            {"print", "x"},
        ),
    ],
)
def test_live_after(body: str, expected: set[str]) -> None:
    function, statement = marked(body)
    assert live_after(function, [statement]) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if a:  #\n    x = 1\n    print(x)", {"a", "print"}),
        ("if a:  #\n    x += 1", {"a", "x"}),
        ("for x in a:  #\n    print(x)", {"a", "print"}),
        ("for i in a:  #\n    print(x)\n    x = i", {"a", "print", "x"}),
        ("while a:  #\n    x = a\n    print(x)", {"a", "print"}),
        ("with a as x:  #\n    y = x\n    print(y)", {"a", "print"}),
        ("try:  #\n    x = 1\nexcept E:\n    print(x)", {"E", "print", "x"}),
        ("del x  #", {"x"}),
    ],
)
def test_live_before(body: str, expected: set[str]) -> None:
    _, statement = marked(body)
    assert live_before([statement]) == expected


def test_names_of_a_class_body_are_its_own() -> None:
    tree = ast.parse("class A(b := c):\n    x = 1\n")
    assert set(bound_in(tree)) == {"A", "b"}


def test_comprehensions_bind_only_what_a_walrus_does() -> None:
    assert set(bound_in(ast.parse("[y := x for x in a]"))) == {"y"}
    assert read_by(ast.parse("[y for x in x if x]")) == {"x", "y"}


def test_what_is_read_later() -> None:
    tree = ast.parse("g = lambda: x\nh = (y for i in z)\nprint(a)\n")
    assert read_later(tree) == {"x", "y", "i"}
