"""With `--strategy native --unsafe-fixes`, what is not proved becomes native, and says why."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from asyncfix.testing import fixed_text, report_source
from tests.behaviour.server import Server
from tests.http.both import functions, run

DOUBTED = {
    "r = requests.get(BASE + '/echo/' + text)\nreturn r.status_code": "text put into it",
    "return requests.get(f'{BASE}/echo?q={text}').json()['query']": "text put into it",
    "return requests.get(BASE + '/text').text": "decoded in another way",
    "token = text\nh = {'Authorization': f'Bearer {token}'}\n"
    "return requests.get(BASE + '/headers', headers=h).json()['authorization']": "header",
    "return requests.get(BASE + '/echo', params={'q': other}).json()['query']": "params",
    "return requests.get(BASE + '/echo', timeout=other).json()['query']": "timeout",
    "return requests.post(BASE + '/echo', data={'q': other}).json()['body']": "data",
    "return requests.put(BASE + '/echo', json={'q': 1}).status_code": "sent again",
    "return requests.get(BASE + '/auth', auth=('ann', text)).status_code": "auth",
    "try:\n    return requests.get(BASE + '/status/404').status_code\n"
    "except Exception as error:\n    return str(error)": "another text",
    "return [requests.get(BASE + '/json').json()['ok'] for _ in (1, 2) if other]": "cookies",
    "return sorted({requests.get(BASE + '/json').ok for _ in (1, 2)})": "comprehension",
}
REFUSED = {
    "return [[requests.get(BASE).ok for _ in 'ab'] for _ in 'cd']": "nested comprehension",
    "return requests.get(BASE, cookies={'a': text}).ok": "cookies",
    "return requests.get(BASE, verify=text).ok": "certificates",
    "return requests.get(BASE, headers={'a': None}).ok": "header",
    "return requests.get(BASE, headers={'a': 'é', 'b': text}).ok": "header",
    "return requests.get(BASE, headers={'x-a': text, 'X-A': text}).ok": "header",
    "return requests.get(' https://h/' + text).ok": "characters",
    "return requests.get(f'https://user@h/{text}').ok": "characters",
    "return requests.get(BASE, **other).ok": "not all written out",
    "r = requests.get(BASE)\nr.encoding = 'utf-8'\nreturn r.text": "encoding",
    "return requests.get(BASE + '/echo?a=1', params={'q': other}).ok": "query",
    "return requests.post(BASE, data=other).ok": "data",
    "return requests.get(b'http://h').ok": "characters",
    "try:\n    return requests.get(BASE).text\nexcept requests.Timeout:\n    pass": "divided",
    "try:\n    return requests.get(BASE).ok\nexcept Exception as error:\n"
    "    return isinstance(error, requests.HTTPError)": "would not be true",
    "with requests.get(BASE, stream=True) as r:\n    return r.text": "decoded in another way",
}
NATIVE = ["strategy=native"]
UNSAFE = [*NATIVE, "unsafe=yes"]


def program(bodies: Sequence[str], base: str = "https://api.example.com") -> str:
    named = ", ".join(f"f{index}" for index in range(len(bodies)))
    return (
        f"import requests\nBASE = {base!r}\n{functions(bodies, 'text: str, other')}"
        f"async def main():\n    return [await f('secret', 3) for f in ({named},)]\n"
    )


def test_it_is_unsafe_and_says_why() -> None:
    results = report_source(program([*DOUBTED]), options=NATIVE).results
    assert len(results) == len(DOUBTED)
    for item, reason in zip(results, DOUBTED.values(), strict=True):
        assert item.fix is not None and reason in item.fix.reason, item
        assert (item.fix.strategy.value, item.release) == ("native", "--unsafe-fixes"), item
        assert not item.fixable


def test_where_the_doubt_does_not_hold_it_does_the_same(server: Server) -> None:
    source = program([*DOUBTED], server.url)
    report = report_source(source, options=UNSAFE)
    before, after = run(source, server), run(fixed_text(source, report), server)
    assert before.error == after.error == ""
    assert before.result == after.result
    assert [item.target for item in before.sent] == [item.target for item in after.sent]


@pytest.mark.parametrize("strategy", ["auto", "thread"])
def test_otherwise_it_runs_in_a_thread(strategy: str) -> None:
    options = [f"strategy={strategy}", "unsafe=yes"]
    results = report_source(program([*DOUBTED]), options=options).results
    assert {item.fix.strategy.value for item in results if item.fix} == {"thread"}


def test_what_would_surely_be_wrong_is_refused() -> None:
    results = report_source(program([*REFUSED]), options=UNSAFE).results
    assert len(results) == len(REFUSED)
    for item, reason in zip(results, REFUSED.values(), strict=True):
        assert item.fix is None and reason in item.held_back, item


def test_a_certain_call_beside_a_doubtful_one_stays_safe() -> None:
    body = "requests.get(BASE)\nrequests.get(BASE + '/' + text)"
    results = report_source(program([body]), options=NATIVE).results
    assert [item.fixable for item in results] == [True, False]
    loop = "for _ in range(2):\n    requests.get(BASE)\n    requests.get(BASE + '/' + text)"
    results = report_source(program([loop]), options=NATIVE).results
    assert [item.fixable for item in results] == [True, False]
    assert "text put into it" in results[1].held_back
