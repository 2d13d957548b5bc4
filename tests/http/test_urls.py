"""Texts that are put into a URL: what is known of their characters is sent as requests sends it."""

from __future__ import annotations

import asyncio
import json

from asyncfix.testing import fixed_text, report_source
from tests.behaviour.server import Server
from tests.http.both import run

HEAD = """\
import datetime, random, secrets, uuid
from urllib.parse import quote, quote_plus, urlencode
import requests
KINDS = ["a-b", "c"]
DOTS = [".", "x"]
ENTRIES = {"q": "a b&"}
ENTRIES["r"] = "c"
EMPTIED = {"q": "a"}
EMPTIED.clear()
ALIASED = {"q": "a"}
OTHER = ALIASED
NAMES = {"x": "y/z", "w": "v?u=1"}
CHANGED = ["a"]
CHANGED.append("b c|")
"""
AWKWARD = ("a b&c=d#e?f~", "100%", "%41%25", "é|[x]{y}^`\\n\\t", ".", "..", "")
KNOWN = {
    "query": "BASE + f'/echo?q={quote(text)}'",
    "plus": "BASE + '/echo?q=' + quote_plus(text) + '&c=1'",
    "all": "f'{BASE}/echo?q={quote(text, safe=\"\")}'",
    "entries": "f\"{BASE}/echo?{urlencode({'q': text, 'n': 1})}\"",
    "inside": "f'{BASE}/echo/{quote(text)}/x'",
    "ending": "f'{BASE}/echo/{quote(text)}.json'",
    "item": "f'{BASE}/echo/{KINDS[n]}'",
    "entry": "f'{BASE}/echo/{NAMES[key]}'",
    "dots": "f'{BASE}/echo/a/.{DOTS[n - 1]}/b/..{n}'",
    "kept": "f'{BASE}/echo?{urlencode(ENTRIES)}'",
    "number": "f'{BASE}/echo/{random.randint(3, 3)}'",
    "date": "f'{BASE}/echo/{day}?d={day}'",
    "identity": "f'{BASE}/echo/{name}?d={name}'",
}
UNKNOWN = {
    "last": "f'{BASE}/echo/{quote(text)}'",
    "before": "f'{BASE}/echo/{quote(text)}?a=1'",
    "bare": "f'{BASE}/echo?{quote(text)}'",
    "mapping": "f'{BASE}/echo?{urlencode(other)}'",
    "spared": "f'{BASE}/echo?q={quote(text, safe=\"|\")}'",
    "raw": "f'{BASE}/echo?q={text}'",
    "host": "f'http://{quote(text)}/echo'",
    "changed": "f'{BASE}/echo/{CHANGED[n]}'",
    "emptied": "f'{BASE}/echo?{urlencode(EMPTIED)}'",
    "aliased": "f'{BASE}/echo?{urlencode(ALIASED)}'",
    "spread": "f'{BASE}/echo?{urlencode({**other})}'",
    "dot": "f'{BASE}/echo/a/.'",
    "two_dots": "f'{BASE}/echo/{n}/.{DOTS[n]}?a=1'",
    "slice": "f'{BASE}/echo/{KINDS[n:]}'",
}
RANDOM = {
    "choice": "f'{BASE}/echo/{random.choice(KINDS)}'",
    "token": "f'{BASE}/echo/' + secrets.token_hex(4)",
    "made": "f'{BASE}/echo/{uuid.uuid4()}/{secrets.token_urlsafe(4)}?u={uuid.uuid1()}'",
}


def program(base: str, urls: dict[str, str]) -> str:
    lines = [HEAD, f"BASE = {base!r}"]
    for name, url in urls.items():
        head = "text: str, n: int, key: str, other, day: datetime.date, name: uuid.UUID"
        lines.append(f"async def {name}({head}):\n    return requests.get({url}).status_code")
    lines += [
        f"NEEDS = {urls!r}",
        "async def main():",
        "    out = []",
        f"    for f in ({', '.join(urls)},):",
        f"        for text in {json.dumps(AWKWARD)}[: 9 if 'text' in NEEDS[f.__name__] else 1]:",
        "            day, name = datetime.date(2024, 2, 3), uuid.UUID(int=5)",
        "            try:",
        "                out.append(await f(text, 1, 'x', {'a': text}, day, name))",
        "            except Exception as error:",
        "                out.append(type(error).__name__)",
        "    return out",
    ]
    return "\n".join(lines).replace("\\\\n", "\\n").replace("\\\\t", "\\t") + "\n"


def test_what_is_known_is_sent_in_the_same_way(server: Server) -> None:
    source = program(server.url, KNOWN)
    report = report_source(source)
    assert {item.fix.strategy.value for item in report.results if item.fix} == {"native"}
    before, after = run(source, server), run(fixed_text(source, report), server)
    assert before == after
    assert before.error == "" and len(before.sent) > len(KNOWN) * 3


def test_what_is_made_at_random_needs_no_quoting(server: Server) -> None:
    source = program(server.url, RANDOM)
    report = report_source(source)
    assert {item.fix.strategy.value for item in report.results if item.fix} == {"native"}
    assert run(fixed_text(source, report), server).error == ""


def test_what_is_not_known_stays() -> None:
    report = report_source(program("https://api.example.com", UNKNOWN))
    reasons = {
        item.finding.function.rpartition(".")[2]: item.fix.reason if item.fix else ""
        for item in report.results
    }
    assert len(reasons) == len(UNKNOWN)
    assert all("text put into it" in reason for reason in reasons.values()), reasons


def test_what_differs_is_why_it_stays(server: Server) -> None:
    """The same URLs, sent by hand: the reason for not rewriting them is still true."""
    import httpx
    import requests

    async def both(path: str) -> tuple[str, str]:
        server.log.take()  # what other tests have left
        requests.get(server.url + path)
        async with httpx.AsyncClient() as client:
            await client.get(server.url + path)
        first, second = server.log.take()
        return first.target, second.target

    for path in ("/echo/.", "/echo/x/..", "/echo/x/.?a=1", "/echo?", "/echo?q=a|b", "/echo?q=100%"):
        before, after = asyncio.run(both(path))
        assert before != after, path
