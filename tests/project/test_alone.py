"""What is read of a file without parsing it whole is what its whole tree says."""

from __future__ import annotations

import ast

import pytest

from asyncfix.project import alone
from asyncfix.project.known import fixed
from asyncfix.project.walk import summarise

TEXT = '''\
LONG = {
    "one": 1,

"two": 2,
}
SPREAD = \\
    "text"
TEXT = """
Name = 1
"""
TYPED: int = 3
TYPED_ONLY: int
ONE = OTHER = 4
if LONG:
    INNER = 5
LAST = [
    6,
]
'''


@pytest.mark.parametrize("name", ["LONG", "SPREAD", "TEXT", "TYPED", "LAST"])
def test_a_constant_is_read_by_itself(name: str) -> None:
    """Its statement ends where the whole file's tree says."""
    whole = {
        node.targets[0].id if isinstance(node, ast.Assign) else node.target.id: node
        for node in ast.parse(TEXT).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
    }
    found = fixed.statement(TEXT, whole[name].lineno, name)
    assert found is not None
    assert ast.dump(found) == ast.dump(whole[name].value)


@pytest.mark.parametrize(("line", "name"), [(12, "TYPED_ONLY"), (13, "OTHER"), (15, "INNER")])
def test_what_is_no_plain_constant_is_none(line: int, name: str) -> None:
    """A name without a value, the second of two, and one in a block."""
    assert fixed.statement(TEXT, line, name) is None


def test_a_line_that_begins_with_another_name_is_left_alone() -> None:
    """Nothing is parsed then."""
    assert alone.assignment_alone(TEXT, 4, "LONG") is None


FED = """\
\fasync def first():
    pass
class Others:
\f    async def second(self):
        pass
    \fdef no_method(): pass
if 1:
    \f    async def third():
\f            pass
"""


def test_form_feeds_in_front_of_functions() -> None:
    """Python counts blanks from the last one on."""
    tree = ast.parse(FED)
    module = summarise(tree, FED, "m.py", "m", False)
    whole = {
        node.name: ast.dump(node, include_attributes=True)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    found = {
        function.name: ast.dump(
            alone.view_alone(module, function, FED).tree.body[0], include_attributes=True
        )
        for function in module.functions
    }
    assert found == whole
