"""Starts the processes in which programs run: each is forked from one that has done no more than
to start Python, where the system can fork."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

_CHILD = Path(__file__).with_name("_child.py")
_COMMAND = (sys.executable, "-B", "-X", "utf8", "-W", "default", str(_CHILD))


class Ended(NamedTuple):
    """How a process ended, and what it wrote."""

    status: int
    stdout: bytes
    stderr: bytes


class _Run(NamedTuple):
    """What `_child.py` is to do: its arguments, the files of its streams, where, and how long."""

    arguments: Sequence[str]
    streams: Sequence[Path]
    folder: Path
    environment: Mapping[str, str]
    timeout: float


def run_child(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    stdin: bytes,
    timeout: float,
) -> Ended:
    """Runs `_child.py` with the arguments in the folder; `timeout` is in seconds.

    Raises:
        subprocess.TimeoutExpired: It did not end in time, and was killed.
    """
    with tempfile.TemporaryDirectory(prefix="asyncfix-") as name:
        streams = [Path(name, stream) for stream in ("stdin", "stdout", "stderr")]
        for stream, content in zip(streams, (stdin, b"", b""), strict=True):
            stream.write_bytes(content)
        run = _Run(arguments, streams, folder, environment, timeout)
        status = _forks_for(environment).run(run) if hasattr(os, "fork") else _spawned(run)
        return Ended(status, streams[1].read_bytes(), streams[2].read_bytes())


def _spawned(run: _Run) -> int:
    given, out, err = run.streams
    with given.open("rb") as stdin, out.open("wb") as stdout, err.open("wb") as stderr:
        return subprocess.run(
            [*_COMMAND, *run.arguments],
            cwd=run.folder,
            env=dict(run.environment),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            timeout=run.timeout,
        ).returncode


def _forks_for(environment: Mapping[str, str]) -> _Forks:
    """The process that forks for this one, with the variables that Python reads when it starts."""
    names = sorted(name for name in environment if name.startswith("PYTHON"))
    return _forks(os.getpid(), tuple((name, environment[name]) for name in names))


@cache
def _forks(_process: int, variables: tuple[tuple[str, str], ...]) -> _Forks:
    return _Forks(dict(variables))


class _Forks:
    """A process that waits for programs to run, and forks for each."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        asked, self._ask = os.pipe()
        told, telling = os.pipe()
        self._process = subprocess.Popen(
            [*_COMMAND, "--forks", str(asked), str(telling)],
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            pass_fds=(asked, telling),
        )
        os.close(asked)
        os.close(telling)
        self._told = os.fdopen(told, "rb", buffering=0)
        atexit.register(self.close)

    def close(self) -> None:
        """Lets the process end: there is nothing more to run."""
        os.close(self._ask)
        self._told.close()
        self._process.wait()

    def run(self, run: _Run) -> int:
        """The exit status of the program."""
        request = {
            "arguments": list(run.arguments),
            "streams": [str(stream) for stream in run.streams],
            "folder": str(run.folder),
            "environment": dict(run.environment),
        }
        os.write(self._ask, f"{json.dumps(request)}\n".encode())
        number = self._line()
        ended, _, _ = select.select([self._told], [], [], run.timeout)
        if not ended:
            os.kill(number, signal.SIGKILL)
        status = self._line()
        if not ended:
            raise subprocess.TimeoutExpired(list(run.arguments), run.timeout)
        return status

    def _line(self) -> int:
        """The next number that the process tells."""
        line = self._told.readline()
        if not line:
            raise RuntimeError("the process that forks has ended")
        return int(line)
