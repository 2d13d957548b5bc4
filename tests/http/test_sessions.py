"""A client object that a function makes for itself becomes one of the asynchronous library."""

from __future__ import annotations

import pytest

from asyncfix.testing import fix_source
from tests.behaviour.server import Server
from tests.http.both import run_both
from tests.http.test_refusals import strategies

PROGRAMS = {
    "a block that keeps cookies": """
import requests
async def main():
    with requests.Session() as s:
        first = s.get("URL/set-cookie")
        second = s.get("URL/cookies")
        third = s.get("URL/cookies", allow_redirects=False)
    return first.json(), second.json(), third.json()
""",
    "headers and auth": """
import requests
from requests import Session
async def main():
    out = []
    with Session() as session:
        session.headers.update({"X-A": "one", "Accept": "text/x"})
        session.headers["X-B"] = "two"
        out.append(session.get("URL/echo").status_code)
        out.append(session.get("URL/auth").status_code)
        session.auth = ("ann", "secret")
        out.append(session.get("URL/auth", headers={"X-A": "mine"}).json())
    return out
""",
    "params of the session": """
import requests
async def main():
    with requests.Session() as s:
        s.params = {"key": "k", "n": 1}
        return s.get("URL/echo").json(), s.get("URL/echo", params={"n": 2, "q": "x"}).json()
""",
    "a local one that is closed at the end": """
import requests
async def main():
    # first
    s = requests.Session()  # made
    out = [s.post("URL/echo", json={"n": n}).json()["body"] for n in range(2)]
    # closed
    s.close()
    return len(out)
""",
    "a local one that is never closed": """
import requests
async def main():
    out = []
    s = requests.session()
    for path in ("/set-cookie", "/cookies", "/status/404"):
        r = s.get("URL" + path, timeout=5)
        out.append((r.ok, r.status_code))
    return out
""",
    "closed in a finally": """
import requests
async def main():
    s = requests.Session()
    try:
        r = s.head("URL/redirect/302/1")
        r.raise_for_status()
        return r.status_code, r.is_redirect
    finally:
        s.close()
""",
    "with an annotation": """
import requests
async def main():
    session: requests.Session = requests.Session()
    session.auth = ("ann", "secret")
    found = session.get("URL/auth").json()
    session.close()
    return found
""",
    "a generator that closes it": """
import requests
async def pages():
    session = requests.Session()
    try:
        for code in (200, 404, 201):
            response = session.get(f"URL/status/{code}")
            if not response:
                break
            yield response.status_code
    finally:
        session.close()
async def main():
    return [page async for page in pages()]
""",
    "handlers within the block": """
import requests
async def main():
    out = []
    with requests.Session() as s:
        for path in ("/json", "/status/500", "/loop"):
            try:
                r = s.get("URL" + path)
                r.raise_for_status()
            except requests.HTTPError as e:
                out.append(e.response.status_code)
            except requests.TooManyRedirects:
                out.append("hops")
            else:
                out.append(r.status_code)
    return out
""",
    "a handler around the block": """
import requests
async def main():
    try:
        with requests.Session() as s:
            r = s.get("URL/status/404")
            r.raise_for_status()
    except Exception:
        return "failed"
""",
    "without verification, twice": """
import requests
async def main():
    with requests.Session() as s:
        a = s.get("URL/json", verify=False)
        b = s.get("URL/json", verify=False, timeout=(1, 2))
    return a.json() == b.json()
""",
    "one beside the other": """
import requests
async def main():
    with requests.Session() as s:
        a = s.get("URL/set-cookie").json()
    with requests.Session() as s:
        b = s.get("URL/cookies").json()
    return a, b, requests.get("URL/cookies").json()
""",
    "an httpx client": """
import httpx
async def main():
    with httpx.Client(base_url="URL", headers={"X-A": "b"}, follow_redirects=True) as client:
        client.headers["X-C"] = "d"
        r = client.get("/set-cookie", cookies={"mine": "1"})
        r.raise_for_status()
        client.post("/echo", data={"a": 1})
        return r.text, client.request("GET", "/cookies").text
""",
    "a local httpx client": """
import httpx
async def main():
    client = httpx.Client(timeout=3, verify=False)
    out = []
    for path in ("/gzip", "/loop", "/status/404"):
        try:
            out.append(client.get("URL" + path, follow_redirects=True).text)
        except httpx.TooManyRedirects as error:
            out.append(str(error))
    client.close()
    return out
""",
    "all that an httpx client can be given": """
import httpx
async def main():
    out = []
    with httpx.Client(
        params={"a": "b"}, cookies={"c": "1"}, auth=("ann", "secret"), max_redirects=3,
        default_encoding="latin-1", limits=httpx.Limits(max_connections=3), http1=True,
        event_hooks=None, mounts=None, transport=None, trust_env=False,
    ) as client:
        out.append(client.get("URL/auth").text)
        out.append(client.get("URL/latin1").text)
        client.headers = {"X-A": "one"}
        client.headers.update({"X-B": "two"})
        client.params = {"d": "e"}
        client.cookies = {"f": "2"}
        client.cookies["g"] = "3"
        client.timeout = 3
        client.auth = ("bob", "other")
        client.base_url = "URL/echo"
        out += [client.get("/a").text, client.get("URL/cookies").text]
        client.follow_redirects = True
        client.max_redirects = 1
        for hops in (1, 2):
            try:
                out.append(client.get(f"URL/redirect/302/{hops}").text)
            except httpx.TooManyRedirects as error:
                out.append(str(error))
    return out
""",
    "handlers of httpx's own": """
import httpx
async def load(path):
    with httpx.Client() as client:
        response = client.get("URL" + path)
    return response.raise_for_status()
async def main():
    out = []
    for path in ("/json", "/status/404"):
        try:
            out.append((await load(path)).json())
        except httpx.HTTPStatusError as error:
            out.append((str(error), error.response.text))
    return out
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_program_does_the_same(name: str, server: Server) -> None:
    both = run_both(PROGRAMS[name].replace("URL", server.url), server)
    assert both.native, both.text
    assert both.after.error == both.before.error == ""
    assert both.after.result == both.before.result
    assert [item.target for item in both.after.sent] == [item.target for item in both.before.sent]
    assert [item.headers for item in both.after.sent] == [item.headers for item in both.before.sent]


REFUSED = {
    "s.mount('http://', x)": "no exact counterpart",
    "s.verify = False": "known when the client is made",
    "s.cookies['a'] = 'b'": "sent to other hosts",
    "s.headers['X'] = token": "httpx sends no header",
    "s.headers = {'X': 'a'}": "not proved",
    "s.headers.update(x)": "not proved",
    "s.hooks['response'] = x": "coroutine functions",
    "x(s)": "handed on",
    "s.get(url, stream=True)": "no name",
    "s.get(url, verify=False)": "different options",
    "print(s.get(url).text)": "decoded in another way",
    "def inner():\n            s.get(url)": "in a function inside",
    "s.close()\n        s.get(url)": "used again",
    "s.send(x)": "no known counterpart",
    "for n in x:\n            s.get(url)\n            s.close()": "used again",
}


@pytest.mark.parametrize("use", REFUSED)
def test_a_block_that_is_offloaded(use: str) -> None:
    source = (
        "import requests\n\n\nasync def f(url: str, token: str, x):\n"
        f"    with requests.Session() as s:\n        {use}\n        r = s.get(url)\n"
        "    return r.status_code\n"
    )
    found = strategies(source)
    assert [strategy for strategy, _ in found] != ["native"]


@pytest.mark.parametrize("use", REFUSED)
def test_the_reason(use: str) -> None:
    source = (
        "import requests\n\n\nasync def f(url: str, token: str, x):\n"
        f"    if url:\n        s = requests.Session()\n        {use}\n        r = s.get(url)\n"
        "    return r.status_code\n"
    )
    assert any(REFUSED[use] in reason for _, reason in strategies(source)), strategies(source)


def test_comments_stay() -> None:
    source = (
        "import requests\n\n\nasync def f(url: str):\n    # made\n"
        "    session = requests.Session()  # here\n    # sent\n    response = session.get(url)\n"
        "    # closed\n    session.close()  # there\n    return response.ok\n"
    )
    assert fix_source(source).endswith(
        "async def f(url: str):\n    # made\n    async with httpx.AsyncClient(\n"
        "        follow_redirects=True, max_redirects=30, timeout=None, verify=_TLS\n"
        "    ) as session:  # here\n        # sent\n        response = await session.get(url)\n"
        "        # closed\n        # there\n    return not response.is_error\n"
    )
