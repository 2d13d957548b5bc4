"""Parses all files and indexes those that can run code on a loop, in processes if it pays."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from asyncfix.project import records
from asyncfix.project.files import ReadError, SourceFile, read
from asyncfix.project.imports import imported
from asyncfix.project.kept import Records
from asyncfix.project.project import Project
from asyncfix.project.walk import summarise
from asyncfix.text import is_valid, parse

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_T = TypeVar("_T")
_R = TypeVar("_R")

Progress = Callable[[int, int], None]

# Starting processes and sending summaries back costs about what this much text costs to index.
_WORTH_IT = 2_000_000
_CHUNK = 400_000


class _Job(NamedTuple):
    """A file for a process to look at; `digest` tells whether it still holds the same."""

    path: Path
    display: str
    digest: bytes
    name: str
    is_package: bool
    summary: bool


def index(
    project: Project, jobs: int, progress: Progress | None, kept: Records | None = None
) -> None:
    """Makes the summaries of all files with `async` in them; of the others, sees that they parse.

    `jobs` is the number of processes, 0 for one per core; `progress` is told (done, total); what
    is `kept` of a file is not looked at again.
    """
    files = [file for file in project.files if not _is_known(project, file, kept)]
    total, done = len(project.files), len(project.files) - len(files)
    if progress is not None and done:
        progress(done, total)
    workers = min(jobs or os.cpu_count() or 1, max(len(files), 1))
    if workers > 1 and sum(len(file.data) for file in files) >= _WORTH_IT:
        steps = _in_processes(project, files, workers)
    else:
        steps = _one_by_one(project, files)
    for number in steps:
        done += number
        if progress is not None:
            progress(done, total)


def keep(project: Project, kept: Records) -> None:
    """Keeps for the next run what is known of the files that parse."""
    for file in project.files:
        record = project.record(file.display)
        if record is not None:
            key = records.key(file, project.module_name(file))
            if kept.get(key) != record:
                kept.put(key, record)
    kept.close()


def _is_known(project: Project, file: SourceFile, kept: Records | None) -> bool:
    record = kept.get(records.key(file, project.module_name(file))) if kept is not None else None
    if record is None or (record == records.PARSES and "async" in file.text):
        return False
    project.adopt(file.display, record)
    return True


def _one_by_one(project: Project, files: Sequence[SourceFile]) -> Iterator[int]:
    for file in files:
        if "async" in file.text:
            project.module(file.display)
        else:
            project.check(file.display)
        yield 1


def _in_processes(project: Project, files: Sequence[SourceFile], workers: int) -> Iterator[int]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    wanted = imported(project, [file for file in files if "async" in file.text])
    tasks = [
        _Job(
            file.path,
            file.display,
            blake2b(file.data).digest(),
            project.module_name(file),
            file.path.stem == "__init__",
            "async" in file.text or file.display in wanted,
        )
        for file in files
    ]
    context = multiprocessing.get_context("fork" if _can_fork() else "spawn")
    chunks = list(_chunks(tasks, files))
    with ProcessPoolExecutor(workers, mp_context=context, initializer=gc.disable) as pool:
        for chunk, outcomes in zip(chunks, pool.map(_look, chunks), strict=True):
            for job, record in zip(chunk, outcomes, strict=True):
                if record is not None:
                    project.adopt(job.display, record)
                elif "async" in project.file(job.display).text:
                    project.module(job.display)
                else:
                    project.check(job.display)
            yield len(chunk)


def _can_fork() -> bool:
    """Whether this process can be copied: one that has threads cannot, safely."""
    return sys.platform == "linux" and threading.active_count() == 1


def each(work: Callable[[_T], _R], items: Sequence[_T], jobs: int) -> list[_R]:
    """What `work` gives for each of the items, found out by copies of this process if it can be.

    `jobs` is the number of processes, this one included, 0 for one per core. What a copy could
    not tell is found out here.
    """
    workers = min(jobs or os.cpu_count() or 1, len(items))
    if workers < 2 or not _can_fork():
        return [work(item) for item in items]
    import multiprocessing

    context = multiprocessing.get_context("fork")
    receivers = []
    gc.freeze()
    for number in range(1, workers):
        receiver, sender = context.Pipe(duplex=False)
        share = items[number::workers]
        context.Process(target=_tell, args=(sender, work, share), daemon=True).start()
        sender.close()
        receivers.append(receiver)
    gc.unfreeze()
    shares = [[work(item) for item in items[::workers]]]
    for number, receiver in enumerate(receivers, 1):
        try:
            shares.append(receiver.recv())
        except EOFError:
            shares.append([work(item) for item in items[number::workers]])
    return [shares[place % workers][place // workers] for place in range(len(items))]


def _tell(sender: Connection, work: Callable[[_T], _R], items: Sequence[_T]) -> None:
    sender.send([work(item) for item in items])


def _chunks(tasks: Sequence[_Job], files: Sequence[SourceFile]) -> Iterator[list[_Job]]:
    chunk: list[_Job] = []
    size = 0
    for job, file in zip(tasks, files, strict=True):
        chunk.append(job)
        size += len(file.data)
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _look(chunk: Sequence[_Job]) -> list[bytes | None]:
    """The records of the files; None for one that does not parse, or has changed meanwhile."""
    return [_record(job) for job in chunk]


def _record(job: _Job) -> bytes | None:
    try:
        file = read(job.path)
    except ReadError:
        return None
    if blake2b(file.data).digest() != job.digest:
        return None
    if not job.summary:
        return records.PARSES if is_valid(file.text, job.display) else None
    try:
        tree = parse(file.text)
        module = summarise(tree, file.text, job.display, job.name, job.is_package)
    except (SyntaxError, RecursionError, MemoryError):
        return None
    return records.record(module)
