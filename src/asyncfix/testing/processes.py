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
        run = _spawned if _needs_a_start(environment) else _forks(os.getpid()).run
        status = run(arguments, streams, folder, environment, timeout)
        return Ended(status, streams[1].read_bytes(), streams[2].read_bytes())


def _needs_a_start(environment: Mapping[str, str]) -> bool:
    """Whether Python reads something from these variables that a fork would not have."""
    names = {name for name in environment if name.startswith("PYTHON")} - {"PYTHONHASHSEED"}
    return not hasattr(os, "fork") or any(
        environment[name] != os.environ.get(name) for name in names
    )


def _spawned(
    arguments: Sequence[str],
    streams: Sequence[Path],
    folder: Path,
    environment: Mapping[str, str],
    timeout: float,
) -> int:
    with streams[0].open("rb") as given, streams[1].open("wb") as out, streams[2].open("wb") as err:
        return subprocess.run(
            [*_COMMAND, *arguments],
            cwd=folder,
            env=dict(environment),
            stdin=given,
            stdout=out,
            stderr=err,
            timeout=timeout,
        ).returncode


@cache
def _forks(_process: int) -> _Forks:
    """The process that forks for this one."""
    return _Forks()


class _Forks:
    """A process that waits for programs to run, and forks for each."""

    def __init__(self) -> None:
        asked, self._ask = os.pipe()
        told, telling = os.pipe()
        self._process = subprocess.Popen(
            [*_COMMAND, "--forks", str(asked), str(telling)],
            env={**os.environ, "PYTHONHASHSEED": "0"},
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

    def run(
        self,
        arguments: Sequence[str],
        streams: Sequence[Path],
        folder: Path,
        environment: Mapping[str, str],
        timeout: float,
    ) -> int:
        """The exit status of the program."""
        request = {
            "arguments": list(arguments),
            "streams": [str(stream) for stream in streams],
            "folder": str(folder),
            "environment": dict(environment),
        }
        os.write(self._ask, f"{json.dumps(request)}\n".encode())
        number = self._line()
        ended, _, _ = select.select([self._told], [], [], timeout)
        if not ended:
            os.kill(number, signal.SIGKILL)
        status = self._line()
        if not ended:
            raise subprocess.TimeoutExpired(list(arguments), timeout)
        return status

    def _line(self) -> int:
        """The next number that the process tells."""
        line = self._told.readline()
        if not line:
            raise RuntimeError("the process that forks has ended")
        return int(line)
