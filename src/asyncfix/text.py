"""How a source text is read: its lines as Python counts them, and its tree."""

from __future__ import annotations

import ast
import inspect
import symtable
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO


def split_lines(text: str) -> list[str]:
    r"""The lines with their ends, which are \n, \r\n and \r only (a form feed ends none)."""
    return StringIO(text, newline="").readlines()


def parse(text: str) -> ast.Module:
    """The syntax tree; what Python merely warns of is not for us to say. Raises SyntaxError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


@contextmanager
def room() -> Iterator[None]:
    """As much room for what is nested as there is where no calls stand around.

    Whether a file is nested too deeply must not depend on who asks for it first.
    """
    limit, depth, frame = sys.getrecursionlimit(), 0, inspect.currentframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    sys.setrecursionlimit(limit + depth)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


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
