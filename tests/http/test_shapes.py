"""Shapes of code around calls: names that are bound again, annotations, comprehensions."""

from __future__ import annotations

from tests.behaviour.server import Server
from tests.http.both import functions, run_both
from tests.http.test_programs import closed_port

# Each is the body of a function of `url`.
SHAPES = {
    "what it gives takes its name": "r = requests.get(url)\nr = r.json()\nreturn sorted(r)",
    "under a condition": (
        "r = requests.get(url)\nif r.status_code != 200:\n    r = 'bad'\n    return r\n"
        "r = r.content\nreturn len(r)"
    ),
    "items had the name": (
        "for r in ('a', 'b'):\n    r = r.upper()\nr = requests.get(url)\nreturn r.ok, r.reason"
    ),
    "a comprehension has it": (
        "r = requests.get(url)\nnames = [r for r in 'ab']\nreturn names, not r.ok"
    ),
    "bound again in a loop": (
        "out = []\nfor n in range(2):\n    r = requests.get(url)\n    out.append(r.ok)\n"
        "    r = r.headers['Content-Length']\n    out.append(r)\nreturn out"
    ),
    "bound again in a handler": (
        "try:\n    r = requests.get(url)\n    r.raise_for_status()\n"
        "except requests.HTTPError as e:\n    r = e.response.status_code\n    return r\n"
        "return r.ok, r.reason"
    ),
    "two methods": (
        "if url.endswith('n'):\n    r = requests.get(url)\nelse:\n"
        "    r = requests.head(url)\nreturn r.status_code, r.ok"
    ),
    "until it is good": (
        "for n in range(3):\n    r = requests.get(url)\n    if r.ok:\n        break\n"
        "else:\n    n = 'never'\nreturn n, r.status_code"
    ),
    "perhaps none": (
        "r = None\nif 'missing' not in url:\n    r = requests.get(url)\nif not r or r.content:\n"
        "    n = 1\nelse:\n    n = 2\nreturn n, bool(n and r), 'x' if r else 'y'"
    ).replace("bool(n and r)", "n if n and r and n else 0"),
    "perhaps none, in an error": (
        "r = None\ntry:\n    r = requests.get(url)\nexcept Exception:\n    n = 0\n"
        "while r and r.ok:\n    return 'good'\nassert not r, 'x'\nreturn r is None"
    ),
    "annotated": "r: requests.Response = requests.get(url)\nreturn r.ok, r.reason",
    "annotated, perhaps none": (
        "r: requests.Response | None = None\nif url:\n    r = requests.get(url)\n"
        "if r is not None:\n    return r.status_code"
    ),
    "annotated before": (
        "r: requests.Response\nr = requests.get(url)\nn: int = r.status_code\nreturn n"
    ),
    "gone through in a list": "return [x for x in requests.get(url).json() if x]",
    "gone through in a dict": (
        "n = {x: y for x in requests.get(url).json() for y in 'ab'}\nreturn sorted(n)"
    ),
    "gone through in a set and a generator": (
        "n = {x for x in requests.get(url).json()}\n"
        "return len(n), sorted(x for x in requests.get(url).json())"
    ),
}
PATHS = ("/json", "/status/404", "/missing", "/redirect/302/2", "/set-cookie", "/cookies", "/reset")


def test_functions_of_all_shapes_do_the_same(server: Server) -> None:
    urls = [server.url + path for path in PATHS] + [f"http://127.0.0.1:{closed_port()}/"]
    lines = [
        "import requests",
        functions(SHAPES.values(), "url"),
        "async def main():",
        "    out = []",
        f"    for f in ({', '.join(f'f{index}' for index in range(len(SHAPES)))}):",
        f"        for url in {urls!r}:",
        "            try:",
        "                out.append((f.__name__, await f(url)))",
        "            except Exception as e:",
        "                out.append((f.__name__, isinstance(e, ValueError)))",
        "    return out",
    ]
    both = run_both("\n".join(lines) + "\n", server)
    assert both.native, [
        (item.finding.function, item.fix and item.fix.reason) for item in both.results
    ]
    assert "requests" not in both.text
    assert both.before.error == both.after.error == ""
    assert both.after.result == both.before.result
    sent = [(item.method, item.target, item.headers) for item in both.before.sent]
    assert [(item.method, item.target, item.headers) for item in both.after.sent] == sent


TURNS = """
import requests
async def main():
    paths = ["URL/set-cookie", "URL/cookies"]
    return [requests.get(path).json() for path in paths]
"""


def test_turns_of_a_comprehension_stay_in_a_thread_because_of_cookies(server: Server) -> None:
    source = TURNS.replace("URL", server.url)
    both = run_both(source, server)
    assert "asyncio.to_thread(requests.get, path)" in both.text
    assert both.after.result == both.before.result
    native = run_both(source, server, ["strategy=native", "unsafe=yes"])
    assert native.native
    assert native.before.result == both.before.result != native.after.result
    assert "session" in native.after.result and native.after.error == ""
