"""What is held of close views: their trees are most of what a run takes."""

from __future__ import annotations

import ast
import gc
import weakref

from asyncfix.project.view import View
from asyncfix.project.walk import summarise

TEXT = "def f(a):\n    return g(a)\n"


def test_a_view_goes_without_the_collector() -> None:
    tree = ast.parse(TEXT)
    view = View(summarise(tree, TEXT, "m.py", "m", False), tree, TEXT)
    (call,) = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    assert isinstance(view.parents[call], ast.Return)
    held = weakref.ref(view)
    gc.disable()
    try:
        del view
        assert held() is None
    finally:
        gc.enable()
