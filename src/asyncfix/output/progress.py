"""A bar on standard error for runs that take long; a run that is soon over shows nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from asyncfix.output.lines import Plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

_PATIENCE = 1.0  # seconds


@contextmanager
def progress(
    console: Plain | Console, clock: Callable[[], float] = time.monotonic
) -> Iterator[Callable[[int, int], None]]:
    """Gives a function that is told how many of how many files are done.

    On a console that is no terminal it does nothing. The bar is gone when the block is left.
    """
    begin = clock()
    bar: Progress | None = None

    def update(done: int, total: int) -> None:
        nonlocal bar
        if bar is not None:
            bar.update(bar.task_ids[0], completed=done, total=total, refresh=True)
        elif (
            not isinstance(console, Plain)
            and console.file.isatty()
            and clock() - begin >= _PATIENCE
        ):
            bar = _started(console, done, total)

    try:
        yield update
    finally:
        if bar is not None:
            bar.stop()


def _started(console: Console, done: int, total: int) -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("asyncfix"), BarColumn(), MofNCompleteColumn(), TextColumn("files"))
    # Without a thread of its own, so that the process can still be copied.
    bar = Progress(*columns, console=console, transient=True, auto_refresh=False)
    bar.add_task("", completed=done, total=total)
    bar.start()
    bar.refresh()
    return bar
