"""Has other processes look at files before somebody asks for them, while this one goes on.

They and this process take the files in one order; what they find out comes by pipes, which are
emptied when somebody asks for a file that has not been looked at here.
"""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from multiprocessing.connection import wait
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.project.project import Project
from asyncfix.project.sources import records
from asyncfix.project.sources.claims import Claims
from asyncfix.project.sources.files import ReadError, SourceFile, read
from asyncfix.project.sources.kept import Records
from asyncfix.project.sources.words import Index, Words
from asyncfix.project.walk import summarise
from asyncfix.text import is_valid, parse, room

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkContext, SpawnContext
    from multiprocessing.process import BaseProcess

    Context = ForkContext | SpawnContext

_Answer = tuple[int, bytes | None]


class Job(NamedTuple):
    """A file to look at: for its `summary`, or only whether it parses.

    A process that shares no memory has no `file`: it reads the file, and by `digest` knows whether
    that still holds the same.
    """

    path: Path
    display: str
    name: str
    summary: bool
    file: SourceFile | None
    digest: bytes


class Ahead:
    """The jobs that are not done yet, and the processes that help with them.

    `told` is called when jobs are done, with how many of them are; `kept` gets what they tell.
    """

    def __init__(
        self,
        project: Project,
        jobs: Sequence[Job],
        context: Context,
        helpers: int,
        told: Callable[[int], None],
        kept: Records | None = None,
    ) -> None:
        self._project = project
        self._kept = kept
        self._words = project.words
        self._jobs = jobs
        self._told = told
        self._open = {job.display: at for at, job in enumerate(jobs)}
        self._claims = Claims(context, len(jobs))
        self._receivers: list[Connection] = []
        self._reader: Connection | None = None  # it brings the words
        self._helpers: list[BaseProcess] = []
        gc.freeze()
        for number in range(helpers):
            shares = number == 0 and context.get_start_method() == "fork"
            words = self._words if shares else None
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(
                target=_help, args=(sender, self._claims, jobs, words), daemon=True
            )
            process.start()
            sender.close()
            self._receivers.append(receiver)
            self._reader = receiver if shares else self._reader
            self._helpers.append(process)
        gc.unfreeze()

    def share(self, number: int) -> None:
        """Does some of the first jobs here, until each of them is done or in somebody's hands."""
        for at, job in enumerate(self._jobs[:number]):
            if job.display in self._open:
                if self._claims.take(at):
                    self._do(job)
                self._receive(0)

    def bring(self, path: str) -> None:
        """Sees that what others find out of a file is known, or that nobody else looks at it."""
        if path not in self._open:
            return
        self._receive(0)
        at = self._open.get(path)
        if at is None:
            return
        if self._claims.take(at):
            self._close(path)
        while self._jobs[at].summary and path in self._open and self._receivers:
            self._receive(None)

    def bring_words(self) -> None:
        """Sees that all words of the files are known, if another process looks for them."""
        while not self._words.are_known and self._reader in self._receivers:
            self._receive(None)

    def settle(self) -> None:
        """Has all jobs done. There are no other processes afterwards."""
        self.share(len(self._jobs))
        while self._receivers:
            self._receive(None)
        for path in [*self._open]:  # who had taken them came to a bad end
            self._do(self._jobs[self._open[path]])
        for process in self._helpers:
            process.join()

    def _do(self, job: Job) -> None:
        self._close(job.display)
        if job.summary:
            self._project.module(job.display)
        else:
            self._project.check(job.display)

    def _close(self, path: str) -> None:
        del self._open[path]
        self._told(len(self._jobs) - len(self._open))

    def _receive(self, timeout: float | None) -> None:
        """Takes what has come, or waits for something."""
        while ready := wait(self._receivers, timeout):
            timeout = 0
            for receiver in [item for item in self._receivers if item in ready]:
                self._adopt(self._next(receiver))

    def _next(self, receiver: Connection) -> Sequence[_Answer | Index]:
        try:
            answers: Sequence[_Answer | Index] = receiver.recv()
        except (EOFError, OSError):
            self._receivers.remove(receiver)
            receiver.close()
            return ()
        return answers

    def _adopt(self, answers: Iterable[_Answer | Index]) -> None:
        for answer in answers:
            if not isinstance(answer, tuple):
                self._words.adopt(answer)
            elif (path := self._jobs[answer[0]].display) in self._open:
                self._close(path)
                self._learn(path, answer[1])

    def _learn(self, path: str, record: bytes | None) -> None:
        if record is not None:
            self._project.adopt(path, record)
            if self._kept is not None:
                file = self._project.file(path)
                self._kept.put(records.key(file, self._project.module_name(file)), record)
        elif self._project.file(path).may_be_async:
            self._project.module(path)
        else:
            self._project.check(path)


def _help(sender: Connection, claims: Claims, jobs: Sequence[Job], words: Words | None) -> None:
    """Looks for words, if it is to, and does jobs that nobody has taken.

    What is found out waits here until it is asked for.
    """
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the process that is helped
    found: SimpleQueue[_Answer | Index | None] = SimpleQueue()
    thread = threading.Thread(target=_tell, args=(sender, found))
    thread.start()
    if words is not None:
        found.put(words.index())
    for at, job in enumerate(jobs):
        if claims.take(at):
            found.put((at, _record(job)))
    found.put(None)
    thread.join()


def _tell(sender: Connection, found: SimpleQueue[_Answer | Index | None]) -> None:
    """Sends what is found as soon as it is taken: much at once, if that is rarely."""
    while (answer := found.get()) is not None:
        answers = [answer]
        while not found.empty() and (answer := found.get()) is not None:
            answers.append(answer)
        try:
            sender.send(answers)
        except OSError:  # there is nobody any more
            return
        if answer is None:
            return


def _record(job: Job) -> bytes | None:
    """The record of the file; None for one that does not parse, or has changed meanwhile."""
    text = job.file.text if job.file is not None else _read(job)
    if text is None:
        return None
    if not job.summary:
        return records.PARSES if is_valid(text, job.display) else None
    try:
        is_package = job.path.stem == "__init__"
        with room():
            module = summarise(parse(text), text, job.display, job.name, is_package)
    except (SyntaxError, RecursionError, MemoryError):
        return None
    return records.record(module)


def _read(job: Job) -> str | None:
    try:
        file = read(job.path)
    except ReadError:
        return None
    return file.text if blake2b(file.data).digest() == job.digest else None
