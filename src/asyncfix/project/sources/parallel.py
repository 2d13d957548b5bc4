"""Parses all files and indexes those that can run code on a loop, in processes if it pays."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from asyncfix.project.project import Project
from asyncfix.project.sources import records
from asyncfix.project.sources.claims import Claims
from asyncfix.project.sources.files import SourceFile
from asyncfix.project.sources.imports import imported
from asyncfix.project.sources.kept import Records

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_T = TypeVar("_T")
_R = TypeVar("_R")

Progress = Callable[[int, int], None]

# Starting processes and sending summaries back costs about what this much text costs to index.
_WORTH_IT = 2_000_000
_STEPS = 100


def index(
    project: Project, jobs: int, progress: Progress | None, kept: Records | None = None
) -> None:
    """Makes the summaries of all files with `async` in them; of the others, sees that they parse.

    The latter may go on in other processes until the project is settled. `jobs` is the number of
    processes, 0 for one per core; `progress` is told (done, total); what is `kept` of a file is
    not looked at again.
    """
    files = [file for file in project.files if not _is_known(project, file, kept)]
    told = _telling(progress, len(project.files) - len(files), len(project.files))
    workers = min(jobs or os.cpu_count() or 1, max(len(files), 1))
    if workers > 1 and sum(file.size for file in files) >= _WORTH_IT:
        _together(project, files, workers, told, kept)
        return
    for done, file in enumerate(files, 1):
        if file.may_be_async:
            project.module(file.display)
        else:
            project.check(file.display)
        told(done)


def _telling(progress: Progress | None, known: int, total: int) -> Callable[[int], None]:
    """What is to be told how many files are done, beside those that are known."""
    last = 0

    def told(done: int) -> None:
        nonlocal last
        if progress is not None and (
            known + done == total or (known + done - last) * _STEPS > total
        ):
            last = known + done
            progress(last, total)

    told(0)
    return told


def keep(project: Project, kept: Records) -> None:
    """Keeps for the next run what was found out here of the files that parse."""
    for file in project.files:
        record = project.record(file.display)
        if record is not None:
            kept.put(records.key(file, project.module_name(file)), record)
    kept.close()


def _is_known(project: Project, file: SourceFile, kept: Records | None) -> bool:
    record = kept.get(records.key(file, project.module_name(file))) if kept is not None else None
    if record is None or (record == records.PARSES and file.may_be_async):
        return False
    project.adopt(file.display, record)
    return True


def _together(
    project: Project,
    files: Sequence[SourceFile],
    workers: int,
    told: Callable[[int], None],
    kept: Records | None,
) -> None:
    """Has other processes help, first with the files that have `async` in them.

    Then come those that these import, nearly all of which will be asked for.
    """
    import multiprocessing

    from asyncfix.project.sources.ahead import Ahead, Job

    fork = multiprocessing.get_context("fork") if _can_fork() else None
    first = [file for file in files if file.may_be_async]
    wanted = imported(project, first)
    others = [file for file in files if not file.may_be_async]
    others.sort(key=lambda file: file.display not in wanted)
    jobs = [
        Job(
            file.path,
            file.display,
            project.module_name(file),
            file.may_be_async or file.display in wanted,
            file if fork is not None else None,
            blake2b(file.data).digest() if fork is None else b"",
        )
        for file in (*first, *others)
    ]
    context = fork or multiprocessing.get_context("spawn")
    project.ahead = Ahead(project, jobs, context, workers - 1, told, kept)
    project.ahead.share(len(first))


def _can_fork() -> bool:
    """Whether this process can be copied: one that has threads cannot, safely."""
    return sys.platform == "linux" and threading.active_count() == 1


def each(work: Callable[[_T], _R], items: Sequence[_T], jobs: int) -> list[_R]:
    """What `work` gives for each of the items, found out by copies of this process if it can be.

    `jobs` is the number of processes, this one included, 0 for one per core. The first item comes
    before this process is copied: what is found out for it of the whole project, none of them has
    to find out again. What a copy could not tell is found out here.
    """
    workers = min(jobs or os.cpu_count() or 1, len(items) - 1)
    if workers < 2 or not _can_fork():
        return [work(item) for item in items]
    import multiprocessing

    context = multiprocessing.get_context("fork")
    first, left = work(items[0]), items[1:]
    claims = Claims(context, len(left))
    receivers = []
    gc.freeze()
    for number in range(1, workers):
        receiver, sender = context.Pipe(duplex=False)
        share = (left, claims.taken(number, workers))
        context.Process(target=_tell, args=(sender, work, *share), daemon=True).start()
        sender.close()
        receivers.append(receiver)
    gc.unfreeze()
    known = _done(work, left, claims.taken(0, workers))
    for receiver in receivers:
        with suppress(EOFError):
            known |= receiver.recv()
    return [first, *(known[at] if at in known else work(item) for at, item in enumerate(left))]


def _done(work: Callable[[_T], _R], items: Sequence[_T], places: Iterable[int]) -> dict[int, _R]:
    return {place: work(items[place]) for place in places}


def _tell(
    sender: Connection, work: Callable[[_T], _R], items: Sequence[_T], places: Iterable[int]
) -> None:
    sender.send(_done(work, items, places))
