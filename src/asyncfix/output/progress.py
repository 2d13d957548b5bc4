"""A bar on standard error for runs that take long; a run that is soon over shows nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

_PATIENCE = 1.0  # seconds


@contextmanager
def progress(
    console: Console, clock: Callable[[], float] = time.monotonic
) -> Iterator[Callable[[int, int], None]]:
    """Gives a function that is told how many of how many files are done.

    On a console that is no terminal it does nothing. The bar is gone when the block is left.
    """
    columns = (TextColumn("asyncfix"), BarColumn(), MofNCompleteColumn(), TextColumn("files"))
    bar = Progress(*columns, console=console, transient=True)
    task = bar.add_task("")
    begin = clock()

    def update(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        if console.file.isatty() and clock() - begin >= _PATIENCE:
            bar.start()

    try:
        yield update
    finally:
        if bar.live.is_started:
            bar.stop()
