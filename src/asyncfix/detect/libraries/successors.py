"""Finds the imports of packages that others have taken over from."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from asyncfix.detect.detection import Detection, Reporter, function_at
from asyncfix.project.inference import Inference
from asyncfix.project.view import View

CODE = "AF602"
KIND = "successor"

Statement = ast.Import | ast.ImportFrom


def superseded_imports(
    inference: Inference, reporter: Reporter, only: Iterable[str] | None
) -> Iterator[Detection]:
    """The import statements, in the given files or in all."""
    if not reporter.wants(CODE):
        return
    given = None if only is None else frozenset(only)
    for package, table in inference.catalogue.successors.items():
        for module in inference.project.mentioning(package):
            if given is not None and module.path not in given:
                continue
            view = inference.project.view(module.path)
            for node in imports_of(view, package):
                message = f"`{package}` is imported, which `{table.get('to')}` has taken over from"
                function, span = function_at(module, -1), view.span(node)
                finding = reporter.finding(CODE, message, module, function, span, package)
                yield Detection(finding, module, function, span, 0, KIND)


def imports_of(view: View, package: str) -> list[Statement]:
    """The statements of a module that import the package, or from it, in their order."""
    found = [node for node in ast.walk(view.tree) if isinstance(node, Statement)]
    return [node for node in found if any(_belongs(name, package) for name in imported(node))]


def imported(node: Statement) -> list[str]:
    """The modules that a statement imports, or imports from."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if node.module and not node.level else []


def _belongs(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")
