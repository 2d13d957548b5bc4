"""Tells the code of tests from the rest, by the names of files, folders and functions alone."""

from __future__ import annotations

from pathlib import PurePath

from asyncfix.project.project import Definition
from asyncfix.project.summary import Function, Module

_FOLDERS = frozenset({"test", "tests"})
_WORDS = frozenset({"test", "tests", "testing", "conftest"})


def is_collected(path: str) -> bool:
    """Whether a test runner collects what the file at a path has: it runs that by itself."""
    name = PurePath(path).name
    return is_shared(path) or name.startswith("test_") or name.endswith("_test.py")


def is_shared(path: str) -> bool:
    """Whether the file at a path has what tests elsewhere use without importing it."""
    return PurePath(path).name == "conftest.py"


def is_a_test(module: Module, function: Function) -> bool:
    """Whether a test runner calls a function, by its name."""
    collected = is_collected(module.path) and not is_shared(module.path)
    return collected and function.name.startswith("test") and not function.is_generator


def stands_among_tests(path: str) -> bool:
    """Whether the file at a path is one that a test runner collects, or beside such files."""
    return is_collected(path) or not _FOLDERS.isdisjoint(PurePath(path).parts[:-1])


def is_of_tests(module: Module) -> bool:
    """Whether a module is there for tests, also those of other projects, as `library.testing` is.

    Its name tells, not its path, which may begin with folders that are not the project's.
    """
    parts = module.name.split(".")
    last = parts[-1]
    return bool(_WORDS & set(parts)) or last.startswith("test_") or last.endswith("_test")


def is_among_tests(module: Module) -> bool:
    """Whether a module is there for tests, by its path or by its name."""
    return stands_among_tests(module.path) or is_of_tests(module)


def is_for_tests(definition: Definition) -> bool:
    """Whether a function is there for tests, by its module or by its name."""
    words = definition.function.name.lower().split("_")
    return bool(_WORDS & set(words)) or is_of_tests(definition.module)
