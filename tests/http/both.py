"""Runs a module's `main()` as it was and as it was rewritten, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
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


def functions(bodies: Iterable[str], parameters: str = "") -> str:
    """Functions `f0`, `f1` and so on, with these bodies."""
    lines: list[str] = []
    for index, body in enumerate(bodies):
        lines += [f"async def f{index}({parameters}):", *(f"    {x}" for x in body.splitlines())]
    return "\n".join(lines) + "\n"


def calling(count: int, arguments: str = "") -> str:
    """A `main()` that calls so many of them, and gives what each gave or raised."""
    return f"""
async def main():
    out = []
    for n in range({count}):
        try:
            out.append(await globals()[f"f{{n}}"]({arguments}))
        except Exception as error:
            library = type(error).__module__.partition(".")[0]
            known = library in ("requests", "httpx", "aiohttp")
            out.append("failed" if known else type(error).__name__)
    return out
"""


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


def same_each(both: Both, bodies: Sequence[str]) -> None:
    """Each of the functions gave the same, and all of them sent something together."""
    assert both.before.error == both.after.error == "", both.text
    before, after = eval(both.before.result), eval(both.after.result)
    for body, one, other in zip(bodies, before, after, strict=True):
        assert one == other, body
    assert len(both.before.sent) >= len(bodies)
