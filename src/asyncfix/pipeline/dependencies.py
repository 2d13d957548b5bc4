"""Says which packages the fixes need anew, and declares them if that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from asyncfix.model import Failure, Plan
from asyncfix.pipeline.work import Work
from asyncfix.project.project import Project


def dependencies(
    work: Work, project: Project, plan: Plan, *, applying: bool
) -> tuple[list[str], list[Failure]]:
    """A remark for each package that the fixes need and the project does not declare yet."""
    if not plan.fixes:
        return [], []
    from asyncfix.plan.requirements import missing_packages

    missing = missing_packages(project, plan, work.catalogue.requirements)
    if missing and applying and work.settings.add_dependencies:
        return _added(work.settings.root, missing)
    remarks = [
        f'the fixes need {name}: add "{line}" to the dependencies' for name, line in missing.items()
    ]
    return remarks, []


def _added(root: Path, requirements: Mapping[str, str]) -> tuple[list[str], list[Failure]]:
    from asyncfix.rewrite.declare import declare
    from asyncfix.rewrite.write import WriteError, write

    try:
        change = declare(root, requirements)
        write(root / change.path, change.before, change.after)
    except WriteError as error:
        lines = ", ".join(f'"{line}"' for line in requirements.values())
        return [], [Failure(str(root), "write", f"{error}; add {lines} to the dependencies")]
    return [f'"{line}" was added to {change.path}' for line in requirements.values()], []
