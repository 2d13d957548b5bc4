"""The side-by-side comparison reads every tool's output, and counts who sees what."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.peers import kinds, tables
from benchmarks.peers.agree import Functions, disagreements, seen
from benchmarks.peers.found import Found, Step, read, record, write
from benchmarks.peers.tools import TOOLS, Tool, below, refined
from benchmarks.sample import even, plain, shown


def outputs() -> dict[str, str]:
    """What each tool prints for a call through a helper, or for the call itself."""
    here = {"path": "app.py", "line": 4, "column": 5}
    leaf = {"path": "helper.py", "line": 9, "column": 1}
    call = {"function": "helper.load", "call": "requests.get"}
    sink = {"qualname": "requests.api.get", "category": "http"}
    return {
        "asyncfix": json.dumps(
            {
                "findings": [
                    {
                        **here,
                        "code": "AF201",
                        "call": "helper.load",
                        "chain": [{**here, "function": "app.main", "call": "load"}, leaf | call],
                    }
                ]
            }
        ),
        "hydroid": json.dumps(
            {"diagnostics": [{"sink": sink, "chain": [{"location": here}, {"location": leaf}]}]}
        ),
        "blockpath": json.dumps(
            {
                "findings": [
                    {
                        "code": "BLK001",
                        "category": "http",
                        "callee": "requests.get",
                        "witness": [here, leaf],
                    }
                ]
            }
        ),
        "ruff": json.dumps(
            [
                {
                    "filename": "app.py",
                    "location": {"row": 4},
                    "code": "ASYNC210",
                    "message": "Async functions should not call blocking HTTP methods",
                }
            ]
        ),
        "flake8-async": "app.py:4:5: ASYNC210 Sync HTTP call requests.get in async function.\n",
    }


def found(tool: str, line: int, kind: str, path: str = "a/app.py") -> Found:
    return Found(path, line, tool, "X1", kind, "f", (Step(path, line),))


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_every_tool_is_read_alike(tool: Tool, tmp_path: Path) -> None:
    project = tmp_path / "a"
    project.mkdir()
    (one,) = tool.read(outputs()[tool.name], below(project))
    assert (one.tool, one.path, one.line) == (tool.name, "a/app.py", 4)
    assert one.kind == kinds.HTTP
    per_file = tool.name in ("ruff", "flake8-async")
    assert one.chain == (Step("a/app.py", 4), Step("a/helper.py", 9))[: 1 if per_file else 2]


def test_findings_survive_a_file(tmp_path: Path) -> None:
    one = Found("a/app.py", 1, "hydroid", "sleep", kinds.SLEEP, "f", (Step("a/b.py", 2),))
    write(tmp_path / "f.jsonl", [record(one)])
    assert list(read(tmp_path / "f.jsonl")) == [one]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("builtins.open", kinds.FILE),
        ("openai.OpenAI.create", kinds.SDK),
        ("opentelemetry.trace", kinds.OTHER),
        ("pathlib.Path.exists", kinds.PATH),
        ("pathlib.Path.read_text", kinds.FILE),
        ("os.path.getsize", kinds.PATH),
        ("os.system", kinds.SUBPROCESS),
        ("shutil.move", kinds.FILE),
        ("inputs.read", kinds.OTHER),
    ],
)
def test_a_callable_has_a_kind(name: str, kind: str) -> None:
    assert kinds.of_name(name) == kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [("x = path.read_text()", kinds.FILE), ("x = path.exists()", kinds.PATH)],
)
def test_async240_is_two_kinds(line: str, kind: str) -> None:
    one = Found("a/app.py", 1, "ruff", "ASYNC240", kinds.PATH, "", (Step("a/app.py", 1),))
    assert refined(one, [line]).kind == kind


PROGRAM = """\
async def one():
    a()
    b()

async def two():
    def inner():
        c()
    inner()
"""


def program(root: Path) -> Path:
    (root / "a").mkdir()
    (root / "a" / "app.py").write_text(PROGRAM)
    return root


def test_the_async_function_around_a_line(tmp_path: Path) -> None:
    functions = Functions(program(tmp_path))
    assert [functions.around("a/app.py", line) for line in (2, 4, 7)] == [1, 0, 5]


def test_tools_agree_by_function_and_kind_or_by_line(tmp_path: Path) -> None:
    same_kind = [found("asyncfix", 2, kinds.HTTP), found("ruff", 3, kinds.HTTP)]
    same_line = [found("asyncfix", 8, kinds.FILE), found("hydroid", 8, kinds.PATH)]
    apart = [found("hydroid", 2, kinds.SLEEP), found("ruff", 2, kinds.OTHER)]
    compared = seen([*same_kind, *same_line, *apart], program(tmp_path))
    assert [sorted(one.tools) for one in compared] == [
        ["asyncfix", "hydroid", "ruff"],
        ["asyncfix", "ruff"],
        ["asyncfix", "hydroid"],
        ["asyncfix", "hydroid"],
        ["asyncfix", "hydroid"],
    ]
    assert not list(disagreements(compared))


def test_what_one_side_alone_has_is_a_disagreement(tmp_path: Path) -> None:
    ours, theirs = found("asyncfix", 2, kinds.HTTP), found("ruff", 8, kinds.FILE)
    compared = seen([ours, theirs], program(tmp_path))
    assert [one.found for one in disagreements(compared)] == [ours, theirs]
    matrix = tables.matrix(compared, ("asyncfix", "ruff"))
    assert matrix.splitlines()[2:] == ["| asyncfix | 1 | 0 | 1 |", "| ruff | 0 | 1 | 1 |"]


def test_counts_keep_direct_and_through_apart() -> None:
    deep = Found("a.py", 1, "hydroid", "s", kinds.SLEEP, "f", (Step("a.py", 1), Step("b.py", 2)))
    table = tables.counts([deep, found("ruff", 1, kinds.SLEEP)], ("hydroid", "ruff"))
    assert table.splitlines()[2:] == ["| sleep | 0 + 1 | 1 + 0 |"]


def pool() -> Sequence[Found]:
    many = [found("hydroid", line, kinds.FILE) for line in range(1, 50)]
    return [*many, found("ruff", 1, kinds.HTTP), found("asyncfix", 1, kinds.HTTP)]


def test_a_seed_draws_the_same_again() -> None:
    assert plain(pool(), 9, random.Random(3)) == plain(pool(), 9, random.Random(3))
    assert len(plain(pool(), 999, random.Random(3))) == 51


def test_an_even_sample_has_the_rare_ones() -> None:
    drawn = even(pool(), 6, random.Random(3))
    assert sorted(one.tool for one in drawn) == ["asyncfix", *["hydroid"] * 4, "ruff"]


def test_a_sample_shows_the_source_of_each_step(tmp_path: Path) -> None:
    text = "\n".join(shown(1, found("ruff", 2, kinds.HTTP), program(tmp_path)))
    assert ">     2     a()" in text
    assert "`a/app.py:2`" in text
