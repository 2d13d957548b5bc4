"""Runs all detectors over a project's modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from asyncfix.detect.awaits import missing_awaits
from asyncfix.detect.detection import Detection, Reporter
from asyncfix.detect.direct import blocking_calls
from asyncfix.detect.handlers import Handlers, find_handlers
from asyncfix.detect.loops import busy_loops
from asyncfix.model import Rule
from asyncfix.project.inference import Inference
from asyncfix.project.summary import Module


def detect(
    inference: Inference, rules: Mapping[str, Rule], only: Iterable[str] | None = None
) -> list[Detection]:
    """What breaks the selected rules, in the given files or, without any, in all."""
    reporter = Reporter(inference.project, rules)
    known = handlers(inference)
    found: list[Detection] = []
    for module in _modules(inference, only):
        direct = list(blocking_calls(inference, reporter, module))
        found += direct
        found += busy_loops(inference, reporter, module, [item.finding for item in direct])
        found += missing_awaits(inference, reporter, module, known)
    return found


def handlers(inference: Inference) -> Handlers:
    """The functions of the project that a web framework calls."""
    return find_handlers(inference)


def _modules(inference: Inference, only: Iterable[str] | None) -> Iterator[Module]:
    if only is None:
        yield from inference.project.modules()
        return
    for path in only:
        module = inference.project.module(path)
        if module is not None:
            yield module
