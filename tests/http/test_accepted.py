"""What a project accepts by name in `http-accept` becomes native, and differs by no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest

from asyncfix import pipeline, registry, tables
from asyncfix.errors import UsageError
from asyncfix.model import Result
from asyncfix.settings import Settings
from asyncfix.testing import fixed_text, report_source
from tests.behaviour.server import Request, Server
from tests.http.both import functions, run
from tests.http.test_doubts import REFUSED, program

NAMES = tuple(tables.load(path for pack in registry.packs() for path in pack.tables).acceptable)
NATIVE = ["strategy=native"]
ROOT = Path(__file__).parents[2]


def accepting(*names: str) -> list[str]:
    return [f"http-accept={','.join(names)}"]


class Part(NamedTuple):
    """What a call has of one doubt: its URL, an argument, and what is around it."""

    url: str = ""
    argument: str = ""
    body: str = ""
    verb: str = ""


PARTS = {
    "auth": Part(argument="auth=('ann', text)"),
    "charset": Part(body=".text"),
    "exception-text": Part(
        body="try:\n    HERE\nexcept Exception as error:\n    return str(error)"
    ),
    "form": Part(argument="data={'q': other}", verb="post"),
    "headers": Part(argument="headers={'X-A': text}"),
    "params": Part(argument="params={'q': other}"),
    "pieces": Part(body="stream"),
    "redirected-body": Part(argument="json=1", verb="put"),
    "shared-cookies": Part(body="[HERE for _ in (1, 2)]"),
    "timeout": Part(argument="timeout=other"),
    "url-query": Part(argument="params={'q': 1}"),
    "url-spelling": Part(url="[a]"),
}
# Of a response in pieces, nothing else is read, and it stands in no comprehension.
APART = {"charset", "shared-cookies"}
PAIRS = [
    pair
    for pair in combinations(PARTS, 2)
    if not ("pieces" in pair and APART & {*pair})
    and pair != ("exception-text", "pieces")  # the `try` is around a `yield`
]


def written(*names: str) -> str:
    """The body of a function whose call has these doubts, and no other."""
    arguments = [PARTS[name].argument for name in names if PARTS[name].argument]
    if "form" in names and "redirected-body" in names:
        arguments.remove("json=1")
    if "params" in names and "url-query" in names:
        arguments.remove("params={'q': 1}")
    verbs = [PARTS[name].verb for name in names if PARTS[name].verb]
    url = "".join(PARTS[name].url for name in names)
    call = f"requests.{max(verbs, default='get')}"
    base = "text" if "url-query" in names else "BASE + '/echo/'"
    inside = ", ".join([f"{base} + '{url}'" if url else base, *arguments])
    if "pieces" in names:
        loop = "for piece in r.iter_content(9):\n        yield piece"
        return f"with {call}({inside}, stream=True) as r:\n    {loop}"
    text = f"{call}({inside}){'.text' if 'charset' in names else '.status_code'}"
    if "shared-cookies" in names:
        text = PARTS["shared-cookies"].body.replace("HERE", text)
    text = f"return {text}"
    around = PARTS["exception-text"].body
    return around.replace("HERE", text) if "exception-text" in names else text


def planned(bodies: Sequence[str], *accepted: str, head: str = "") -> list[Result]:
    """The findings with `--strategy native`, without their rewrites."""
    source = f"import requests\n{head}BASE = 'https://h'\n{functions(bodies, 'text: str, other')}"
    settings = Settings(strategy="native", select=("AF102",), http_accept=accepted)
    results = pipeline.run(settings, (), stdin=("case.py", source.encode())).results
    assert len(results) >= len(bodies)
    return [*results]


def is_safe(item: Result) -> bool:
    return item.fixable and item.fix is not None and item.fix.strategy.value == "native"


def test_each_pair_of_doubts_says_both_and_one_is_not_enough() -> None:
    cases = [*((name,) for name in PARTS), *PAIRS]
    bodies = [written(*names) for names in cases]
    for names, item in zip(cases, planned(bodies), strict=True):
        assert {*item.acceptable} == {*names}, (names, item)
        assert not item.fixable and item.fix is not None
    assert all(is_safe(item) for item in planned(bodies, *PARTS))
    left = PAIRS
    for bit in range(4):  # of each two names, one of these has the one alone
        accepted = {name for index, name in enumerate(PARTS, 1) if index >> bit & 1}
        split = [pair for pair in left if len(accepted & {*pair}) == 1]
        left = [pair for pair in left if pair not in split]
        items = planned([written(*pair) for pair in split], *accepted)
        for pair, item in zip(split, items, strict=True):
            assert not is_safe(item), (accepted, pair, item)
            assert {*item.acceptable} == {*pair} - accepted
    assert not left


def test_calls_that_share_a_client_need_all_doubts_accepted() -> None:
    one, other = "requests.get(BASE + '/[a]')", "requests.get(BASE, timeout=other)"
    loop = f"for _ in range(2):\n    {one}\n    {other}"
    named = f"if other:\n    r = {one}\nelse:\n    r = {other}\nreturn r.status_code"
    headers = "s = requests.Session()\ns.headers['x-a'] = text\ns.get(BASE, timeout=other)\n"
    headers += "s.close()"
    session = f"with requests.Session() as s:\n    {one}\n    {other}".replace("requests.g", "s.g")
    names = ("url-spelling", "timeout")
    assert {*planned([headers])[0].acceptable} == {"headers", "timeout"}
    assert is_safe(planned([headers], "headers", "timeout")[0])
    assert not any(is_safe(planned([headers], name)[0]) for name in ("headers", "timeout"))
    for body in (loop, named, session):
        results = planned([body])
        assert {name for item in results for name in item.acceptable} == {*names}
        assert all(is_safe(item) for item in planned([body], *names))
        for name in names:
            assert not all(is_safe(item) for item in planned([body], name)), body
    # what is wanted in spite of a doubt takes its neighbour along
    report = report_source(
        program([loop]), options=["strategy=native", "unsafe=yes", *accepting(names[0])]
    )
    assert {item.fix.applicability.value for item in report.results if item.fix} == {"unsafe"}
    assert {item.acceptable for item in report.results} == {("timeout",)}


STAYING = {
    "n = STATE['n']\nrequests.get(BASE + '/' + text)\nSTATE['n'] = n + 1": "other tasks may change",
    "try:\n    requests.get(BASE + '/' + text)\nexcept BaseException:\n    pass": "cancellation",
}
CALLER = """
async def caller(text):
    n = STATE["n"]
    await f0(text, 1)
    STATE["n"] = n + 1
