"""The three codemods of single calls, by running modules before and after."""

from __future__ import annotations

import ast
import re

import pytest

from asyncfix.model import Argument, Edit, Import
from tests.rewrite.kit import ASYNCIO, calls, edits_of, outcome, rewritten, same, span_of

PRELUDE = """
class Box:
    def __init__(self, *a, **k): self.a, self.k = a, k
    def __call__(self, *a): return Box(*self.a, *a)
    def __getitem__(self, i): return (self.a, i)
    def __enter__(self): return self
    def __exit__(self, *e): log.append("exit")
    def __iter__(self): return iter(self.a)
    def __add__(self, o): return ("add", self.a, getattr(o, "a", o))
    __pow__ = __mul__ = __rpow__ = __add__
    def __neg__(self): return ("neg", self.a)
    def __eq__(self, o): return isinstance(o, Box) and (self.a, self.k) == (o.a, o.k)
    def __hash__(self): return 1
    def __repr__(self): return f"Box({self.a}, {self.k})"
    def keys(self): return ["x", "y"]
    @property
    def x(self): return Box("x", *self.a)
    def m(self, *a, **k): log.append(("m", a, k)); return Box(*self.a, *a, **k)

def f(*a, **k):
    log.append((a, k))
    if "boom" in a: raise ValueError("boom")
    return Box(*a, **k)

async def af(*a, **k): return f(*a, **k)
"""

EXPRESSIONS = [
    "f()",
    "f(1)",
    "f( )",
    "f (1)",
    "f(1, 2, k=3)",
    "f(1,)",
    "f(*[1, 2], **{'k': 3})",
    "f(k=1)",
    "f(*(1, 2), 3, *[4])",
    "f(\n        1,  # one\n        k=2,\n        # end\n    )",
    "f(  # first\n        1,\n    )",
    "f(\n        # nothing\n    )",
    "f(\n    1, 2)",
    "f(1).x",
    "f(1).x.x",
    "f(1)[0]",
    "f(1)[f(2):f(3)]",
    "f(1)(2)",
    "f(1)(2).x[f(3)]",
    "f(1) + f(2)",
    "f(1) ** 2",
    "f(1) ** f(2)",
    "2 ** f(1)",
    "-f(1)",
    "not f(1)",
    "f(1) == f(1) != 3",
    "f(1) in [f(1), 2]",
    "f(1) is f(2)",
    "f(1) if f(2) else f(3)",
    "f(f(f(1)))",
    "f(f(1), k=f(2)).x",
    "f(f(1).x)[f(2)[0]]",
    "[f(i) for i in f(1, 2) if f(i)]",
    "{f(i): f(i).x for i in (1, 2)}",
    "{i for i in f(1, 2)}",
    "[*f(1, 2), *f(3)]",
    "dict(**f(1))",
    "f(x for x in (1, 2)).a[0].gi_frame is not None",
    "f((x for x in (1, 2))).a[0].gi_frame is not None",
    "f(lambda a: a + 1).a[0](2)",
    "f(lambda: 1, k=lambda *b: b).k['k'](3)",
    "(y := f(1)).x",
    "[y := f(1), y]",
    "f(y := 3)",
    "f(f).a[0](1)",
    "(f)(1)",
    "((f))((1))",
    "(f(1)).x",
    "((f(1))).x",
    "(\n        f(1)  # c\n    ).x",
    "(f\n     (1)\n     .x)",
    "(f(1)\n        .m(2)\n        .m(3))",
    "f'{f(1)} {f(2)!r:>40} {f(3).x}'",
    "f'{ f(1) }' 'é' f'{f(2)}'",
    'f"""\n{f(1)}\n  é {f(2)}"""',
    "'é日本' + str(f('é'))",
    "f(1) and f(2) or f(3)",
    "f(f'{f(1)}')",
    "f('boom')",
    "(f(1), f('boom'), f(2))",
    "f(1,\t2)",
    "f(**dict(k=1), j=2)",
    "f(1) \\\n        + f(2)",
    "(lambda v: v)(f(1))",
    "f(f(1)if f(2)else f(3))",
    "'%s' % f(1)",
    "f(a := f(1), a)",
    "[1, 2][f(0).a[0]]",
]
FORMS = [
    "    r = {}\n    return r\n",
    "    return {}\n",
    "    return({})\n",
    "    r = s = {}; log.append(repr(r))\n    return s\n",
    "    if 1: return {}\n",
    "    log.append({}) ;\n",
    "    for _ in range(2):\n\n        #c\n        r = ({})  # d\n    else:\n        return r\n",
    "    try:\n      r = {}\n    except ValueError: return 'E'\n    else:\n\n      return r",
]
PROGRAMS = [
    f"{PRELUDE}async def main():\n{form.replace('{}', expression)}"
    for index, expression in enumerate(EXPRESSIONS)
    for form in (FORMS if index % 8 == 0 else (FORMS[index % len(FORMS)], FORMS[1]))
]
WAYS = ["twin", "thread", "partial", "whole"]
# An assignment in a lambda binds elsewhere: the plan does not ask for that.
CASES = [(way, text) for way in WAYS for text in PROGRAMS if way != "whole" or ":=" not in text]


