"""Each codemod, run by libcst's own tool on one file, gives what `apply` gives there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from asyncfix import registry
from asyncfix.testing import fix_source

SAMPLES = {
    "use_async_twin": "import time\n\n\nasync def f():\n    time.sleep(1)\n",
    "move_to_thread": "import os\n\n\nasync def f():\n    return os.system('true')\n",
    "add_await": "async def f(): ...\n\n\nasync def g():\n    f()\n",
    "await_in_place": (
        "import asyncio\n\n\nasync def f(): ...\n\n\nasync def g():\n    asyncio.run(f())\n"
    ),
    "pass_callable": (
        "import asyncio\nimport time\n\n\n"
        "async def f():\n    await asyncio.to_thread(time.sleep(1))\n"
    ),
    "keep_task": (
        "import asyncio\n\n\nasync def f(): ...\n\n\nasync def g():\n    asyncio.create_task(f())\n"
    ),
    "make_with_async": (
        "import asyncio\n\nlock = asyncio.Lock()\n\n\n"
        "async def f():\n    with lock:\n        print(1)\n"
    ),
    "make_for_async": "async def f():\n    yield\n\n\nasync def g():\n    for _ in f(): ...\n",
    "collect_async": ("async def f():\n    yield 1\n\n\nasync def g():\n    return sum(f())\n"),
    "move_block_to_thread": (
        "async def f(path):\n"
        "    with open(path) as file:\n        text = file.read()\n    return text\n"
    ),
    "close_in_thread": (
        "async def f(path, chunks):\n"
        '    with open(path, "wb") as file:\n'
        "        async for chunk in chunks:\n"
        "            file.write(chunk)\n"
    ),
    "make_handler_sync": (
        "import os\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
        '@app.get("/")\nasync def root():\n    return os.system("true")\n'
    ),
    "call_plainly": (
        "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
        '@app.get("/")\nasync def root(n: int):\n    return [i * i for i in range(n)]\n\n\n'
        "async def both():\n    return [await root(1), await root(2)]\n"
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_it_does_alone_what_apply_does(name: str, tmp_path: Path) -> None:
    source = SAMPLES[name]
    file = tmp_path / "module.py"
    file.write_text(source)
    codemod = registry.codemod(name)
    command = [sys.executable, "-m", "libcst.tool", "codemod", "--no-format", "-x"]
    command += [f"{codemod.__module__}.{codemod.__name__}", str(file)]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    assert file.read_text() == fix_source(source)
    assert file.read_text() != source


def test_a_codemod_that_no_pack_has_is_an_error() -> None:
    with pytest.raises(registry.CatalogueError, match="no pack has a codemod 'nonsense'"):
        registry.codemod("nonsense")
