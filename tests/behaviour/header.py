"""Reads the comment lines that open a case's file and say what to expect of it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path

CASES = Path(__file__).with_name("cases")
KEYS = frozenset(
    {
        *("strategy", "rules", "unchanged", "held back", "options", "loop", "watch", "blind"),
        *("leaves", "result", "stdin", "differs"),
    }
)


@dataclass(frozen=True, slots=True)
class Header:
    """What a case expects.

    `# strategy: thread, native`   the strategies of the fixes that are made (default: any)
    `# rules: AF101, AF103`        the rules whose findings are fixed (default: the folder's)
    `# unchanged`                  no finding of the folder's rule at all
    `# held back: some words`      findings, but no fix; a reason has these words
    `# differs: some words`        it is made all the same, as `naive.py` has it: the program does
                                   something else then, and these words are in that (default: any)
    `# options: unsafe strategy=thread`  as behind the fences of a rule's page
    `# loop: trio`                 what runs `main` (asyncio, trio, anyio, anyio-trio)
    `# watch: bcrypt.hashpw`       blocking callables to watch beside the usual ones
    `# blind`                      the watcher can't see the blocking call before the fix
    `# leaves: some words`         what still blocks after the fix, and why that is right
    `# result: 'text'`             the program does not work, and returns this after the fix
    `# file NAME: 'text'`          a file to create
    `# stdin: 'text'`              what the program reads
    """

    rule: str
    strategies: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    unchanged: bool = False
    held_back: str | None = None
    differs: str | None = None
    options: tuple[str, ...] = ()
    loop: str = "asyncio"
    watch: tuple[str, ...] = ()
    blind: bool = False
    leaves: str = ""
    result: str = ""
    files: dict[str, str] = field(default_factory=dict)
    stdin: str = ""

    @property
    def fixed(self) -> bool:
        """Whether the tool is to change the file."""
        return not self.unchanged and self.held_back is None


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def read_header(path: Path) -> Header:
    """Reads the comments above the first line of code; an unknown one is a ValueError."""
    return parse_header(path.read_text(encoding="utf-8"), path.parent.name, str(path))


def parse_header(text: str, rule: str, where: str) -> Header:
    """The same for a text, a case of that rule; `where` names it in the error."""
    files, values = {}, {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        key, _, value = (part.strip() for part in line[1:].partition(":"))
        if key.startswith("file "):
            files[key[5:]] = ast.literal_eval(value)
        elif key in KEYS:
            values[key] = value
        else:
            raise ValueError(f"{where}: unknown header line: {line}")
    return Header(
        rule=rule,
        strategies=frozenset(_words(values.get("strategy", ""))),
        rules=frozenset(_words(values.get("rules", rule))),
        unchanged="unchanged" in values,
        held_back=values.get("held back"),
        differs=values.get("differs"),
        options=tuple(values.get("options", "").split()),
        loop=values.get("loop", "asyncio"),
        watch=tuple(_words(values.get("watch", ""))),
        blind="blind" in values,
        leaves=values.get("leaves", ""),
        result=values.get("result", ""),
        files=files,
        stdin=ast.literal_eval(values.get("stdin", "''")),
    )
