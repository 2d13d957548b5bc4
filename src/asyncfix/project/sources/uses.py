"""Says whether a text uses or replaces what another module has, without knowing more than it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from asyncfix.project.nodes import last_name
from asyncfix.text import parse, room

_DOTTED = re.compile(r"\w+(?:\.\w+)+")


def uses(text: str, name: str) -> bool:
    """Whether a module may take a name from another module, or from an object of another one."""
    if name not in text or re.search(rf"\b{re.escape(name)}\b", text) is None:
        return False
    try:
        nodes = _nodes(text)
    except (SyntaxError, RecursionError, MemoryError):
        return True
    starred = any(isinstance(node, ast.alias) and node.name == "*" for node in nodes)
    return any(
        _is_use(node, name) or (starred and isinstance(node, ast.Name) and node.id == name)
        for node in nodes
    )


def replaces(text: str, name: str, replacing: Callable[[str], bool]) -> bool:
    """Whether a module may put something in the place of a library's function, as tests do.

    `replacing` says whether what is called by a text does so.
    """
    owner, _, short = name.rpartition(".")
    if short not in text:
        return False
    try:
        nodes = _nodes(text)
    except (SyntaxError, RecursionError, MemoryError):
        return True
    last = owner.rpartition(".")[2]
    return any(
        node.attr == short and isinstance(node.ctx, ast.Store) and last_name(node.value) == last
        if isinstance(node, ast.Attribute)
        else isinstance(node, ast.Call)
        and _names(node, last, short)
        and replacing(_called(node.func))
        for node in nodes
    )


def _called(func: ast.expr) -> str:
    """The last two parts of what is called."""
    owner = last_name(func.value) if isinstance(func, ast.Attribute) else ""
    return f"{owner}.{last_name(func)}"


def _nodes(text: str) -> list[ast.AST]:
    with room():
        return list(ast.walk(parse(text)))


def _names(call: ast.Call, owner: str, short: str) -> bool:
    """Whether a call names a function in one text, or in its owner and a text."""
    texts = [item.value if isinstance(item, ast.Constant) else None for item in call.args[:2]]
    if texts[1:] == [short]:
        return last_name(call.args[0]) == owner
    return bool(texts) and isinstance(texts[0], str) and texts[0].endswith(f".{short}")


def _is_use(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.ImportFrom):
        return any(item.name == name for item in node.names)
    if isinstance(node, ast.Attribute):
        return node.attr == name
    if isinstance(node, ast.keyword):  # SimpleNamespace(name=…)
        return node.arg == name
    if isinstance(node, ast.Call):  # setattr(module, "name", …)
        return any(isinstance(item, ast.Constant) and item.value == name for item in node.args[1:])
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and _is_dotted(text, name)


def _is_dotted(text: str, name: str) -> bool:
    """Whether it names it as `patch("module.name")` and `Mock(**{"name.return_value": 1})` do."""
    return bool(_DOTTED.fullmatch(text)) and name in text.split(".")
