"""Repairs one module for one codemod alone, as `python -m libcst.tool codemod` runs it."""

from __future__ import annotations

from pathlib import Path

from asyncfix.model import Failure
from asyncfix.pipeline.rewriting import rewrite_file
from asyncfix.pipeline.work import Work
from asyncfix.project.project import Project
from asyncfix.project.sources.files import decode
from asyncfix.settings import Settings


def rewrite_alone(text: str, path: str, codemod: str) -> str:
    """The module's text after all the safe fixes that the codemod takes part in.

    Raises ValueError if it cannot be rewritten.
    """
    file = decode(Path.cwd() / path, text.encode(), path)
    project = Project.of(Path.cwd(), [file])
    work = Work.load(Settings())
    plan = work.plan(work.detect(project))
    fixes = [fix for fix in plan.fixes if any(edit.codemod == codemod for edit in fix.edits)]
    if not fixes:
        return text
    change = rewrite_file(project, path, fixes)
    if isinstance(change, Failure):
        raise ValueError(change.message)
    return change.after.decode()
