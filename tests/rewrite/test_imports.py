"""Imports that come and go, in modules of many shapes."""

from __future__ import annotations

import pytest

from asyncfix.model import Import
from asyncfix.rewrite.imports import update
from asyncfix.rewrite.verify import problems

ASYNCIO = Import("asyncio")
HTTPX = Import("httpx")
TO_THREAD = Import("asyncio", "to_thread")
RUN = "async def f(): pass\n"


def added(before: str, *needed: Import) -> str:
    after = update(before, before, needed, frozenset())
    assert problems(before, after, []) == []
    assert update(after, after, needed, frozenset()) == after
    return after


ADDED = {
    "empty": ("", ASYNCIO, "import asyncio\n"),
    "comments only": ("# a\n# b\n", ASYNCIO, "# a\n# b\n\nimport asyncio\n"),
    "comments, no end": ("# a", ASYNCIO, "# a\n\nimport asyncio"),
    "docstring only": ('"""d"""\n', ASYNCIO, '"""d"""\n\nimport asyncio\n'),
    "docstring, no end": ('"""d"""', ASYNCIO, '"""d"""\n\nimport asyncio'),
    "docstring, code": (
        f'"""d\ne"""\n\n\n{RUN}',
        ASYNCIO,
        f'"""d\ne"""\n\nimport asyncio\n\n\n{RUN}',
    ),
    "docstring, code at once": (
        f'"""d"""\n{RUN}',
        ASYNCIO,
        f'"""d"""\n\nimport asyncio\n\n\n{RUN}',
    ),
    "docstring; code": (
        f'"""d"""; x = """\n"""\n{RUN}',
        ASYNCIO,
        f'"""d"""; x = """\n"""\n\nimport asyncio\n\n\n{RUN}',
    ),
    "shebang and cookie": (
        f"#!/usr/bin/python\n# -*- coding: utf-8 -*-\n{RUN}",
        ASYNCIO,
        f"#!/usr/bin/python\n# -*- coding: utf-8 -*-\nimport asyncio\n\n\n{RUN}",
    ),
    "shebang, docstring": (
        f'#!/usr/bin/python\n"""d"""\nimport os\n{RUN}',
        ASYNCIO,
        f'#!/usr/bin/python\n"""d"""\nimport asyncio\nimport os\n{RUN}',
    ),
    "licence": (
        f"# licence\n\n# for f\n{RUN}",
        ASYNCIO,
        f"# licence\n\nimport asyncio\n\n\n# for f\n{RUN}",
    ),
    "licence at an import": (
        "# licence\nimport os\n",
        ASYNCIO,
        "# licence\nimport asyncio\nimport os\n",
    ),
    "future": (
        f"from __future__ import (\n    annotations,\n)\n{RUN}",
        ASYNCIO,
        f"from __future__ import (\n    annotations,\n)\n\nimport asyncio\n\n\n{RUN}",
    ),
    "future, imports": (
        "from __future__ import annotations\nimport os\n",
        ASYNCIO,
        "from __future__ import annotations\nimport asyncio\nimport os\n",
    ),
    "decorated": ("@d\ndef f(): pass\n", ASYNCIO, "import asyncio\n\n\n@d\ndef f(): pass\n"),
    "plain code": ("x = 1\n", ASYNCIO, "import asyncio\n\nx = 1\n"),
    "sorted": (
        "import abc\nimport os\nfrom sys import path\n",
        ASYNCIO,
        "import abc\nimport asyncio\nimport os\nfrom sys import path\n",
    ),
    "sorted by module": (
        "from abc import ABC\nimport os\nfrom sys import path\n",
        ASYNCIO,
        "from abc import ABC\nimport asyncio\nimport os\nfrom sys import path\n",
    ),
    "last of sorted": ("import abc\nx = 1\n", ASYNCIO, "import abc\nimport asyncio\nx = 1\n"),
    "unsorted": (
        "import os\nimport abc\n\nx = 1\n",
        ASYNCIO,
        "import os\nimport abc\nimport asyncio\n\nx = 1\n",
    ),
    "third party, added stdlib": (
        "import requests\n",
        ASYNCIO,
        "import asyncio\n\nimport requests\n",
    ),
    "commented section": (
        '"""d"""\n\n# others\nimport requests\n',
        ASYNCIO,
        '"""d"""\n\nimport asyncio\n\n# others\nimport requests\n',
    ),
    "stdlib, added third party": (
        "import os\n\nx = 1\n",
        HTTPX,
        "import os\n\nimport httpx\n\nx = 1\n",
    ),
    "both, added third party": (
        "import os\n\nimport attrs\nimport requests\n\nfrom .a import b\n",
        HTTPX,
        "import os\n\nimport attrs\nimport httpx\nimport requests\n\nfrom .a import b\n",
    ),
    "both, added stdlib": (
        "# std\nimport os\n\n# others\nimport attrs\n",
        ASYNCIO,
        "# std\nimport asyncio\nimport os\n\n# others\nimport attrs\n",
    ),
    "only relative": ("from .a import b\n", HTTPX, "import httpx\n\nfrom .a import b\n"),
    "mixed": (
        "import requests, os\nimport time\nfrom a import b\n\nx = 1\n",
        ASYNCIO,
        "import asyncio\nimport requests, os\nimport time\nfrom a import b\n\nx = 1\n",
    ),
    "mixed and unsorted": (
        "import time\nimport requests\nfrom a import b\n\nx = 1\n",
        ASYNCIO,
        "import asyncio\nimport time\nimport requests\nfrom a import b\n\nx = 1\n",
    ),
    "version first": (
        '"""d"""\n__version__ = "1"\nimport os\n',
        ASYNCIO,
        '"""d"""\n__version__ = "1"\nimport asyncio\nimport os\n',
    ),
    "code first": ("x = 1\nimport os\n", ASYNCIO, "import asyncio\n\nx = 1\nimport os\n"),
    "type checking": (
        "import os\nif TYPE_CHECKING:\n    import asyncio\n",
        ASYNCIO,
        "import asyncio\nimport os\nif TYPE_CHECKING:\n    import asyncio\n",
    ),
    "try": (
        "try:\n    import asyncio\nexcept ImportError:\n    pass\n",
        ASYNCIO,
        "import asyncio\n\ntry:\n    import asyncio\nexcept ImportError:\n    pass\n",
    ),
    "main guard": (
        f'{RUN}if __name__ == "__main__":\n    import asyncio\n',
        ASYNCIO,
        f'import asyncio\n\n\n{RUN}if __name__ == "__main__":\n    import asyncio\n',
    ),
    "in a function": (
        "def f():\n    import asyncio\n",
        ASYNCIO,
        "import asyncio\n\n\ndef f():\n    import asyncio\n",
    ),
    "there": ("import os, asyncio\n", ASYNCIO, "import os, asyncio\n"),
    "there, after code": ("x = 1\nimport asyncio\n", ASYNCIO, "x = 1\nimport asyncio\n"),
    "there, but too late": (
        f"{RUN}run(f())\nimport asyncio\n",
        ASYNCIO,
        f"import asyncio\n\n\n{RUN}run(f())\nimport asyncio\n",
    ),
    "there under a name": (
        "import asyncio as aio\n",
        ASYNCIO,
        "import asyncio as aio\nimport asyncio\n",
    ),
    "alias": (
        "import asyncio\n",
        Import("asyncio", alias="aio"),
        "import asyncio\nimport asyncio as aio\n",
    ),
    "submodule": (
        "import concurrent\n",
        Import("concurrent.futures"),
        "import concurrent\nimport concurrent.futures\n",
    ),
    "semicolons": (
        "import os; import re\nx = 1\n",
        ASYNCIO,
        "import asyncio\nimport os; import re\nx = 1\n",
    ),
    "semicolons, third party": (
        "import os; import re; x = '''\n'''\n",
        HTTPX,
        "import os; import re; x = '''\n'''\n\nimport httpx\n",
    ),
    "continued line": (
        "import re; \\\nimport abc\nx = 1\n",
        HTTPX,
        "import re; \\\nimport abc\n\nimport httpx\nx = 1\n",
    ),
    "several lines": (
        "from os import (\n    path,\n)\nx = 1\n",
        Import("threading"),
        "import threading\nfrom os import (\n    path,\n)\nx = 1\n",
    ),
    "crlf": ("import os\r\n\r\nx = 1\r\n", ASYNCIO, "import asyncio\r\nimport os\r\n\r\nx = 1\r\n"),
    "mixed ends": (
        "import os\r\nx = 1\n\ny = 2\r",
        ASYNCIO,
        "import asyncio\r\nimport os\r\nx = 1\n\ny = 2\r",
    ),
    "form feed": (f'"""d"""\n\x0c\n{RUN}', ASYNCIO, f'"""d"""\n\nimport asyncio\n\n\n\x0c\n{RUN}'),
    "from, new": ("import os\n", TO_THREAD, "import os\nfrom asyncio import to_thread\n"),
    "from, there": (
        "from asyncio import to_thread, run\n",
        TO_THREAD,
        "from asyncio import to_thread, run\n",
    ),
    "from, merged": (
        "from asyncio import sleep  # c\n",
        TO_THREAD,
        "from asyncio import sleep, to_thread  # c\n",
    ),
    "from, merged sorted": (
        "from asyncio import run, wait_for\n",
        TO_THREAD,
        "from asyncio import run, to_thread, wait_for\n",
    ),
    "from, merged unsorted": (
        "from asyncio import wait_for, run\n",
        TO_THREAD,
        "from asyncio import wait_for, run, to_thread\n",
    ),
    "from, parentheses": (
        "from asyncio import (run)\n",
        TO_THREAD,
        "from asyncio import (run, to_thread)\n",
    ),
    "from, lines": (
        "from asyncio import (\n    run,\n    wait_for,\n)\n",
        TO_THREAD,
        "from asyncio import (\n    run,\n    to_thread,\n    wait_for,\n)\n",
    ),
    "from, last of lines": (
        "from asyncio import (\n    run,\n)\n",
        TO_THREAD,
        "from asyncio import (\n    run,\n    to_thread,\n)\n",
    ),
    "from, no last comma": (
        "from asyncio import (\n    run\n)\n",
        TO_THREAD,
        "from asyncio import (\n    run,\n    to_thread\n)\n",
    ),
    "from, comments": (
        "from asyncio import (\n    run,  # c\n)\n",
        TO_THREAD,
        "from asyncio import (\n    run,  # c\n)\nfrom asyncio import to_thread\n",
    ),
    "from, continued": (
        "from asyncio import run, \\\n    wait\n",
        TO_THREAD,
        "from asyncio import run, \\\n    wait\nfrom asyncio import to_thread\n",
    ),
    "from, star": (
        "from asyncio import *\n",
        TO_THREAD,
        "from asyncio import *\nfrom asyncio import to_thread\n",
    ),
    "from, in a try": (
        "try:\n    from asyncio import run\nfinally:\n    pass\n",
        TO_THREAD,
        "from asyncio import to_thread\n\ntry:\n    from asyncio import run\nfinally:\n    pass\n",
    ),
    "from, alias": (
        "from asyncio import run\n",
        Import("asyncio", "sleep", "nap"),
        "from asyncio import run, sleep as nap\n",
    ),
    "from, other alias": (
        "from asyncio import to_thread as t\n",
        TO_THREAD,
        "from asyncio import to_thread as t, to_thread\n",
    ),
}


