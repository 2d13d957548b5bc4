"""Finding nodes at spans, refusing what cannot be done, and leaving all other bytes alone."""

from __future__ import annotations

import ast

import pytest

from asyncfix.model import Edit, Span
from asyncfix.rewrite.engine import RewriteError, rewrite
from tests.rewrite.kit import ASYNCIO, CODEMODS, calls, edits_of, rewritten, span_of

WEIRD = {
    "crlf": "async def m():\r\n    x = [\r\n      f(1),\r\n      '''a\r\nb''', f(2)]\r\n",
    "mixed": "async def m():\n    f(\r\n  1)\r\n    y = 'a'\n",
    "tabs": "async def m():\n\tif 1:\n\t    a('é', f())\n\t    é = 'x\x0cy' + f() \t\n",
    "form feeds": "import os\n\x0c\nasync def m():\n    f()\n\x0c\n    f()\n",
    "continued": (
        "async def m():\n    x = \\\n  f() \\\n  + f()\n    if x and \\\n        f(): pass\n"
    ),
    "no last end": "async def m():\n    f()",
    "wide": "async def m():\n    é, 日本 = 'éé', f('日'); x = '🎉' + f(f('🎉'), '𝔸')\n",
    "comments": (
        "async def m():\n    f()  # a\n\n        # odd\n# left\n    f(  # b\n    )\n    # end\n"
    ),
    "trailing blanks": "async def m():   \n    f()   \n   \n\t\n    f() ;  \n   ",
    "decorators": "@a\n# c\n\n@b(1)\nasync def m():\n    @c\n    async def n(): return f()\n",
    "heads": (
        "async def m():\n  @f()\n  @a(\n    f())\n  class B(f()):\n    y = 1\n"
        "  if a:\n    @f()\n    def n(x=f()):\n      pass\n  elif f(): pass\n  else:\n"
        "    with a, f():\n      pass\n  while a: pass\n  else: f()\n"
    ),
    "match": "async def m():\n  match f():\n    case {'a': 1} if f(): f()\n    case _: pass\n",
    "try star": (
        "async def m():\n  try: f()\n  except (A, B): f()\n  else:\n    f()\n  finally: f()\n"
    ),
    "cookie": "# -*- coding: latin-1 -*-\nasync def m(): f()\n",
    "with": (
        "async def m():\n  with (f() as a, f()): f()\n  with (f()): f\n"
        "  async with f() as (b, c): f\n"
    ),
    "triple": 'async def m():\n    return f"""{f()}\n {f()} é {f()}"""\n',
    "two levels": "async def m():\n  f()\n  for i in f():\n        f()\n        while f(): f()\n",
}


@pytest.mark.parametrize("name", WEIRD)
def test_only_the_calls_change(name: str) -> None:
    text = WEIRD[name]
    edits = edits_of(text, "f", "use_async_twin", twin="g")
    assert rewritten(text, *edits).replace("await g(", "f(") == text.replace("(f())()", "f()")


@pytest.mark.parametrize("name", WEIRD)
def test_each_single_call_is_found(name: str) -> None:
    text = WEIRD[name]
    for edit in edits_of(text, "f", "use_async_twin", twin="g"):
        assert rewritten(text, edit).count("await g(") == 1


COMMENTED = {
    "in parentheses": (
        "async def m():\n    x = (\n        a  # b\n        .c(1)  # d\n    )\n",
        "async def m():\n    x = (\n        # b\n        await g(1)  # d\n    )\n",
    ),
    "in brackets": (
        "async def m():\n  x = [\n    a  # b\n    # c\n    .c()  # d\n  ]\n",
        "async def m():\n  x = [\n    (\n    # b\n    # c\n    await g())  # d\n  ]\n",
    ),
    "nothing is lost": (
        "async def m():\n    a.c(  # b\n        1)  # c\n",
        "async def m():\n    await g(  # b\n        1)  # c\n",
    ),
    "no comment": (
        "async def m():\n    a.c('#',\n        '#')\n",
        "async def m():\n    await g('#',\n        '#')\n",
    ),
}


