"""What is known of Python's own types: literals, operators and methods, by the types' names."""

from __future__ import annotations

import ast
from collections.abc import Mapping

NUMBERS = frozenset({"int", "float"})
DISPLAYS: Mapping[type[ast.expr], str] = {
    ast.JoinedStr: "str",
    ast.Dict: "dict",
    ast.DictComp: "dict",
    ast.List: "list",
    ast.ListComp: "list",
    ast.Tuple: "tuple",
    ast.Set: "set",
    ast.SetComp: "set",
    ast.Compare: "bool",
}
_TEXT_METHODS = (
    *("capitalize", "casefold", "center", "expandtabs", "format", "format_map", "join", "ljust"),
    *("lower", "lstrip", "removeprefix", "removesuffix", "replace", "rjust", "rstrip", "strip"),
    *("swapcase", "title", "translate", "upper", "zfill"),
)
METHODS: Mapping[tuple[str, str], str] = {
    **{("str", method): "str" for method in _TEXT_METHODS},
    ("str", "encode"): "bytes",
    ("bytes", "decode"): "str",
    ("bytes", "hex"): "str",
}


def operation(operator: ast.operator, left: str, right: str) -> str:
    """The type that an operator gives for two types; empty if it is not sure."""
    if isinstance(operator, ast.Mod) and left == "str":
        return "str"
    if isinstance(operator, ast.Add) and left == right and left in ("str", "bytes"):
        return left
    if {left, right} <= NUMBERS and not isinstance(operator, ast.Pow | ast.MatMult):
        whole = {left, right} == {"int"} and not isinstance(operator, ast.Div)
        return "int" if whole else "float"
    return ""
