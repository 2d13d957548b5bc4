"""What is rewritten by the pieces that edits stand in is what comes of the whole file."""

from __future__ import annotations

import pytest

from asyncfix.model import Edit
from asyncfix.rewrite import engine
from asyncfix.rewrite.engine import rewrite
from asyncfix.rewrite.pieces import Place, pieces
from asyncfix.rewrite.source import Source
from tests.rewrite.kit import ASYNCIO, CODEMODS, edits_of, run_of

OTHERS = "import os\n\n\ndef a():\n    return 1\n\n\n"
FUNCTION = "async def m():\n    f(1)\n    return 2\n"


def method(text: str, indent: str = "    ") -> str:
    return "".join(indent + line for line in text.splitlines(keepends=True))


SHAPES = {
    "function": OTHERS + FUNCTION + "\n\nx = 1\n",
    "decorated": OTHERS + "@d(\n    1,\n)\n@e\n" + FUNCTION + "\n\n@d\ndef z(): ...\n",
    "method": f"{OTHERS}class A:\n    x = 1\n\n{method(FUNCTION)}\n    y = 2\n",
    "last method": f"{OTHERS}class A:\n    x = 1\n\n{method(FUNCTION)}\n\n# below\nx = 1\n",
    "inner class": f"{OTHERS}class A:\n    class B:\n{method(FUNCTION, ' ' * 8)}\nx = 1\n",
    "indented otherwise": f"class A:\n  x = 1\n\n{method(FUNCTION, '  ')}\nx = 1\n",
    "tabs": f"class A:\n\tx = 1\n\n{method(FUNCTION, chr(9))}\nx = 1\n",
    "no line end": OTHERS + FUNCTION + "    x = 1",
    "blanks at the end": OTHERS + FUNCTION + "    ",
    "comments below": OTHERS + FUNCTION + "    # mine\n# not mine\n\n# other\nx = 1\n",
    "comments at the end": OTHERS + FUNCTION + "    # mine\n  \n        # deeper\n# not mine\n",
    "blank lines in it": OTHERS + "async def m():\n\n    f(1)\n    \n        \n\nx = 1\n",
    "other line ends": (OTHERS + FUNCTION + "\n\nx = 1\n").replace("\n", "\r\n"),
    "in an if": OTHERS + "if a():\n" + method(FUNCTION) + "else:\n    m = a\n",
    "in an elif": OTHERS + "if a():\n    pass\nelif m:\n" + method(FUNCTION) + "else:\n    m = a\n",
    "deep": OTHERS
    + "class A:\n    try:\n        pass\n    except E:\n"
    + method(FUNCTION, " " * 8),
    "letters": OTHERS + "async def m():\n    'ä€😀'; f('ö')\n\n\nx = 'ü'\n",
    "two": OTHERS + FUNCTION + "\n\n" + FUNCTION + "\n\n" + FUNCTION + "x = 1\n",
}
WHOLE = {
    "statement beside": "import os; f(1)\n\n\ndef a():\n    return 1\n",
    "continued line": "x = 1; \\\n f(1)\n\n\ndef a():\n    return 1\n",
    "form feed": OTHERS + FUNCTION + "\n\n\f\nx = 1\n",
}


def places(edits: list[Edit]) -> list[Place]:
    return [Place(edit.span, edit.codemod == "move_block_to_thread") for edit in edits]


def both(monkeypatch: pytest.MonkeyPatch, text: str, edits: list[Edit]) -> str:
    """What the edits make of the text, by pieces and as a whole."""
    by_pieces = rewrite(text, edits, CODEMODS.__getitem__)
    with monkeypatch.context() as patched:
        patched.setattr(engine, "pieces", lambda *_: [])
        assert rewrite(text, edits, CODEMODS.__getitem__) == by_pieces
    return by_pieces


@pytest.mark.parametrize("name", SHAPES)
def test_calls(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = SHAPES[name]
    edits = edits_of(text, "f", "move_to_thread", (ASYNCIO,), offload="asyncio.to_thread")
    found = pieces(Source.of(text), places(edits))
    assert found
    assert sum(piece.end - piece.first for piece in found) < text.count("\n")
    assert both(monkeypatch, text, edits).count("await asyncio.to_thread(f") == text.count("f(")


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in ("two", "letters")])
def test_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = SHAPES[name]
    edit = run_of(text, "m", 0, 0)
    assert pieces(Source.of(text), places([edit]))
    assert "def work():" in both(monkeypatch, text, [edit])


def test_the_function_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    text = OTHERS + "@d\n" + FUNCTION + "\n\nx = f(3)\n"
    edits = edits_of(text, "f", "add_await")[:1]
    node = Source.of(text).tree.body[2]
    span = edits[0].span._replace(line=node.lineno, column=0, end_line=node.end_lineno or 0)
    edits.append(Edit("m.py", span._replace(end_column=12), "make_handler_sync"))
    (piece,) = pieces(Source.of(text), places(edits))
    assert (piece.first, piece.end) == (7, 11)
    assert "@d\ndef m():\n    await f(1)" in both(monkeypatch, text, edits)


def test_a_call_of_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    text = OTHERS + "x = f(3)  # here\n\ny = 1\n"
    edits = edits_of(text, "f", "use_async_twin", twin="g")
    assert [piece.end - piece.first for piece in pieces(Source.of(text), places(edits))] == [1]
    assert both(monkeypatch, text, edits) == OTHERS + "x = await g(3)  # here\n\ny = 1\n"


@pytest.mark.parametrize("name", WHOLE)
def test_where_the_whole_file_is_needed(name: str) -> None:
    edits = edits_of(WHOLE[name], "f", "use_async_twin", twin="g")
    assert pieces(Source.of(WHOLE[name]), places(edits)) == []
    assert set(CODEMODS) >= {edit.codemod for edit in edits}


GAP = "async def m():\n    a()\n\n    f(1)\n\n    # two\n    f(2)\n\n    f(3)\n\n    b()\n"


@pytest.mark.parametrize("indexes", [(1, 2), (1, 2, 3), (1, 3)])
def test_neighbours_with_one_gap_between_them(
    indexes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = OTHERS + GAP
    edits = [run_of(text, "m", index, index) for index in indexes]
    assert pieces(Source.of(text), places(edits))
    assert both(monkeypatch, text, edits).count("def work():") == len(indexes)


def test_neighbours_that_are_a_whole_block(monkeypatch: pytest.MonkeyPatch) -> None:
    text = OTHERS + "async def m():\n    f(1)\n\n    f(2)\n\n\nx = 1\n"
    edits = [run_of(text, "m", index, index) for index in (0, 1)]
    assert pieces(Source.of(text), places(edits)) == []
    assert both(monkeypatch, text, edits).count("def work():") == 2
