"""A pipeline that notes what it is asked for and answers with the sample report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

import asyncfix
from asyncfix.errors import UsageError
from asyncfix.inventory import Inventory
from asyncfix.model import Report, Rule
from asyncfix.settings import Settings
from tests.output import sample

PAGE = "# AF101\n\n```python before\ntime.sleep(1)\n```\n"


@dataclass
class FakePipeline:
    """What stands in for `asyncfix.pipeline`."""

    report: Report = sample.CHECKED
    inventory: Inventory = sample.INVENTORY
    error: BaseException | None = None
    calls: list[tuple[Settings, tuple[Path, ...], bool, tuple[str, bytes] | None]] = field(
        default_factory=list
    )
    rewrites: list[bool] = field(default_factory=list)
    caches: list[bool] = field(default_factory=list)

    def run(
        self,
        settings: Settings,
        paths: Sequence[Path],
        *,
        apply: bool,
        rewrite: bool,
        cache: bool,
        progress: Callable[[int, int], None] | None = None,
        stdin: tuple[str, bytes] | None = None,
    ) -> Report:
        self.calls.append((settings, tuple(paths), apply, stdin))
        self.rewrites.append(rewrite)
        self.caches.append(cache)
        if self.error is not None:
            raise self.error
        if progress is not None:
            progress(1, 2)
        return self.report

    def handlers(
        self,
        settings: Settings,
        paths: Sequence[Path],
        *,
        cache: bool,
        progress: Callable[[int, int], None] | None = None,
        stdin: tuple[str, bytes] | None = None,
    ) -> Inventory:
        self.calls.append((settings, tuple(paths), False, stdin))
        self.caches.append(cache)
        if self.error is not None:
            raise self.error
        return self.inventory

    def rules(self) -> Sequence[Rule]:
        return [Rule("AF101", "blocking-sleep", "`time.sleep` in a coroutine")]

    def page(self, code: str) -> str:
        if code != "AF101":
            raise UsageError(f"unknown rule {code!r}; did you mean AF101?")
        return PAGE

    @property
    def settings(self) -> Settings:
        return self.calls[-1][0]


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakePipeline:
    """The stand-in, in an empty working folder and an environment that says nothing of colour."""
    fake = FakePipeline()
    module = ModuleType("asyncfix.pipeline")
    for name in ("run", "handlers", "rules", "page"):
        setattr(module, name, getattr(fake, name))
    monkeypatch.setitem(sys.modules, "asyncfix.pipeline", module)
    monkeypatch.setattr(asyncfix, "pipeline", module, raising=False)
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return fake
