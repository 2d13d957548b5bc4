"""Runs of statements that move to a thread, by running modules before and after."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import libcst as cst
import pytest

from asyncfix.codemod import Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders
from asyncfix.rewrite.engine import RewriteError, rewrite
from asyncfix.rewrite.verify import problems
from asyncfix_codemods.move_block_to_thread import MoveBlockToThread
from tests.rewrite.kit import ASYNCIO, CODEMODS, edits_of, rewritten, run_of, same


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "a.txt"
    file.write_text("one\ntwo\nthree\n")
    return str(file)


def test_nothing_comes_out(path: str) -> None:
    text = """\
async def main(p):
    # before
    with open(p, "a") as f:
        # inside
        f.write("x")  # same line
        # at the end
    # after
    return open(p).read()
"""
    after = rewritten(text, run_of(text, "main", 0, 0))
    assert (
        after
        == """\
import asyncio


async def main(p):
    # before
    def work():
        with open(p, "a") as f:
            # inside
            f.write("x")  # same line
            # at the end

    await asyncio.to_thread(work)
    # after
    return open(p).read()
"""
    )
    Path(path).write_text("")
    same(
        text,
        after.replace("return open(p)", "log.append(1)\n    log.clear()\n    return open(p)"),
        "/dev/null",
    )


def test_value(path: str) -> None:
    text = """\
async def main(p):
    with open(p) as f:
        f.readline()
        rest, *more = f.read().split()  # rest
    return rest, more
"""
    after = rewritten(text, run_of(text, "main", 0, 0, result="value"))
    assert "        f.readline()\n            return f.read().split()  # rest\n" in after
    assert "    rest, *more = await asyncio.to_thread(work)\n    return rest" in after
    assert same(text, after, path) == (("two", ["three"]), [])
    same(text, after, "/nowhere")


@pytest.mark.parametrize(
    ("statement", "returned", "assigned"),
    [
        ("x = f.read()", "return f.read()", "x = await"),
        ("x=f.read()", "return f.read()", "x=await"),
        ("x: str = f.read()", "return f.read()", "x: str = await"),
        ("x = 1, f.read()", "return 1, f.read()", "x = await"),
        ("x = (\n      f.read()\n    )", "return (\n        f.read()\n      )", "x = await"),
        ("box[0] = x = 1; x = f.read();", "box[0] = x = 1; return f.read();", "x = await"),
        ("box[0] = f.read()\n    x = box", None, None),
    ],
)
def test_value_spellings(
    path: str, statement: str, returned: str | None, assigned: str | None
) -> None:
    text = f"box = [0]\nasync def main(p):\n  with open(p) as f:\n    {statement}\n  return x\n"
    after = rewritten(text, run_of(text, "main", 0, 0, result="value"))
    if returned and assigned:
        assert returned in after
        assert assigned in after
    same(text, after, path)


def test_value_at_the_end_of_nested_with_blocks(path: str) -> None:
    text = """\
async def main(p):
    size = 3
    with open(p) as f:
        with open(p) as g: x = f.read(size) + g.read()
    return x
"""
    after = rewritten(text, run_of(text, "main", 0, 1, result="value"))
    assert "with open(p) as g: return f.read(size) + g.read()" in after
    same(text, after, path)


@pytest.mark.parametrize("last", ["x = y = f.read()", "x += f.read()", "f.read()", "x: str"])
def test_value_refuses_what_is_no_assignment_to_one_target(last: str) -> None:
    text = f"async def main(p, x):\n    with open(p) as f:\n        {last}\n    return x\n"
    with pytest.raises(RewriteError) as caught:
        rewritten(text, run_of(text, "main", 0, 0, result="value"))
    assert caught.value.line == 2


def test_names_bound_inside_and_used_after(path: str) -> None:
    text = """\
count = 0
async def main(p):
    global count
    total = 0

    with open(p) as f:
        for line in f:
            total += len(line)
            count += 1
    return total, line, f.closed, count
