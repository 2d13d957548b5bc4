"""How a source text is read: its lines as Python counts them, and its tree."""

from __future__ import annotations

import ast
import symtable
import warnings
from io import StringIO


def split_lines(text: str) -> list[str]:
    r"""The lines with their ends, which are \n, \r\n and \r only (a form feed ends none)."""
    return StringIO(text, newline="").readlines()


def parse(text: str) -> ast.Module:
    """The syntax tree; what Python merely warns of is not for us to say. Raises SyntaxError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def is_valid(text: str, path: str) -> bool:
    """Whether a text surely is Python, by a shorter way than parsing it.

    One that is not may be, all the same: names are looked at here, which `parse` does not.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            symtable.symtable(text, path, "exec")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
