"""How a source text is read: its lines as Python counts them, and its tree."""

from __future__ import annotations

import ast
import re
import symtable
import warnings

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def split_lines(text: str) -> list[str]:
    r"""The lines with their ends, which are \n, \r\n and \r only (a form feed ends none)."""
    if "\r" in text:
        return _LINE.findall(text)
    lines = text.split("\n")
    last = lines.pop()
    return [*(f"{line}\n" for line in lines), *([last] if last else ())]


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
