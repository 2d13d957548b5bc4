"""Sees whether code puts something else in the place of a function or class, as tests do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asyncfix.plan.proofs.calls.swapped import Swapped
from asyncfix.plan.proofs.state.set_by_name import module_named
from asyncfix.project.inference import Inference, Ref, object_name
from asyncfix.project.sources.imports import imported
from asyncfix.project.sources.uses import replaces
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import NONE, Constant, Expr
from asyncfix.project.tests import is_collected, is_shared, stands_among_tests

_CODE = "__code__"


class Patches:
    """The places where code replaces functions, for all planners of a project."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._places: dict[str, Sequence[tuple[str, str]]] = {}
        self._run: dict[str, frozenset[str]] = {}
        self._swapped = Swapped(inference)
        self._swaps: dict[str, tuple[str, ...]] = {}

    def of(self, name: str, path: str) -> str:
        """Where a function is replaced for the code of a file, in words; empty if it is not."""
        if name not in self._places:
            swaps = ((path, path) for path in self._swapped.of(name))
            beside = _beside(self._inference, name)
            self._places[name] = [*beside, *_places(self._inference, name), *sorted(swaps)]
        found = (told for place, told in self._places[name] if not place or self._runs(place, path))
        return next(found, "")

    def for_good(self, name: str, path: str) -> str:
        """The file that replaces a function, or its class, for the program; "" if none does.

        What tests put there is there for code of tests only.
        """
        if name not in self._swaps:
            self._swaps[name] = tuple(sorted({*self._set(name)}))
        tested = stands_among_tests(path)
        for place in self._swaps[name]:
            if not stands_among_tests(place) or (tested and self._runs(place, path)):
                return place
        return ""

    def _set(self, name: str) -> Iterator[str]:
        owner, _, short = name.rpartition(".")
        yield from (*self._swapped.of(name), *self._swapped.of(owner))
        for module in self._inference.project.mentioning(short):
            for store in module.outside.get(short, ()):
                if store.value != NONE and _is_set_on(self._inference, module, store.base, owner):
                    yield module.path
        for module in self._inference.project.mentioning(_CODE):
            for store in module.outside.get(_CODE, ()):
                if object_name(self._inference.value(module, store.base)) == name:
                    yield module.path

    def _runs(self, place: str, path: str) -> bool:
        """Whether code of a file may run while what another one replaces is replaced.

        A test runs what it imports, what it names, and what those import whose fixtures it uses.
        """
        if not is_collected(place) or is_shared(place):
            return True
        project = self._inference.project
        if place not in self._run:
            shared = (file for file in project.files if is_shared(file.display))
            self._run[place] = imported(project, [project.file(place), *shared])
        name = project.module_name(project.file(path))
        return path == place or path in self._run[place] or name in project.file(place).text


def in_words(name: str, where: str) -> str:
    """What is said of a function that is replaced there; empty if it is nowhere."""
    return f"`{name}` is replaced by something else in {where}" if where else ""


def _beside(inference: Inference, name: str) -> Iterator[tuple[str, str]]:
    """The same for files that nobody asked for: of those it is not known what they run."""
    for file in inference.project.beside:
        if replaces(file.text, name, inference.catalogue.replaces):
            yield "", f"{file.display}, which was not asked for"


def _places(inference: Inference, name: str) -> Iterator[tuple[str, str]]:
    """The files in which a function is replaced, with the same in words."""
    owner, _, short = name.rpartition(".")
    for module in inference.project.mentioning(short):
        for store in module.outside.get(short, ()):
            if _is_set_on(inference, module, store.base, owner):
                yield module.path, module.path
        for call in module.calls:
            if inference.catalogue.replaces(call.text) and _names(
                inference, module, call, owner, short
            ):
                yield module.path, f"{module.path}, line {call.span.line}"


def _is_set_on(inference: Inference, module: Module, base: Expr, owner: str) -> bool:
    """Whether something is the module or class of that name; a module may be asked for by it."""
    found = module_named(inference, module, base)
    if found is not None:
        return found in ("", owner)
    return inference.value(module, base) == Ref(owner)


def _names(inference: Inference, module: Module, call: Call, owner: str, short: str) -> bool:
    """Whether a call that replaces something names the function: in one text, or in two parts."""
    for place, argument in enumerate(call.args[:2]):
        if isinstance(argument, Constant) and isinstance(argument.value, str):
            path, _, last = argument.value.rpartition(".")
            if last == short and not path and place == 1:
                return inference.value(module, call.args[0]) == Ref(owner)
            if last == short and path:
                return _leads_to(inference, module, path, f"{owner}.{short}")
    return False


def _leads_to(inference: Inference, module: Module, path: str, name: str) -> bool:
    """Whether what stands under a dotted path is the function, or the module that has it."""
    owner, _, short = name.rpartition(".")
    if path == owner or path.endswith(f".{owner}"):
        return True
    other = inference.project.find(path, module.path)
    bindings = other.scopes[0].bindings.get(short, ()) if other is not None else ()
    return any(item.kind == "import" and item.target == name for item in bindings)