"""
MOCKED = "from unittest import mock\nmock.patch('requests.get')\n"


@pytest.mark.parametrize(
    ("body", "reason", "more"),
    [
        *((body, reason, "") for body, reason in STAYING.items()),
        ("requests.get(BASE + '/' + text)", "other tasks may change", CALLER),
        ("requests.get(BASE + '/' + text)", "tests that replace", MOCKED),
    ],
)
def test_doubts_of_asynchronous_code_cannot_be_accepted(body: str, reason: str, more: str) -> None:
    source = f"STATE = {{'n': 0}}\n{program([body])}{more}"
    for accepted in ([], accepting(*NAMES)):
        (item,) = report_source(source, options=[*NATIVE, *accepted]).results
        assert item.fix is not None and reason in item.fix.reason
        assert not item.fixable and not item.acceptable
    results = report_source(source, options=accepting(*NAMES)).results
    assert not any(is_safe(item) for item in results)


def test_what_would_be_wrong_is_refused_whatever_is_accepted() -> None:
    for strategy, kinds in (("native", {None}), ("auto", {"thread", None})):
        options = [f"strategy={strategy}", *accepting(*NAMES)]
        results = report_source(program([*REFUSED]), options=options).results
        assert len(results) == len(REFUSED)
        assert {item.fix and item.fix.strategy.value for item in results} <= kinds
        assert not any(item.acceptable for item in results)


SHOWN = [
    "return str(e)",
    "return f'{e}', repr(e)",
    "print('no', e)",
    "return 'no: {}'.format(e)",
    "return 'no: %s' % e",
    "return type(e).__name__, e.__class__.__name__",
    "raise RuntimeError(e) from e",
    "raise Wrong(502, detail=str(e))",
    "return traceback.format_exc()",
    "STATE['m'] = log.warning('no %s', e)",
]
ASKED = [
    "return str(e), e.response.status_code",
    "return e.args",
    "return getattr(e, 'errno', 0)",
    "return Wrong(e)",
    "other(e)",
    "return {'e': e}",
    "return e",
    "STATE['e'] = e",
    "return [x for x in (e,)]",
    "return type(e) is KeyError",
    "return other(type(e))",
]


def test_what_is_asked_of_an_exception_beside_its_text_cannot_be_accepted() -> None:
    heads = ("Exception", "requests.RequestException")
    asked = [*SHOWN, *ASKED]
    bodies = [
        f"try:\n    requests.get(BASE)\nexcept {heads[index % 2]} as e:\n    {body}"
        for index, body in enumerate(asked)
    ]
    head = "import logging, traceback\nlog = logging.getLogger()\nSTATE = {}\n"
    head += "class Wrong(Exception): ...\n"
    for accepted in ((), NAMES):
        for body, item in zip(asked, planned(bodies, *accepted, head=head), strict=True):
            assert is_safe(item) is (body in SHOWN and bool(accepted)), (body, item)
            names = ("exception-text",) if body in SHOWN and not accepted else ()
            assert item.acceptable == names
            assert "another text" in item.held_back or accepted


def test_what_callers_ask_of_an_exception_is_told_apart_as_well() -> None:
    calling = "async def {}():\n    try:\n        await f0('', 1)\n"
    calling += "    except Exception as e:\n        {}\n"
    source = program(["requests.get(BASE)"]) + calling.format("one", "print(e)")
    more = calling.format("two", "return e")
    for text, name in ((source, "exception-text"), (source + more, "")):
        (item,) = report_source(text, options=NATIVE).results
        assert item.acceptable == ((name,) if name else ()) and not item.fixable
        (item,) = report_source(text, options=accepting(*NAMES)).results
        assert is_safe(item) is bool(name)
        assert item.fixable and item.fix is not None and item.fix.applicability.value == "safe"


def test_a_helper_that_becomes_asynchronous_needs_all_of_its_doubts_accepted() -> None:
    source = (
        "import requests\ndef load(text):\n    return requests.get('https://h/' + text).text\n"
        "async def main(text: str):\n    return load(text)\n"
    )
    for names in ((), ("charset",), ("url-spelling",), ("charset", "url-spelling")):
        report = report_source(source, options=[*NATIVE, *accepting(*names)])
        assert [is_safe(item) for item in report.results] == [True]
        client = "AsyncClient" if len(names) == 2 else "asyncio.to_thread"
        assert client in fixed_text(source, report)


def test_a_move_of_a_session_says_less_and_stays_unsafe() -> None:
    source = (
        "import requests\nclass Api:\n    def __init__(self, token):\n"
        "        self.s = requests.Session()\n        self.s.headers['x-a'] = token\n"
        "    async def load(self, n):\n        return self.s.get('https://h/', timeout=n).ok\n"
    )
    said = []
    for names in ((), NAMES):
        (item,) = report_source(source, options=[*NATIVE, *accepting(*names)]).results
        assert item.fix is not None and item.fix.applicability.value == "unsafe"
        assert not item.acceptable
        said.append(item.fix.reason)
    assert "ASCII" in said[0] and "timeout" in said[0]
    assert said[1] and not ("ASCII" in said[1] or "timeout" in said[1])


def test_an_unknown_name_is_a_mistake_and_the_known_ones_are_told() -> None:
    with pytest.raises(UsageError) as caught:
        report_source("", options=accepting("charset", "urls"))
    assert str(caught.value) == f"http-accept: unknown name 'urls'; there are {', '.join(NAMES)}"


def test_each_name_is_explained() -> None:
    for page in ("docs/http.md", "codemods/asyncfix_codemods/rules/AF102-blocking-http.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert [name for name in NAMES if f"| `{name}` |" not in text] == []


class Odd(NamedTuple):
    """A program, what it is given where nothing differs and where something does, and how.

    `same` says of what came of each, and what was sent, what is the same in both.
    """

    body: str
    plain: str
    odd: str
    same: Callable[[object, Sequence[Request]], object]


def _apart_from(name: str) -> Callable[[object, Sequence[Request]], object]:
    def same(_: object, sent: Sequence[Request]) -> object:
        kept = [tuple(x for x in item.headers if x[0] != name) for item in sent]
        return kept, [(item.method, item.target, item.body) for item in sent]

    return same


def _first(result: object, _: object) -> object:
    return result[0] if isinstance(result, tuple) else result


ODD = {
    "auth": Odd(
        "return requests.get(BASE + '/auth', auth=('ann', text)).status_code",
        "('secret', 0)",
        "('é', 0)",
        _apart_from("authorization"),
    ),
    "charset": Odd(
        "r = requests.get(BASE + text)\nreturn r.content, r.text",
        "('/text', 0)",
        "('/plain', 0)",
        _first,
    ),
    "exception-text": Odd(
        "try:\n    r = requests.get(BASE + text)\n    r.raise_for_status()\n"
        "except Exception as error:\n    return 'caught', str(error)\nreturn r.status_code",
        "('/json', 0)",
        "('/status/404', 0)",
        _first,
    ),
    "form": Odd(
        "return requests.post(BASE + '/echo', data={'q': other, 'z': 1}).json()['body']",
        "('', 'a b')",
        "('', None)",
        lambda result, _: str(result).replace("q=&", ""),
    ),
    "headers": Odd(
        "return requests.get(BASE + '/headers', headers={'x-a': text}).status_code",
        "('secret', 0)",
        "('é', 0)",
        lambda *_: None,
    ),
    "headers of a session": Odd(
        "s = requests.Session()\ns.headers['x-a'] = text\n"
        "r = s.get(BASE + '/headers')\ns.close()\nreturn r.status_code",
        "('secret', 0)",
        "('é', 0)",
        lambda *_: None,
    ),
    "params": Odd(
        "return requests.get(BASE + '/echo', params={'q': other, 'z': 1}).json()['query']",
        "('', 'a b')",
        "('', None)",
        lambda result, _: [x for x in result if x[0] != "q"] if isinstance(result, list) else 0,
    ),
    "pieces": Odd(
        "with requests.get(BASE + '/pieces/9', stream=True) as r:\n"
        "    for piece in r.iter_content(other):\n        yield piece",
        "('', 100000)",
        "('', 7)",
        lambda result, _: b"".join(result) if isinstance(result, list) else 0,
    ),
    "redirected-body": Odd(
        "return requests.put(BASE + text, json=1).status_code",
        "('/redirect/307/2', 0)",
        "('/redirect/301/1', 0)",
        lambda result, sent: (result, [(item.method, item.target) for item in sent]),
    ),
    "shared-cookies": Odd(
        "return [requests.get(BASE + text).status_code for _ in (1, 2)]",
        "('/cookies', 0)",
        "('/set-cookie', 0)",
        _apart_from("cookie"),
    ),
    "timeout": Odd(
        "return requests.get(BASE + '/json', timeout=other).status_code",
        "('', (3, 4))",
        "('', 0)",
        lambda *_: None,
    ),
    "url-query": Odd(
        "return requests.get(text, params={'q': 1}).json()['query']",
        "(BASE + '/echo', 0)",
        "(BASE + '/echo?a=2', 0)",
        lambda result, _: [x for x in result if x[0] == "q"] if isinstance(result, list) else 0,
    ),
    "url-spelling": Odd(
        "return requests.get(BASE + '/echo/' + text).status_code",
        "('a', 0)",
        "('a b|[c]', 0)",
        lambda result, sent: (result, [unquote(item.target) for item in sent]),
    ),
}
RUNNING = """
async def main():
    found = f0(*GIVEN)
    return [x async for x in found] if hasattr(found, "__aiter__") else await found
