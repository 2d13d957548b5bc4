"""Says which packages the fixes need that the project does not declare or import yet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from asyncfix.model import Plan
from asyncfix.project.project import Project
from asyncfix.project.sources.declarations import DECLARATIONS, declarations


def missing_packages(
    project: Project, plan: Plan, requirements: Mapping[str, str]
) -> Mapping[str, str]:
    """The packages that have to be added to the project's dependencies, each as it is declared."""
    wanted = sorted({name for fix in plan.fixes for name in fix.requires})
    return {
        name: requirements.get(name, name) for name in wanted if not uses_package(project, name)
    }


def uses_package(project: Project, name: str) -> bool:
    """Whether the project declares the package as a dependency or imports it already."""
    imported = re.compile(rf"^\s*(?:import|from)\s+{re.escape(name)}\b", re.MULTILINE)
    if any(imported.search(project.file(path).text) for path in project.with_word(name)):
        return True
    declared = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    return any(declared.search(text) for text in declarations(project.root, DECLARATIONS))


def declares(project: Project, pattern: str) -> bool:
    """Whether the project declares a dependency in a way that the pattern finds."""
    declared = re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    return any(declared.search(text) for text in declarations(project.root, DECLARATIONS))
