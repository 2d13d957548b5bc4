"""Reads rule pages: Markdown with front matter that says what the rule is."""

from __future__ import annotations

from pathlib import Path

from asyncfix.errors import CatalogueError
from asyncfix.model import Rule, Severity

_FENCE = "---\n"
_KEYS = frozenset({"code", "name", "summary", "severity", "default", "noqa", "since", "status"})


def read_rule(path: Path) -> Rule:
    """The rule of a page. CatalogueError names the page and what is wrong in its front matter."""
    values = _front_matter(path.name, path.read_text(encoding="utf-8"))
    for key in ("code", "name", "summary"):
        if not values.get(key):
            raise CatalogueError(f"{path.name}: the front matter lacks {key!r}")
    severity = values.get("severity", "warning")
    if severity not in {item.value for item in Severity}:
        raise CatalogueError(f"{path.name}: {severity!r} is no severity")
    codes = values.get("noqa", "").strip("[]").replace(",", " ").split()
    return Rule(
        code=values["code"],
        name=values["name"],
        summary=values["summary"],
        severity=Severity(severity),
        default=values.get("default", "true") == "true",
        noqa=tuple(codes),
    )


def shown(path: Path) -> str:
    """A page as Markdown for a reader: its front matter becomes a heading and a sentence."""
    text = path.read_text(encoding="utf-8")
    rule = read_rule(path)
    body = text[text.index(_FENCE, len(_FENCE)) + len(_FENCE) :].lstrip("\n")
    return f"# {rule.code} {rule.name}\n\n{rule.summary}\n\n{body}"


def _front_matter(name: str, text: str) -> dict[str, str]:
    if not text.startswith(_FENCE) or _FENCE not in text[len(_FENCE) :]:
        raise CatalogueError(f"{name}: has no front matter between two lines of ---")
    values: dict[str, str] = {}
    for line in text[len(_FENCE) : text.index(_FENCE, len(_FENCE))].splitlines():
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in _KEYS:
            raise CatalogueError(f"{name}: cannot read the front matter's line {line!r}")
        values[key.strip()] = value.strip()
    return values