"""
    edit = run_of(
        text,
        "main",
        2,
        2,
        nonlocals=("total", "line", "f"),
        globals=("count",),
        declare=("line", "f"),
    )
    after = rewritten(text, edit)
    assert "    total = 0\n\n    line: object\n    f: object\n\n    def work():\n" in after
    assert "        nonlocal total, line, f\n        global count\n        with open" in after
    same(text, after, path)
    same(text, after, "/nowhere")


def test_return(path: str) -> None:
    text = """\
async def main(p, stop):
    with open(p) as f:
        if stop != p:
            return f.read()
        raise KeyError(p)
"""
    after = rewritten(text, run_of(text, "main", 0, 0, result="return"))
    assert after.endswith("        raise KeyError(p)\n\n    return await asyncio.to_thread(work)\n")
    same(text, after, path, 0)
    same(text, after, path, path)
    same(text, after, "/nowhere", 0)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " f.read()",
        " 1, 2",
        "(1)",
        "(f.read(), 1)",
        '"x"',
        " *f, 1",
        " lambda: 1",
        " 1 if f else 2",
        " [i for i in f]",
        " None",
        " (\n        # c\n        f.read()\n      )",
        " not f",
        "[1]",
        " (y := 3)",
    ],
)
def test_maybe_returns(path: str, value: str) -> None:
    text = f"""\
async def main(p, stop):
  with open(p) as f:
    def inner():
      return 5
    class Inner:
      def method(self): return 6
    if stop == inner():
      return{value}
    for line in f:
      if line.startswith("two"): return{value};
      if stop: break
  return [line, inner(), (lambda: 7)(), Inner().method()]
"""
    names = ("inner", "Inner", "line")
    edit = run_of(
        text, "main", 0, 0, result="maybe", outcome="outcome", declare=names, nonlocals=names
    )
    after = rewritten(text, edit)
    assert "  if outcome is not None:\n    return outcome[0]\n  return [line" in after
    assert "return 5\n" in after
    for stop in (5, 0, 1):
        before = same(*(each.replace("lambda: 1", "sum") for each in (text, after)), path, stop)
        assert before is not None


LOOP = """\
async def main(p):
    seen = []
    for i in range(5):
        # each
        with open(p) as f:
            for line in f:
                if i == 1: break
                if i == 2: continue
                seen.append((i, line))
            else:
                if i == 0: seen.append("else")
                if i == 3: LEAVE
            while True:
                try:
                    break
                finally:
                    seen.append("while")
            else:
                LEAVE
            def inner():
                for j in f:
                    LEAVE
            class C:
                for j in "a":
                    LEAVE
            if i == 4: LEAVE; pass
            seen.append("end")
        seen.append("loop")
    else:
        seen.append("over")
    return seen
"""


@pytest.mark.parametrize("leave", ["break", "continue"])
def test_leaving_the_loop(path: str, leave: str) -> None:
    text = LOOP.replace("LEAVE", leave)
    after = rewritten(text, run_of(text, "main", 0, 0, (1,), result=leave))
    assert f"        if await asyncio.to_thread(work):\n            {leave}\n" in after
    assert after.count("return True") == 3
    assert "        # each\n        def work():\n" in after
    same(text, after, path)


def test_texts_and_comments_inside_keep_their_content() -> None:
    text = '''\
async def main():
    if True:
        out = []
        with open("/dev/null") as f:
            out.append("""one
two
    three
""")
            out.append(f"""
  {len(out)}
