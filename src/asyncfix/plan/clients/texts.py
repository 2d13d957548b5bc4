"""Says what is known of the characters of a text: which are written out, and where others come."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import islice, product

from asyncfix.plan.clients.elements import has_items
from asyncfix.plan.clients.origins import Origin, Origins
from asyncfix.plan.context import Site
from asyncfix.project.inference import Ref

_MOST = 32
_DEEPEST = 5


class Hole(Enum):
    """A part of a text that is not written out: `PLAIN` and `QUOTED` as the catalogue has them."""

    NUMBER = "number"
    PLAIN = "plain"
    QUOTED = "quoted"
    TEXT = "text"


Pieces = tuple["str | Hole", ...]

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_PORT = r":(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])"
_ORIGIN = re.compile(rf"https?://{_LABEL}(?:\.{_LABEL})*(?:{_PORT})?(?=[/?]|$)")
_MARK = "\0"
_BASE = re.compile(rf"(?:https?://[^/?#]*|{_MARK})(?=/|$)")
_HOST = re.compile(r"(?:https?://|(?!https?:/))[^/?#]+[/?]")
_SAFE = re.compile(r"[\w\-.~:/@!$&'()*+,;=]*", re.ASCII)
_PATH = re.compile(r"https?://[^/?#]+/")
_PLAIN = re.compile(r"(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;= \"]|%[0-9A-F]{2})*")
_DOTS_LAST = re.compile(r"[^?#]*/\.\.?(?:[?#]|$)")
_UNRESERVED = re.compile(r"%(?:2D|2E|5F|7E|3[0-9]|[46][1-9A-F]|[57][0-9A])")


def pieces(
    origins: Origins, node: ast.expr, site: Site | None = None, depth: int = 0
) -> list[Pieces]:
    """The texts that an expression may give, each in pieces; empty if it is not surely a text."""
    found: list[Pieces] = []
    for origin in origins.of(node, site):
        options = _of_origin(origins, origin, depth)
        if not options:
            return []
        found += options
    return found if len(found) <= _MOST else [(Hole.TEXT,)]


def _of_origin(origins: Origins, origin: Origin, depth: int) -> list[Pieces]:
    node, site = origin.node, origin.site
    if origins.type_of(origin) != "str":
        return []
    if depth > _DEEPEST or node is None:
        return [(Hole.TEXT,)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [(node.value,)]
    if isinstance(node, ast.JoinedStr):
        return _joined([_formatted(origins, part, site, depth) for part in node.values])
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = [pieces(origins, side, site, depth + 1) for side in (node.left, node.right)]
        return _joined(sides)
    made = _made(origins, node, site)
    if made is not None:
        return [(made,)]
    if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.func, ast.Name):
        return _shown(origins, node.args[0], site, depth)
    if isinstance(node, ast.BinOp) or _puts_in(node):
        return [(Hole.TEXT, Hole.TEXT)]
    return [(Hole.TEXT,)]


def _made(origins: Origins, node: ast.expr, site: Site) -> Hole | None:
    """The kind of text that a library's function makes."""
    if not isinstance(node, ast.Call):
        return None
    callee = origins.context.value(site, node.func)
    catalogue = origins.context.catalogue
    if not isinstance(callee, Ref):
        return None
    if callee.name in catalogue.plain_texts:
        return Hole.PLAIN
    if callee.name not in catalogue.quoted_texts or len(node.args) != 1:
        return None
    if not all(item.arg == "doseq" or _is_safe(item) for item in node.keywords):
        return None
    filled = all(has_items(origins, origin) for origin in origins.of(node.args[0], site))
    return Hole.PLAIN if filled and not node.keywords else Hole.QUOTED


def _is_safe(item: ast.keyword) -> bool:
    """Whether it names characters to be left as they are, which all clients leave as well."""
    value = item.value.value if isinstance(item.value, ast.Constant) else None
    return item.arg == "safe" and isinstance(value, str) and bool(_SAFE.fullmatch(value))


