"""Says which nodes use something in a way for which Python looks for methods of the object."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asyncfix.project.nodes import last_name

_FOUND = ("__hash__", "__eq__")
_TRUTH = ("__bool__", "__len__")
_TEXT = ("__format__", "__str__", "__repr__")
_OPERATORS: dict[type[ast.AST], str] = {
    **{ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.Mod: "mod"},
    **{ast.FloorDiv: "floordiv", ast.Pow: "pow", ast.MatMult: "matmul", ast.LShift: "lshift"},
    **{ast.RShift: "rshift", ast.BitOr: "or", ast.BitAnd: "and", ast.BitXor: "xor"},
}
_COMPARISONS: dict[type[ast.AST], tuple[str, ...]] = {
    **{ast.Eq: ("__eq__",), ast.NotEq: ("__ne__", "__eq__"), ast.In: ("__contains__",)},
    **{ast.NotIn: ("__contains__",), ast.Lt: ("__lt__", "__gt__"), ast.Gt: ("__gt__", "__lt__")},
    **{ast.LtE: ("__le__", "__ge__"), ast.GtE: ("__ge__", "__le__")},
}
_UNARY: dict[type[ast.AST], tuple[str, ...]] = {
    **{ast.Not: _TRUTH, ast.USub: ("__neg__",), ast.UAdd: ("__pos__",)},
    **{ast.Invert: ("__invert__",)},
}
_BUILTINS = {
    **{"str": _TEXT, "print": _TEXT, "repr": _TEXT, "format": _TEXT, "bool": _TRUTH},
    **{"len": ("__len__",), "hash": ("__hash__",), "int": ("__int__",), "float": ("__float__",)},
    **{"abs": ("__abs__",), "round": ("__round__",), "dir": ("__dir__",), "bytes": ("__bytes__",)},
    **{"reversed": ("__reversed__",), "sum": ("__add__", "__radd__"), "divmod": ("__divmod__",)},
}
_PASSED = {
    **{
        "sorted": ("__lt__",),
        "min": ("__lt__",),
        "max": ("__gt__", "__lt__"),
        "open": ("__fspath__",),
    },
    **{"deepcopy": ("__deepcopy__",), "dump": ("__getstate__", "__reduce__", "write")},
    "dumps": ("__getstate__", "__reduce__"),
    **dict.fromkeys(("set", "frozenset", "fromkeys", "Counter"), _FOUND),
    **{f"heap{name}": ("__lt__",) for name in ("ify", "push", "pop", "pushpop", "replace")},
    **dict.fromkeys(("nlargest", "nsmallest", "insort", "bisect"), ("__lt__",)),
    **{
        f"{name}_{side}": ("__lt__",) for name in ("insort", "bisect") for side in ("left", "right")
    },
}
"""What functions of Python and its library call of what they are handed, or of its items."""
_WRITING = frozenset(
    {
        *("debug", "info", "warning", "error", "critical", "exception", "log"),
        *("format", "join", "write"),
    }
)
"""Methods that make texts of what they are given."""
_COMPARING = {
    "sort": ("__lt__",),
    **dict.fromkeys(("index", "count"), ("__eq__",)),
    **dict.fromkeys(("remove", "add", "discard", "get", "setdefault", "pop"), _FOUND),
}
"""Methods of containers that call these of their items, and of what they are handed first."""
_TESTS = (ast.If, ast.While, ast.IfExp, ast.Assert)
USING = frozenset(
    {
        *(ast.Subscript, ast.BinOp, ast.AugAssign, ast.UnaryOp, ast.Compare, *_TESTS),
        *(ast.BoolOp, ast.Set, ast.Dict, ast.SetComp, ast.DictComp, ast.FormattedValue, ast.Call),
    }
)
"""The kinds of node for whose operands Python looks for methods."""
HOOKS: dict[type[ast.expr_context], tuple[str, ...]] = {
    ast.Load: ("__getattribute__", "__getattr__"),
    ast.Store: ("__setattr__",),
    ast.Del: ("__delattr__",),
}
_SUBSCRIPTS = {ast.Load: "__getitem__", ast.Store: "__setitem__", ast.Del: "__delitem__"}


class Use(NamedTuple):
    """Something that is used in a way for which Python looks for methods of those names."""

    operand: ast.expr
    names: tuple[str, ...]


def uses(node: ast.AST) -> Iterator[Use]:
    """The operands of a node, with the names of the methods that Python looks for."""
    if isinstance(node, ast.Subscript):
        yield Use(node.value, (_SUBSCRIPTS[type(node.ctx)],))
        yield Use(node.slice, _FOUND)
    elif isinstance(node, ast.BinOp):
        name = _OPERATORS[type(node.op)]
        if isinstance(node.left, ast.Constant | ast.JoinedStr) and isinstance(node.op, ast.Mod):
            shown = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            yield from (Use(item, _TEXT) for item in shown)
        yield Use(node.left, (f"__{name}__",))
        yield Use(node.right, (f"__r{name}__",))
    elif isinstance(node, ast.AugAssign):
        name = _OPERATORS[type(node.op)]
        yield Use(node.target, (f"__i{name}__", f"__{name}__"))
    elif isinstance(node, ast.UnaryOp):
        yield Use(node.operand, _UNARY[type(node.op)])
    elif isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, _TESTS):
        yield Use(node.test, _TRUTH)
    elif isinstance(node, ast.BoolOp):
        yield from (Use(item, _TRUTH) for item in node.values)
    elif isinstance(node, ast.Set | ast.Dict):
        items = node.elts if isinstance(node, ast.Set) else node.keys
        yield from (Use(item, _FOUND) for item in items if item is not None)
    elif isinstance(node, ast.SetComp | ast.DictComp):
        yield Use(node.elt if isinstance(node, ast.SetComp) else node.key, _FOUND)
    elif isinstance(node, ast.FormattedValue):
        yield Use(node.value, _TEXT)
    elif isinstance(node, ast.Call) and last_name(node.func) in _PASSED:
        names = _PASSED[last_name(node.func)]
        yield from (Use(item, names) for item in node.args)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        names = _BUILTINS.get(node.func.id, ())
        yield from (Use(item, names) for item in node.args if names)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from _by_method(node, node.func)


def _by_method(node: ast.Call, func: ast.Attribute) -> Iterator[Use]:
    if func.attr in _COMPARING:
        yield from (Use(item, _COMPARING[func.attr]) for item in (func.value, *node.args[:1]))
    elif func.attr in _WRITING:
        given = (*node.args, *(item.value for item in node.keywords))
        yield from (Use(item, _TEXT) for item in given)


def entered(node: ast.AST) -> Iterator[Use]:
    """What a loop goes through, or a `with` enters."""
    if isinstance(node, ast.For | ast.comprehension):
        yield Use(node.iter, ("__iter__", "__next__"))
    elif isinstance(node, ast.withitem):
        yield Use(node.context_expr, ("__enter__", "__exit__"))


def _compared(node: ast.Compare) -> Iterator[Use]:
    sides: Iterable[tuple[ast.expr, ast.cmpop, ast.expr]] = zip(
        (node.left, *node.comparators), node.ops, node.comparators, strict=False
    )
    for left, operator, right in sides:
        names = _COMPARISONS.get(type(operator), ())
        yield Use(left, _FOUND if isinstance(operator, ast.In | ast.NotIn) else names)
        yield Use(right, names)
