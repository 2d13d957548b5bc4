"""Indexes the modules of a project that can run code on a loop, in several processes if it pays."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from asyncfix.project.files import SourceFile
from asyncfix.project.project import Project, parse
from asyncfix.project.summary import Module
from asyncfix.project.walk import summarise

# Starting processes and sending summaries back costs about what this much text costs to index.
_WORTH_IT = 8_000_000
_CHUNK = 24


def index(project: Project, jobs: int, progress: Callable[[int, int], None] | None) -> None:
    """Makes the summaries of all files with `async` in them; `jobs` is 0 for one per core."""
    files = [file for file in project.files if "async" in file.text]
    total = len(files)
    workers = min(jobs or os.cpu_count() or 1, max(total, 1))
    if workers > 1 and sum(len(file.text) for file in files) >= _WORTH_IT:
        _index_in_processes(project, files, workers, progress)
        return
    for done, file in enumerate(files, 1):
        project.module(file.display)
        if progress is not None:
            progress(done, total)


def _index_in_processes(
    project: Project,
    files: Sequence[SourceFile],
    workers: int,
    progress: Callable[[int, int], None] | None,
) -> None:
    tasks = [
        (file.text, file.display, project.module_name(file), file.path.stem == "__init__")
        for file in files
    ]
    done = 0
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        for module in pool.map(_summarise, tasks, chunksize=_CHUNK):
            done += 1
            if module is not None:
                project.adopt([module])
            if progress is not None:
                progress(done, len(files))


def _summarise(task: tuple[str, str, str, bool]) -> Module | None:
    """The summary of a file; None if it fails, and then it is tried again where that is told."""
    text, path, name, is_package = task
    try:
        return summarise(parse(text), text, path, name, is_package)
    except (SyntaxError, RecursionError):
        return None
