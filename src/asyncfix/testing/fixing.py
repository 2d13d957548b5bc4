"""Runs the whole tool on one module in memory; it knows the pipeline and settings, no room."""

from __future__ import annotations

from collections.abc import Sequence

from asyncfix.model import Report
from asyncfix.pipeline import run
from asyncfix.settings import Settings


def report_source(source: str, *, path: str = "case.py", options: Sequence[str] = ()) -> Report:
    """The report of `check` on one module that is not on disk.

    Args:
        source: The module's text.
        path: What the report calls it.
        options: Words as they stand behind a fence's tag in a rule's page: `unsafe`,
            `strategy=thread`, `select=AF112` (beside the rules that are on), `http-client=httpx2`,
            `http-accept=charset,pieces`.

    Raises:
        ValueError: An option is unknown.
    """
    return run(_settings(options), (), rewrite=True, stdin=(path, source.encode()))


def fix_source(source: str, *, path: str = "case.py", options: Sequence[str] = ()) -> str:
    """What `apply` would make of one module; arguments as for `report_source`.

    Raises:
        ValueError: An option is unknown, or the module could not be read, rewritten or verified.
    """
    return fixed_text(source, report_source(source, path=path, options=options))


def fixed_text(source: str, report: Report) -> str:
    """The text of the one module that the report is about, after its changes.

    Raises:
        ValueError: The report has failures.
    """
    if report.failures:
        raise ValueError("; ".join(f"{f.stage}: {f.message}" for f in report.failures))
    return report.changes[0].after.decode() if report.changes else source


def _settings(options: Sequence[str]) -> Settings:
    values: dict[str, str] = {}
    for option in options:
        key, _, value = option.partition("=")
        if key not in ("unsafe", "strategy", "select", "http-client", "http-accept"):
            raise ValueError(f"unknown option of a case: {option}")
        values[key] = value
    accepted = values.get("http-accept", "").split(",")
    return Settings(
        strategy=values.get("strategy", "auto"),
        unsafe_fixes="unsafe" in values,
        extend_select=tuple(values["select"].split(",")) if "select" in values else (),
        http_client=values.get("http-client", "auto"),
        http_accept=tuple(filter(None, accepted)),
    )
