"""Reads the cases of a rule's page; what a case means is the test's business."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FENCE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})python[ \t]+(?P<kind>before|after|unchanged)\b(?P<options>.*)\n"
    r"(?P<code>(?:.*\n)*?)(?P=fence)[ \t]*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Case:
    """One example: the text before, the text after (the same if nothing changes), its options.

    `options` has the words after the tag, such as `("strategy=thread", "unsafe")`; `line` is the
    line of the page where the first fence opens.
    """

    before: str
    after: str
    options: tuple[str, ...] = ()
    line: int = 1


def cases(page: str) -> list[Case]:
    """The cases of a page, in order: `before`/`after` pairs of fences, and `unchanged` ones.

    Raises:
        ValueError: A `before` has no `after`, or an `after` no `before`.
    """
    text = page.replace("\r\n", "\n")
    found: list[Case] = []
    waiting: Case | None = None
    for match in _FENCE.finditer(text):
        kind, code = match["kind"], match["code"]
        line = text.count("\n", 0, match.start()) + 1
        if (kind == "after") != (waiting is not None):
            raise ValueError(f"line {line}: `before` and `after` come in pairs")
        if waiting is not None:
            found.append(Case(waiting.before, code, waiting.options, waiting.line))
            waiting = None
            continue
        case = Case(code, code, tuple(match["options"].split()), line)
        if kind == "before":
            waiting = case
        else:
            found.append(case)
    if waiting is not None:
        raise ValueError(f"line {waiting.line}: `before` without `after`")
    return found