def only_in_main(text: str, edits: list[Edit]) -> list[Edit]:
    start = text[: text.index("async def main")].count("\n") + 1
    return [edit for edit in edits if edit.span.line > start]


def shown(text: str) -> str:
    """What main gives and logs, without addresses and the names of nested scopes."""
    return re.sub(r" at 0x\w+|<lambda>\.<locals>\.", "", repr(outcome(text)))


@pytest.mark.parametrize(("codemod", "text"), CASES)
def test_same_results(codemod: str, text: str) -> None:
    ways: dict[str, tuple[str, dict[str, Argument]]] = {
        "twin": ("use_async_twin", {"twin": "af"}),
        "thread": ("move_to_thread", {"offload": "asyncio.to_thread"}),
        "partial": (
            "move_to_thread",
            {"offload": "asyncio.to_thread", "partial": "functools.partial"},
        ),
        "whole": ("move_to_thread", {"offload": "asyncio.to_thread", "whole": True}),
    }
    imports = (ASYNCIO, Import("functools"))
    name, arguments = ways[codemod]
    found = only_in_main(text, edits_of(text, "f", name, imports, **arguments))
    if codemod == "whole":
        # the inner calls of a call that is moved whole cannot be awaited
        found = [e for e in found if not any(o is not e and o.span.contains(e.span) for o in found)]
    after = rewritten(text, *found)
    assert shown(after) == shown(text)
    assert after.count("await") == len(found)


