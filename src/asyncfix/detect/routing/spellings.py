"""Says by which names the modules of a project may know objects of a library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asyncfix.project.inference import Inference
from asyncfix.project.summary import Module
from asyncfix.project.terms import last_name


def spellings(inference: Inference, dotted: Iterable[str]) -> frozenset[str]:
    """The last names under which the objects of those dotted names may stand in the project.

    They are their own, those of their aliases, and what imports and assignments call them.
    """
    names = {name for item in dotted for name in _aliases(inference, item)}
    found = {name.rpartition(".")[2] for name in names}
    fresh = {
        (module.path, name.rpartition(".")[2])
        for name in names
        for module in naming(inference, name)
    }
    seen: set[tuple[str, str]] = set()
    while fresh:
        seen |= fresh
        others = {name for path, word in fresh for name in _renamed(inference, path, word)} - found
        found |= others
        fresh = {(path, word) for word in others for path in inference.project.with_word(word)}
        fresh -= seen
    return frozenset(found)


def naming(inference: Inference, dotted: str) -> Iterator[Module]:
    """The modules that may name an object of a library: its last name stands there.

    For one that is called as a method of a router may be, `get` of a module as well, another part
    of its dotted name has to stand there, too.
    """
    project = inference.project
    head, _, word = dotted.rpartition(".")
    paths = project.with_word(word)
    if head and any(word in item.routes for item in inference.catalogue.frameworks):
        around = {path for part in head.split(".") for path in project.with_word(part)}
        paths = [path for path in paths if path in around]
    for path in paths:
        module = project.module(path)
        if module is not None:
            yield module


def _aliases(inference: Inference, dotted: str) -> Iterator[str]:
    yield dotted
    for alias, name in inference.catalogue.aliases.items():
        if name == dotted:
            yield alias


def _renamed(inference: Inference, path: str, word: str) -> Iterator[str]:
    """What else a module calls something of that name."""
    module = inference.project.module(path)
    for scope in module.scopes if module is not None else ():
        for name, bindings in scope.bindings.items():
            if name != word and any(
                item.target.rpartition(".")[2] == word
                if item.kind == "import"
                else last_name(item.value) == word
                for item in bindings
            ):
                yield name
