"""The call of what has become plain: in a thread where it was awaited, bare where a loop ran it."""

from __future__ import annotations

import ast

import pytest

from asyncfix.model import Edit
from asyncfix.rewrite.engine import RewriteError, rewrite
from asyncfix_codemods.call_plainly import CallPlainly
from tests.rewrite.kit import ASYNCIO, span_of

THREAD = {"offload": "asyncio.to_thread"}


def done(text: str, kind: type[ast.expr], arguments: dict[str, str]) -> str:
    """The text with the first node of that kind called plainly."""
    node = next(node for node in ast.walk(ast.parse(text)) if isinstance(node, kind))
    imports = (ASYNCIO,) if kind is ast.Await else ()
    edit = Edit("m.py", span_of(text, node), "call_plainly", arguments, imports)
    return rewrite(text, [edit], lambda _: CallPlainly)


def awaited(expression: str, **arguments: str) -> str:
    """The expression in a coroutine function, after its `await` has been looked at."""
    text = f"import asyncio\n\nasync def g():\n    return {expression}\n"
    after = done(text, ast.Await, {**THREAD, **arguments})
    return after.partition("return ")[2].rstrip("\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("await f()", "await asyncio.to_thread(f)"),
        ("await m.f(1, x=2)", "await asyncio.to_thread(m.f, 1, x=2)"),
        ("(await f(1)).x", "(await asyncio.to_thread(f, 1)).x"),
        ("await (f(1))", "await (asyncio.to_thread(f, 1))"),
        (
            "await f(\n        1,  # c\n    )",
            "await asyncio.to_thread(\n        f,\n        1,  # c\n    )",
        ),
        ("await f(x for x in y)", "await asyncio.to_thread(f, (x for x in y))"),
        ("-await f(1) ** 2", "-await asyncio.to_thread(f, 1) ** 2"),
    ],
)
def test_what_awaited_it_waits_for_a_thread(before: str, after: str) -> None:
    ast.parse(f"async def g():\n    return {after}\n")
    assert awaited(before).split() == after.split()


def test_keywords_are_bound_where_no_keywords_pass() -> None:
    options = {"offload": "anyio.to_thread.run_sync", "partial": "functools.partial"}
    expected = "await anyio.to_thread.run_sync(functools.partial(f, 1, x=2))"
    assert awaited("await f(1, x=2)", **options) == expected
    assert awaited("await f(1)", **options) == "await anyio.to_thread.run_sync(f, 1)"


@pytest.mark.parametrize(
    ("takes", "before", "after"),
    [
        ("coroutine", "x = asyncio.run(f(1, a=2)).y\n", "x = f(1, a=2).y\n"),
        ("coroutine", "x = (asyncio.run(f()))\n", "x = (f())\n"),
        ("function", "x = anyio.run(f, 1, *a)\n", "x = f(1, *a)\n"),
        ("function", "x = anyio.run(m.f)\n", "x = m.f()\n"),
        ("coroutine", "asyncio.run(  # c\n    f())\n", "(\n# c\nf())\n"),
    ],
)
def test_what_a_loop_ran_is_called(takes: str, before: str, after: str) -> None:
    assert done(before, ast.Call, {"takes": takes}) == after


def test_what_is_not_as_planned_stays() -> None:
    with pytest.raises(RewriteError):
        done("asyncio.run(x)\n", ast.Call, {"takes": "coroutine"})
