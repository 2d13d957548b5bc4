"""What a fix calls is bound where it stands: the fixed program runs, and gives the same."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from asyncfix.testing import fix_source
from tests.detect.programs import read_programs

PROGRAMS = read_programs(Path(__file__).parent / "spelling.txt")


def result_of(source: str) -> object:
    names: dict[str, object] = {"__name__": "program"}
    exec(compile(source, "program", "exec"), names)
    main = names["main"]
    assert callable(main)
    run: Callable[[], Coroutine[object, object, object]] = main
    return asyncio.run(run())


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_fixed_program_finds_its_names(name: str) -> None:
    source = PROGRAMS[name]["m.py"]

    fixed = fix_source(source)

    assert fixed != source
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert result_of(fixed) == result_of(source), fixed
