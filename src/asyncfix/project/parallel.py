"""Parses all files and indexes those that can run code on a loop, in processes if it pays."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from asyncfix.project.files import SourceFile
from asyncfix.project.project import Project
from asyncfix.project.summary import Module
from asyncfix.project.walk import summarise
from asyncfix.text import parse

Progress = Callable[[int, int], None]

# Starting processes and sending summaries back costs about what this much text costs to index.
_WORTH_IT = 8_000_000
_CHUNK = 24


def index(project: Project, jobs: int, progress: Progress | None) -> None:
    """Makes the summaries of all files with `async` in them; of the others, sees that they parse.

    `jobs` is the number of processes, 0 for one per core; `progress` is told (done, total).
    """
    files = project.files
    workers = min(jobs or os.cpu_count() or 1, max(len(files), 1))
    if workers > 1 and sum(len(file.text) for file in files) >= _WORTH_IT:
        _index_in_processes(project, files, workers, progress)
        return
    for done, file in enumerate(files, 1):
        if "async" in file.text:
            project.module(file.display)
        else:
            project.check(file.display)
        if progress is not None:
            progress(done, len(files))


def _index_in_processes(
    project: Project,
    files: Sequence[SourceFile],
    workers: int,
    progress: Progress | None,
) -> None:
    tasks = [
        (file.text, file.display, project.module_name(file), file.path.stem == "__init__")
        for file in files
    ]
    done = 0
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        for file, outcome in zip(files, pool.map(_summarise, tasks, chunksize=_CHUNK), strict=True):
            done += 1
            if isinstance(outcome, Module):
                project.adopt([outcome])
            elif not outcome:
                project.check(file.display)
            if progress is not None:
                progress(done, len(files))


def _summarise(task: tuple[str, str, str, bool]) -> Module | bool:
    """The summary of a file; without `async` in it, whether it parses; False if that fails."""
    text, path, name, is_package = task
    try:
        tree = parse(text)
        return summarise(tree, text, path, name, is_package) if "async" in text else True
    except (SyntaxError, RecursionError):
        return False
