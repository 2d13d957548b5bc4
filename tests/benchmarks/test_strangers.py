"""Which findings of many projects are drawn to be read."""

from __future__ import annotations

from benchmarks.peers.found import Found, Step
from benchmarks.strangers import Candidate, few, number


def candidate(project: str, line: int, helper: str, said: str) -> Candidate:
    path = f"{project}/m.py"
    found = Found(path, line, "asyncfix", "AF201", "file", "open", (Step(path, line),))
    return Candidate(found, project, helper, (said,))


def test_few_of_each_project_and_helper_and_nothing_twice() -> None:
    found = [
        candidate("a", 1, "load", "one"),
        candidate("a", 2, "load", "two"),
        candidate("a", 3, "load", "three"),
        candidate("a", 4, "save", "four"),
        candidate("a", 5, "keep", "five"),
        candidate("b", 1, "load", "one"),
        candidate("b", 2, "load", "six"),
    ]

    taken = [(one.project, one.found.line) for one in few(found, 3)]

    assert taken == [("a", 1), ("a", 2), ("a", 4), ("b", 2)]


def test_the_order_is_the_seeds() -> None:
    one = candidate("a", 1, "load", "one")

    assert number(one, 1) == number(candidate("a", 1, "load", "one"), 1)
    assert number(one, 1) != number(one, 2)