\tx""")
            # deep
        # middle
                # odd
# at the left
            out.append(
    "left" "of"
                "block"
# in brackets
            )
            out.append(1 + \\
  2)

            x = [
                1,
            ]
        return out + x
'''.replace(
        "        # middle\n                # odd\n# at the left\n",
        "                # odd\n# at the left\n",
    )
    edit = run_of(text, "main", 1, 1, (0,), nonlocals=("x",), declare=("x",))
    after = rewritten(text, edit)
    same(text, after)
    assert '"""one\ntwo\n    three\n"""' in after
    assert "\n# at the left\n" in after
    assert "\n# in brackets\n" in after


@pytest.mark.parametrize("indent", ["\t", "  ", "   ", "        "])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_indentation_and_newlines_of_the_file(path: str, indent: str, newline: str) -> None:
    text = "async def main(p):\n\twith open(p) as f:\n\t\tx = f.read()\n\treturn x"
    text = text.replace("\t", indent).replace("\n", newline)
    after = rewritten(text, run_of(text, "main", 0, 0, result="value"))
    expected = (
        "import asyncio\n\n\nasync def main(p):\n\tdef work():\n\t\twith open(p) as f:\n"
        "\t\t\treturn f.read()\n\n\tx = await asyncio.to_thread(work)\n\treturn x"
    )
    assert after == expected.replace("\t", indent).replace("\n", newline)
    same(text, after, path)


def test_a_block_of_unusual_indentation_is_followed() -> None:
    text = "def a():\n    if 1:\n        b()\n\nasync def main():\n  with c():\n    d()\n  e()\n"
    after = rewritten(text, run_of(text, "main", 0, 0))
    assert "  def work():\n    with c():\n" in after


def test_edits_inside_a_moved_run_and_around_it() -> None:
    text = """\
def g(x): return x
async def main(p):
    with open(p) as f:
        x = g(f.read())
    with open(g(p)) as f:
        y = f.read()
    return x + y + g(p)