@pytest.mark.parametrize("name", ADDED)
def test_added(name: str) -> None:
    before, needed, after = ADDED[name]
    assert added(before, needed) == after


def test_several_are_added_once_each() -> None:
    text = added("import os\n", ASYNCIO, HTTPX, TO_THREAD, Import("asyncio", "run"))
    assert text == "import asyncio\nimport os\nfrom asyncio import run, to_thread\n\nimport httpx\n"


USE = "\n\ndef f():\n    time.sleep(1)\n"
GONE = "\n\ndef f():\n    nap(1)\n"
REMOVED = {
    "alone": ("import time{}", "{}"),
    "after a docstring": ('"""d"""\n\nimport time{}', '"""d"""{}'),
    "among others": ("import os\nimport time\nimport re{}", "import os\nimport re{}"),
    "in one statement": ("import os, time, re{}", "import os, re{}"),
    "first in one": ("import time, re{}", "import re{}"),
    "last in one": ("import os, time{}", "import os{}"),
    "comment above": ("# wait\nimport time  # same\nimport os{}", "# wait\nimport os{}"),
    "own group": ("import os\n\nimport time\n\nimport attrs{}", "import os\n\nimport attrs{}"),
    "semicolon before": ("import os; import time{}", "import os{}"),
    "semicolon after": ("import time; import os{}", "import os{}"),
    "semicolon between": ("import os; import time ; import re{}", "import os; import re{}"),
    "semicolon at the end": ("import time;\nimport os{}", "import os{}"),
    "continued": ("import time; \\\n  import os{}", "import os{}"),
    "crlf": ("import os\r\nimport time\r\nimport re{}", "import os\r\nimport re{}"),
    "tab": ("import\ttime\nimport re{}", "import re{}"),
    "form feed": ("import re\n\x0c\nimport time\nimport os{}", "import re\n\x0c\nimport os{}"),
    "multi-line": (
        "import time \\\n  as time_, os, \\\n  time{}",
        "import time \\\n  as time_, os{}",
    ),
}


