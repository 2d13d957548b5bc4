"""Looks at many functions in one run: the strategy of each finding, and why it is not another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from asyncfix.testing import fixed_text, report_source
from tests.http.both import functions
from tests.http.test_refusals import HEAD, PARAMETERS

Reasons = list[tuple[str, str]]


def reasons_of(bodies: Iterable[str], options: Sequence[str] = ()) -> dict[str, Reasons]:
    """For each body of a function, the strategies and reasons of its findings in AF102."""
    known = dict(enumerate(bodies))
    source = f"import httpx\n{HEAD}" + functions(known.values(), PARAMETERS)
    report = report_source(source, options=options)
    fixed_text(source, report)
    found: dict[str, Reasons] = {body: [] for body in known.values()}
    for item in report.results:
        if item.finding.code == "AF102":
            body = known[int(item.finding.function.rpartition(".f")[2])]
            fix = item.fix
            reason = (fix.strategy.value, fix.reason) if fix else ("manual", item.held_back)
            found[body].append(reason)
    return found
