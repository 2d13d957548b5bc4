"""What AF102's page says of answers that servers seldom give, as both sides show it."""

from __future__ import annotations

import pytest

from tests.behaviour.server import Server
from tests.http.both import calling, functions, run_both

ODD = ("latin1", "mark", "utf16", "twice", "x_gzip")
GIVEN = {
    "requests": [["ü"], "failed", "failed", [1], ["packed"]],
    "httpx": ["UnicodeDecodeError", ["a"], ["ü"], "JSONDecodeError", "UnicodeDecodeError"],
    "aiohttp": ["UnicodeDecodeError", ["a"], ["ü"], [1], "UnicodeDecodeError"],
}


@pytest.mark.parametrize("client", ["httpx", "aiohttp"])
def test_json_that_is_packed_or_written_oddly(client: str, server: Server) -> None:
    bodies = [f"return requests.get(BASE + '/odd/{name}').json()" for name in ODD]
    source = f"import requests\n\nBASE = {server.url!r}\n\n{functions(bodies)}{calling(len(ODD))}"
    both = run_both(source, server, [f"http-client={client}", "http-accept=aiohttp"])
    assert both.native
    assert eval(both.before.result) == GIVEN["requests"]
    assert eval(both.after.result) == GIVEN[client]