@pytest.mark.parametrize("name", REMOVED)
def test_removed(name: str) -> None:
    before, after = REMOVED[name]
    old, rewritten = before.replace("{}", USE), before.replace("{}", GONE)
    text = update(old, rewritten, [], frozenset())
    assert text == after.replace("{}", GONE).lstrip("\n")
    assert problems(rewritten, text, []) == []


FROM = {
    "alone": ("from time import sleep\n", ""),
    "one of two": ("from time import sleep, time\n", "from time import time\n"),
    "last of two": ("from time import monotonic, sleep\n", "from time import monotonic\n"),
    "renamed": (
        "from time import sleep as s, sleep, time\n",
        "from time import sleep as s, time\n",
    ),
    "lines": (
        "from time import (\n    sleep,  # c\n    # d\n    time,\n)\n",
        "from time import (\n    # d\n    time,\n)\n",
    ),
    "last line": (
        "from time import (\n    time,\n    sleep\n)\n",
        "from time import (\n    time,\n)\n",
    ),
    "hanging": (
        "from time import (sleep,\n                  time)\n",
        "from time import (\n                  time)\n",
    ),
    "hanging last": (
        "from time import (time, # c\n                  sleep)\n",
        "from time import (time, # c\n                  )\n",
    ),
    "continued": ("from time import time, \\\n    sleep\n", "from time import time\n"),
    "all of lines": ("import os\nfrom time import (  # c\n    sleep,\n)\n", "import os\n"),
}


