"""Whole programs before and after: errors, handlers, redirects, cookies, loops, spellings."""

from __future__ import annotations

import json
import socket

import pytest

from asyncfix.testing import fix_source, run_program
from tests.behaviour.server import Server
from tests.http.both import run, run_both


def closed_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


ERRORS = {
    "refused": "http://127.0.0.1:{closed}/",
    "reset": "{url}/reset",
    "truncated": "{url}/truncated",
    "too many redirects": "{url}/loop",
    "not found": "{url}/missing",
    "no scheme": "{url}/redirect/302/31",
    "slow": "{url}/slow/2000",
    "fine": "{url}/json",
}
HANDLERS = {
    "all": "except requests.RequestException:\n    return 'request'",
    "status": "except requests.HTTPError as e:\n    return 'status', e.response.status_code",
    "both": (
        "except requests.exceptions.HTTPError as e:\n    return 'status', e.response.status_code\n"
        "except requests.exceptions.RequestException:\n    return 'request'"
    ),
    "redirects": "except (requests.TooManyRedirects, KeyError):\n    return 'hops'",
    "everything": (
        "except Exception:\n    return 'any'\nelse:\n    return 'else'\nfinally:\n    n = 1"
    ),
    "base": "except:\n    return 'bare'",
    "in a tuple": (
        "except (ZeroDivisionError, requests.RequestException, KeyError,):\n    return 'request'"
    ),
    "nested": (
        "except requests.HTTPError:\n    try:\n"
        "        return requests.get('{url}/json').status_code\n"
        "    except requests.RequestException:\n        return 'second'"
    ),
    "again": "except requests.HTTPError as e:\n    raise LookupError('no') from e",
}


@pytest.mark.parametrize("handler", HANDLERS)
def test_the_same_handlers_are_reached(handler: str, server: Server) -> None:
    def body(target: str) -> list[str]:
        code = (
            f"try:\n    r = requests.get({target!r}, timeout=0.3)\n    r.raise_for_status()\n"
            f"    return r.status_code\n{HANDLERS[handler]}"
        )
        return code.replace("{url}", server.url).splitlines()

    lines = ["import requests"]
    for index, target in enumerate(ERRORS.values()):
        lines.append(f"async def f{index}():")
        filled = target.format(url=server.url, closed=closed_port())
        lines += [f"    {line}" for line in body(filled)]
    lines += [
        "async def main():",
        "    out = []",
        f"    for f in ({', '.join(f'f{index}' for index in range(len(ERRORS)))},):",
        "        try:",
        "            out.append(await f())",
        "        except LookupError:",
        "            out.append('lookup')",
        "        except Exception:",
        "            out.append('leaves')",
        "    return out",
    ]
    both = run_both("\n".join(lines) + "\n", server)
    assert both.native
    assert both.after.result == both.before.result
    assert both.after.error == both.before.error == ""


