"""A client that is open already is used where a project accepts that requests share one."""

from __future__ import annotations

from asyncfix.testing import fixed_text, report_source
from tests.behaviour.server import Server
from tests.http.both import calling, functions, run

SHARED = "http-accept=shared-cookies"
BOTH = f"{SHARED},redirect-limit"
HEAD = """\
import httpx
import requests
import requests as rq
_TLS = httpx.create_ssl_context()
OTHER = httpx.create_ssl_context(trust_env=False)
URL = "https://h/echo"
KEPT = []
async def handed(client): ...
"""
OPEN = "async with httpx.AsyncClient() as c:\n    "
MADE = "c = httpx.AsyncClient(timeout=3, max_redirects=30)\n"
# What is sent by `c`, with both accepted.
USED = [
    f"{OPEN}return requests.get(URL).json()",
    f"{OPEN}first = await c.get(URL)\n    r = rq.post(URL, json=1)\n    return r.ok, first.text",
    f"{OPEN}return requests.head(URL).ok, requests.get(URL, timeout=2).ok",
    f"{OPEN}r = requests.get(URL, allow_redirects=False)\n    return r.status_code",
    f"{OPEN}return [requests.get(URL).ok for _ in (1, 2)]",
    f"{OPEN}return httpx.get(URL).json(), httpx.get(URL, timeout=2).text",
    f"{OPEN}for n in (1, 2):\n        r = requests.get(URL)\n    return r.ok",
    f"{OPEN}try:\n        r = requests.get('https://h/status/404')\n        r.raise_for_status()\n"
    "    except requests.HTTPError as e:\n        return e.response.status_code",
    OPEN.replace("()", "(timeout=1, verify=_TLS, follow_redirects=False)")
    + "return requests.get('https://h/redirect/302/2').ok",
    OPEN.replace("()", "(verify=True, max_redirects=30)") + "return requests.get(URL).ok",
    "async with httpx.AsyncClient(headers={}) as a, httpx.AsyncClient() as c:\n"
    "    return requests.get(URL).ok",
    f"{MADE}try:\n    return requests.get(URL).ok\nfinally:\n    await c.aclose()",
    f"{MADE}for n in (1, 2):\n    r = requests.get(URL)\n    if r:\n        await c.get(URL)\n"
    "await c.aclose()\nreturn r.ok",
]
# Beside one that cannot be used, a client is opened as if there were none.
LEFT = [
    OPEN.replace("()", "(headers={'x-a': '1'})") + "return requests.get(URL).ok",
    OPEN.replace("()", "(params={'a': '1'})") + "return requests.get(URL).ok",
    OPEN.replace("()", "(auth=('a', 'b'))") + "return requests.get(URL).ok",
    OPEN.replace("()", "(base_url='https://h')") + "return requests.get(URL).ok",
    OPEN.replace("()", "(cookies={'a': 'b'})") + "return requests.get(URL).ok",
    OPEN.replace("()", "(trust_env=False)") + "return requests.get(URL).ok",
    OPEN.replace("()", "(verify=OTHER)") + "return requests.get(URL).ok",
    OPEN.replace("()", "(event_hooks={})") + "return requests.get(URL).ok",
    OPEN.replace("()", "(limits=httpx.Limits())") + "return requests.get(URL).ok",
    OPEN.replace("()", "(transport=httpx.AsyncHTTPTransport())") + "return requests.get(URL).ok",
    OPEN.replace("()", "(**{})") + "return requests.get(URL).ok",
    OPEN.replace("()", "(timeout=3)") + "return httpx.get(URL).text",
    OPEN.replace("()", "(max_redirects=3)") + "return httpx.get(URL).text",
    f"{OPEN}c.headers['x-a'] = '1'\n    return requests.get(URL).ok",
    f"{OPEN}c.cookies.set('a', 'b')\n    return requests.get(URL).ok",
    f"{OPEN}await handed(c)\n    return requests.get(URL).ok",
    f"{OPEN}d = c\n    return requests.get(URL).ok",
    f"{OPEN}KEPT.append(c.get)\n    return requests.get(URL).ok",
    f"{OPEN}await c.aclose()\n    return httpx.get(URL).text",
    f"{OPEN}c = httpx.AsyncClient(headers={{'x-a': '1'}})\n    return requests.get(URL).ok",
    f"{OPEN}return requests.get(URL, verify=False).ok",
    f"{OPEN}pass\nreturn requests.get(URL).ok",
    "global c\n" + OPEN + "return requests.get(URL).ok",
    f"{MADE}await c.aclose()\nreturn requests.get(URL).ok",
    f"{MADE}for n in (1, 2):\n    r = requests.get(URL)\n    await c.aclose()\nreturn r.ok",
    f"{MADE}async with c:\n    pass\nreturn requests.get(URL).ok",
    f"if KEPT:\n    {MADE}return requests.get(URL).ok",
    "c = httpx.Client()\nreturn requests.get(URL).ok",
]


def rewritten(source: str, *options: str) -> tuple[str, list[str]]:
    """A module after its changes, and what each of its functions has become."""
    text = fixed_text(source, report_source(source, options=options))
    return text, text.split("async def f")[1:]


def is_own(text: str) -> bool:
    return "as client" in text or "to_thread" in text


def test_it_is_used_where_that_is_accepted_and_does_the_same(server: Server) -> None:
    source = (HEAD + functions(USED) + calling(len(USED))).replace("https://h", server.url)
    fixed, texts = rewritten(source, BOTH)
    for body, text in zip(USED, texts, strict=True):
        assert not is_own(text) and "await c." in text, body
    for body, text in zip(USED, rewritten(source, "http-accept=redirect-limit")[1], strict=True):
        assert is_own(text), body
    for body, text in zip(USED, rewritten(source, SHARED)[1], strict=True):
        assert is_own(text) is not ("max_redirects=30" in body or "httpx.get" in body), body
    before, after = run(source, server), run(fixed, server)
    assert before == after and not before.error and "failed" not in before.result


def test_one_that_might_change_the_request_is_left_alone() -> None:
    for body, text in zip(LEFT, rewritten(HEAD + functions(LEFT), BOTH)[1], strict=True):
        assert "as client" in text and "to_thread" not in text, body


def test_another_doubt_of_the_call_is_still_one() -> None:
    source = HEAD + functions([f"{OPEN}return requests.get(URL + '/[a]').ok"])
    assert "to_thread" in rewritten(source, BOTH)[0]
    assert "await c.get(URL + '/[a]'" in rewritten(source, f"{BOTH},url-spelling")[0]


def test_what_differs_is_cookies(server: Server) -> None:
    source = (
        f"import httpx\nimport requests\nasync def main():\n    base = {server.url!r}\n"
        "    async with httpx.AsyncClient() as c:\n"
        "        await c.get(base + '/set-cookie', follow_redirects=True)\n"
        "        return requests.get(base + '/cookies').json()\n"
    )
    options = [f"{BOTH},url-spelling"]
    before = run(source, server)
    after = run(fixed_text(source, report_source(source, options=options)), server)
    assert (before.result, after.result) == ("''", "'session=abc'")
    assert [x.target for x in before.sent] == [x.target for x in after.sent]
