"""Finds the page that explains a rule, or an error that a program has raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from asyncfix import registry
from asyncfix.errors import UsageError
from asyncfix.model import Diagnosis

_CODE = re.compile(r"[A-Za-z]{1,3}\d\w*")
_SHORTEST = 6
"""Fewer characters than these are no part of a message that tells anything."""


def page(asked: str) -> str:
    """The Markdown page of a rule, by code or name, or of an error, by its name or message.

    UsageError for what no pack knows.
    """
    packs = registry.packs()
    for name in (asked.upper(), asked.lower()):
        text = registry.page(packs, name)
        if text is not None:
            return text
    known = registry.diagnoses(packs)
    path = _diagnosed(known, asked)
    if path is not None:
        return registry.diagnosis_page(packs, path)
    codes = [name for rule in registry.rules(packs).values() for name in (rule.code, rule.name)]
    kind = "rule" if _CODE.fullmatch(asked) else "rule or error"
    raise UsageError(f"unknown {kind} {_shortened(asked)!r}{_hint(asked, codes, known)}")


def _diagnosed(known: Mapping[Path, Diagnosis], asked: str) -> Path | None:
    """The page of the diagnosis that most of the text speaks for."""
    text = _plain(asked)
    weights = {path: _weight(diagnosis, text) for path, diagnosis in known.items()}
    best = max(weights.values(), default=0)
    return (
        next((path for path, weight in weights.items() if weight == best), None) if best else None
    )


def _weight(diagnosis: Diagnosis, text: str) -> int:
    """How much of a text, or of a part of a message, is what the diagnosis is known by."""
    words = [_plain(item) for item in (diagnosis.name, *diagnosis.words)]
    whole = max((len(item) for item in words if item in text), default=0)
    part = len(text) >= _SHORTEST and any(text in item for item in words)
    return max(whole, len(text) if part else 0)


def _plain(text: str) -> str:
    """A text without quotes and capitals, and with one blank between its words."""
    quotes = str.maketrans("", "", "`\"'\u2018\u2019\u201c\u201d")
    return " ".join(text.translate(quotes).lower().split())


def _shortened(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 60 else f"{one_line[:57]}…"


def _hint(asked: str, codes: list[str], known: Mapping[Path, Diagnosis]) -> str:
    by_word = {name.lower(): name for name in codes}
    for diagnosis in known.values():
        by_word |= {_plain(word): diagnosis.name for word in (diagnosis.name, *diagnosis.words)}
    close = get_close_matches(_plain(asked), by_word, n=2, cutoff=0.7)
    names = list(dict.fromkeys(by_word[word] for word in close))
    return f"; did you mean {' or '.join(names)}?" if names else ""
