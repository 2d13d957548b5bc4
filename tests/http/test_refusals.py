"""What is not proved to be the same keeps its library, and says why; beside it, what is proved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from asyncfix.testing import fixed_text, report_source
from tests.behaviour.server import Server
from tests.http.both import calling, functions, run_both, same_each

HEAD = """\
import json
import logging
import os
from contextlib import suppress
from enum import Enum, StrEnum
import requests
from requests.exceptions import RequestException, Timeout
log = logging.getLogger(__name__)
URL = "https://api.example.com/v1"
LIMIT = 10
class Kind(str, Enum):
    A = "a"
class Shown(StrEnum):
    A = "a"
class Settings:
    base: str = "https://api.example.com"
    optional: str | None = None
    wait: float = 2.5
settings = Settings()
"""


def strategies(source: str) -> list[tuple[str, str]]:
    """The strategy of each finding, and the reason why it is not another one."""
    report = report_source(source)
    fixed_text(source, report)
    return [
        (item.fix.strategy.value, item.fix.reason) if item.fix else ("manual", item.held_back)
        for item in report.results
        if item.finding.code == "AF102"
    ]


PARAMETERS = "url: str, token: str, n: int, x, q: str = 'a'"


def function(body: str, head: str = f"async def f({PARAMETERS}):") -> str:
    lines = [f"    {line}" for line in body.splitlines()]
    return HEAD + head + "\n" + "\n".join(lines) + "\n"


NATIVE = [
    "requests.get(url)",
    "requests.get(x)",
    "r = requests.get(url)\nif r:\n    return 1",
    "r = requests.get(url)\nwhile n and not r:\n    n -= 1",
    "requests.get(URL + '/a')",
    "requests.get(f'{URL}/{n}', params={'q': q, 'n': n, 'l': [1, 'a', n]})",
    "requests.get(f'{settings.base}/{n}')",
    "p = {'q': q}\np['n'] = n\nrequests.get(URL, params=p)",
    "requests.get(URL, params={'a': Shown.A, 'b': settings.base})",
    "requests.get(URL + '/a/../b/...')",
    "p = {'q': q}\nif n:\n    p = {**p, 'n': str(x)}\nrequests.get(URL, p)",
    "requests.get(URL, params=None, timeout=LIMIT)",
    "requests.get(URL, timeout=(3, None))",
    "requests.get(URL, headers={'X-Count': f'{n}', 'Accept': 'text/html'})",
    "requests.get(URL, auth=('a', 'b'), verify=True, proxies=None)",
    "requests.post(URL, data=json.dumps(x))",
    "requests.post(URL, data={'a': q})",
    "requests.post(URL, {'a': q})",
    "requests.post(URL, json=x)",
    "requests.post(URL, data=token.encode())",
    "requests.post(URL, files={'f': ('a.txt', token.encode(), 'text/plain')})",
    "requests.post(URL, files={'f': (None, b'1', 'text/plain'), 'g': ('b', b'2', 'image/png')})",
    "requests.request('POST', URL, json=x)",
    "requests.request(url=URL, method='GET')",
    "return requests.get(URL).status_code",
    "r = None\nif n:\n    r = requests.get(URL)\nif r is not None and r.ok:\n    return r.json()",
    "r = requests.get(URL)\nreturn [item for item in r.json() if r.status_code]",
    "if n:\n    r = requests.get(URL)\nelse:\n    r = requests.post(URL)\nreturn r.content",
    "r = requests.get(URL)\nreturn r.headers['X'], 'Y' in r.headers",
    "try:\n    r = requests.get(URL)\nexcept Exception:\n    log.exception('no')\n    raise",
    "try:\n    requests.get(url)\nexcept KeyError as e:\n    return str(e)",
    "try:\n    r = requests.get(URL)\n    log.info('x')\nexcept RequestException as e:\n"
    "    raise RuntimeError('no') from e",
    "for item in requests.get(URL).json():\n    print(item)",
    "with open('a') as f:\n    pass\nreturn requests.get(URL).reason",
]

REFUSED = {
    "requests.post(URL, files={'f': ('a.txt', x, 'text/plain')})": "written out",
    "requests.post(URL, files={'f': ('a.txt', b'1')})": "written out",
    "requests.post(URL, files={'f': (q, b'1', 'text/plain')})": "written out",
    "requests.post(URL, files={'f': b'1'})": "written out",
    "requests.post(URL, data={'a': 1}, files={'f': ('a', b'1', 'a/b')})": "more than one body",
    "r = requests.get(URL)\nreturn r or None": "handed on",
    "if requests.get(URL):\n    return 1": "has no name",
    "r = requests.get(url)\nif n:\n    r = r.json()\nreturn r": "bound to something else",
    "for r in x:\n    if n:\n        r = requests.get(url)\n    print(r.ok)": "something else",
    "try:\n    r = requests.get(URL)\n    r = r.json()\nexcept KeyError:\n    return r.ok": (
        "bound to something else"
    ),
    "r = requests.get(URL)\nx = (r.ok for _ in x)\nr = n\nreturn list(x)": "something else",
    "r = requests.get(URL)\nr += 1": "bound to something else",
    "r = requests.get(URL)\nclass A:\n    r = 1\n    s = r\nreturn r.ok": "something else",
    "r: 'requests.Response' = requests.get(URL)\nreturn r.ok": "in quotes",
    "r: requests.Response = requests.get(URL)\nr = r.json()\nreturn r": "annotated",
    "r: requests.Session = requests.get(URL)\nreturn r.ok": "no counterpart",
    "return [requests.get(URL).ok for u in x for v in requests.get(URL).json()]": "comprehension",
    "return requests.get(URL).cookies.get('a')": "more than single look-ups",
    "return requests.get(url).text": "decoded in another way",
    "r = requests.get(url)\nreturn r": "handed on",
    "r = requests.get(url)\nprint(r)": "handed on",
    "x.r = requests.get(url)": "handed on",
    "a = b = requests.get(url)\nreturn a.ok": "handed on",
    "r = requests.get(url)\nreturn r if n else None": "handed on",
    "r = requests.get(url)\nr.encoding = 'utf-8'\nreturn 1": "encoding",
    "r = requests.get(url)\ndel r": "bound to something else",
    "r = requests.get(url)\nreturn lambda: r.ok": "function inside",
    "global r\nr = requests.get(url)": "bound to something else",
    "x = requests.get(url)\nreturn x.ok": "parameter too",
    "return dict(requests.get(url).headers)": "single look-ups",
    "return requests.get(url).json": "unusual",
    "return requests.get(url).url": "another text for some URLs",
    "return f'{requests.get(url).ok}'": "f-string",
    "r = requests.get(url)\nreturn f'{r.reason}'": "f-string",
    "return requests.get(url).raise_for_status()": "statement of its own",
    "return requests.get(url).iter_lines()": "iter_lines",
    "return requests.get(url).whatever": "no known counterpart",
    "requests.get(url, params={'a': n})": "query",
    "requests.get(q, params={'a': n})": "query",
    "requests.get(f'{URL}/{q}')": "text put into it",
    "requests.get(URL + '?a=1', params={'a': n})": "query",
    "requests.get(URL, params={'a': None})": "params",
    "requests.get(URL, params={'a': True})": "params",
    "requests.get(URL, params={'a': x})": "params",
    "requests.get(URL, params={x: 'a'})": "params",
    "requests.get(URL, params=x)": "params",
    "requests.get(URL, params='a=b c')": "params",
    "requests.get(URL, params={'a': Kind.A})": "params",
    "requests.get(URL, params={'a': []})": "params",
    "p = {'a': [1]}\np['a'].append(x)\nrequests.get(URL, params=p)": "params",
    "requests.post(URL, data={'a': Kind.A})": "data",
    "requests.get(URL, params={'a': settings.optional})": "params",
    "p = {'a': 1}\np.update(x)\nrequests.get(URL, params=p)": "params",
    "p = {'a': 1}\np['b'] = x\nrequests.get(URL, params=p)": "params",
    "p = {'a': 1}\nx(p)\nrequests.get(URL, params=p)": "params",
    "requests.get(URL + '/[a]')": "characters",
    "requests.get('https://h/%7Euser')": "characters",
    "requests.get('https://h/100%')": "characters",
    "requests.get(' https://h/')": "characters",
    "requests.get('https://user@h/')": "characters",
    "requests.get('https://h/a?')": "characters",
    "requests.get(b'https://h/')": "characters",
    "requests.get(URL, timeout=0)": "timeout",
    "requests.get(URL, timeout=n)": "timeout",
    "requests.get(URL, timeout=settings.wait)": "timeout",
    "requests.get(URL, timeout=True)": "timeout",
    "requests.get(URL, headers={'Authorization': f'Bearer {token}'})": "header",
    "requests.get(URL, headers={'X': 'é'})": "header",
    "requests.get(URL, headers={'X': ' a'})": "header",
    "requests.get(URL, headers={'X': None})": "header",
    "requests.get(URL, headers={'X-A': 'a', 'x-a': 'b'})": "header",
    "requests.get(URL, headers=x)": "header",
    "requests.get(URL, auth=('a', token))": "auth",
    "requests.get(URL, auth=x)": "auth",
    "requests.get(URL, cookies={'a': 'b'})": "cookies",
    "requests.get(URL, stream=True)": "no name",
    "requests.get(URL, verify='ca.pem')": "certificates",
    "requests.get(URL, proxies={'http': 'p'})": "proxies",
    "requests.get(URL, **x)": "not all written out",
    "requests.get(*x)": "not all written out",
    "requests.get(URL, data={'a': 'b'})": "sent again",
    "requests.put(URL, json=x)": "sent again",
    "requests.patch(URL, data='x')": "sent again",
    "requests.request(q, URL)": "method",
    "requests.post(URL, data=x)": "data",
    "requests.post(URL, data=[('a', 'b')])": "data",
    "requests.post(URL, data={'a': None})": "data",
    "requests.post(URL, files={'f': b'x'})": "files",
    "requests.post(URL, data={'a': 'b'}, json=x)": "more than one body",
    "return [requests.get(u).status_code for u in x]": "comprehension",
    "while requests.get(url).ok:\n    pass": "condition of a loop",
    "if n:\n    pass\nelif requests.get(url).ok:\n    pass": "elif",
    "while n:\n    n = requests.get(url).ok and requests.get(URL).ok": "several",
    "return requests.get(url).ok and requests.get(URL).ok": "several",
    "n = 1; requests.get(url)": "shares a line",
    "if n: requests.get(url)": "shares a line",
    "yield requests.get(url).status_code": "yield",
    "try:\n    requests.get(URL)\nexcept Timeout:\n    pass": "divided up",
    "try:\n    requests.get(URL)\nexcept requests.ConnectionError:\n    pass": "divided up",
    "try:\n    requests.get(URL)\nexcept OSError:\n    pass": "would not catch the same",
    "try:\n    requests.get(URL)\nexcept (KeyError, ValueError):\n    pass": (
        "would not catch the same"
    ),
    "try:\n    requests.get(URL)\nexcept x:\n    pass": "not known",
    "try:\n    requests.get(URL)\nexcept RequestException as e:\n    return str(e)": "another text",
    "try:\n    requests.get(URL)\nexcept Exception as e:\n    return {'e': e}": "another text",
    "try:\n    requests.get(url)\nexcept RequestException:\n    pass": "host is not written out",
    "try:\n    return requests.get(URL).json()\nexcept RequestException:\n    pass": (
        "another class"
    ),
    "r = requests.get(URL)\ntry:\n    return r.json()\nexcept ValueError:\n    pass": "not catch",
    "try:\n    requests.get(URL)\n    x.call()\nexcept RequestException:\n    pass": "old errors",
    "try:\n    requests.get(URL)\n    raise requests.HTTPError()\n"
    "except RequestException:\n    pass": "old errors",
    "try:\n    requests.get(URL)\n    isinstance(x, Timeout)\nexcept RequestException:\n    pass": (
        "is caught in"
    ),
    "with suppress(RequestException):\n    requests.get(URL)": "would not catch the same",
    "try:\n    r = requests.get(URL)\n    requests.put(URL, json=x)\n"
    "except RequestException:\n    pass": "goes with it",
}


def test_a_proved_call_uses_the_client_and_does_the_same(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").touch()
    head = HEAD.replace("https://api.example.com/v1", f"{server.url}/echo")
    head = head.replace("https://api.example.com", server.url)
    given = f"'{server.url}/json', 'token', 2, '{server.url}/status/404'"
    source = head + functions(NATIVE, PARAMETERS) + calling(len(NATIVE), given)
    both = run_both(source, server)
    calls = [item for item in both.results if item.finding.code == "AF102"]
    others = [x for x in calls if x.fix is None or x.fix.strategy.value != "native"]
    assert not others and len({item.finding.function for item in calls}) == len(NATIVE), others
    same_each(both, NATIVE)
    before, after = (re.sub("[0-9a-f]{32}", "-", repr(x.sent)) for x in (both.before, both.after))
    assert before == after  # but for the boundaries of files


@pytest.mark.parametrize("body", REFUSED)
def test_a_doubtful_call_stays_and_says_why(body: str) -> None:
    found = strategies(function(body))
    assert any(strategy != "native" and REFUSED[body] in reason for strategy, reason in found), (
        found
    )
