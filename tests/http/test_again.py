"""A second run with the same settings changes nothing: what is left is left for a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.pipeline import run
from asyncfix.settings import Settings

CALLS = {
    "ok": "requests.get(S)",
    "verify": "requests.get(S, verify=False)",
    "doubt": "requests.get(S + '/' + t)",
    "post": "requests.post(S, json={'a': 1})",
}
SHAPES = {
    "tuple": "return A.ok, B.status_code",
    "nested": "return requests.get(S + A.json()['path']).ok and B.ok",
    "comprehension": "return [A.ok for n in range(3)], B.ok",
    "condition": "if A.ok or B.ok:\n        return A.ok",
    "loop": "for n in t:\n        print(A.ok)\n        r = B\n        print(r.text)",
    "gone through": "for x in A.json():\n        print(x, B.ok)",
}


@pytest.mark.parametrize("accepted", [(), ("shared-cookies", "redirect-limit")])
def test_a_second_run_changes_nothing(tmp_path: Path, accepted: tuple[str, ...]) -> None:
    cases = [
        shape.replace("A", one).replace("B", other)
        for shape in SHAPES.values()
        for one in CALLS.values()
        for other in CALLS.values()
    ]
    for index, body in enumerate(cases):
        text = f"import requests\nS = 'https://h.example/'\nasync def main(t: str):\n    {body}\n"
        (tmp_path / f"m{index}.py").write_text(text, encoding="utf-8")
    settings = Settings(root=tmp_path, strategy="native", unsafe_fixes=True, http_accept=accepted)

    first = run(settings, [tmp_path], apply=True)
    again = run(settings, [tmp_path], apply=True)

    assert not first.failures and not again.failures
    assert any(item.applied for item in first.results)
    assert not [item.finding for item in again.results if item.applied]


OPEN = """import httpx
import requests
async def main(t: str):
    async with httpx.AsyncClient() as client:
        seen = await client.get("https://h.example/")
        BODY
    return seen
"""
BESIDE = {
    "return requests.get('https://h.example/').status_code": True,
    "return await client.get(requests.get('https://h.example/').json()['next'])": False,
}


@pytest.mark.parametrize("body", BESIDE)
def test_a_client_that_is_open_for_other_statements_is_no_obstacle(
    body: str, tmp_path: Path
) -> None:
    (tmp_path / "m.py").write_text(OPEN.replace("BODY", body), encoding="utf-8")
    (result,) = run(Settings(root=tmp_path), [tmp_path]).results
    assert result.fix is not None
    assert (result.fix.strategy.value == "native") == BESIDE[body]


READ = """import requests
async def main(url):
    answer = requests.get(url)
    with open("x", "wb") as file:
        file.write(answer.content)
"""


def test_no_answer_is_awaited_in_a_block_that_moves_to_a_thread(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text(READ, encoding="utf-8")
    settings = Settings(root=tmp_path, unsafe_fixes=True, http_client="aiohttp")

    first = run(settings, [tmp_path], apply=True)

    assert not first.failures and all(item.applied for item in first.results)
    assert "await asyncio.to_thread(requests.get, url)" in path.read_text(encoding="utf-8")
    assert not run(settings, [tmp_path]).results
