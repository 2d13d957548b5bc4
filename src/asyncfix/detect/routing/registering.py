"""Says where a project may register what a web framework calls, and by which names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from asyncfix.detect.routing.spellings import naming, spellings
from asyncfix.detect.serving.hooks import Takers
from asyncfix.project.inference import Inference
from asyncfix.project.summary import Module


class RegisteringNames(NamedTuple):
    """The last names of what tells of a dependency, adds a route, or takes something else over."""

    markers: frozenset[str]
    adders: frozenset[str]
    takers: Takers

    @classmethod
    def of(cls, inference: Inference) -> RegisteringNames:
        """Those of the catalogue's frameworks, as the project's modules may know them."""
        frameworks = inference.catalogue.frameworks
        markers = (name for item in frameworks for name in item.depends)
        constructors = (name for item in frameworks for name in item.constructors)
        adders = frozenset(name for item in frameworks for name in item.adders)
        adders |= spellings(inference, constructors)
        return cls(spellings(inference, markers), adders, Takers.of(frameworks))


def registering(inference: Inference, decorating: bool) -> Iterator[Module]:
    """The modules that can run code on a loop, and those that may register what others define.

    With `decorating`, those that may register what they define themselves, too.
    """
    seen: set[str] = set()
    frameworks = inference.catalogue.frameworks
    dotted = {
        name
        for item in frameworks
        for name in chain(item.adders, item.constructors, item.depends, *item.positions)
    }
    for item in frameworks:
        if not item.thread or item.on_loop:  # such plain functions may be in any module
            inherited = (name.rpartition(".")[0] for name in item.inherited)
            dotted.update(item.classes, item.decorators, item.endpoint_classes, inherited)
    registering = [naming(inference, name) for name in sorted(dotted)]
    if decorating:
        words = {name for item in frameworks for name in (*item.routes, *item.hooks)}
        registering += [inference.project.mentioning(word) for word in sorted(words)]
    for module in chain(inference.project.modules(), *registering):
        if module.path not in seen:
            seen.add(module.path)
            yield module
