"""The processes in which programs run."""

from __future__ import annotations

import subprocess

import pytest

from asyncfix.testing import run_program

LOOK = """
import os
import sys


async def main():
    print(sys.stdin.read(), file=sys.stderr)
    known = sorted({"LEFT", "GIVEN"} & {*os.environ})
    os.environ["LEFT"] = "behind"
    return os.getpid(), sys.argv, known
"""


@pytest.mark.parametrize(
    "more", [{}, {"PYTHONUTF8": "1"}], ids=["as they are", "with a variable of Python"]
)
def test_each_program_has_a_process_of_its_own(more: dict[str, str]) -> None:
    given = {"GIVEN": "here", **more}
    outcomes = [run_program(LOOK, stdin="asked", environment=given) for _ in range(2)]
    first, second = (eval(outcome.result) for outcome in outcomes)
    assert first[0] != second[0]
    assert first[1:] == second[1:] == (["ROOT/code/case.py"], ["GIVEN"])
    assert [outcome.stderr for outcome in outcomes] == ["asked\n", "asked\n"]


def test_a_program_that_does_not_end_is_killed() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run_program("import time\n\n\nasync def main():\n    time.sleep(60)\n", timeout=0.5)
    assert run_program("async def main():\n    return 1\n").result == "1"


def test_a_program_that_dies_is_reported() -> None:
    with pytest.raises(RuntimeError, match="exit 3"):
        run_program("import os\n\n\nasync def main():\n    os._exit(3)\n")
    assert run_program("async def main():\n    return 1\n").result == "1"
