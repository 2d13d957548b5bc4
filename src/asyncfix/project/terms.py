"""Expressions as a summary keeps them: what resolution needs, without `ast` nodes."""

from __future__ import annotations

from typing import NamedTuple


class Name(NamedTuple):
    """A name, looked up from the scope of that index."""

    name: str
    scope: int


class Attr(NamedTuple):
    """An attribute of something."""

    base: Expr
    name: str


class Called(NamedTuple):
    """What a call gives.

    Of its arguments names, attributes, constants and texts are kept, an `Either` of them for an
    `|`, and of calls only what is called; others are None, unless the callee takes types (`cast`).
    """

    func: Expr
    args: tuple[Expr, ...]
    keywords: tuple[tuple[str, Expr], ...]


class Derived(NamedTuple):
    """What comes of an expression by `await`, `enter`, `aenter`, `iter`, `aiter` or `div`."""

    how: str
    base: Expr


class Literal(NamedTuple):
    """A value written out, by the dotted name of its type, and the number that an index is."""

    type: str
    number: int = -1


class Constant(NamedTuple):
    """A number, short string, True, False or None that is written out as an argument."""

    value: str | float | None


class Text(NamedTuple):
    """A short string: a string as a value, the expression written in it as an annotation."""

    value: str
    scope: int


class Joined(NamedTuple):
    """A text that is put together: of short texts, and of what is known or None."""

    parts: tuple[Expr, ...]


class Either(NamedTuple):
    """One of several expressions (`a or b`, `a if c else b`, `A | B`)."""

    options: tuple[Expr, ...]


class Item(NamedTuple):
    """A subscription: of a container, or as annotations have: `Annotated[T, x]`."""

    base: Expr
    parts: tuple[Expr, ...]


class Slice(NamedTuple):
    """The index that stands for a part of a list; `known`: all of its numbers are written out."""

    start: int | None
    stop: int | None
    step: int | None
    known: bool


class Part(NamedTuple):
    """What the target at that place gets of something that is unpacked into `size` targets."""

    base: Expr
    place: int
    size: int


class Display(NamedTuple):
    """A list, set or tuple written out with what is in it, by the dotted name of its type."""

    type: str
    items: tuple[Expr, ...]


class Mapped(NamedTuple):
    """A dictionary that a comprehension makes, by what makes its values."""

    value: Expr


Expr = (
    Name
    | Attr
    | Called
    | Derived
    | Literal
    | Constant
    | Text
    | Joined
    | Either
    | Item
    | Slice
    | Part
    | Display
    | Mapped
    | None
)

NONE = Literal("builtins.None")
STARRED = Literal("*")
"""An argument that stands for several: `*args`."""


def last_name(expr: Expr) -> str:
    """The name of a variable, or of an attribute; empty for what is neither."""
    return expr.name if isinstance(expr, Name | Attr) else ""


def uncalled(expr: Expr) -> Expr:
    """What is called, such as a decorator that is given arguments; else the expression itself."""
    return expr.func if isinstance(expr, Called) else expr


def chained(text: str, scope: int) -> Expr:
    """A name, or an attribute of one, that is written so and seen from a scope."""
    first, *rest = text.split(".")
    expr: Expr = Name(first, scope)
    for name in rest:
        expr = Attr(expr, name)
    return expr


def chain_of(expr: Expr) -> str:
    """How a name, or an attribute of one, is written; empty for anything else."""
    if isinstance(expr, Attr):
        base = chain_of(expr.base)
        return base and f"{base}.{expr.name}"
    return expr.name if isinstance(expr, Name) else ""
