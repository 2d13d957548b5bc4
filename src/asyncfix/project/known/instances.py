"""Whether what is known of a value is of a class, as `isinstance` tells."""

from __future__ import annotations

import ast

from asyncfix.project.known.facts import (
    Begun,
    Choice,
    Known,
    Member,
    Row,
    Table,
    Thing,
    agreed,
    is_constant,
)
from asyncfix.project.known.outlook import Outlook, dotted

_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_OTHER_TYPES = frozenset({"list", "dict", "tuple", "set", "bytes", "Path", "BytesIO", "StringIO"})


def is_instance(value: Known, node: ast.expr, outlook: Outlook) -> bool | None:
    """Whether a value is an instance of one of the classes that an expression names."""
    kinds = node.elts if isinstance(node, ast.Tuple) else [node]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        kinds = [node.left, node.right]
    found = [_is_of(value, kind, outlook) for kind in kinds]
    if True in found:
        return True
    return None if None in found else False


def _is_of(value: Known, kind: ast.expr, outlook: Outlook) -> bool | None:
    name = dotted(kind).rpartition(".")[2]
    if isinstance(value, Choice):
        return agreed(_is_of(item, kind, outlook) for item in value.options)
    if isinstance(value, Member):
        return _is_member_of(value, name, kind, outlook)
    if value is None:
        return False if name and name not in ("NoneType", "object") else None
    if isinstance(value, Row | Table) and (name in _TYPES or name in _OTHER_TYPES):
        return name == ("dict" if isinstance(value, Table) else value.kind)
    if isinstance(value, str | int | float | Begun):
        plain = "" if isinstance(value, Begun) else value
        if name in _TYPES and isinstance(plain, _TYPES[name]):
            return True
        if name in _TYPES or name in _OTHER_TYPES:
            return False
        value = Thing(f"builtins.{type(plain).__name__}", exact=True)
    return outlook.is_instance(value, kind) if isinstance(value, Thing) else None


def _is_member_of(value: Member, name: str, kind: ast.expr, outlook: Outlook) -> bool | None:
    """Whether a member is of a class: of its enumeration, or of that of its value."""
    if name in _OTHER_TYPES or (name in _TYPES and not value.mixed):
        return False
    if name not in _TYPES:
        return outlook.is_instance(value.kind, kind)
    return isinstance(value.value, _TYPES[name]) if is_constant(value.value) else None