@pytest.mark.parametrize("name", FROM)
def test_removed_names(name: str) -> None:
    before, after = FROM[name]
    code = "x = time, monotonic\ndef f(): {}(1)\n"
    old, rewritten = before + code.format("sleep"), before + code.format("nap")
    assert update(old, rewritten, [], frozenset()) == after + code.format("nap")


IN_FUNCTIONS = [
    ("def f():\n    import time\n    {}\n", "def f():\n    {}\n"),
    ("def f():\n    import time\n\n    {}\n", "def f():\n    {}\n"),
    ("def f():\n    '''d'''\n    import time\n\n    {}\n", "def f():\n    '''d'''\n\n    {}\n"),
    ("async def f(): import time; {}\n", "async def f(): {}\n"),
    (
        "def f():\n    def g(): return {}\n    import time\n    return g\n",
        "def f():\n    def g(): return {}\n    return g\n",
    ),
    (
        "def f():\n    import time  # c\n    class A:\n        x = [{} for i in y]\n",
        "def f():\n    class A:\n        x = [{} for i in y]\n",
    ),
    (
        "import time\ndef f():\n    import time\n    {}\ntime.time()\n",
        "import time\ndef f():\n    {}\ntime.time()\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), IN_FUNCTIONS)
def test_removed_in_functions(before: str, after: str) -> None:
    old, rewritten, expected = (
        each.replace("{}", call)
        for each, call in ((before, "time.sleep(1)"), (before, "nap()"), (after, "nap()"))
    )
    text = update(old, rewritten, [], frozenset())
    assert text == expected
    assert problems(rewritten, text, []) == []


def test_a_body_that_would_be_empty_gets_pass() -> None:
    for shape in ("def f(): {}\n", "def f():\n    {}  # c\n", "def f():\n    {}\n\nx = 1\n"):
        old = shape.format("import time") + "\ndef g(): pass\n"
        # the only use stands in another function, as when a run has been moved out
        rewritten = old
        used = old.replace("def f():", "def f(a=lambda: time):")
        assert update(used, used, [], frozenset()) == used
        text = update(old.replace("import time", "import time; time.x"), rewritten, [], frozenset())
        assert "pass" in text.partition("def g")[0]
        assert "import" not in text
        assert problems(rewritten, text, []) == []


KEPT = [
    "import time  # noqa: F401{}",
    "import time  # noqa{}",
    "import time  # pylint: disable=unused-import{}",
    "import time as time{}",
    "try:\n    import time\nexcept ImportError:\n    time = None{}",
    "if 1:\n    import time{}",
    "import time\n__all__ = ['time']{}",
    "import time\n__all__ = []\n__all__ += ['time']{}",
    "import time\n__all__ = []\n__all__.append('time'){}",
    "import time\nx: 'time.struct_time' = 1{}",
    "import time\ndef g(a: 'list[time.x]'): pass{}",
    "import time\nx = Optional['time']{}",
    "import time\nx = cast('time.x', 1){}",
    "import time\nx = eval('time.time()'){}",
    "import time\nx = []  # type: list[time.x]{}",
    "import time\ndef g():\n    '''\n    >>> time.time()\n    '''{}",
    "import time\ndef g(): global time; time = 1{}",
    "import time\nif x: time = 1{}",
    "import time\ndef g(): return [time for i in ()]{}",
    "import time\nclass A:\n    time = time{}",
    "import time\ndel time{}",
    "from time import *{}",
    "import time, time{}",
    "import time\n@time.x\ndef g(): pass{}",
    "import time\ndef g(time=time): pass{}",
    "import time\ndef g(time: time.x): pass{}",
    "from __future__ import annotations\nimport time\ndef g() -> time.x: pass{}",
    "import time\nx = ｔｉｍｅ.x{}",
    "import time\nx = lambda time=1: (lambda: 1)(*[time]) or time\ny = f'{time}'{}",
]


@pytest.mark.parametrize("shape", KEPT)
def test_kept(shape: str) -> None:
    rewritten = shape.replace("{}", GONE)
    assert update(shape.replace("{}", USE), rewritten, [], frozenset()) == rewritten


NOT_A_USE = [
    "import time\ndef g(time): return time{}",
    "import time\ndef g():\n    time = 1\n    def h(): return time{}",
    "import time\nx = lambda time: time{}",
    "import time\nx = [time for time in ()]{}",
    "import time\nx = d['time']{}",
    "import time\ndef g():\n    'the time'{}",
    "import time\ndef g():\n    import time\n    return time{}",
    "import time\nx = a.time, dict(time=1){}",
    "import time\ndef g():\n    for time in (): time\n    del time{}",
    "import time\ndef g():\n    try: pass\n    except E as time: time{}",
    "import time\ndef g():\n    match x:\n        case {**time}: time{}",
    "import time\ndef g():\n    [time := 1 for i in ()]\n    return time{}",
]


@pytest.mark.parametrize("shape", NOT_A_USE)
def test_what_only_looks_like_a_use(shape: str) -> None:
    text = update(shape.replace("{}", USE), shape.replace("{}", GONE), [], frozenset())
    assert text == shape.replace("{}", GONE).removeprefix("import time\n")


def test_names_to_keep_and_names_unused_before() -> None:
    old, new = f"import time{USE}", f"import time{GONE}"
    assert update(old, new, [], frozenset({"time"})) == new
    assert update(new, new, [], frozenset()) == new


def test_one_comes_and_another_goes() -> None:
    old = f"from asyncio import run\nfrom time import time, sleep\n\nsleep{USE}"
    new = f"from asyncio import run\nfrom time import time, sleep\n\n{USE}"
    text = update(old, new, [TO_THREAD, ASYNCIO], frozenset())
    assert text.startswith(
        "import asyncio\nfrom asyncio import run, to_thread\nfrom time import time\n"
    )
    assert update(f"import time{USE}", f"import time{GONE}", [ASYNCIO], frozenset()) == (
        f"import asyncio{GONE}"
    )
