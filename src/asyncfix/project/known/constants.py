"""What an expression gives if some names are known: constants, comparisons, tests of types."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from asyncfix.project.known import built, tables
from asyncfix.project.known.facts import (
    TRUTH,
    UNKNOWN,
    Choice,
    Constant,
    Known,
    Member,
    Names,
    Row,
    Table,
    Thing,
    agreed,
    are_equal,
    are_same_members,
    is_in,
    is_none,
    truth_of,
)
from asyncfix.project.known.instances import is_instance
from asyncfix.project.known.joining import joined
from asyncfix.project.known.outlook import RUNNING, Outlook, asks_for_loop, dotted
from asyncfix.project.known.tables import is_key

_OPEN = (ast.Compare, ast.Call, ast.Subscript)
"""What depends on how the program runs, as a rule."""
_STATIC: Names = {"TYPE_CHECKING": False}
_DECIDED = (ast.In, ast.NotIn, ast.Is, ast.IsNot, ast.Eq, ast.NotEq)
_CONTAINERS = frozenset({"list", "tuple", "set", "frozenset"})
_MOST_ITEMS = 200

_NOTHING = Outlook()


def always(node: ast.expr) -> bool | None:
    """How a test ends whatever the program does: `False and x`, `TYPE_CHECKING`."""
    return None if isinstance(node, _OPEN) else holds(node, _STATIC)


def holds(node: ast.expr, names: Names, outlook: Outlook = _NOTHING) -> bool | None:
    """Whether a test holds; None if that is not known."""
    if isinstance(node, ast.BoolOp):  # one part that decides is enough, wherever it stands
        decides = isinstance(node.op, ast.Or)
        truths = [holds(item, names, outlook) for item in node.values]
        if decides in truths:
            return decides
        return None if None in truths else not decides
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        truth = holds(node.operand, names, outlook)
        return None if truth is None else not truth
    return truth_of(value_of(node, names, outlook))


def value_of(node: ast.expr, names: Names, outlook: Outlook = _NOTHING) -> Known:
    """What an expression gives."""
    if isinstance(node, ast.Constant):
        if node.value is None or isinstance(node.value, str | int | float):
            return node.value
        return Thing(_class_of(node.value))
    if isinstance(node, ast.Name):
        return names[node.id] if node.id in names else outlook.value(node, names)
    if isinstance(node, ast.Attribute):
        return _of_attribute(node, names, outlook)
    if isinstance(node, ast.Call):
        return _of_call(node, names, outlook)
    if isinstance(node, ast.Compare):
        single = len(node.ops) == 1
        return _or_unknown(_of_comparison(node, names, outlook) if single else None)
    if isinstance(node, ast.Subscript):
        return _of_item(node, names, outlook)
    if isinstance(node, ast.BoolOp):
        return _of_choice(node, names, outlook)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _or_unknown(holds(node, names, outlook))
    if isinstance(node, ast.Await):
        return outlook.value(node, names)
    if isinstance(node, ast.IfExp):
        return _of_condition(node, names, outlook)
    if isinstance(node, ast.NamedExpr):
        return value_of(node.value, names, outlook)
    return _of_display(node, names, outlook)


def _class_of(value: object) -> str:
    return f"builtins.{type(value).__name__}"


def _or_unknown(truth: bool | None) -> Known:
    return TRUTH if truth is None else truth


def _of_choice(node: ast.BoolOp, names: Names, outlook: Outlook) -> Known:
    """What `and` and `or` give: the first operand that decides, else the last."""
    decides = isinstance(node.op, ast.Or)
    found: list[Known] = []
    for item in node.values[:-1]:
        value = value_of(item, names, outlook)
        truth = truth_of(value)
        if truth is not (not decides):
            found.append(_tested(value) if decides else value)
        if truth is decides:
            break
    else:
        found.append(value_of(node.values[-1], names, outlook))
    result = found[0]
    for value in found[1:]:
        result = joined(result, value)
    return result


def _tested(value: Known) -> Known:
    """A value for which a test held."""
    if not isinstance(value, Thing):
        return value
    return replace(value, optional=False, promised=False, truth=True)


def _of_condition(node: ast.IfExp, names: Names, outlook: Outlook) -> Known:
    truth = holds(node.test, names, outlook)
    if truth is not None:
        return value_of(node.body if truth else node.orelse, names, outlook)
    return joined(value_of(node.body, names, outlook), value_of(node.orelse, names, outlook))


def _of_comparison(node: ast.Compare, names: Names, outlook: Outlook) -> bool | None:
    operator = node.ops[0]
    if not isinstance(operator, _DECIDED):
        return None
    left = value_of(node.left, names, outlook)
    if left == UNKNOWN:
        return None
    right = value_of(node.comparators[0], names, outlook)
    if isinstance(operator, ast.In | ast.NotIn):
        truth = is_in(left, right)
    elif isinstance(operator, ast.Is | ast.IsNot):
        truth = _are_identical(left, right)
    else:
        truth = are_equal(left, right)
    turned = isinstance(operator, ast.NotIn | ast.IsNot | ast.NotEq)
    return truth if truth is None or not turned else not truth


def _are_identical(one: Known, other: Known) -> bool | None:
    if one is None or other is None:
        return is_none(other if one is None else one)
    if isinstance(one, bool) and isinstance(other, bool):
        return one is other
    if isinstance(one, Member) and isinstance(other, Member):
        return are_same_members(one, other)
    if isinstance(one, Choice) or isinstance(other, Choice):
        several, single = (one, other) if isinstance(one, Choice) else (other, one)
        options = several.options if isinstance(several, Choice) else ()
        return agreed(_are_identical(item, single) for item in options)
    return None


def _of_attribute(node: ast.Attribute, names: Names, outlook: Outlook) -> Known:
    if node.attr in _STATIC:
        return _STATIC[node.attr]
    text = dotted(node)
    if text in names:
        return names[text]
    base = value_of(node.value, names, outlook)
    if isinstance(base, Thing):
        found = dict(base.attributes).get(node.attr, UNKNOWN)
        return found if found != UNKNOWN else outlook.value(node, names)
    if isinstance(base, Member) and node.attr in ("value", "name"):
        return base.value if node.attr == "value" else base.name
    return UNKNOWN


def _of_item(node: ast.Subscript, names: Names, outlook: Outlook) -> Known:
    first = built.first_piece(node, lambda item: value_of(item, names, outlook))
    if first is not None:
        return first
    base = value_of(node.value, names, outlook)
    key = value_of(node.slice, names, outlook)
    if isinstance(base, Table) and is_key(key):
        return base.get(key, UNKNOWN)
    if isinstance(base, Row) and base.kind != "set" and type(key) is int:
        return base.items[key] if -len(base.items) <= key < len(base.items) else UNKNOWN
    return outlook.of_item(node.value, key) if base == UNKNOWN else UNKNOWN


def _of_display(node: ast.expr, names: Names, outlook: Outlook) -> Known:
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        kind = type(node).__name__.lower()
        if len(node.elts) > _MOST_ITEMS or any(isinstance(x, ast.Starred) for x in node.elts):
            return Thing(f"builtins.{kind}")
        return Row(kind, tuple(value_of(item, names, outlook) for item in node.elts))
    if isinstance(node, ast.Dict):
        return _of_dict(node, names, outlook)
    if isinstance(node, ast.BinOp):
        return _of_operator(node, names, outlook)
    if isinstance(node, ast.JoinedStr):
        return built.text(node, lambda item: value_of(item, names, outlook))
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | ast.Lambda):
        return Thing()
    return UNKNOWN


def _of_dict(node: ast.Dict, names: Names, outlook: Outlook) -> Known:
    held: list[tuple[Constant | Member, Known]] = []
    for item, value in zip(node.keys, node.values, strict=True):
        given = value_of(value, names, outlook)
        key = value_of(item, names, outlook) if item is not None else None
        if item is None and isinstance(given, Table):
            held += given.items
        elif isinstance(key, str | int | float | Member):
            held.append((key, given))
        else:
            return Thing("builtins.dict")
    return Table(tuple(held))


def _of_operator(node: ast.BinOp, names: Names, outlook: Outlook) -> Known:
    left, right = (value_of(item, names, outlook) for item in (node.left, node.right))
    if any(isinstance(item, Thing) and item.exact and item.cls for item in (left, right)):
        found = outlook.of_operator(node, names)
        if found != UNKNOWN:
            return found
    if isinstance(node.op, ast.BitOr):
        return _united(left, right)
    return built.added(left, right) if isinstance(node.op, ast.Add) else UNKNOWN


def _united(one: Known, other: Known) -> Known:
    """What `|` makes of two dicts or sets."""
    if isinstance(one, Table) and isinstance(other, Table):
        return tables.merged(one, other)
    if isinstance(one, Row) and isinstance(other, Row):
        return Row(one.kind, (*one.items, *other.items))
    return UNKNOWN


# calls


def _of_call(node: ast.Call, names: Names, outlook: Outlook) -> Known:
    """What methods of a text or a dict give, and `isinstance`; and that a loop runs."""
    if asks_for_loop(node):
        return RUNNING
    func = node.func
    if isinstance(func, ast.Name) and func.id == "isinstance" and len(node.args) == 2:
        kind = node.args[1]
        return _or_unknown(is_instance(value_of(node.args[0], names, outlook), kind, outlook))
    if isinstance(func, ast.Name) and func.id in ("bool", "str") and len(node.args) == 1:
        value = value_of(node.args[0], names, outlook)
        if func.id == "bool":
            return _or_unknown(truth_of(value))
        return value if isinstance(value, str) else built.as_text(value)
    if isinstance(func, ast.Name) and func.id in _CONTAINERS and len(node.args) < 2:
        value = value_of(node.args[0], names, outlook) if node.args else Row(func.id, ())
        return Row(func.id, value.items) if isinstance(value, Row) else Thing()
    if isinstance(func, ast.Name) and func.id == "getattr" and len(node.args) == 2:
        name = value_of(node.args[1], names, outlook)
        if not isinstance(name, str):
            return UNKNOWN
        return value_of(ast.Attribute(node.args[0], name, ast.Load()), names, outlook)
    if isinstance(func, ast.Name) and func.id == "dict":
        return tables.made(node, lambda item: value_of(item, names, outlook))
    if isinstance(func, ast.Attribute):
        base = value_of(func.value, names, outlook)
        if base == RUNNING:
            return True if func.attr == "is_running" else UNKNOWN
        given = [value_of(item, names, outlook) for item in node.args]
        found = _of_method(func.attr, base, given if not node.keywords else None)
        if found == UNKNOWN and isinstance(base, Thing) and base.exact:
            found = outlook.of_method(base, node, names)
        if found != UNKNOWN:
            return found
    return outlook.value(node, names)


def _of_method(name: str, base: Known, given: Sequence[Known] | None) -> Known:
    if given is None:
        return UNKNOWN
    if isinstance(base, Table):
        return tables.method(name, base, given)
    return built.method(name, base, given)
