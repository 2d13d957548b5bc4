"""Who takes which of the jobs that processes share."""

from __future__ import annotations

import multiprocessing

import pytest

from asyncfix.project.sources.claims import Claims


def _claims(number: int) -> Claims:
    return Claims(multiprocessing.get_context("spawn"), number)


def test_a_worker_begins_with_its_own_stretch_and_goes_on_from_the_ends_of_others() -> None:
    assert [*_claims(6).taken(0, 3)] == [0, 1, 3, 2, 5, 4]
    assert [*_claims(6).taken(1, 3)] == [2, 3, 5, 4, 1, 0]


@pytest.mark.parametrize("number", range(7))
@pytest.mark.parametrize("workers", [1, 2, 3, 5])
def test_every_job_is_taken_once_whoever_comes_first(number: int, workers: int) -> None:
    claims = _claims(number)
    ways = [claims.taken(worker, workers) for worker in range(workers)]
    taken: list[int] = []
    while ways:
        way = ways.pop(0)
        if (place := next(way, None)) is not None:
            taken.append(place)
            ways.append(way)

    assert sorted(taken) == [*range(number)]
