"""The check of a rewritten text finds what was changed beside the plan."""

from __future__ import annotations

import pytest

from asyncfix.model import Edit, Span
from asyncfix.rewrite.verify import problems

BEFORE = """\
import os


async def f():
    a = 1
    # c
    with x():
        b = 2
        # deep
    # d
    return a


def g():
    import time; return 3
"""
EDIT = Edit("m.py", Span(7, 4, 8, 13), "move_block_to_thread")
MOVED = "    def w():\n        with x():\n            b = 2\n            # deep\n    await t(w)\n"
OLD = "    with x():\n        b = 2\n        # deep\n"
GOOD = BEFORE.replace(OLD, MOVED)

ALLOWED = [
    BEFORE,
    GOOD,
    GOOD.replace("import os\n", "import asyncio\nimport os\n"),
    GOOD.replace("import os\n", "import asyncio\n\nimport os\n"),
    GOOD.replace("import os\n\n\n", ""),
    GOOD.replace("import os\n", "import os\n\nfrom a import (\n    b,\n)\n"),
    GOOD.replace("import time; ", ""),
    GOOD.replace("import os", "import os; import sys  # c"),
]
REFUSED = [
    (GOOD.replace("a = 1", "a = 2"), 5),
    (GOOD.replace("    # c\n", ""), 6),
    (GOOD.replace("    # d\n", ""), 10),
    (GOOD.replace("return a\n", "return a \n"), 11),
    (GOOD.replace("return 3", "return 4"), 15),
    (GOOD.replace("import time; return 3", "pass"), 15),
    (GOOD.replace("def g", "x = 1\ndef g"), 14),
    (GOOD + "x = 1\n", 15),
    ("x = 1\n" + GOOD, 4),
    (GOOD.replace("    return a\n\n\n", "    return a\n\n"), 13),
    (GOOD.removesuffix("\n"), 15),
    (GOOD.replace("async def f():\n", "async def f():\n\n"), 5),
]


@pytest.mark.parametrize("after", ALLOWED)
def test_allowed(after: str) -> None:
    assert problems(BEFORE, after, [EDIT]) == []


@pytest.mark.parametrize(("after", "line"), REFUSED)
def test_refused(after: str, line: int) -> None:
    assert after != GOOD
    (problem,) = problems(BEFORE, after, [EDIT])
    assert problem == f"line {line} would change outside of the planned edits"


@pytest.mark.parametrize(
    "after",
    [
        "def f(): await x\n",
        "def f():\n    nonlocal a\n",
        "return 1\n",
        "x = (\n",
        "break\n",
        "a\0b",
    ],
)
def test_code_that_does_not_compile(after: str) -> None:
    (problem,) = problems("x = 1\n", after, [])
    assert "not valid Python" in problem
    assert "\n" not in problem


def test_a_cell_of_a_notebook_may_await_outside_of_functions() -> None:
    cell = "async def f():\n    g()\n\nawait f()\n"
    edit = Edit("m.py", Span(2, 4, 2, 7), "add_await")
    assert problems(cell, cell.replace("    g", "    await g"), [edit]) == []
    (problem,) = problems(cell.replace("await f", "f"), cell, [edit])
    assert "not valid Python" in problem
    (problem,) = problems(cell, cell.replace("g()", "nonlocal a"), [edit])
    assert "not valid Python" in problem


def test_a_doubtful_literal_gives_no_warning(recwarn: pytest.WarningsRecorder) -> None:
    assert problems("x = '\\d' is 1\n", "x = '\\d' is 1\n", []) == []
    assert not recwarn.list


def test_a_long_file() -> None:
    block = "async def f{}():\n    x = f()\n\n    return x\n\n\n"
    before = "".join(block.format(n) for n in range(2000))
    after = before.replace("x = f()", "x = await f()")
    edits = [Edit("m.py", Span(n * 6 + 2, 8, n * 6 + 2, 11), "add_await") for n in range(2000)]
    assert problems(before, after, edits) == []
    assert problems(before, after.replace("return x", "return y"), edits) != []
