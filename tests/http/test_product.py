"""Methods times arguments times uses of the response: the rewritten program does the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from asyncfix.testing import fixed_text, report_source
from tests.behaviour.server import Request, Server
from tests.http.both import functions, run

PLAIN = (
    "",
    "params={'a': 'x y&z', 'n': 3}",
    "params={'l': [1, 'b'], 'f': 2.5, 'e': ''}",
    "headers={'X-A': 'one two', 'Accept': 'text/x'}",
    "timeout=5",
    "timeout=(3, 4.5)",
    "auth=('ann', 'secret')",
    "allow_redirects=False",
    "verify=False",
    "stream=False, proxies=None, cert=None, params=None",
)
BODIES = (
    "json={'a': [1, None, 'é'], 'b': {}}",
    "data={'a': 'x y', 'n': 3, 'l': ['p', 'q']}",
    "data='text é'",
    "data=b'raw\\xff'",
    "data=json.dumps({'a': 1}), headers={'Content-Type': 'application/json'}",
    "json={'a': 1}, params={'q': 's'}, timeout=4",
)
CALLS = {
    "get": PLAIN,
    "delete": PLAIN,
    "options": PLAIN[:4],
    "head": (*PLAIN[:4], "allow_redirects=True"),
    "post": (*PLAIN, *BODIES),
    "put": PLAIN[:4],
    "patch": PLAIN[:4],
    "request:'GET'": PLAIN,
    "request:'post'": BODIES,
    "request:'HEAD'": PLAIN[:1],
}
TARGETS = ("/echo/a", "/status/404", "/status/304", "/redirect/302/2", "/auth", "/gzip", "/bytes/9")
USES = {
    "status": "r = CALL\nreturn r.status_code",
    "chained": "return CALL.status_code, 1",
    "content": "return CONTENT(CALL.content)",
    "ok": "r = CALL\nif r.ok:\n    return 'yes'\nelse:\n    return 'no'",
    "not_ok": "r = CALL\nif not r.ok:\n    return 'bad'\nreturn 'good', r.ok",
    "compared": "r = CALL\nreturn r.ok == True, not r.ok and 1, [r.ok], -r.ok",
    "raises": "r = CALL\nr.raise_for_status()\nreturn r.status_code",
    "caught": (
        "try:\n    r = CALL\n    r.raise_for_status()\n"
        "except requests.HTTPError as e:\n    return 'http', e.response.status_code\nreturn 'fine'"
    ),
    "any": (
        "try:\n    r = CALL\n    r.raise_for_status()\n    return r.status_code\n"
        "except requests.exceptions.RequestException:\n    return 'caught'"
    ),
    "headers": (
        "r = CALL\nreturn (r.headers.get('Content-Type'), 'x-kind' in r.headers,"
        " r.headers.get('nothing', 5))"
    ),
    "reason": "r = CALL\nreturn r.reason.lower(), r.is_redirect",
    "url": "r = CALL\nreturn r.url.split('/')[3:]",
    "json": "r = CALL\ntry:\n    return sorted(r.json())\nexcept Exception:\n    return 'no json'",
    "loop": "out = []\nfor i in range(3):\n    r = CALL\n    out.append(r.status_code)\nreturn out",
    "walrus": "if (r := CALL).ok:\n    return r.status_code\nreturn 'not', r.status_code",
    "text": "r = CALL\nreturn f'{r.status_code}'",
    "truth": "r = CALL\nif not r:\n    return 'bad'\nassert r\nreturn 'good' if r and 1 else 'no'",
    "links": "r = CALL\nreturn r.links, 1 if r.ok and not (r) else 2",
}


def _call(method: str, arguments: str, url: str) -> str:
    name, _, verb = method.partition(":")
    inside = ", ".join(part for part in (verb, repr(url), arguments) if part)
    return f"requests.{name}({inside})"


def _module(bodies: Sequence[str]) -> str:
    lines = ["import json", "import requests", "def CONTENT(x):"]
    # an echo shows the spaces of a JSON body
    lines.append("    return json.loads(x)['path'] if x[:1] == b'{' and b'path' in x else x")
    lines += [
        functions(bodies),
        "async def main():",
        "    out = []",
        f"    for f in ({', '.join(f'f{index}' for index in range(len(bodies)))},):",
        "        try:",
        "            out.append(await f())",
        "        except Exception as error:",
        "            out.append(SAME.get(type(error).__name__, type(error).__name__))",
        "    return out",
        "SAME = {'HTTPStatusError': 'HTTPError', 'ConnectError': 'ConnectionError'}",
    ]
    return "\n".join(lines) + "\n"


def _comparable(sent: Sequence[Request]) -> list[tuple[object, ...]]:
    """The requests; a body of JSON is compared as a value, because its spaces may differ."""
    return [(item.method, item.target, item.headers, _body(item)) for item in sent]


def _body(item: Request) -> object:
    kind = dict(item.headers).get("content-type", "")
    return json.loads(item.body) if "json" in kind and item.body else item.body


def _calls() -> Iterator[tuple[str, str]]:
    for method, arguments in CALLS.items():
        yield from ((method, each) for each in arguments)


def _targets(index: int, has_body: bool) -> list[str]:
    """Two targets for each case, by turns; a redirect after a body is another test's."""
    usable = [item for item in TARGETS if not (has_body and "redirect" in item)]
    return [usable[(2 * index + step) % len(usable)] for step in range(2)]


def bodies(index: int, method: str, arguments: str, server: Server) -> list[str]:
    """The functions that a call is put into, one for each use and target."""
    has_body = any(word in arguments for word in ("json=", "data="))
    return [
        use.replace("CALL", _call(method, arguments, server.url + path))
        for path, use in product(_targets(index, has_body), USES.values())
        if not (use == USES["headers"] and "304" in path)
    ]


CASES = [(index, *case) for index, case in enumerate(_calls())]
# httpx2 has the same tables as httpx: a part of the cases shows that it is the same to them.
TO_BOTH = [("httpx", *case) for case in CASES] + [("httpx2", *case) for case in CASES[::9]]


@pytest.mark.parametrize(("target", "index", "method", "arguments"), TO_BOTH)
def test_the_rewritten_call_does_the_same(
    target: str, index: int, method: str, arguments: str, server: Server
) -> None:
    called = bodies(index, method, arguments, server)
    source = _module(called)
    report = report_source(source, options=[f"http-client={target}"])
    thread = [
        item.finding.span.line
        for item in report.results
        if item.fix is None or item.fix.strategy.value != "native"
    ]
    assert not thread, [source.splitlines()[line - 1] for line in thread]
    text = fixed_text(source, report)
    before, after = run(source, server), run(text, server)
    assert before.error == after.error == ""
    assert after.result == before.result
    assert _comparable(after.sent) == _comparable(before.sent)
    assert len(before.sent) >= len(called)
