"""Finds the packs that are installed: their rule pages, tables and codemods, by entry point."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from asyncfix import entry_points
from asyncfix.errors import CatalogueError
from asyncfix.model import Diagnosis, Rule
from asyncfix.pages import read_diagnosis, read_rule, shown, shown_diagnosis

if TYPE_CHECKING:
    from asyncfix.codemod import Codemod

GROUP = "asyncfix.packs"


@dataclass(frozen=True, slots=True)
class Pack:
    """A package with `rules/`, `diagnoses/` and `catalogue/`, whose modules are codemods."""

    package: str
    folder: Path

    @property
    def pages(self) -> list[Path]:
        """Its rule pages, sorted."""
        return sorted((self.folder / "rules").glob("*.md"))

    @property
    def diagnoses(self) -> list[Path]:
        """Its pages on errors, sorted."""
        return sorted((self.folder / "diagnoses").glob("*.md"))

    @property
    def tables(self) -> list[Path]:
        """Its catalogue tables, sorted."""
        return sorted((self.folder / "catalogue").glob("*.toml"))


@cache
def packs() -> tuple[Pack, ...]:
    """The installed packs, found without importing their code.

    Raises CatalogueError if there is none: that would be a silent "clean".
    """
    found = tuple(_find(value) for value in entry_points.values(GROUP))
    if not found:
        raise CatalogueError(f"no pack of rules is installed (entry point group {GROUP})")
    return tuple(dict.fromkeys(found))


def _find(package: str) -> Pack:
    spec = importlib.util.find_spec(package)
    locations = spec.submodule_search_locations if spec is not None else None
    if not locations:
        raise CatalogueError(f"the pack {package} is registered but cannot be found")
    return Pack(package, Path(next(iter(locations))))


def rules(installed: tuple[Pack, ...]) -> dict[str, Rule]:
    """All rules by code, in the order of the codes."""
    found = [read_rule(page) for pack in installed for page in pack.pages]
    return {rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)}


def page(installed: tuple[Pack, ...], code: str) -> str | None:
    """The page of a rule, by its code or name, as Markdown for a reader; None if there is none."""
    for pack in installed:
        for path in pack.pages:
            rule = read_rule(path)
            if code in (rule.code, rule.name):
                return shown(path)
    return None


def diagnoses(installed: tuple[Pack, ...]) -> dict[Path, Diagnosis]:
    """All diagnoses, by the file of their page."""
    return {path: read_diagnosis(path) for pack in installed for path in pack.diagnoses}


def diagnosis_page(installed: tuple[Pack, ...], path: Path) -> str:
    """A diagnosis's page as Markdown for a reader."""
    return shown_diagnosis(path, rules(installed))


@cache
def codemod(name: str) -> type[Codemod]:
    """The codemod class of that name: `use_async_twin` is `UseAsyncTwin` in its module.

    Raises CatalogueError if no pack has it.
    """
    from asyncfix.codemod import Codemod

    for module_name in _candidates(name):
        module = importlib.import_module(module_name)
        found = getattr(module, _class_name(name), None)
        if isinstance(found, type) and issubclass(found, Codemod):
            return found
    raise CatalogueError(f"no pack has a codemod {name!r}")


def _candidates(name: str) -> Iterator[str]:
    for pack in packs():
        if (pack.folder / f"{name}.py").is_file():
            yield f"{pack.package}.{name}"


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