@pytest.mark.parametrize("expression", [e for e in EXPRESSIONS if not e.startswith("f(f).")])
def test_add_await(expression: str) -> None:
    """Awaiting an async twin gives what the plain function gave."""
    plain = f"{PRELUDE}async def main():\n    return {expression}\n"
    places = only_in_main(plain, edits_of(plain, "f", "add_await"))
    lost = plain.replace("def f(", "def was(").replace("return f(*a, **k)", "return was(*a, **k)")
    lost = lost.replace("async def af(", "async def f(")
    after = rewritten(lost, *places)
    assert shown(after) == shown(plain)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("return f(1)", "return await g(1)"),
        ("return(f(1))", "return(await g(1))"),
        ("return (f(1))", "return (await g(1))"),
        ("return f(1).x", "return (await g(1)).x"),
        ("return await f(1)", "return await (await g(1))"),
        ("return (f(1)).x", "return (await g(1)).x"),
        ("x = f(1)[0]  # c", "x = (await g(1))[0]  # c"),
        ("f(1)()", "(await g(1))()"),
        ("f(f(1))", "await g(await g(1))"),
        ("f(\n    1,\n    k=2)", "await g(\n    1,\n    k=2)"),
        ("x = f(1)if f(2)else 3", "x = (await g(1))if (await g(2))else 3"),
        ("assert f(1), f(2)", "assert await g(1), await g(2)"),
        ("del f(1)[0]", "del (await g(1))[0]"),
        ("f(1).x = f(2)", "(await g(1)).x = await g(2)"),
        ("raise f(1) from f(2)", "raise await g(1) from await g(2)"),
        ("with f(1) as a, f(2): pass", "with await g(1) as a, await g(2): pass"),
        ("for a in f(1): pass", "for a in await g(1): pass"),
        ("while f(1): f(2)", "while await g(1): await g(2)"),
        ("x[f(1):f(2)]", "x[await g(1):await g(2)]"),
        ("yield f(1)", "yield await g(1)"),
        ("x += f(1)", "x += await g(1)"),
        ("x: T = f(1)", "x: T = await g(1)"),
        ("print(*f(1), **f(2))", "print(*await g(1), **await g(2))"),
    ],
)
def test_parentheses_exactly_where_needed(before: str, after: str) -> None:
    head = "async def main():\n  "
    text = f"{head}{before}\n"
    edits = edits_of(text, "f", "use_async_twin", twin="g")
    assert rewritten(text, *edits) == f"{head}{after}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f()", "await t.run(f)"),
        ("f( )", "await t.run(f )"),
        ("f(1, k=2)", "await t.run(f, 1, k=2)"),
        ("f(\n    1,\n    k=2,\n  )", "await t.run(\n    f,\n    1,\n    k=2,\n  )"),
        ("f(  # c\n    1)", "await t.run(  # c\n    f,\n    1)"),
        ("f(i for i in x)", "await t.run(f, (i for i in x))"),
        ("f(*a, **k).x", "(await t.run(f, *a, **k)).x"),
    ],
)
def test_layout_of_an_offloaded_call(before: str, after: str) -> None:
    text = f"async def main():\n  {before}\n"
    edits = edits_of(text, "f", "move_to_thread", offload="t.run")
    assert rewritten(text, *edits) == f"async def main():\n  {after}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f()", "await t.run(f)"),
        ("f(1, *a)", "await t.run(f, 1, *a)"),
        ("f(1, k=2)", "await t.run(partial(f, 1, k=2))"),
        ("(f(**k)).x", "(await t.run(partial(f, **k))).x"),
    ],
)
def test_partial_only_for_keywords(before: str, after: str) -> None:
    text = f"async def main():\n  {before}\n"
    edits = edits_of(text, "f", "move_to_thread", offload="t.run", partial="partial")
    assert rewritten(text, *edits) == f"async def main():\n  {after}\n"


def test_a_method_call_keeps_its_object() -> None:
    text = PRELUDE + "async def main():\n    b = f(1)\n    return b.x.m(2, k=3).a\n"
    edits = edits_of(text, "b.x.m", "move_to_thread", (ASYNCIO,), offload="asyncio.to_thread")
    after = rewritten(text, *edits)
    assert "return (await asyncio.to_thread(b.x.m, 2, k=3)).a" in after
    same(text, after)


def test_a_word_before_a_literal_gets_no_glued_await() -> None:
    text = 'async def main():\n    return"a".join("bc")\n'
    after = rewritten(
        text, *edits_of(text, "'a'.join", "move_to_thread", (ASYNCIO,), offload="asyncio.to_thread")
    )
    assert 'return(await asyncio.to_thread("a".join, "bc"))' in after or (
        'return await asyncio.to_thread("a".join, "bc")' in after
    )
    same(text, after)
    glued = edits_of(text, "'a'.join", "add_await")
    assert 'return(await "a".join("bc"))' in rewritten(text, *glued)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "@app.get('/')\n# c\nasync  def h(a, *, b=1) -> int:  # d\n\treturn a\n",
            "@app.get('/')\n# c\ndef h(a, *, b=1) -> int:  # d\n\treturn a\n",
        ),
        ("class A:\n  async def h(self): pass\n", "class A:\n  def h(self): pass\n"),
        ("if 1:\n    async \\\n  def h(): pass;\n", "if 1:\n    def h(): pass;\n"),
    ],
)
def test_make_handler_sync(before: str, after: str) -> None:
    (node,) = [n for n in ast.walk(ast.parse(before)) if isinstance(n, ast.AsyncFunctionDef)]
    assert rewritten(before, Edit("m.py", span_of(before, node), "make_handler_sync")) == after


def test_a_plain_def_is_not_made_sync() -> None:
    from asyncfix.rewrite.engine import RewriteError

    text = "\ndef h(): pass\n"
    node = ast.parse(text).body[0]
    with pytest.raises(RewriteError) as caught:
        rewritten(text, Edit("m.py", span_of(text, node), "make_handler_sync"))
    assert caught.value.line == 2


def test_calls_finds_inner_calls_first() -> None:
    assert [node.col_offset for node in calls("f(f())", "f")] == [2, 0]
