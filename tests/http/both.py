"""Runs a module's `main()` as it was and as it was rewritten, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from asyncfix.model import Result
from asyncfix.testing import fixed_text, report_source
from tests.behaviour.server import Request, Server

# The accepted difference: an empty body is not announced where it need not be.
Wire = tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program gave or raised (by class name), and what it sent."""

    result: str
    error: str
    sent: Wire


def run(source: str, server: Server) -> Ran:
    """The outcome of the module's `main()`."""
    server.log.take()
    namespace: dict[str, object] = {"__name__": "case"}
    result, error = "", ""
    try:
        exec(compile(source, "case.py", "exec"), namespace)
        main = namespace["main"]
        assert callable(main)
        result = repr(asyncio.run(main()))
    except Exception as raised:
        error = type(raised).__name__
    return Ran(result, error, tuple(server.log.take()))


@dataclass(frozen=True, slots=True)
class Both:
    """A program before and after."""

    before: Ran
    after: Ran
    text: str
    results: tuple[Result, ...]

    @property
    def native(self) -> bool:
        """Whether all calls use an asynchronous client."""
        return all(
            item.fix is not None and item.fix.strategy.value == "native" for item in self.results
        )


def run_both(source: str, server: Server, options: Sequence[str] = ()) -> Both:
    """Rewrites the module and runs both versions."""
    report = report_source(source, options=options)
    text = fixed_text(source, report)
    return Both(run(source, server), run(text, server), text, report.results)
