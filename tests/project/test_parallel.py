"""What copies of the process find out, and what none of them has to find out again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from asyncfix.project.sources.parallel import each


@pytest.mark.parametrize("jobs", [1, 2, 3, 9])
@pytest.mark.parametrize("size", range(6))
def test_each_item_is_worked_on_once_and_in_its_place(jobs: int, size: int) -> None:
    assert each(lambda item: item * item, range(size), jobs) == [x * x for x in range(size)]


# A process of its own: one in which other tests have left threads is not copied.
_KNOWN = """
import os, pathlib, sys, time
from asyncfix.project.sources.parallel import each

known, jobs = [], int(sys.argv[1])

def work(item):
    if not known:
        known.append(os.getpid())
    pathlib.Path(str(item)).write_text(str(os.getpid()))
    while item and len({file.read_text() for file in pathlib.Path().iterdir()}) < jobs:
        time.sleep(0.01)  # until each of the processes has one
    return known[0]

print(each(work, range(7), jobs) == [os.getpid()] * 7)
"""


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_what_is_found_out_for_the_first_item_all_processes_know(jobs: int, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _KNOWN, str(jobs)]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout == "True\n"
    assert len({file.read_text() for file in tmp_path.iterdir()}) == jobs


def test_what_a_copy_could_not_tell_is_found_out_here() -> None:
    here = os.getpid()

    def work(item: int) -> int:
        if os.getpid() != here:
            os._exit(1)
        return item

    assert each(work, range(5), 2) == [*range(5)]
