"""Finds under which paths a router of the project registers a route in a way of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.detect.routing.places import argument
from asyncfix.frameworks import Framework
from asyncfix.project.inference import Inference
from asyncfix.project.known.constants import value_of
from asyncfix.project.known.folding import fold
from asyncfix.project.known.outlook import Outlook
from asyncfix.project.project import Definition
from asyncfix.project.sketch import Sketch

_PATH = "path"


def paths(
    inference: Inference, framework: Framework, cls: str, importer: str, method: str, path: str
) -> tuple[str, ...]:
    """Under which paths a method of a router's class registers what it is given a path for.

    That is decided by the first of the methods that it leads to which a class of the project
    overrides, and which hands a path on to the library.
    """
    while method:
        for definition in inference.method(cls, method, importer):
            found = tuple(_handed_on(inference, framework, definition, path))
            if found:
                return found
        method = framework.leads.get(method, "")
    return (path,)


def _handed_on(
    inference: Inference, framework: Framework, definition: Definition, path: str
) -> Iterator[str]:
    """The paths that a method gives to those that it overrides, as it comes to their calls."""
    if _PATH not in {item.name for item in definition.function.parameters}:
        return
    known = "<" not in path
    outlook = Outlook()
    names = {_PATH: path} if known else {}
    folded = fold(Sketch(inference, definition), names, outlook)
    for span, (call, here) in folded.calls.items():
        if not _is_of_library(framework, call) or not folded.runs(span):
            continue
        given = argument(call, 0, _PATH)
        value = value_of(given, here, outlook) if given is not None else None
        if isinstance(value, str):
            yield value
        elif given is not None:
            yield f"<{ast.unparse(given)}>" if known else path


def _is_of_library(framework: Framework, call: ast.Call) -> bool:
    """Whether a call is `super().add_api_route(…)` or its like."""
    func = call.func
    if not isinstance(func, ast.Attribute) or not isinstance(func.value, ast.Call):
        return False
    above = func.value.func
    registering = framework.routes | framework.adders | framework.hooks.keys()
    return isinstance(above, ast.Name) and above.id == "super" and func.attr in registering
