"""Where a project lies, and what its folders are called, does not matter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HELPERS = "async def load():\n    return 1\n"
MAIN = (
    "import time\n\nfrom shop.helpers import load\n\n\n"
    "async def main():\n    load()\n    time.sleep(1)\n"
)


@pytest.mark.parametrize(
    "folder",
    ["app", "app-1.0", "a.b.c", ".hidden", "with space", "src", "1", "shop", "x/.cache/y-2.3/z"],
)
@pytest.mark.parametrize("package", [True, False])
def test_modules_are_found_from_outside_and_inside(
    tmp_path: Path, folder: str, package: bool
) -> None:
    shop = tmp_path / folder / "shop"
    shop.mkdir(parents=True)
    if package:
        (shop / "__init__.py").write_text("async def none():\n    return 1\n")
    (shop / "helpers.py").write_text(HELPERS)
    (shop / "main.py").write_text(MAIN)
    for place, path in ((tmp_path, folder), (tmp_path / folder, ".")):
        command = [sys.executable, "-m", "asyncfix", "check", "--isolated"]
        done = subprocess.run(
            [*command, "--output-format=concise", path],
            capture_output=True,
            text=True,
            cwd=place,
            check=False,
        )
        assert done.returncode == 1, done.stderr
        codes = [code for code in done.stdout.split() if code.startswith("AF")]
        assert codes == ["AF301", "AF101"], done.stdout
