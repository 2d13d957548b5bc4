"""What a function uses of what it did not make."""

from __future__ import annotations

from typing import NamedTuple

from asyncfix.model import Span
from asyncfix.plan.proofs.state.indirect import ANY

ANY_PLACE = f".{ANY}"
"""The place of an attribute whose name is not known."""


class Touch(NamedTuple):
    """A use of shared state.

    `place` is where it is: the dotted name of a module's, or `.` and the name of an attribute.
    `cls` is the class whose attribute it is, if that is known; `root` the parameter of the
    function by which it gets there, or "". `text` is how the code calls it. `at_once`: it reads
    what it changes, with nothing in between. `fleeting`: it may be gone without anybody's doing.
    `asks`: a read of items that goes well whatever there is.
    """

    place: str
    key: str
    cls: str
    root: str
    writes: bool
    text: str
    at_once: bool = False
    fleeting: bool = False
    asks: bool = False


class Called(NamedTuple):
    """What code uses that a function calls in that line. `number`: which of the calls it is.

    `span` is that of the call, where it is one.
    """

    line: int
    number: int
    touch: Touch
    span: Span | None