"""


@pytest.mark.parametrize("name", ODD)
def test_what_is_accepted_differs_in_what_the_name_says(name: str, server: Server) -> None:
    case = ODD[name]
    source = f"import requests\nBASE = {server.url!r}\nGIVEN = ()\n"
    source += functions([case.body], "text: str, other") + RUNNING
    also = ("url-spelling",) if "BASE + text" in case.body else ()
    report = report_source(source, options=accepting(name.partition(" ")[0], *also))
    assert [is_safe(item) for item in report.results] == [True], report.results
    fixed = fixed_text(source, report)
    for given in (case.plain, case.odd):
        before, after = (
            run(text.replace("GIVEN = ()", f"GIVEN = {given}"), server) for text in (source, fixed)
        )
        if given is case.plain:
            assert before == after and not before.error
        else:
            assert before != after
            one, other = (case.same(eval(x.result or "None"), x.sent) for x in (before, after))
            assert one == other


def test_aiohttp_can_be_accepted_as_a_whole(server: Server) -> None:
    client = ["http-client=aiohttp"]
    body = "r = requests.get(BASE + '/json')\nreturn r.json(), r.status_code"
    doubtful = "return requests.get(BASE + '/' + text).status_code"
    source = program([body, doubtful], server.url).replace("for f in (f0, f1,)", "for f in (f0,)")
    certain, other = report_source(source, options=client).results
    assert (certain.acceptable, other.acceptable) == (("aiohttp",), ())
    report = report_source(source, options=[*client, *accepting(*NAMES)])
    assert [is_safe(item) for item in report.results] == [True, False]
    before, after = run(source, server), run(fixed_text(source, report), server)
    assert before == after and not before.error
