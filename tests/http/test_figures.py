"""The numbers of programs in docs/http.md are those that the tests combine."""

import re
from pathlib import Path

from tests.behaviour.server import Server
from tests.http import (
    test_aiohttp,
    test_httpx,
    test_product,
    test_programs,
    test_sessions,
    test_shared,
    test_streams,
)
from tests.twins import test_sessions as shared_sessions

PAGE = Path(__file__).parents[2] / "docs" / "http.md"


def test_the_table_has_the_numbers(server: Server) -> None:
    page = PAGE.read_text(encoding="utf-8")
    start = page.index("| from | what is combined")
    rows = page[start : page.index("\n\n", start)].splitlines()[2:]
    numbers = [[int(x.replace(",", "")) for x in re.findall(r"\d[\d,]*", row)] for row in rows]
    calls, uses = len(test_product.CASES), len(test_product.USES)
    combined = sum(
        len(test_product.bodies(index, method, arguments, server))
        for index, method, arguments in test_product.CASES
    )
    handlers, errors = len(test_programs.HANDLERS), len(test_programs.ERRORS)
    functions, members = len(test_httpx.CALLS), len(test_httpx.USES)
    assert numbers == [
        [calls, uses, combined],
        [handlers, errors, handlers * errors],
        [
            *(len(test_streams.REQUESTS), len(test_streams.HTTPX)),
            *(len(test_streams.REQUESTS_USES), len(test_streams.HTTPX_USES)),
            *(len(test_streams.SHAPES), 2, len(test_streams.ANSWERS)),
            len(test_streams.programs(server)),
        ],
        [functions, members, functions * members * 2],
        [
            *(len(test_aiohttp.CALLS), len(test_aiohttp.USES), len(test_aiohttp.ANSWERS)),
            len(test_aiohttp.programs(server)),
        ],
        [len(test_sessions.PROGRAMS)],
        [len(shared_sessions.REFUSED), 1],
        [13, len(test_shared.REFUSED), len(test_shared.MADE), 1],
    ]
