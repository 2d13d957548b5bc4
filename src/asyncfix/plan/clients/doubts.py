"""What may not be the same with another client, and the names by which a project accepts it."""

from __future__ import annotations

from typing import NamedTuple

EXCEPTION_TEXT = "exception-text"
NAMELESS = ""
PIECES = "pieces"
SHARED_COOKIES = "shared-cookies"


class Doubt(NamedTuple):
    """Why something may not be the same; without a `name`, nobody can accept it."""

    text: str
    name: str = ""
