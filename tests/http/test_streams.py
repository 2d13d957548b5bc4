"""Responses that are read in pieces: calls times uses times answers, before and after."""

from __future__ import annotations

from itertools import product

from asyncfix.testing import fix_source, run_program
from tests.behaviour.server import Server
from tests.http.both import calling, functions, run_both, same_each
from tests.http.reasons import reasons_of
from tests.http.test_refusals import function, strategies

HEAD = """
import hashlib
import io
import requests
import httpx
"""
ANSWERS = (
    *("/bytes/0", "/bytes/9", "/bytes/70000", "/pieces/30", "/gzip", "/text", "/lines", "/empty"),
    *("/status/404", "/redirect/302/2", "/truncated", "/broken", "/reset", "/loop"),
)
REQUESTS = (
    "requests.get(U, stream=True)",
    "requests.get(U, stream=True, timeout=5, headers={'X-A': 'b'})",
    "requests.get(U, allow_redirects=False, stream=True)",
    "requests.post(U, json={'a': 1}, stream=True)",
    "requests.request('GET', U, stream=True, params=None)",
    "requests.Session().get(U, stream=True)",
)
# What is done with the response `r`, and what comes of it as the last line.
REQUESTS_USES = (
    "n = 0\nfor c in r.iter_content(1000):\n    n += len(c)\nreturn n, r.status_code",
    "data = b''\nfor c in r.iter_content(chunk_size=9):\n    if c:\n        data += c\nreturn data",
    "h = hashlib.sha256()\nfor c in r.iter_content(8192):\n    h.update(c)\nreturn h.hexdigest()",
    "out = []\nfor c in r.iter_content(chunk_size=None):\n    out.append(c)\nreturn b''.join(out)",
    "f = io.BytesIO()\nfor c in r.iter_content(SIZE):\n    if not c:\n        continue\n"
    "    f.write(c)\nreturn f.getvalue()",
    "data = bytearray()\nr.raise_for_status()\nfor c in r.iter_content(7):\n    data.extend(c)\n"
    "return bytes(data), r.reason",
    "return r.status_code, r.headers.get('content-length'), r.ok, r.is_redirect",
    "if int(r.headers.get('content-length', 0)) > 100:\n    return 'long'\n"
    "return r.content[:5], len(r.content)",
    "try:\n    return sorted(r.json())\nexcept Exception:\n    return 'no'",
    "if not r.ok:\n    r.close()\n    return 'bad'\ndata = r.content\nr.close()\nreturn data",
)
HTTPX = (
    "httpx.stream('GET', U)",
    "httpx.stream('GET', U, follow_redirects=True, timeout=5)",
    "httpx.stream('POST', url=U, json={'a': 1}, headers={'X-A': 'b'})",
    "httpx.Client().stream('GET', U, params={'a': 'b'})",
)
HTTPX_USES = (
    "n = 0\nfor c in r.iter_bytes(1000):\n    n += len(c)\n    last = c\nreturn n, last",
    "return [len(c) for c in r.iter_bytes(chunk_size=512)]",
    "out = []\nfor line in r.iter_lines():\n    if line:\n        out.append(line)\nreturn out",
    "return {t for t in r.iter_text(50)}",
    "for c in r.iter_raw(4):\n    return c",
    "r.raise_for_status()\nreturn r.read().decode(), r.text",
    "return r.status_code, r.headers['Date'][3:4], r.is_closed, str(r.url)[-3:], r.encoding",
    "try:\n    return r.text\nexcept httpx.ResponseNotRead:\n    r.read()\n    return r.content",
    "r.close()\nreturn r.is_closed, r.is_stream_consumed",
)
SHAPES = (
    "with CALL as r:\n    USE",
    "try:\n    with CALL as r:\n        USE\nexcept ERROR:\n    return 'caught'",
    "r = CALL\nUSE",
    "for k in range(2):\n    try:\n        r = CALL\n        USE\n    except ERROR:\n        pass",
)