"""
    calls = edits_of(text, "g", "use_async_twin", twin="h")
    first = run_of(text, "main", 0, 0, name="first", result="value")
    second = run_of(text, "main", 1, 1, name="second", result="value")
    after = rewritten(text, calls[-1], second, first)
    assert "return x + y + await h(p)" in after
    assert after.index("def first") < after.index("x = await") < after.index("def second")
    outer = first._replace(span=first.span._replace(end_line=6, end_column=20))
    (problem,) = problems(text, rewrite(text, [first, outer_of(outer)], kind_of), [outer])
    assert "await" in problem


def outer_of(edit: Edit) -> Edit:
    return edit._replace(codemod="outer", arguments={**edit.arguments, "result": ""})


def kind_of(name: str) -> type[Codemod]:
    return CODEMODS.get(name, MoveBlockToThread)


def test_runs_within_runs() -> None:
    class Wrap(Codemod):
        def rewrite_statements(
            self, statements: Sequence[cst.BaseStatement], edit: Edit
        ) -> Sequence[cst.BaseStatement]:
            return [builders.async_with(edit.text("context"), edit.text("as"), statements)]

    class Drop(Codemod):
        def rewrite_statements(
            self, statements: Sequence[cst.BaseStatement], edit: Edit
        ) -> Sequence[cst.BaseStatement]:
            return []

    kinds = {"wrap": Wrap, "wrap2": Wrap, "drop": Drop, "drop2": Drop}

    def edit(first: int, last: int, kind: str, **arguments: str) -> Edit:
        return Edit("m.py", run_of(text, "main", first, last).span, kind, arguments)

    def done(*edits: Edit) -> str:
        return rewrite(text, edits, kinds.__getitem__)

    text = "async def main():\n    # a\n    a()\n\n    # b\n    b()\n    c()\n    # end\n"
    assert done(
        edit(0, 2, "wrap", context="x()"), edit(1, 1, "wrap", context="y()", **{"as": "y"})
    ) == (
        "async def main():\n    # a\n    async with x():\n        a()\n\n        # b\n"
        "        async with y() as y:\n            b()\n        c()\n    # end\n"
    )
    both = [edit(0, 1, "wrap", context="x"), edit(0, 1, "wrap2", context="y")]
    assert "    # a\n    async with y:\n        async with x:\n            a()\n" in done(*both)
    assert "    # a\n    async with x:\n        async with y:\n            a()\n" in done(
        *both[::-1]
    )
    apart = done(edit(2, 2, "wrap", context="y"), edit(0, 0, "wrap", context="x"))
    assert apart == (
        "async def main():\n    # a\n    async with x:\n        a()\n\n    # b\n    b()\n"
        "    async with y:\n        c()\n    # end\n"
    )
    assert (
        done(edit(0, 0, "drop"))
        == "async def main():\n    # a\n\n    # b\n    b()\n    c()\n    # end\n"
    )
    assert (
        done(edit(1, 1, "drop"))
        == "async def main():\n    # a\n    a()\n\n    # b\n    c()\n    # end\n"
    )
    text = "async def main():\n    # a\n    a()\n\n    b()\n    c()\n\n    d()\n\n    e()\n"
    assert done(edit(1, 1, "drop")) == text.replace("    b()\n", "")
    assert done(edit(3, 3, "drop")) == text.replace("    d()\n\n", "")
    assert done(edit(4, 4, "drop")) == text.replace("\n    e()\n", "")
    assert done(edit(0, 0, "drop")) == text.replace("    a()\n", "")
    text = "async def main():\n    # a\n    a()\n\n    # b\n    b()\n    c()\n    # end\n"
    assert done(edit(0, 2, "drop")) == "async def main():\n    # a\n    pass\n    # end\n"
    assert done(edit(0, 2, "wrap", context="x"), edit(1, 2, "drop")).endswith(
        "async with x:\n        a()\n\n    # b\n    # end\n"
    )
    with pytest.raises(RewriteError, match="overlaps"):
        done(edit(0, 1, "wrap", context="x"), edit(1, 2, "wrap", context="y"))
    with pytest.raises(RewriteError, match="two edits"):
        done(edit(0, 1, "wrap", context="x"), edit(0, 1, "wrap", context="y"))
    with pytest.raises(RewriteError, match="removed"):
        done(edit(0, 2, "wrap", context="x"), edit(0, 0, "drop"), edit(0, 0, "drop2"))


@pytest.mark.parametrize(
    "text",
    [
        "async def main():\n    if x: f()\n",
        "async def main(): f()\n",
        "async def main():\n    a(); f()\n",
        "async def main():\n    f(); a()\n",
        "async def main():\n    x = f()\n",
        "async def main():\n    for i in x: f(); g()\n",
    ],
)
def test_statements_without_lines_of_their_own_are_refused(text: str) -> None:
    (call,) = edits_of(text, "f", "move_block_to_thread", (ASYNCIO,), offload="o", name="w")
    with pytest.raises(RewriteError):
        rewritten(text, call)


def test_spans_that_end_nowhere_are_refused() -> None:
    text = "async def main():\n    a()\n    if b:\n        c()\n    d()\n"
    edit = run_of(text, "main", 0, 0)
    for end in ((2, 6), (3, 9), (4, 9), (6, 0)):
        span = edit.span._replace(end_line=end[0], end_column=end[1])
        with pytest.raises(RewriteError):
            rewritten(text, edit._replace(span=span))


def test_a_run_of_whole_lines_with_semicolons_and_decorators() -> None:
    text = """\
async def main():
    log.append(0)
    # lead
    @staticmethod
    def q(): return 3
    x = 1; y = q();  # c
    return x + y
"""
    names = ("x", "y", "q")
    after = rewritten(text, run_of(text, "main", 1, 3, declare=names, nonlocals=names))
    assert "    # lead\n    x: object" in after
    same(text, after)


def test_what_stood_below_a_statement_that_goes_stays_as_it_was() -> None:
    text = "async def main():\n    loop = get_loop()\n\n    return 1\n"
    edit = Edit("m.py", run_of(text, "main", 0, 0).span, "drop_statement")
    assert problems(text, rewrite(text, [edit], CODEMODS.__getitem__), [edit]) == []
