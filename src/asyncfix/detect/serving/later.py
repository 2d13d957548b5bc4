"""Says which blocking calls of a handler could run after its response."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from asyncfix.detect.detection import Detection
from asyncfix.detect.serving.handlers import Handler
from asyncfix.project.project import Project
from asyncfix.project.view import FunctionNode, View

_ROLE = "route"


def later(project: Project, handler: Handler, detections: Iterable[Detection]) -> Iterator[str]:
    """The calls, as they are written, that a background task could make.

    Such a call stands by itself, on the way that every request takes to its response, and is not
    part of a unit of work that the handler is in the middle of. Frameworks that run plain handlers
    in threads have background tasks as well.
    """
    if handler.role != _ROLE or not handler.framework.thread:
        return
    for detection in detections:
        if detection.kind in ("call", "through") and not _is_bound(detection):
            view = project.view(detection.module.path)
            if _stands_alone(view, view.node(detection.node)):
                yield detection.finding.call


def _is_bound(detection: Detection) -> bool:
    """Whether it works with something that belongs to the request, or to a thread."""
    entries = (detection.entry, *(detection.reached.entries if detection.reached else ()))
    return any(entry is not None and entry.bound for entry in entries)


def _stands_alone(view: View, node: ast.AST) -> bool:
    statement = view.parents[node]
    function = view.parents.get(statement)
    return isinstance(statement, ast.Expr) and isinstance(function, FunctionNode)
