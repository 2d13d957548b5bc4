"""What is held of close views, and that the parts they are made of are the parts of the whole."""

from __future__ import annotations

import ast
import gc
import weakref

from asyncfix.project.nodes import walk
from asyncfix.project.statements import Statements, starts_of
from asyncfix.project.view import View
from asyncfix.project.walk import summarise

TEXT = "def f(a):\n    return g(a)\n"

ODD = '''"""f in a text
@not_a_decorator
def nor_a_function(): pass
"""
import a.f, b as f; from c import f as g
x = [
    f,
]; import d.f

@(
    f
)
@f.g(f"""
{f} {
    f + "é" + ａ}
""")
async def é(f=f): return f.f

class A(f, metaclass=f.g):
    "f"
    f = f; g = f

    @f
    def f(self):
        # f
        return lambda f: [f for f in (f, self.f)] \\
            + f

    class f: f = ａ
if f:
    f()
elif g: f = 1
else:
    from f import f\x0c
match f:
    case f.f(f=1): del f'''


def _view(text: str, parsed: bool = False) -> View:
    tree = ast.parse(text)
    return View(summarise(tree, text, "m.py", "m", False), text, tree if parsed else None)


def test_a_view_goes_without_the_collector() -> None:
    for parsed in (False, True):
        view = _view(TEXT, parsed)
        (call,) = (node for node in walk(view.tree) if isinstance(node, ast.Call))
        assert isinstance(view.parents[call], ast.Return)
        held = weakref.ref(view)
        gc.disable()
        try:
            del view
            assert held() is None
        finally:
            gc.enable()


def _texts() -> list[str]:
    return [ODD, ODD.replace("\n", "\r\n"), ODD.replace("\n", "\r"), TEXT, "", "# nothing", "x"]


def test_a_module_in_parts_is_the_module() -> None:
    for text in _texts():
        whole = ast.dump(ast.parse(text), include_attributes=True)
        for line in range(text.count("\n") + text.count("\r") + 3):
            view = _view(text)
            seen = view._statements.on([line])
            assert ast.dump(ast.Module(view.tree.body, []), include_attributes=True) == whole
            assert all(node in view.tree.body for node in seen)


def test_mentions_are_those_of_the_whole_module_in_the_same_order() -> None:
    names = {node.id for node in walk(ast.parse(ODD)) if isinstance(node, ast.Name)} | {"d", "f.f"}
    for text in _texts():
        for name in names:
            parts, whole = _view(text), _view(text, parsed=True)
            _ = whole.tree.body
            found = [ast.dump(node, include_attributes=True) for node in parts.mentions(name)]
            assert found == [
                ast.dump(node, include_attributes=True)
                for node in whole._standing_on(range(text.count("\n") + text.count("\r") + 3))
                if _named(node) == name
            ]
            assert all(parts.statement(node) for node in parts.mentions(name))


def _named(node: ast.AST) -> str:
    if isinstance(node, ast.alias):
        return node.name.rpartition(".")[2]
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_imports_are_those_of_the_whole_module() -> None:
    for text in _texts():
        found = [item[:2] for item in _view(text).imports()]
        assert found == [item[:2] for item in _view(text, parsed=True).imports()]


def test_what_starts_where_another_ends_is_one_with_it() -> None:
    text = "x = [\n]; y = 1\nz = 2\n"
    assert starts_of(ast.parse(text)) == (1, 3)
    statements = Statements(text.splitlines(keepends=True), (1, 3))
    assert len(statements.on([2])) == 2
    assert len(statements.all()) == 3
