"""What aiohttp does alike in place of requests, and what not: calls times uses times answers."""

from __future__ import annotations

from itertools import product

import pytest

from asyncfix.testing import fix_source, report_source, run_program
from tests.behaviour.server import Server
from tests.http.both import calling, functions, run_both, same_each
from tests.http.reasons import reasons_of
from tests.http.test_refusals import function

OPTIONS = ("http-client=aiohttp", "unsafe")
CALLS = (
    "requests.get(U)",
    "requests.get(U, params={'a': 'x y', 'n': 3, 'l': [1, 'b'], 'f': 2.5}, timeout=5)",
    "requests.get(U, headers={'X-A': 'one two', 'Accept': 'text/x'}, timeout=(3, 4.5))",
    "requests.get(U, {'q': 'é'}, allow_redirects=False, verify=False, stream=False)",
    "requests.head(U)",
    "requests.head(U, allow_redirects=True, timeout=None)",
    "requests.post(U, json={'a': [1, None, 'é'], 'b': {}})",
    "requests.post(U, data={'a': 'x y&é/:~', 'n': 3, 'l': ['p', 'q']}, timeout=3)",
    "requests.post(U, json={'a': 1}, headers={'Content-Type': 'application/x+json'})",
)
ANSWERS = (
    *("/json", "/echo/a?x=1", "/status/404", "/status/500", "/redirect/302/2", "/redirect/307/2"),
    *("/gzip", "/bytes/70000", "/pieces/9", "/truncated", "/broken", "/empty", "/bad-json"),
)
UNFINISHED = ("/pieces/9", "/truncated", "/broken")
USES = (
    "r = CALL\nreturn r.status_code, r.reason, r.ok",
    "r = CALL\nreturn r.content, len(r.content)",
    "return CALL.content[:9]",
    "CALL\nreturn 'sent'",
    "r = CALL\nr.raise_for_status()\nreturn r.headers.get('Content-Type'), 'ETag' in r.headers",
    "r = CALL\ntry:\n    return sorted(r.json())\nexcept Exception:\n    return 'no json'",
    "r = CALL\nif not r:\n    return 'bad'\nreturn 'good' if r.ok and 1 else 'no'",
    "try:\n    r = CALL\n    r.raise_for_status()\n    return r.status_code\n"
    "except requests.RequestException:\n    return 'caught'",
    "out = []\nfor i in range(2):\n    r = CALL\n    out.append(r.status_code)\nreturn out",
)
HEAD = "import requests\n"


def programs(server: Server) -> list[str]:
    """All combinations; the server sends some bodies to HEAD, too, which is wrong."""
    return [
        use.replace("CALL", call).replace("U", repr(server.url + path))
        for call, use, path in product(CALLS, USES, ANSWERS)
        if not ("head" in call and path in UNFINISHED)
        and not ("Content-Type" in call and "302" in path)  # it stays, which is accepted
    ]


def compare(bodies: list[str], server: Server) -> None:
    """Runs the functions before and after: the same results, errors and requests."""
    both = run_both(HEAD + functions(bodies) + calling(len(bodies)), server, OPTIONS)
    offloaded = [x for x in both.results if x.fix is None or x.fix.strategy.value != "native"]
    assert not offloaded, offloaded[0]
    same_each(both, bodies)
    assert both.before.sent == both.after.sent


def test_the_same_answers(server: Server) -> None:
    compare(programs(server)[::17], server)


def test_nothing_blocks(server: Server) -> None:
    url = repr(f"{server.url}/json")
    bodies = [
        use.replace("CALL", call).replace("U", url) for call, use in zip(CALLS, USES, strict=True)
    ]
    source = HEAD + functions(bodies) + calling(len(bodies))
    before = run_program(source, environment={"no_proxy": "*"})
    fixed = fix_source(source, options=OPTIONS)
    assert "to_thread" not in fixed
    after = run_program(fixed, environment={"no_proxy": "*"})
    assert before.blocking and not after.blocking
    assert after == before


DIFFERENCES = {
    "a second try": ("/reset", lambda before, after: after == 2 * before),
    "nine redirects": ("/redirect/302/12", lambda before, after: len(after) == 10),
    "spelling": ("/echo?a=%2F", lambda before, after: [x.target for x in after] == ["/echo?a=/"]),
    "cookies of an address": (
        "/set-cookie",
        lambda before, after: dict(before[1].headers).keys() - dict(after[1].headers) == {"cookie"},
    ),
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_why_it_is_unsafe(name: str, server: Server) -> None:
    path, expected = DIFFERENCES[name]
    call = f"r = requests.get({server.url + path!r})"
    source = f"{HEAD}async def main():\n    {call}\n    return r.status_code\n"
    both = run_both(source, server, OPTIONS)
    assert both.native
    assert expected(both.before.sent, both.after.sent)


REFUSED = {
    "requests.put(URL, json=x)": "no known counterpart",
    "requests.delete(URL)": "no known counterpart",
    "requests.request('GET', URL)": "no known counterpart",
    "requests.post(URL)": "empty body",
    "requests.post(URL, json=None)": "empty body",
    "requests.post(URL, data='x')": "names in another way",
    "requests.post(URL, data=b'x')": "names in another way",
    "requests.post(URL, data={})": "names in another way",
    "requests.get(URL, params={'a': True})": "does not take",
    "requests.get(URL, params={'a': None})": "does not take",
    "requests.get(URL, params={1: 'a'})": "does not take",
    "requests.get(URL, auth=('a', 'b'))": "a header",
    "requests.get(URL, stream=True)": "read in pieces",
    "requests.get(URL, timeout=x)": "timeout",
    "t = (1, 2)\nrequests.get(URL, timeout=t)": "timeout",
    "requests.get(URL, cookies={'a': 'b'})": "cookies",
    "requests.get(URL, verify='ca.pem')": "certificates",
    "r = requests.get(URL)\nreturn r.text": "decoded in another way",
    "r = requests.get(URL)\nreturn r.url": "spelled in another way",
    "r = requests.get(URL)\nreturn r.headers['X-A']": "first of several",
    "r = requests.get(URL)\nreturn r.headers[x]": "first of several",
    "r = requests.get(URL)\nreturn r.json(parse_float=x)": "with arguments",
    "r = requests.get(URL)\nreturn [lambda: r.json()]": "function inside",
    "r = requests.get(URL)\nreturn any(r.json() for i in x)": "generator expression",
    "return requests.get(URL).status_code": "no name",
    "if (r := requests.get(URL)).ok:\n    return 1": "no name",
    "try:\n    requests.get(URL)\nexcept requests.HTTPError:\n    pass": "divided up",
    "try:\n    requests.get(URL)\nexcept TimeoutError:\n    pass": "not catch the same",
    "with requests.Session() as s:\n    s.get(URL)": "made elsewhere",
}


def test_in_a_thread_with_a_reason() -> None:
    for body, found in reasons_of(REFUSED, OPTIONS).items():
        assert all(strategy != "native" for strategy, _ in found), (body, found)
        assert any(REFUSED[body] in reason for _, reason in found), (body, found)


def test_without_unsafe_fixes_it_is_a_thread() -> None:
    source = function("return requests.get(URL).json()")
    report = report_source(source, options=["http-client=aiohttp"])
    (result,) = report.results
    assert result.fix is not None and result.fix.strategy.value == "thread"
    assert "sends a GET again" in result.fix.reason
