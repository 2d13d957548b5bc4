"""Every marked line of the programs in `cases` is found, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.detect.programs import found, marked, read_programs

CASES = Path(__file__).parent / "cases"
PROGRAMS = {
    f"{group}-{name}": files
    for group in (
        *("once", "dead_code", "values", "calls"),
        *("names", "arguments", "missing_awaits", "databases"),
        *("offloads", "tasks", "locks", "async_awaits", "sync_blocks", "handlers_on_loop"),
        *("executors", "advice", "mixtures", "thread_state", "idle", "lazy_loads", "drivers"),
        *(
            "stand_ins",
            "alternatives",
            "overrides",
            "written",
            "generics",
            "collections",
            "enumerations",
            "fields",
        ),
    )
    for name, files in read_programs(CASES / f"{group}.txt").items()
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_marked_lines_are_found_and_no_others(name: str, tmp_path: Path) -> None:
    files = PROGRAMS[name]

    assert found(tmp_path, files) == marked(files)


@pytest.mark.parametrize(
    "text",
    [
        "async def f():\n    a" + ".b" * 200 + "()\n",
        "async def f():\n    a" + "()" * 90 + "\n",
        "async def f():\n    return " + " + ".join(["a"] * 300) + "\n",
        "".join(f"x{n} = x{n + 1}\n" for n in range(400)) + "async def f():\n    x0()\n",
        "".join(f"def g{n}(): return g{n + 1}()\n" for n in range(200))
        + "async def f(): g0().x()\n",
        "".join(f"class C{n}(C{n + 1}, C{n // 2}): ...\n" for n in range(80))
        + "async def f(c: C0): c.x()\n",
    ],
    ids=["attributes", "calls", "operands", "names", "functions", "classes"],
)
def test_an_endless_search_is_given_up(text: str, tmp_path: Path) -> None:
    assert found(tmp_path, {"m.py": text}) == set()
