"""A plain function that lacks an `await` becomes a coroutine function, in all files or in none."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.pipeline import run
from asyncfix.settings import Settings

LIB = "async def save(item):\n    SAVED.append(item)\n\n\nSAVED = []\n"
STORE = "from lib import save\n\n\ndef store(item):\n    save(item)\n    return item\n"
STORE += "\n\nasync def other(): ...\n"
CALLER = "import shop as s\n\n\nasync def first():\n    return s.store(1) + 1\n"
SECOND = (
    "from shop import store as keep\n\n\nasync def second():\n    if keep(2):\n        keep(3)\n"
)


def repaired(root: Path, files: dict[str, str]) -> dict[str, str]:
    """The files after `apply --unsafe-fixes`."""
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    report = run(Settings(root=root, unsafe_fixes=True), [root], apply=True)
    assert not report.failures
    return {name: (root / name).read_text(encoding="utf-8") for name in files}


def test_each_file_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = {"lib.py": LIB, "shop.py": STORE, "first.py": CALLER, "second.py": SECOND}

    after = repaired(tmp_path, files)

    assert after == {
        "lib.py": LIB,
        "shop.py": STORE.replace("def store", "async def store").replace(
            "    save", "    await save"
        ),
        "first.py": CALLER.replace("s.store(1) + 1", "await s.store(1) + 1"),
        "second.py": SECOND.replace("if keep", "if await keep").replace(
            "    keep(3", "    await keep(3"
        ),
    }
    assert repaired(tmp_path, after) == after


@pytest.mark.parametrize(
    "other",
    [
        "import shop\n\n\ndef plain():\n    return shop.store(1)\n",
        "import shop\n\nshop.store(0)\n",
        "import shop\n\n\nasync def passed():\n    return map(shop.store, [1])\n",
        "import shop\n\n\nasync def lazily():\n    return lambda: shop.store(1)\n",
        "import shop\n\n\nasync def lazily():\n    return (shop.store(n) for n in [1])\n",
        "import shop\n\n\nasync def renamed():\n    shop.store = print\n",
        'from unittest.mock import patch\n\n\nasync def replaced():\n    patch("shop.store")\n',
        "async def unknown(thing):\n    return thing.store(1)\n",
    ],
    ids=["plain", "module", "passed", "lambda", "generator", "set", "patched", "unknown"],
)
def test_no_file_is_changed(other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = {"lib.py": LIB, "shop.py": STORE, "first.py": CALLER, "other.py": other}

    assert repaired(tmp_path, files) == files
