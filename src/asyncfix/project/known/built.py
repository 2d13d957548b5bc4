"""What texts give: put together, taken apart, asked how they begin; a URL, by its parts."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence

from asyncfix.project.known.facts import TEXT, UNKNOWN, Begun, Choice, Known, Lacking, Row, Thing

_CHANGING: dict[str, Callable[[str], str]] = {"lower": str.lower, "upper": str.upper}
_STRIPPING: dict[str, Callable[..., str]] = {
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
}
_TAKING_OFF: dict[str, Callable[[str, str], str]] = {
    **_STRIPPING,
    "removeprefix": str.removeprefix,
    "removesuffix": str.removesuffix,
}

Evaluate = Callable[[ast.expr], Known]


def text(node: ast.JoinedStr, evaluate: Evaluate) -> Known:
    """What an f-string gives."""
    result: Known = ""
    for part in node.values:
        result = added(result, _part(part, evaluate))
    return result


def _part(node: ast.expr, evaluate: Evaluate) -> Known:
    if not isinstance(node, ast.FormattedValue):
        return evaluate(node)
    if node.conversion != -1 or node.format_spec is not None:
        return TEXT
    return as_text(evaluate(node.value))


def as_text(value: Known) -> Known:
    """What `str` makes of a value."""
    return value if isinstance(value, str | Begun | Lacking) else TEXT


def added(one: Known, other: Known) -> Known:
    """What a sum of texts gives."""
    if isinstance(one, str) and isinstance(other, str):
        return one + other
    if not (_is_text(one) or _is_text(other)):
        return UNKNOWN
    start = one.start if isinstance(one, Begun) else one if isinstance(one, str) else ""
    end = other.end if isinstance(other, Begun) else other if isinstance(other, str) else ""
    if isinstance(one, str) and isinstance(other, Begun):
        start += other.start
    if isinstance(other, str) and isinstance(one, Begun):
        end = one.end + end
    return Begun(start, end) if start or end else TEXT


def _is_text(value: Known) -> bool:
    return isinstance(value, str | Begun) or value == TEXT


def split_text(node: ast.expr) -> ast.Call | None:
    """The call in `text.split(separator)[0]`."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Constant):
        return None
    call = node.value
    if node.slice.value != 0 or not isinstance(call, ast.Call) or not call.args:
        return None
    splits = isinstance(call.func, ast.Attribute) and call.func.attr in ("split", "partition")
    return call if splits else None


def first_piece(node: ast.Subscript, evaluate: Evaluate) -> Known:
    """What `text.split(separator)[0]` gives; None for anything else."""
    call = split_text(node)
    if call is None or not isinstance(call.func, ast.Attribute):
        return None
    whole, separator = evaluate(call.func.value), evaluate(call.args[0])
    if not isinstance(separator, str) or not separator:
        return None
    if isinstance(whole, str):
        return whole.partition(separator)[0]
    if isinstance(whole, Begun) and separator in whole.start:
        return whole.start.partition(separator)[0]
    return Begun(whole.start) if isinstance(whole, Begun) and whole.start else None


def read_url(url: Known) -> Thing:
    """What takes a URL apart gives."""
    start = url.start if isinstance(url, Begun) else url
    if not isinstance(start, str) or (url != start and ":" not in start):
        return Thing()
    scheme, colon, _ = start.lstrip().partition(":")
    named = colon and scheme[:1].isalpha() and re.fullmatch(r"[a-zA-Z0-9+.-]+", scheme)
    known: tuple[tuple[str, Known], ...] = (("scheme", scheme.lower() if named else ""),)
    return Thing(attributes=known, lasting=known)


def method(name: str, base: Known, given: Sequence[Known]) -> Known:
    """What a method of a text gives."""
    if isinstance(base, Choice):
        found = {method(name, item, given) for item in base.options}
        return found.pop() if len(found) == 1 else UNKNOWN
    if isinstance(base, Lacking) and name in _CHANGING and not given:
        return base
    if name in ("startswith", "endswith") and len(given) == 1:
        return _asked(name, base, given[0])
    if isinstance(base, str) and len(given) == 1 and isinstance(given[0], str):
        return _TAKING_OFF[name](base, given[0]) if name in _TAKING_OFF else UNKNOWN
    if not isinstance(base, str | Begun) or given:
        return UNKNOWN
    if name in _CHANGING:
        change = _CHANGING[name]
        if isinstance(base, str):
            return change(base)
        return Begun(change(base.start), change(base.end))
    if isinstance(base, str) and name in _STRIPPING:
        return _STRIPPING[name](base)
    return base.isdigit() if isinstance(base, str) and name == "isdigit" else UNKNOWN


def _asked(name: str, base: Known, given: Known) -> Known:
    """What `startswith` or `endswith` gives."""
    options = given.items if isinstance(given, Row) else [given]
    found = [_begins(name, base, option) for option in options]
    if True in found:
        return True
    return UNKNOWN if None in found else False


def _begins(name: str, base: Known, option: Known) -> bool | None:
    if not isinstance(option, str):
        return None
    if isinstance(base, str):
        return base.startswith(option) if name == "startswith" else base.endswith(option)
    if not isinstance(base, Begun):
        return None
    if name == "startswith":
        own, other = base.start, option
    else:
        own, other = base.end[::-1], option[::-1]
    if own.startswith(other):
        return True
    return None if other.startswith(own) else False
