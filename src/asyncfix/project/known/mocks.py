"""Says what runs nothing of the class that it is handed for: a mock, as tests make them."""

from __future__ import annotations

import re
from functools import cache

from asyncfix.project.inference import Inference
from asyncfix.project.known.facts import Choice, Known, Thing

_DATA = r"(?:\w+\.)*(?:(?:Async|Magic)?Mock\b|\w*(?:Error|Exception|Timeout)\b|None\b|[\[\"'\d{])"
"""How the text begins of a value that runs nothing of the project's."""


def is_mock(inference: Inference, name: str) -> bool:
    """Whether the class of that name makes what stands for any object."""
    return name in inference.catalogue.mock_classes


def runs_nothing(inference: Inference, value: Known, method: str) -> bool:
    """Whether a method of something is one of a mock, to which nobody gives anything to run."""
    options = value.options if isinstance(value, Choice) else (value,)
    return all(
        isinstance(item, Thing)
        and item.exact
        and is_mock(inference, item.cls)
        and not _is_given_code(inference.project.file(item.home).text, method)
        for item in options
    )


@cache
def _given(method: str) -> re.Pattern[str]:
    name = re.escape(method)
    return re.compile(rf"\bwraps\b|\b{name}(?:\.side_effect)?\s*=(?!=)\s*(?!\s|{_DATA})")


def _is_given_code(text: str, method: str) -> bool:
    """Whether a file may have a mock's method, or all of them, run something."""
    return _given(method).search(text) is not None
