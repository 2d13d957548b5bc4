"""The functions of httpx and httpx2 become requests of an asynchronous client, or do not."""

from __future__ import annotations

from itertools import product

import pytest

from asyncfix.testing import fix_source
from tests.behaviour.server import Server
from tests.http.both import run_both
from tests.http.test_refusals import strategies

CALLS = (
    "httpx.get(U)",
    "httpx.get(U, params={'a': None, 'b': True}, headers={'X-A': 'b'})",
    "httpx.get(U, follow_redirects=True, timeout=3)",
    "httpx.get(U, auth=('ann', 'secret'))",
    "httpx.get(U, cookies={'a': 'b'})",
    "httpx.get(U, verify=False, trust_env=False, timeout=httpx.Timeout(3))",
    "httpx.post(U, json={'a': [1, None]})",
    "httpx.put(U, data={'a': 'b', 'c': ['d', 'e']})",
    "httpx.patch(U, content=b'raw')",
    "httpx.post(U, content='text')",
    "httpx.request('DELETE', U)",
    "httpx.head(U)",
    "httpx.options(url=U)",
    "httpx.delete(U, params=None)",
)
TARGETS = (
    "/echo/a?x=1",
    "/status/404",
    "/redirect/302/2",
    "/auth",
    "/gzip",
    "/set-cookie",
    "/loop",
)
USES = (
    "r = CALL\nreturn r.status_code, r.text, r.reason_phrase, r.encoding, len(r.history)",
    "r = CALL\nreturn [str(r.url), r.is_success, r.headers['Date'][3:4], str(r)]",
    "r = CALL\nif r.is_error:\n    return 'bad'\nr.raise_for_status()\nreturn r.read()",
    "return CALL.content, len(CALL.content)",
    "return list(CALL.iter_bytes(3))",
    "try:\n    r = CALL\n    return r.raise_for_status().status_code\n"
    "except httpx.HTTPStatusError as e:\n    return str(e), e.response.text",
    "try:\n    CALL\nexcept httpx.HTTPError:\n    return 'failed'\nexcept Exception:\n    return 1",
    "out = []\nfor i in range(2):\n    out.append(CALL.text)\nreturn out",
    "def show(r):\n    return r.text, r.elapsed is not None, bool(r)\nreturn show(CALL)",
)


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
@pytest.mark.parametrize("use", USES)
def test_the_same_response(use: str, library: str, server: Server) -> None:
    bodies = []
    for index, (call, turn) in enumerate(product(CALLS, range(2))):
        url = repr(server.url + TARGETS[(index + turn * 3) % len(TARGETS)])
        body = use.replace("CALL", call).replace("U", url).replace("\n", "\n    ")
        bodies.append(f"async def f{index}():\n    {body}\n")
    source = "import httpx\n" + "".join(bodies) + MAIN.format(len(bodies))
    both = run_both(source.replace("httpx", library), server)
    assert both.before.result == both.after.result
    assert both.before.sent == both.after.sent
    offloaded = [item for item in both.results if item.fix and item.fix.strategy.value != "native"]
    assert len(offloaded) == EXPECTED[library].get(use.partition("\n")[0], 0)


# Two calls whose clients do not fit on a line, which the longer name makes longer; cookies that
# would be cleared with the server's.
EXPECTED = {
    "httpx": {"return CALL.content, len(CALL.content)": 8, "out = []": 2},
    "httpx2": {"return CALL.content, len(CALL.content)": 56, "out = []": 2},
}

MAIN = """
async def main():
    out = []
    for n in range({}):
        try:
            out.append(await globals()[f"f{{n}}"]())
        except Exception as error:
            out.append((type(error).__name__, str(error)))
    return out
"""

REFUSED = {
    "httpx.get(u, **more)": "not all written out",
    "httpx.post(u, content=x)": "a file or a generator",
    "httpx.post(u, data=x)": "a file or a generator",
    "httpx.post(u, files={'a': x})": "read on the event loop",
    "httpx.get(u, auth=x)": "works in a plain client only",
    "httpx.get(u, verify=make())": "evaluated earlier",
    "r = httpx.get(u)\n    r.close()": "must be awaited there",
    "try:\n        httpx.get(u)\n    except httpx.ReadError as e:\n        x(e)": "another text",
    "try:\n        httpx.get(u)\n    except Exception as e:\n        return str(e)": "another text",
    "for v in x:\n        httpx.get(u, verify=v)": "share one client",
    "for v in x:\n        httpx.get(u, cookies={'a': 'b'})": "share one client",
}


@pytest.mark.parametrize("body", REFUSED)
def test_offloaded_with_a_reason(body: str) -> None:
    source = f"import httpx\nasync def f(u, x, make, **more):\n    {body}\n"
    assert [strategy for strategy, _ in strategies(source)] == ["thread"]
    assert REFUSED[body] in strategies(source)[0][1]


def test_another_library_is_not_taken() -> None:
    source = "import httpx\nasync def f(u):\n    return httpx.get(u)\n"
    text = fix_source(source, options=["http-client=httpx2"])
    assert "httpx2" not in text
    assert "await client.get(u)" in text


LEAVES = {
    "return httpx.get(u)": True,
    "x(httpx.get(u))": True,
    "x.r = httpx.get(u)": True,
    "r = s = httpx.get(u)": True,
    "r = httpx.get(u)\n    x[r.url] = r": True,
    "r = httpx.get(u)\n    return lambda: r": True,
    "global r\n    r = httpx.get(u)": True,
    "if (r := httpx.get(u)).is_error:\n        return r": True,
    "return httpx.get(u).raise_for_status()": True,
    "r = httpx.get(u).raise_for_status()\n    return r.text": True,
    "httpx.get(u)": False,
    "return httpx.get(u).json()": False,
    "return httpx.get(u).raise_for_status().text": False,
    "r = httpx.get(u)\n    r.raise_for_status()\n    return r.text, [r.url for _ in x]": False,
}


@pytest.mark.parametrize("body", LEAVES)
def test_a_result_that_somebody_closes(body: str) -> None:
    source = f"import httpx\nasync def f(u, x):\n    {body}\n\n\n"
    source += "def g(r: httpx.Response):\n    r.close()\n"
    assert strategies(source)[0][0] == ("thread" if LEAVES[body] else "native")
