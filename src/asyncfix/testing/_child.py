"""Runs programs' `main()` and writes down what came of it; started by `programs`, not imported.

It knows nothing of the rest of asyncfix: a program run here sees the imports of a fresh process.
That is the process itself, or one that it forks for each program, which saves the start of Python.
"""

import asyncio
import importlib
import importlib.util
import json
import os
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from blockbuster import BlockBuster
from blockbuster.blockbuster import BlockBusterFunction

IMPORTING = "<frozen importlib._bootstrap>"


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        yield frame
        frame = frame.f_back


def _record(function: BlockBusterFunction, folder: str, seen: list[str]) -> None:
    """Makes the function note a blocking call of the program, and go on, instead of raising.

    The program is what lies in the folder.
    """
    harmless = function.can_block_predicate

    def note(*args: object, **kwargs: object) -> bool:
        if harmless(*args, **kwargs):
            return True
        line = 0
        for frame in _frames():
            where, name = frame.f_code.co_filename, frame.f_code.co_name
            if where == IMPORTING or any(
                where.endswith(file) and name in names
                for file, names in function.can_block_functions
            ):
                return True
            line = line or (frame.f_lineno if where.startswith(folder) else 0)
        if line:
            seen.append(f"{function.full_name} in line {line}")
        return True

    function.can_block_predicate = note


def _watch(program: str, extra: Sequence[str]) -> list[str]:
    """Starts recording the blocking calls on an event loop of asyncio; returns the live list."""
    seen: list[str] = []
    functions = list(BlockBuster().functions.values())
    for name in extra:
        importlib.import_module(name.partition(".")[0])
        functions.append(
            BlockBusterFunction(
                None,
                name,
                can_block_functions=[
                    ("asyncio/base_events.py", {"subprocess_exec", "subprocess_shell"})
                ],
            )
        )
    for function in functions:
        _record(function, os.path.join(os.path.dirname(program), ""), seen)
        function.activate()
    return seen


def _load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _run(path: str, loop: str) -> object:
    main: Callable[[], Coroutine[object, object, object]] = _load(path).main
    if loop == "asyncio":
        return asyncio.run(main())
    library, _, backend = loop.partition("-")
    run: Callable[..., object] = importlib.import_module(library).run
    return run(main, backend=backend or "asyncio") if library == "anyio" else run(main)


def _chain(error: BaseException | None) -> list[tuple[str, str]]:
    """The exception, and those that it was raised from or while handling.

    Blockbuster looks for a running loop before each call that it watches, and in a thread it
    makes that call while it handles the answer that there is none: this is no part of the program.
    """
    found: list[tuple[str, str]] = []
    while error is not None:
        kind = type(error)
        if not found or repr(error) != "RuntimeError('no running event loop')":
            found.append((f"{kind.__module__}.{kind.__qualname__}", repr(error.args)))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def run_one(program: str, loop: str, outcome: str, *extra: str) -> None:
    """Takes the program, the loop's library, the file for the outcome and names to watch."""
    sys.path[0] = os.path.dirname(program)  # it was the folder of this file
    sys.argv = [program]
    seen = _watch(program, extra)
    result, errors = "", []
    try:
        result = repr(_run(program, loop))
    except BaseException as error:
        errors = _chain(error)
    answer = {"result": result, "errors": errors, "blocking": list(seen)}
    Path(outcome).write_text(json.dumps(answer), encoding="utf-8")


def fork_each(asking: int, telling: int) -> None:
    """Runs each program that a line of the one pipe asks for in a process of its own.

    To the other go the process' number, and its exit status when it has ended.
    """
    with os.fdopen(asking) as asked:
        for line in asked:
            request = json.loads(line)
            number = os.fork()
            if not number:
                asked.close()
                os.close(telling)
                _become(request)
                run_one(*request["arguments"])
                return
            os.write(telling, b"%d\n" % number)
            os.write(telling, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]))


def _become(request: dict[str, Any]) -> None:
    """Makes this the process that is asked for: its files, its folder, its variables."""
    for number, name in enumerate(request["streams"]):
        file = os.open(name, os.O_RDWR)
        os.dup2(file, number)
        os.close(file)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])


if __name__ == "__main__":
    if sys.argv[1] == "--forks":
        fork_each(*map(int, sys.argv[2:]))
    else:
        run_one(*sys.argv[1:])