def program(call: str, shape: str, use: str, url: str) -> str:
    """The body of a function that makes the call and uses its response."""
    error = "requests.RequestException" if "requests" in call else "httpx.HTTPError"
    if "Session()" in call or "Client()" in call:
        made, _, rest = call.partition("().")
        shape = f"with {made}() as s:\n    " + shape.replace("\n", "\n    ")
        call = f"s.{rest}"
    lines = []
    for line in shape.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        lines.append(line.replace("USE", use.replace("\n", f"\n{indent}")))
    text = "\n".join(lines)
    return text.replace("CALL", call).replace("ERROR", error).replace("U", repr(url), 1)


def programs(server: Server) -> list[str]:
    """All combinations."""
    found = []
    for calls, uses, shapes in (
        (REQUESTS, REQUESTS_USES, SHAPES),
        (HTTPX, HTTPX_USES, SHAPES[:2]),
    ):
        for call, use, shape, path in product(calls, uses, shapes, ANSWERS):
            if "post" in call.lower() and path.startswith(("/redirect", "/loop")):
                continue  # the header of a body that is not sent again is another test's
            if "json()" in use and "ERROR" in shape:
                continue  # what it raises is one of requests' errors
            found.append(program(call, shape, use, server.url + path))
    return found


def compare(bodies: list[str], server: Server) -> None:
    """Runs the functions before and after: the same results, errors and requests; all native."""
    source = f"{HEAD}SIZE = 100\n" + functions(bodies) + calling(len(bodies))
    both = run_both(source, server)
    text = source.splitlines()
    assert both.native, [
        (
            text[item.finding.span.line - 2 : item.finding.span.line + 3],
            item.held_back or item.fix.reason,
        )
        for item in both.results
        if item.fix is None or item.fix.strategy.value != "native"
    ][:3]
    same_each(both, bodies)
    sent = [[x.method, x.target, x.headers] for x in both.before.sent]
    assert [[x.method, x.target, x.headers] for x in both.after.sent] == sent


def test_the_same_is_read(server: Server) -> None:
    compare(programs(server)[::37], server)


HANDED_ON = """
import httpx
import requests
async def lines(url):
    with httpx.stream("GET", url) as r:
        for line in r.iter_lines():
            yield line
async def pieces(url):
    with requests.get(url, stream=True) as r:
        for piece in r.iter_content(100):
            yield piece
async def main():
    found = [line async for line in lines("URL/pieces/9")]
    async for line in lines("URL/pieces/9"):
        found.append(line)
        break
    data = [piece async for piece in pieces("URL/pieces/9")]
    try:
        async for line in lines("URL/broken"):
            found.append(line)
    except httpx.RemoteProtocolError:
        found.append("broken")
    return found, b"".join(data)
"""


def test_what_hands_them_on_gives_the_same_bytes(server: Server) -> None:
    source = HANDED_ON.replace("URL", server.url)
    both = run_both(source, server, ["unsafe"])
    assert both.native and both.text.count("async for") == 6
    assert both.before.error == both.after.error == ""
    assert both.after.result == both.before.result
    assert both.after.sent == both.before.sent


def test_what_is_read_at_once(server: Server) -> None:
    call = "requests.get(U, stream=True)"
    uses = ("return CALL.content", "return sorted(CALL.json())", "return CALL.content[:3], 1")
    paths = ("/json", "/truncated", "/bytes/9", "/broken", "/gzip")
    compare(
        [
            use.replace("CALL", call).replace("U", repr(server.url + path))
            for use in uses
            for path in (paths if "json" not in use else paths[:2])
        ],
        server,
    )


def test_nothing_blocks(server: Server) -> None:
    """A stream of each library."""
    bodies = [
        program(calls[0], SHAPES[0], uses[0], f"{server.url}/pieces/9")
        for calls, uses in ((REQUESTS, REQUESTS_USES), (HTTPX, HTTPX_USES))
    ]
    source = HEAD + functions(bodies) + calling(len(bodies))
    before = run_program(source, environment={"no_proxy": "*"})
    after = run_program(fix_source(source), environment={"no_proxy": "*"})
    assert before.blocking and not after.blocking
    assert after == before


