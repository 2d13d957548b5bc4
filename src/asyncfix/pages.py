"""Reads the pages of rules and diagnoses: Markdown with front matter that says what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from asyncfix.errors import CatalogueError
from asyncfix.model import Diagnosis, Rule, Severity

_FENCE = "---\n"
_KEYS = frozenset({"code", "name", "summary", "severity", "default", "noqa", "since", "status"})
_OF_DIAGNOSES = frozenset({"name", "summary", "words", "rules"})


def read_rule(path: Path) -> Rule:
    """The rule of a page. CatalogueError names the page and what is wrong in its front matter."""
    values = _values(path, _KEYS, ("code", "name", "summary"))
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


def read_diagnosis(path: Path) -> Diagnosis:
    """The diagnosis of a page. CatalogueError names the page and what is wrong with it."""
    values = _values(path, _OF_DIAGNOSES, ("name", "summary", "words"))
    words = tuple(part.strip() for part in values["words"].split("|"))
    rules = tuple(values.get("rules", "").split())
    return Diagnosis(values["name"].strip('"'), values["summary"], words, rules)


def shown(path: Path) -> str:
    """A rule's page as Markdown for a reader: its front matter becomes a heading and a sentence."""
    rule = read_rule(path)
    return _page(f"{rule.code} {rule.name}", rule.summary, path)


def shown_diagnosis(path: Path, rules: Mapping[str, Rule]) -> str:
    """A diagnosis's page as Markdown for a reader, with the rules that find it at the end."""
    diagnosis = read_diagnosis(path)
    page = _page(diagnosis.name, diagnosis.summary, path)
    known = (rules[code] for code in diagnosis.rules if code in rules)
    listed = "".join(f"- {rule.code} {rule.name}: {rule.summary}\n" for rule in known)
    return f"{page}\n## Rules that find it\n\n{listed}" if listed else page


def _page(title: str, summary: str, path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    body = text[text.index(_FENCE, len(_FENCE)) + len(_FENCE) :].lstrip("\n")
    return f"# {title}\n\n{summary}\n\n{body}"


def _values(path: Path, known: frozenset[str], needed: Iterable[str]) -> dict[str, str]:
    values = _front_matter(path.name, path.read_text(encoding="utf-8"), known)
    for key in needed:
        if not values.get(key):
            raise CatalogueError(f"{path.name}: the front matter lacks {key!r}")
    return values


def _front_matter(name: str, text: str, known: frozenset[str]) -> dict[str, str]:
    if not text.startswith(_FENCE) or _FENCE not in text[len(_FENCE) :]:
        raise CatalogueError(f"{name}: has no front matter between two lines of ---")
    values: dict[str, str] = {}
    for line in text[len(_FENCE) : text.index(_FENCE, len(_FENCE))].splitlines():
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in known:
            raise CatalogueError(f"{name}: cannot read the front matter's line {line!r}")
        values[key.strip()] = value.strip()
    return values
