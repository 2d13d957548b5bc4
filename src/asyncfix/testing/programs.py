"""Runs a program in a fresh process, and says what it did in a form that can be compared."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from asyncfix.testing.processes import run_child

WATCHED = (
    "builtins.open",
    "hashlib.pbkdf2_hmac",
    "hashlib.scrypt",
    "io.open",
    "os.popen",
    "os.system",
    "pathlib.Path.open",
    "subprocess.Popen.wait",
)
"""Blocking callables that are watched beside the ones that blockbuster knows."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program did. Two outcomes are equal if a user could not tell the programs apart.

    `result` is the `repr` of what `main()` returned; `errors` has the exception that ended it,
    then those behind it, each as type and `repr` of its arguments; `files` has the content of
    each file that the program left in its working folder. `blocking` lists the blocking calls
    that the program made on an event loop of asyncio; it and `stderr` are not compared.
    """

    result: str
    errors: tuple[tuple[str, str], ...]
    stdout: str
    files: Mapping[str, bytes]
    blocking: tuple[str, ...] = field(compare=False, default=())
    stderr: str = field(compare=False, default="")

    @property
    def never_awaited(self) -> bool:
        """Whether Python warned of a coroutine that nobody awaited."""
        return "was never awaited" in self.stderr


def run_program(
    source: str,
    *,
    loop: str = "asyncio",
    files: Mapping[str, str] | None = None,
    modules: Mapping[str, str] | None = None,
    stdin: str = "",
    environment: Mapping[str, str] | None = None,
    watch: Sequence[str] = (),
    timeout: float = 60.0,
) -> Outcome:
    """Runs the coroutine function `main` of a module, in a fresh process and an empty folder.

    Args:
        source: The module's text.
        loop: What runs `main`: `asyncio`, `trio`, `anyio` or `anyio-trio`.
        files: Files to put into the working folder first: relative path to text.
        modules: Other modules that it can import: relative path to text.
        stdin: What the program can read from its standard input.
        environment: Variables beside those of this process.
        watch: Dotted names of blocking callables to watch beside `WATCHED` and blockbuster's.
        timeout: Seconds until the program is killed.

    Raises:
        subprocess.TimeoutExpired: The program did not end in time.
        RuntimeError: The process died without an outcome.
    """
    with tempfile.TemporaryDirectory(prefix="asyncfix-") as name:
        root = Path(name).resolve()
        code, folder, answer = root / "code", root / "work", root / "outcome.json"
        program = code / "case.py"
        folder.mkdir()
        _put(code, {**(modules or {}), "case.py": source})
        _put(folder, files or {})
        arguments = [str(program), loop, str(answer), *WATCHED, *watch]
        given = {**os.environ, "PYTHONHASHSEED": "0", **(environment or {})}
        done = run_child(arguments, folder, given, stdin.encode(), timeout)
        errors = done.stderr.decode(errors="replace")
        if not answer.exists():
            raise RuntimeError(f"the program left no outcome (exit {done.status}):\n{errors}")
        found = json.loads(answer.read_text(encoding="utf-8").replace(str(root), "ROOT"))
        return Outcome(
            result=found["result"],
            errors=tuple((kind, arguments) for kind, arguments in found["errors"]),
            stdout=done.stdout.decode(errors="replace").replace(str(root), "ROOT"),
            files=_files(folder),
            blocking=tuple(found["blocking"]),
            stderr=errors,
        )


def _put(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())


def _files(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