FROM_HERE = "r = requests.get(url, stream=True)\n"
PIECES = "for c in r.iter_content(9):\n    "
REFUSED = {
    FROM_HERE + "return list(r.iter_lines())": "ends a line at fewer characters",
    FROM_HERE + "return r.raw.read()": "has no counterpart",
    FROM_HERE + "return r.json(parse_int=x)": "with arguments",
    FROM_HERE + PIECES + "pass\nreturn r.content": "more than once",
    FROM_HERE + "x(r.content)\n" + PIECES + "pass": "more than once",
    FROM_HERE + "return (lambda: r.content)()": "function inside",
    "with requests.get(url, stream=True) as r:\n    pass\nreturn r.content": "behind its block",
    "try:\n    with requests.get(URL, stream=True) as r:\n        return r.json()\n"
    "except requests.RequestException:\n    pass": "of another class",
    FROM_HERE + "r.close()\nreturn r.content": "after it is closed",
    FROM_HERE + "if n:\n    r.close()\n" + PIECES + "pass": "after it is closed",
    FROM_HERE + "return r.elapsed": "before the response is read",
    FROM_HERE + "return r": "handed on",
    FROM_HERE + "return next(r.iter_content(9))": "not gone through by a `for`",
    FROM_HERE + "return b''.join(r.iter_content(9))": "not gone through by a `for`",
    FROM_HERE + "return [c for c in r.iter_content(9)]": "in a comprehension",
    FROM_HERE + "for i, c in enumerate(r.iter_content(9)):\n    pass": "not gone through",
    FROM_HERE + "for c in r.iter_content():\n    pass": "no known size",
    FROM_HERE + "for c in r.iter_content(9, True):\n    pass": "decoded",
    FROM_HERE + "for c in r.iter_content(9, decode_unicode=True):\n    pass": "decoded",
    FROM_HERE + "for c in r.iter_content(x()):\n    pass": "no known size",
    FROM_HERE + PIECES + "print(c)": "cut into pieces",
    FROM_HERE + PIECES + "n += 1": "cut into pieces",
    FROM_HERE + PIECES + "break": "cut into pieces",
    FROM_HERE + PIECES + "return c": "cut into pieces",
    FROM_HERE + PIECES + "pass\nreturn c": "cut into pieces",
    FROM_HERE + PIECES + "x += c": "cut into pieces",
    FROM_HERE + "m = x.data\n" + PIECES + "m += c\nreturn 1": "cut into pieces",
    FROM_HERE + "m = x.hash\n" + PIECES + "m.update(c)\nreturn 1": "may be looking at it",
    FROM_HERE + "if n:\n    r = requests.get(URL, stream=True)\n    x(r.ok)\n" + PIECES + "pass": (
        "bound to something else"
    ),
    "with requests.get(url, stream=True) as r:\n    r = x": "bound to something else",
    "with httpx.stream('GET', url) as r:\n    for r in r.iter_lines():\n        x(r)": (
        "bound to something else"
    ),
    FROM_HERE + PIECES + "x.data += c": "cut into pieces",
    FROM_HERE + PIECES + "x.write(c)": "cut into pieces",
    FROM_HERE + "m = 0\n" + PIECES + "m += len(c)\n    if m > 9:\n        raise KeyError": "cut",
    FROM_HERE + "m = []\n" + PIECES + "m.append(c)\nreturn m": "cut into pieces",
    FROM_HERE + "m = [b'']\n" + PIECES + "m.append(c)\nreturn b''.join(m)": "cut into pieces",
    FROM_HERE + "m = 0\n" + PIECES + "m += len(c)\n    m += m": "cut into pieces",
    FROM_HERE + "m = 0\n" + PIECES + "m += len(c)\nreturn lambda: m": "is looked at",
    FROM_HERE + PIECES + "pass\nfor d in r.iter_content(9):\n    pass": "more than once",
    FROM_HERE + "while n:\n    for c in r.iter_content(9):\n        pass": "more than once",
    "m = 0\ntry:\n    with requests.get(URL, stream=True) as r:\n"
    "        for c in r.iter_content(9):\n            m += len(c)\n"
    "except Exception:\n    log.info('x')\nreturn m": "is looked at",
    "m = 0\ntry:\n    with requests.get(URL, stream=True) as r:\n"
    "        for c in r.iter_content(9):\n            m += len(c)\n"
    "finally:\n    print(m)": "is looked at",
    "m = 0\nwith suppress(Exception):\n    with requests.get(URL, stream=True) as r:\n"
    "        for c in r.iter_content(9):\n            m += len(c)\nreturn m": "is looked at",
    "with requests.get(url, stream=True) as r, x() as y:\n    pass": "other things",
    "with x(requests.get(url, stream=True)) as r:\n    pass": "no name",
    "return requests.get(url, stream=True).status_code": "no name",
    "return requests.get(url, stream=n).status_code": "is not written out",
    "with requests.get(url, stream=True) as r:\n    pass\n" + PIECES + "pass": "behind its block",
    "a = requests.get(url, stream=True)\nb = requests.get(url, stream=True)\n"
    "a.close()\nb.close()": "two responses are open",
    "with requests.get(url, stream=True) as r:\n    with open('a', 'wb') as f:\n"
    "        for c in r.iter_content(9):\n            f.write(c)": "one thread does both",
    "with open('a', 'wb') as f:\n    with requests.get(url, stream=True) as r:\n"
    "        for c in r.iter_content(9):\n            f.write(c)": "",
    "try:\n    with requests.get(URL, stream=True) as r:\n        pass\n"
    "except requests.exceptions.ChunkedEncodingError:\n    pass": "divided up",
    "try:\n    with requests.get(URL, stream=True) as r:\n        r.raise_for_status()\n"
    "except requests.HTTPError as e:\n    return e.response.content": "have to be awaited",
    "try:\n    with httpx.stream('GET', URL) as r:\n        r.raise_for_status()\n"
    "except httpx.HTTPStatusError as e:\n    e.response.read()": "have to be awaited",
    "with httpx.stream('GET', URL) as r:\n    return b''.join(r.iter_bytes())": "not gone through",
    "with httpx.stream('GET', URL) as r:\n    return next(r.iter_lines())": "not gone through",
    "with httpx.stream('GET', URL) as r:\n    return any(l for l in r.iter_lines())": (
        "not gone through"
    ),
    "with httpx.stream('GET', URL) as r:\n    x(r)": "handed on",
    "with httpx.stream('GET', URL, content=x) as r:\n    pass": "a file or a generator",
    "with httpx.stream('GET', URL) as r:\n    read = r.read\n    read()": "unusual way",
    "with httpx.stream('GET', URL) as r:\n    pass\nr.read()": "behind its block",
}


def test_read_in_a_thread_with_a_reason() -> None:
    for body, found in reasons_of(REFUSED).items():
        assert all(strategy != "native" for strategy, _ in found), (body, found)
        assert any(REFUSED[body] in reason for _, reason in found), (body, found)


def test_text_is_no_doubt_of_what_is_still_to_be_read() -> None:
    body = FROM_HERE + "return r.text"
    (found,) = reasons_of([body], options=["strategy=native", "unsafe"]).values()
    assert [strategy for strategy, _ in found] == ["manual"]
    assert "still to be read" in found[0][1]


def test_pieces_that_are_handed_on() -> None:
    body = FROM_HERE + PIECES + "yield c"
    assert strategies(function(body)) == [
        ("native", "the pieces that it hands on may be cut at other places")
    ]
    assert fix_source(function(body)) == function(body)
    body = "with httpx.stream('GET', url) as r:\n    for c in r.iter_bytes(9):\n        yield c"
    ((strategy, _),) = strategies("import httpx\n" + function(body))
    assert strategy == "native"
