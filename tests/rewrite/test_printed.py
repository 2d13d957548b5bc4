"""Positions are those that libcst's own provider gives."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from asyncfix.rewrite import printed, unused, usage

SHAPES = [
    *(Path(module.__file__ or "").read_text("utf-8") for module in (printed, unused, usage)),
    "",
    "\n# only\n\n",
    "x = 1",
    "if (a\r\n  and b):\r\n\tc; d ;\r\nelse : pass  # e\r\n\r\n  # f\r\n",
    "@ d\n\nasync def f ( a , / , * , b : int = ( 1 ) ) -> ( 'ä😀' ) :\n  '''e\n  '''\n  # g\n",
    "try:\n  import a . b as c , d\nexcept ( E ) as e :\n  raise\nelse:\n  x\nfinally :\n  del y\n",
    "match a , b:\n  case { 'c' : d , ** e } if f : pass\n  case [ 1 , * g ] | h . i : pass\n",
    "async def f():\n  async with a as b , c : return ( await d ) [ 1 : , ... ]\n  yield {**e}\n",
    "x = f'{ a !r:>{ b }}' f\"\" 'c'  \\\n  if not y else lambda * z : ( w := - 1 )\n",
]


@pytest.mark.parametrize("text", SHAPES)
def test_positions(text: str) -> None:
    module = cst.parse_module(text)
    expected = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    found = printed.printed(module)
    assert found.text == module.code
    assert found.positions == {
        node: ((place.start.line, place.start.column), (place.end.line, place.end.column))
        for node, place in expected.items()
    }