@pytest.mark.parametrize("name", COMMENTED)
def test_comments_of_what_goes_stay(name: str) -> None:
    text, expected = COMMENTED[name]
    assert rewritten(text, *edits_of(text, "a.c", "use_async_twin", twin="g")) == expected


@pytest.mark.parametrize(
    "text",
    ["x = 1\n\x0cy = f()\n", "\x0cimport x\nf()\n"],
)
def test_what_libcst_does_not_give_back_is_refused(text: str) -> None:
    with pytest.raises(RewriteError, match="unchanged") as caught:
        rewritten(text, *edits_of(text, "f", "add_await"))
    assert caught.value.line == (2 if text.startswith("x") else 1)


def test_code_that_libcst_cannot_hold_is_refused() -> None:
    text = "async def m(g):\n    f(await g()if g else 1)\n"
    with pytest.raises(RewriteError, match="cannot hold"):
        rewritten(text, *edits_of(text, "f", "add_await"))


def test_text_that_does_not_parse_is_refused() -> None:
    edit = Edit("m.py", Span(1, 0, 1, 3), "add_await")
    with pytest.raises(RewriteError) as caught:
        rewrite("x = 1\ndef\n", [edit], CODEMODS.__getitem__)
    assert caught.value.line == 2


@pytest.mark.parametrize("change", [{"column": 5}, {"end_column": 9}, {"line": 1}, {"end_line": 3}])
def test_a_span_without_its_node_is_refused(change: dict[str, int]) -> None:
    text = "async def m():\n    f(1)\n    x = 1\n"
    (edit,) = edits_of(text, "f", "add_await")
    wrong = edit._replace(span=edit.span._replace(**change))
    with pytest.raises(RewriteError):
        rewritten(text, wrong)


def test_a_node_of_another_type_is_refused() -> None:
    text = "async def m():\n    f(1)\n"
    node = calls(text, "f")[0].func
    with pytest.raises(RewriteError, match="nothing of its kind"):
        rewritten(text, Edit("m.py", span_of(text, node), "add_await"))


def test_two_claims_on_a_node() -> None:
    text = "async def m():\n    f(1)\n"
    (edit,) = edits_of(text, "f", "use_async_twin", twin="g")
    with pytest.raises(RewriteError, match="two edits"):
        rewritten(text, edit, edit)
    with pytest.raises(RewriteError, match="replaced"):
        rewritten(text, edit, edit._replace(codemod="add_await"))


def test_an_f_string_that_shows_its_expression_is_refused() -> None:
    text = "async def m():\n    return f'{f(1)=} {f(2)}'\n"
    first, second = edits_of(text, "f", "add_await")
    assert rewritten(text, second).endswith("f'{f(1)=} {await f(2)}'\n")
    with pytest.raises(RewriteError, match="f-string"):
        rewritten(text, first)


def test_deep_nesting_is_refused_in_one_line() -> None:
    text = "async def m():\n    f()\n    x = " + "+".join(["a"] * 3000) + "\n"
    edit = Edit("m.py", Span(2, 4, 2, 7), "add_await")
    with pytest.raises(RewriteError, match="nested"):
        rewrite(text, [edit], CODEMODS.__getitem__)


def test_no_edits_change_nothing() -> None:
    assert rewrite("not python", [], CODEMODS.__getitem__) == "not python"


def test_sync_handler_with_edits_inside() -> None:
    text = "import time\n\n@d\nasync def m():\n    time.sleep(1)\n"
    node = ast.parse(text).body[1]
    edits = [Edit("m.py", span_of(text, node), "make_handler_sync")]
    edits += edits_of(text, "time.sleep", "use_async_twin", (ASYNCIO,), twin="asyncio.sleep")
    after = rewrite(text, edits, CODEMODS.__getitem__)
    assert after == "import asyncio\n\n@d\ndef m():\n    await asyncio.sleep(1)\n"
