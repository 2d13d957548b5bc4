"""Tells the code of tests from the rest: what only tests do, nobody does."""

from __future__ import annotations

from asyncfix.project.project import Definition
from asyncfix.project.summary import Module

_WORDS = frozenset({"test", "tests", "testing", "conftest"})


def is_of_tests(module: Module) -> bool:
    """Whether a module belongs to tests, by its name or that of a package around it."""
    parts = module.name.split(".")
    last = parts[-1]
    return bool(_WORDS & set(parts)) or last.startswith("test_") or last.endswith("_test")


def is_test(definition: Definition) -> bool:
    """Whether a function is there for tests, by its module or by its name."""
    words = definition.function.name.lower().split("_")
    return bool(_WORDS & set(words)) or is_of_tests(definition.module)