PROGRAMS = {
    "a client that is in reach is another's": """
import httpx, requests
async def page(client: httpx.AsyncClient):
    await client.get("URL/set-cookie")
    answer = requests.get("URL/cookies", timeout=5)
    loop = []
    for _ in range(2):
        again = requests.get("URL/redirect/302/22")
        loop.append(again.status_code)
    return answer.json(), loop, len(client.cookies)
async def main():
    async with httpx.AsyncClient(headers={"x-own": "1"}, auth=("me", "secret")) as client:
        return await page(client)
""",
    "each call starts without cookies": """
import requests
async def main():
    out = []
    for path in ("/set-cookie", "/cookies", "/set-cookie", "/cookies"):
        response = requests.get("URL" + path)
        out.append((path, response.json()))
    return out
""",
    "a loop in a loop, and a call before it": """
import requests
async def main():
    out = []
    if requests.get("URL/set-cookie").ok:
        for code in (200, 404):
            for path in ("/cookies", "/echo"):
                r = requests.get("URL" + path)
                if not r.ok:
                    continue
                out.append(r.json())
            else:
                out.append(requests.get(f"URL/status/{code}").status_code)
            if code == 404:
                break
    return out
""",
    "a loop over what a call gives": """
import requests
async def main():
    out = []
    for key in requests.get("URL/json").json():
        r = requests.get("URL/cookies")
        out.append((key, r.json()))
    return out
""",
    "a while loop with retries": """
import requests
async def main():
    tries = 0
    while True:
        tries += 1
        try:
            r = requests.get(f"URL/status/{500 if tries < 3 else 204}")
            r.raise_for_status()
            return tries, r.status_code
        except requests.RequestException:
            if tries > 5:
                raise
""",
    "an async loop": """
import requests
async def numbers():
    for n in (200, 201):
        yield n
async def main():
    out = []
    async for n in numbers():
        r = requests.head(f"URL/status/{int(n)}")
        out.append(r.status_code)
    return out
""",
    "redirects of a post with a body": """
import requests
async def main():
    out = []
    for code in (307, 308):
        r = requests.post(f"URL/redirect/{code}/2", json={"a": 1})
        out.append((r.status_code, r.json()["method"], r.json()["type"]))
    return out
""",
    "thirty hops": """
import requests
async def main():
    r = requests.get("URL/redirect/302/30")
    return r.status_code, r.url.rpartition("/")[2]
""",
    "names that are taken": """
import requests as rq
from requests import post as send, HTTPError as Bad
httpx = "mine"
client = 5
_TLS = 6
async def main():
    client = 1
    try:
        r = rq.get("URL/status/418")
        r.raise_for_status()
    except Bad as e:
        return httpx, client, _TLS, e.response.status_code, send("URL/echo").json()["method"]
""",
    "names that only a pattern or a function inside takes": """
import requests
async def main():
    out = []
    for case in ({"a": 1}, [2, 3]):
        async def client_3():
            return 1
        match case:
            case {"a": 1, **client}:
                out.append(requests.get("URL/json").ok)
            case [2, *client_2]:
                out.append(requests.get("URL/status/404").ok)
    return out
""",
    "an import in the function": """
async def main():
    import requests
    r = requests.get("URL/json")
    return r.json()
""",
    "an import under try, behind a docstring": """
'''Doc.'''
from __future__ import annotations
try:
    import requests
except ImportError:
    requests = None
async def main():
    return requests.get("URL/json").json()["ok"]
""",
    "the client's library is there": """
import requests
from httpx import AsyncClient
TLS = None
async def other():
    async with AsyncClient() as client:
        return await client.get("URL/json")
async def main():
    return (await other()).status_code, requests.get("URL/json").json()
""",
    "several in one function, with comments": """
import requests


class Api:
    base = "URL"

    async def load(self, number: int):
        # the first one
        first = requests.get("URL/json")  # a remark
        # the second one
        second = requests.post(
            "URL/echo",
            json={
                "n": number,  # one
            },
            timeout=5,
        )

        # the end
        return first.json(), second.json()["method"], first.reason

async def main():
    return await Api().load(3)
""",
    "an URL that is no text": """
import requests
class Url:
    def __str__(self):
        return "URL/json"
async def fetch(url):
    return requests.get(url).json()
async def main():
    return await fetch(Url()), await fetch("URL/json")
""",
    "a response that may be missing": """
import requests
async def fetch(flag):
    r = None
    if flag:
        r = requests.get("URL/json")
    return r is not None and r.ok
async def main():
    return await fetch(0), await fetch(1)
""",
    "match and try and with": """
import contextlib
import requests
async def main():
    with contextlib.nullcontext(1) as one:
        match requests.get("URL/status/404").status_code:
            case 404 if one:
                try:
                    return requests.get("URL/json").ok
                finally:
                    two = requests.get("URL/json").ok
            case _:
                return None
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_program_does_the_same(name: str, server: Server) -> None:
    source = PROGRAMS[name].replace("URL", server.url)
    both = run_both(source, server)
    assert both.native, [item.fix.reason for item in both.results if item.fix]
    assert both.before.error == "" and both.after.error == "", both.text
    assert both.after.result == both.before.result
    sent = [(item.method, item.target, item.headers) for item in both.before.sent]
    assert [(item.method, item.target, item.headers) for item in both.after.sent] == sent
    assert sent


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_second_time_changes_nothing(name: str) -> None:
    fixed = fix_source(PROGRAMS[name].replace("URL", "https://h"))
    assert fix_source(fixed) == fixed


def test_the_shared_context_is_used_again() -> None:
    one = "import requests\n\n\nasync def a():\n    return requests.get('https://h/').status_code\n"
    fixed = fix_source(one)
    more = "\n\nasync def b():\n    import requests\n    return requests.get('https://h/').ok\n"
    again = fix_source(fixed + more)
    assert again.count("create_ssl_context") == 1
    assert again.count("verify=_TLS") == 2


def test_crlf_and_tabs_stay(server: Server) -> None:
    source = (
        "import requests\r\n\r\nasync def main():\r\n\tfor n in (1, 2):\r\n"
        f"\t\tr = requests.get('{server.url}/json')\r\n\t\tr.raise_for_status()\r\n\treturn r.ok"
    )
    both = run_both(source, server)
    assert both.native and both.after.result == both.before.result == "True"
    assert "\n" not in both.text.replace("\r\n", "")
    assert "    " not in both.text.replace("\n\t    ", "")


def test_json_is_the_same_value_in_other_bytes(server: Server) -> None:
    source = (
        "import requests\nasync def main():\n"
        f"    return requests.post('{server.url}/echo', json={{'é': [1.5, None]}}).status_code\n"
    )
    both = run_both(source, server)
    (before,), (after,) = both.before.sent, both.after.sent
    assert both.native and before.body != after.body
    assert json.loads(before.body) == json.loads(after.body)
    assert dict(before.headers) == dict(after.headers)


def test_no_connection_is_kept_in_a_loop(server: Server) -> None:
    source = (
        "import requests\nasync def main():\n    out = []\n    for n in (1, 2):\n"
        f"        out.append(requests.get('{server.url}/status/200').status_code)\n    return out\n"
    )
    fixed = fix_source(source)
    assert "max_keepalive_connections=0" in fixed
    assert run(fixed, server).result == "[200, 200]"


def test_the_client_does_not_block_the_loop(server: Server) -> None:
    source = (
        "import requests\nasync def main():\n    out = []\n"
        "    for path in ('json', 'status/404'):\n"
        f"        r = requests.get(f'{server.url}/{{path}}', timeout=5)\n"
        "        out.append((r.ok, r.reason))\n    return out\n"
    )
    environment = {"no_proxy": "*"}
    before = run_program(source, environment=environment)
    after = run_program(fix_source(source), environment=environment)
    assert before.blocking and not after.blocking
    assert after == before


def test_a_session_in_a_with_moves_as_one_piece(server: Server) -> None:
    source = (
        "import requests\nasync def main():\n    with requests.Session() as s:\n"
        "        s.trust_env = False\n"
        f"        s.get('{server.url}/set-cookie')\n"
        f"        r = s.get('{server.url}/cookies')\n        return r.json()\n"
    )
    both = run_both(source, server)
    assert [item.fix.strategy.value for item in both.results if item.fix] == ["thread"]
    assert both.after.result == both.before.result and "session=abc" in both.after.result


def test_a_session_that_others_have_is_left_alone() -> None:
    source = (
        "import requests\nSESSION = requests.Session()\n"
        "async def main():\n    return SESSION.get('https://h/').content\n"
    )
    assert fix_source(source) == source


FILES = """
import requests
async def main():
    data = "text é".encode()
    files = {"f": ("a.txt", data, "text/plain"), "g": (None, b"2", "a/b")}
    found = requests.post("URL/echo", files=files).json()
    kind, _, boundary = found["type"].partition("; boundary=")
    return kind, found["body"].replace(boundary, "-")
"""


def test_files_are_sent_alike_but_for_their_boundary(server: Server) -> None:
    both = run_both(FILES.replace("URL", server.url), server)
    assert both.native
    assert both.before.error == ""
    assert both.after.result == both.before.result
