"""Proves what the tables of client libraries ask of an argument's value; each check has a name."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping

from asyncfix.plan.clients import texts
from asyncfix.plan.clients.mappings import is_mapping
from asyncfix.plan.clients.origins import Origin, Origins
from asyncfix.plan.context import Site

Check = Callable[[Origins, ast.expr], bool]

_SCALARS = frozenset({"str", "int", "float"})


def holds(check: str, origins: Origins, node: ast.expr) -> bool:
    """Whether the check of that name is proved for a value. KeyError for an unknown name."""
    return _CHECKS[check](origins, node)


def names() -> frozenset[str]:
    """The names of all checks."""
    return frozenset(_CHECKS)


def _all(origins: Origins, node: ast.expr, test: Callable[[Origin], bool]) -> bool:
    return all(test(origin) for origin in origins.of(node))


def _constant(*values: object) -> Check:
    def check(origins: Origins, node: ast.expr) -> bool:
        return isinstance(node, ast.Constant) and any(node.value is value for value in values)

    return check


def _type(name: str) -> Check:
    def check(origins: Origins, node: ast.expr) -> bool:
        return origins.type(node) == name

    return check


def _any(origins: Origins, node: ast.expr) -> bool:
    return True


def _url(origins: Origins, node: ast.expr) -> bool:
    found = texts.pieces(origins, node)
    return bool(found) and all(texts.is_plain_url(text) for text in found)


def _object(origins: Origins, node: ast.expr) -> bool:
    """Of a kind that `str()` may be put around: not bytes, and not put together of texts."""
    if any(isinstance(origin.node, ast.BinOp | ast.JoinedStr) for origin in origins.of(node)):
        return False
    kinds = {origins.type_of(origin) for origin in origins.of(node)}
    return not kinds & {"bytes", "bytearray", "NoneType"} and kinds != {"str"}


def _texts(origins: Origins, node: ast.expr) -> bool:
    """A text, or something that is put together of texts, whose start no client refuses."""
    kinds = {origins.type_of(origin) for origin in origins.of(node)}
    starts = all(texts.starts_well(text) for text in texts.pieces(origins, node))
    return starts and not kinds & {"bytes", "bytearray", "NoneType"}


def _token(origins: Origins, node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isalpha()


def _positive(origins: Origins, node: ast.expr) -> bool:
    return _all(origins, node, lambda origin: _is_positive(origin.node))


def _is_positive(node: ast.expr | None) -> bool:
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    return node.value is None or (isinstance(node.value, int | float) and node.value > 0)


def _positive_pair(origins: Origins, node: ast.expr) -> bool:
    def test(origin: Origin) -> bool:
        pair = origin.node
        if not isinstance(pair, ast.Tuple) or len(pair.elts) != 2:
            return _is_positive(pair)
        return all(
            _is_positive(part.node) for item in pair.elts for part in origins.of(item, origin.site)
        )

    return _all(origins, node, test)


def _literal_pair(origins: Origins, node: ast.expr) -> bool:
    return isinstance(node, ast.Tuple) and _positive_pair(origins, node)


def _ascii_pair(origins: Origins, node: ast.expr) -> bool:
    def test(origin: Origin) -> bool:
        pair = origin.node
        if not isinstance(pair, ast.Tuple) or len(pair.elts) != 2:
            return False
        return all(_is_header(origins, item, origin.site) for item in pair.elts)

    return _all(origins, node, test)


def _pair(origins: Origins, node: ast.expr) -> bool:
    return _all(
        origins,
        node,
        lambda origin: isinstance(origin.node, ast.Tuple) and len(origin.node.elts) == 2,
    )


def _is_header(origins: Origins, node: ast.expr, site: Site) -> bool:
    found = texts.pieces(origins, node, site)
    return bool(found) and all(texts.is_header_text(text) for text in found)


def _ascii(origins: Origins, node: ast.expr) -> bool:
    def entry(key: ast.expr, value: ast.expr, site: Site) -> bool:
        name = key.value if isinstance(key, ast.Constant) else None
        good = isinstance(name, str) and name.isascii() and name.replace("-", "a").isalnum()
        return good and _is_header(origins, value, site)

    return _all(
        origins,
        node,
        lambda origin: _has_own_names(origin.node) and is_mapping(origins, origin, entry),
    )


def _has_own_names(node: ast.expr | None) -> bool:
    """Whether no two keys of a dict that is written out differ in capitals only."""
    keys = node.keys if isinstance(node, ast.Dict) else ()
    names = [str(key.value).lower() for key in keys if isinstance(key, ast.Constant)]
    return len(set(names)) == len(names)


def _named(origins: Origins, node: ast.expr) -> bool:
    """A dict whose keys are the names of headers, and whose values are not known to be None."""

    def entry(key: ast.expr, value: ast.expr, site: Site) -> bool:
        found = [origins.type_of(origin) for origin in origins.of(value, site)]
        return _is_word(key) and "NoneType" not in found

    return _all(origins, node, lambda origin: is_mapping(origins, origin, entry))


def _without_none(origins: Origins, node: ast.expr) -> bool:
    """No dict that is written out has a None, a text that is not ASCII, or a key twice."""
    found = [item.node for item in origins.of(node) if isinstance(item.node, ast.Dict)]
    values = [value for item in found for value in item.values]
    known = [value.value for value in values if isinstance(value, ast.Constant)]
    good = all(not isinstance(value, str) or value.isascii() for value in known)
    return good and None not in known and all(map(_has_own_names, found))


def _triples(origins: Origins, node: ast.expr) -> bool:
    """A dict of files: name, bytes and type of each, or None in place of the name."""

    def entry(key: ast.expr, value: ast.expr, site: Site) -> bool:
        if not isinstance(value, ast.Tuple) or len(value.elts) != 3:
            return False
        name, data, kind = value.elts
        named = (isinstance(name, ast.Constant) and name.value is None) or _is_word(name)
        return named and _is_word(key) and _is_word(kind) and origins.type(data, site) == "bytes"

    return _all(origins, node, lambda origin: is_mapping(origins, origin, entry))


def _is_word(node: ast.expr) -> bool:
    """A text that is written out, and needs no quoting in a header."""
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[\w./+-]+", node.value, re.ASCII) is not None
    )


def _scalars(origins: Origins, node: ast.expr) -> bool:
    def entry(key: ast.expr, value: ast.expr, site: Site) -> bool:
        return origins.type(key, site) in ("str", "int") and _is_scalar(origins, value, site)

    return _all(origins, node, lambda origin: is_mapping(origins, origin, entry))


def _form(origins: Origins, node: ast.expr) -> bool:
    """Scalars by texts, of which there surely is one."""

    def entry(key: ast.expr, value: ast.expr, site: Site) -> bool:
        return origins.type(key, site) == "str" and _is_scalar(origins, value, site)

    def test(origin: Origin) -> bool:
        filled = isinstance(origin.node, ast.Dict) and any(origin.node.keys)
        return filled and is_mapping(origins, origin, entry)

    return _all(origins, node, test)


def _is_scalar(origins: Origins, node: ast.expr, site: Site) -> bool:
    """A text, an int or a float, or a list or tuple of such that is written out, with items."""
    for origin in origins.of(node, site):
        if isinstance(origin.node, ast.List | ast.Tuple) and not origin.name:
            items = [origins.type(item, origin.site) for item in origin.node.elts]
            if not items or not all(kind in _SCALARS for kind in items):
                return False
        elif origins.type_of(origin) not in _SCALARS:
            return False
    return True


_CHECKS: Mapping[str, Check] = {
    "any": _any,
    "ascii": _ascii,
    "ascii-pair": _ascii_pair,
    "bool": _type("bool"),
    "bytes": _type("bytes"),
    "dict": _type("dict"),
    "false": _constant(False),
    "form": _form,
    "literal-pair": _literal_pair,
    "named": _named,
    "none": _constant(None),
    "object": _object,
    "pair": _pair,
    "positive": _positive,
    "positive-pair": _positive_pair,
    "scalars": _scalars,
    "text": _type("str"),
    "texts": _texts,
    "token": _token,
    "triples": _triples,
    "true": _constant(True),
    "url": _url,
    "without-none": _without_none,
}
