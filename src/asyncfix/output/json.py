"""The format for programs: one JSON object, version 1, whose keys are promised to users."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from asyncfix.model import Failure, Report, Result, Step, Strategy
from asyncfix.output.lines import Plain, put

if TYPE_CHECKING:
    from rich.console import Console

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]


def render(report: Report, console: Plain | Console) -> None:
    """Writes the report as one object, in plain ASCII whatever the stream's encoding."""
    put(console, f"{json.dumps(document(report), indent=2)}\n")


def document(report: Report) -> Mapping[str, Value]:
    """The report as what JSON can hold. Lines and columns count from 1."""
    results = sorted(report.results, key=lambda result: result.finding.order)
    return {
        "version": 1,
        "findings": [finding(result) for result in results],
        "errors": [error(failure) for failure in report.failures],
        "summary": {
            "files": report.files,
            "files_changed": len(report.changes) if report.applying else 0,
            "findings": len(results),
            "fixable": sum(result.fixable for result in results),
            "applied": sum(result.applied for result in results),
        },
    }


def finding(result: Result) -> Mapping[str, Value]:
    """A finding and its fix; `held_back` says why `apply` does not make one, if it does not.

    `acceptable` are the names in `http-accept` that a safe native fix would take.
    """
    found = result.finding
    others = [[step_of(step) for step in chain] for chain in found.other_chains]
    return {
        "code": found.code,
        "name": found.name,
        "message": found.message,
        "path": found.path,
        "line": found.span.line,
        "column": found.span.column + 1,
        "end_line": found.span.end_line,
        "end_column": found.span.end_column + 1,
        "function": found.function,
        "call": found.call,
        "chain": [step_of(step) for step in found.chain],
        **({"other_chains": others} if others else {}),
        "fix": _fix(result),
        **({"held_back": result.held_back} if result.held_back else {}),
        **({"acceptable": list(result.acceptable)} if result.acceptable else {}),
    }


def _fix(result: Result) -> Value:
    fix = result.fix
    if fix is None or fix.strategy is Strategy.MANUAL:
        return None
    return {
        "strategy": fix.strategy.value,
        "applicability": fix.applicability.value,
        "title": fix.title,
        "applied": result.applied,
    }


def step_of(step: Step) -> Mapping[str, Value]:
    """A call of a chain."""
    return {
        "path": step.path,
        "line": step.line,
        "column": step.column + 1,
        "function": step.function,
        "call": step.call,
    }


def error(failure: Failure) -> Mapping[str, Value]:
    """What could not be done with a file."""
    return {"path": failure.path, "line": failure.line, "message": failure.message}
