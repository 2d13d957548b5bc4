"""Says how a module of a project imports one that is put beside another file."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator

from asyncfix.plan.context import Context
from asyncfix.project.view import View


def name_of_sibling(context: Context, view: View, beside: str, name: str) -> str:
    """The dotted name of a new module beside a file, as a module of the project imports it.

    It is put together as the imports that are there; empty if none of them shows how.
    """
    folder = posixpath.dirname(beside)
    return (
        _relative(context, view, folder, name)
        or _absolute(context, view, beside, name)
        or _in_root(context, view, beside, name)
    )


def _relative(context: Context, view: View, folder: str, name: str) -> str:
    levels = [node.level for node in view.tree.body if isinstance(node, ast.ImportFrom)]
    if not any(levels):
        return ""
    here = posixpath.dirname(view.module.path)
    steps = posixpath.relpath(folder or ".", here or ".").split("/")
    up, down = steps.count(".."), [step for step in steps if step not in (".", "..")]
    passed = [posixpath.normpath(posixpath.join(here, *[".."] * n)) for n in range(up + 1)]
    inits = (posixpath.join("" if at == "." else at, "__init__.py") for at in passed)
    if up < max(levels) or all(context.project.has(path) for path in inits):
        return "." * (up + 1) + ".".join([*down, name])
    return ""


def _absolute(context: Context, view: View, beside: str, name: str) -> str:
    """By an import that shows from which folder the names of modules are counted."""
    first = posixpath.join(context.project.file(beside).path.parent.as_posix(), "")
    others = (file.display for file in context.project.files)
    for path in dict.fromkeys([view.module.path, *others]):
        if context.project.module(path) is None:
            continue
        for root in _roots(context, context.view(path)):
            if first.startswith(root):
                parts = [part for part in first[len(root) :].split("/") if part]
                return ".".join([*parts, name])
    return ""


def _roots(context: Context, view: View) -> Iterator[str]:
    """The folders that a module's imports are counted from, each with a `/` behind it."""
    for item in view.imports():
        dotted = item.target
        while dotted:
            found = context.project.locate(dotted, view.module.path)
            if found is not None:
                path = context.project.file(found).path.with_suffix("").as_posix()
                path = path.removesuffix("/__init__")
                steps = dotted.replace(".", "/")
                if path.endswith(f"/{steps}"):
                    yield path[: -len(steps)]
            dotted = dotted.rpartition(".")[0]


def _in_root(context: Context, view: View, beside: str, name: str) -> str:
    """The name alone, where all is in the project's folder, which is no package."""
    project = context.project
    at_root = project.file(beside).path.parent == project.root
    same = posixpath.dirname(beside) == posixpath.dirname(view.module.path)
    is_package = project.has(posixpath.join(posixpath.dirname(beside), "__init__.py"))
    return name if at_root and same and not is_package else ""
