"""The flow of a run, and the only place that sees all rooms.

What a run needs is imported when it is known that it cannot be remembered.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from asyncfix import registry
from asyncfix.model import Report, Rule
from asyncfix.settings import Settings

if TYPE_CHECKING:
    from asyncfix.inventory import Inventory
    from asyncfix.project.sources.beyond import Beyond

Progress = Callable[[int, int], None]

FEWEST_KEPT = 50
"""How many files make a project for which reading a cache pays."""


def rules() -> Sequence[Rule]:
    """All rules of all installed packs."""
    return tuple(registry.rules(registry.packs()).values())


def page(asked: str) -> str:
    """The Markdown page of a rule or of an error. UsageError for what no pack knows."""
    from asyncfix.pipeline.explain import page as found

    return found(asked)


def run(
    settings: Settings,
    paths: Sequence[Path],
    *,
    apply: bool = False,
    rewrite: bool = False,
    cache: bool = False,
    progress: Progress | None = None,
    stdin: tuple[str, bytes] | None = None,
) -> Report:
    """Checks the paths, or the one module in `stdin` (name, bytes), and repairs if `apply`.

    With `rewrite`, the report has the changes that `apply` would make; without either, fixes are
    planned and not carried out. `cache`: what is found out is kept in the project's folder, and
    what is kept there is used, if there are at least `FEWEST_KEPT` files. Raises UsageError for a
    path or rule that does not exist. What goes wrong with one file is a failure in the report.
    """
    from asyncfix.project.sources.discovery import discover

    files = discover(paths, root=settings.root, exclude=settings.exclude) if stdin is None else ()
    if cache and stdin is None and len(files) >= FEWEST_KEPT:
        beyond = _beside(settings, paths, files, stdin)
        return _with_cache(settings, files, beyond, apply, rewrite, progress)
    from asyncfix.pipeline.fresh import Task, fresh_report
    from asyncfix.pipeline.reading import read_all

    read = read_all(files, stdin, _beside(settings, paths, files, stdin))
    task = Task(settings, read, stdin is not None, apply, rewrite)
    return fresh_report(task, None, progress)


def handlers(
    settings: Settings,
    paths: Sequence[Path],
    *,
    cache: bool = False,
    progress: Progress | None = None,
    stdin: tuple[str, bytes] | None = None,
) -> Inventory:
    """The handlers in the paths, or in the one module in `stdin`; otherwise as `run`."""
    from asyncfix.pipeline.inventory import inventory
    from asyncfix.pipeline.reading import read_all
    from asyncfix.project.sources.discovery import discover

    files = discover(paths, root=settings.root, exclude=settings.exclude) if stdin is None else ()
    read = read_all(files, stdin, _beside(settings, paths, files, stdin))
    if not (cache and len(files) >= FEWEST_KEPT):
        return inventory(settings, read, None, progress)
    from asyncfix.cache import Cache
    from asyncfix.pipeline.remembered import version
    from asyncfix.project.sources.kept import Records

    with Records(Cache(settings.root), version()) as kept:
        return inventory(settings, read, kept, progress)


def _beside(
    settings: Settings, paths: Sequence[Path], files: Sequence[str], stdin: tuple[str, bytes] | None
) -> Beyond | None:
    """What lies beside the files; a text that is no file of a project has nothing beside it."""
    from asyncfix.project.sources.beyond import Beyond

    if stdin is None:
        return Beyond(paths, files, bool(settings.exclude))
    place = stdin[0]
    return Beyond([Path(place)], [place], False) if os.path.isfile(place) else None


def _with_cache(
    settings: Settings,
    files: Sequence[str],
    beyond: Beyond | None,
    apply: bool,
    rewrite: bool,
    progress: Progress | None,
) -> Report:
    from asyncfix.cache import Cache
    from asyncfix.pipeline.remembered import Remembered, version

    cache, anew = Cache(settings.root), apply or rewrite
    remembered = Remembered(cache, settings, files, beyond.paths if beyond is not None else ())
    report = None if anew else remembered.recall()
    if report is not None:
        return report
    from asyncfix.pipeline.reading import read_all

    read = read_all(files, None, beyond)
    report = None if anew or read.failures else remembered.recall_alike(read.files)
    if report is None:
        from asyncfix.pipeline.fresh import Task, fresh_report
        from asyncfix.project.sources.kept import Records

        task = Task(settings, read, False, apply, rewrite)
        with Records(cache, version()) as kept:
            report = fresh_report(task, kept, progress)
    if not (anew or read.failures):
        remembered.keep(report)
    return report
