"""What names of modules always are."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from asyncfix.project.alone import assignment_alone
from asyncfix.project.summary import Binding, Module
from asyncfix.project.values import Ref

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference

_BOUND = r"{name}(?<=\.{name})\s*=[^=]"
_CHANGES = (
    r"{name}(?:\s+as\b|(?<=\.{name})\s*=[^=]|\s*(?:\[[^\]\n]*\]\s*[-+|]?=[^=]|[-+|]="
    r"|\.(?:append|extend|insert|add|update|setdefault|pop|popitem|clear|remove|discard|sort"
    r"|reverse)\())"
)
"""The same, or that what the name holds gets another name, or is changed."""


def binding(module: Module, name: str) -> Binding | None:
    """The one binding of a name of a module."""
    found = module.top.get(name, ())
    return found[0] if len(found) == 1 else None


def is_rebound(inference: Inference, module: Module, name: str) -> bool:
    """Whether a function, or another module, may bind a name of the module anew."""
    if any(name in scope.global_names for scope in module.scopes):
        return True
    return any(
        isinstance(value := inference.value(place, store.base), Ref) and value.name == module.name
        for place in inference.project.mentioning(name)
        for store in place.outside.get(name, ())
    )


def is_changed(inference: Inference, name: str, plain: bool) -> bool:
    """Whether some file may bind a name of that spelling anew, or change what it holds.

    `plain`: it holds a text, which nobody can change.
    """
    pattern = (_BOUND if plain else _CHANGES).replace("{name}", re.escape(name))
    project, changes = inference.project, re.compile(pattern)
    return any(changes.search(project.file(path).text) for path in project.with_word(name))


def statement(text: str, line: int, name: str) -> ast.expr | None:
    """What is assigned to a name by the statement that starts on a line of a file."""
    node = assignment_alone(text, line, name)
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target: ast.expr = node.targets[0]
    elif isinstance(node, ast.AnnAssign):
        target = node.target
    else:
        return None
    return node.value if isinstance(target, ast.Name) and target.id == name else None