def _puts_in(node: ast.expr) -> bool:
    """Whether a call puts texts together, as `"…{}".format(x)` and `"/".join(parts)` do."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in ("format", "format_map", "join", "replace")


def _formatted(origins: Origins, part: ast.expr, site: Site, depth: int) -> list[Pieces]:
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        return [(part.value,)]
    if isinstance(part, ast.FormattedValue) and part.conversion == -1 and part.format_spec is None:
        return _shown(origins, part.value, site, depth)
    return [(Hole.TEXT,)]


def _shown(origins: Origins, node: ast.expr, site: Site, depth: int) -> list[Pieces]:
    """What `str()` makes of a value."""
    kind = origins.type(node, site)
    if kind in ("int", "float"):
        return [(Hole.NUMBER,)]
    made = {
        _made(origins, origin.node, origin.site) if origin.node is not None else None
        for origin in origins.of(node, site)
    }
    if kind in origins.context.catalogue.plain_texts or made == {Hole.PLAIN}:
        return [(Hole.PLAIN,)]
    return pieces(origins, node, site, depth + 1) or [(Hole.TEXT,)]


def _joined(parts: Sequence[list[Pieces]]) -> list[Pieces]:
    found = [sum(choice, ()) for choice in islice(product(*parts), _MOST + 1)]
    return found if len(found) <= _MOST else [(Hole.TEXT,)]


def literals(text: Pieces) -> Iterator[str]:
    """The parts of a text that are written out, neighbours joined."""
    joined = ""
    for part in text:
        if isinstance(part, str):
            joined += part
        elif joined:
            yield joined
            joined = ""
    if joined:
        yield joined


def start(text: Pieces) -> str:
    """What a text surely starts with."""
    return next(literals(text), "") if text and isinstance(text[0], str) else ""


def starts_well(text: Pieces) -> bool:
    """Whether a URL starts with no space, and names no user."""
    head = start(text)
    return head == head.lstrip() and "@" not in head.partition("://")[2].partition("/")[0]


def is_plain_url(text: Pieces) -> bool:
    """Whether any client sends the parts written out as they are, and no text is put in.

    A URL that comes from elsewhere as a whole, or as the base that a path is put behind, is
    taken to be a good one; text put in further on can hold anything. What is left of a path that
    ends in `.` or `..` has a slash at its end, or has none.
    """
    rest = _behind_base(text)
    if _MARK in rest or _DOTS_LAST.match(rest) or not _quoted_well(text):
        return False
    whole = "".join(part for part in text if isinstance(part, str))
    if not starts_well(text) or (text and text[-1] == whole and whole != whole.rstrip()):
        return False
    if whole.endswith("?") and text[-1] is not Hole.PLAIN:
        return False
    return all(_PLAIN.fullmatch(part) and not _UNRESERVED.search(part) for part in literals(text))


def _quoted_well(text: Pieces) -> bool:
    """Whether what libraries' functions make stands behind the host, and cannot be a last segment.

    What is encoded may be empty, or be `.` or `..`, which clients take away in different ways.
    """
    before = ""
    for index, part in enumerate(text):
        if part in (Hole.QUOTED, Hole.PLAIN) and not _HOST.match(before):
            return False
        after = text[index + 1] if index + 1 < len(text) else ""
        ends = not isinstance(after, str) or not after or after[0] in "?#"
        if part is Hole.QUOTED and ends and ("?" not in before or before.endswith("?")):
            return False
        before += part if isinstance(part, str) else "0"
    return True


def has_no_query(text: Pieces) -> bool:
    """Whether no `?` can be in it: there is none in a base that a path is put behind."""
    rest = _behind_base(text)
    is_known = Hole.TEXT not in text or rest.startswith("/")
    return is_known and _MARK not in rest and "?" not in rest


def _behind_base(text: Pieces) -> str:
    """What follows on scheme, host and port, with a mark for each text that is put in."""
    whole = "".join(
        part if isinstance(part, str) else _MARK if part is Hole.TEXT else "0" for part in text
    )
    found = _BASE.match(whole)
    return whole[found.end() :] if found is not None else whole


def has_origin(text: Pieces) -> bool:
    """Whether scheme, host and port are written out, and are good ones."""
    found = _ORIGIN.match(start(text))
    if found is None:
        return False
    return found.end() < len(start(text)) or all(isinstance(part, str) for part in text)


def has_path(text: Pieces) -> bool:
    """Whether there surely is a path, if only `/`."""
    return _PATH.match(start(text)) is not None


def is_header_text(text: Pieces) -> bool:
    """Whether it is printable ASCII without spaces at its ends."""
    if Hole.TEXT in text or (Hole.QUOTED in text and Hole.QUOTED in (text[0], text[-1])):
        return False
    whole = "".join("0" if isinstance(part, Hole) else part for part in text)
    return whole.isascii() and whole.isprintable() and whole == whole.strip()
